package data

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"candor/models"
)

// Checkpoints find a rewritten record only as far back as the last one, and only to the
// nearest one. Seals close both gaps: every entry and the head carry a MAC made with a key
// that is kept beside the database, never in it. Who can only write to the database can
// recompute every hash but no seal, so the first rewritten row is named exactly.

// sealSecret derives the seals' key from the signing key, so that there is one file to keep.
func sealSecret(signingKey string) []byte {
	sum := sha256.Sum256([]byte("candor audit seal\n" + signingKey))
	return sum[:]
}

// seal is HMAC-SHA-256 (RFC 2104) over a purpose, a number and a hash.
func (k *signer) seal(purpose byte, seq int64, hash []byte) []byte {
	mac := hmac.New(sha256.New, k.secret)
	var head [9]byte
	head[0] = purpose
	binary.BigEndian.PutUint64(head[1:], uint64(seq))
	mac.Write(head[:])
	mac.Write(hash)
	return mac.Sum(nil)
}

// sealEntry seals an entry's hash at its place.
func (k *signer) sealEntry(e *models.AuditEntry) []byte { return k.seal('e', e.Seq, e.Hash) }

// sealHead seals the end of the chain, so that a cut end cannot be passed off as the end.
func (k *signer) sealHead(h *models.AuditHead) []byte { return k.seal('h', h.Seq, h.Hash) }
