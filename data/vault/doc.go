// Package vault seals what identifies a person and finds it again without opening it.
//
// Sealing is AES-256-GCM from Tink, or SM4-GCM from gmsm registered with Tink as another
// type of key; the associated data is the table, column, row and class, so that ciphertext
// moved to another place does not open (S51). The key id is part of the ciphertext, which
// lets keys of both algorithms stand together and rotate. A person may have a key of their
// own, inside that of the keyset, which can be destroyed alone. Finding is an HMAC-SHA256
// of the normalised value under a key of its own per field, derived by HKDF (RFC 5869);
// without the key a dump cannot be searched by trying every ID number (S53). All keys live
// in files beside the database, never in it; the keyset is sealed by the operator's key when
// one is given (S52).
package vault
