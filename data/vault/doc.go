// Package vault seals what identifies a person and finds it again without opening it.
//
// Sealing is AES-256-GCM from Tink; the associated data is the table, column and row, so
// that ciphertext moved to another place does not open (S51). The key id is part of the
// ciphertext, which lets keys rotate. Finding is an HMAC-SHA256 of the normalised value
// under a key of its own per field, derived by HKDF (RFC 5869); without the key a dump
// cannot be searched by trying every ID number (S53). The keys live in a file beside the
// database, never in it, sealed by the operator's key when one is given (S52).
package vault
