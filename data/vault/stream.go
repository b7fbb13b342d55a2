package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ChunkSize is how many bytes of a file one sealed chunk holds, but for the last.
const ChunkSize = 256 << 10

// fileKeySize is AES-256's key.
const fileKeySize = 32

// NewFileKey makes the key of one file from the given randomness, as text that SealWith can
// seal: what the key seals is closed for good when that text no longer opens.
func NewFileKey(random io.Reader) (string, error) {
	b := make([]byte, fileKeySize)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("make file key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(b), nil
}

// FileCipher seals one file in chunks with AES-256-GCM. The nonce is the chunk's number and
// whether it is the last (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015), so
// that chunks that are moved, left out, doubled or cut off at the end do not open. A key
// seals one file, once, so no nonce comes twice.
type FileCipher struct{ aead cipher.AEAD }

// OpenFileKey makes a key of NewFileKey ready for use.
func OpenFileKey(key string) (*FileCipher, error) {
	b, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(b) != fileKeySize {
		return nil, errors.New("file key: want 32 bytes in base64")
	}
	block, err := aes.NewCipher(b)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &FileCipher{aead: aead}, nil
}

func (c *FileCipher) nonce(n int, last bool) []byte {
	b := make([]byte, c.aead.NonceSize())
	binary.BigEndian.PutUint32(b[len(b)-5:], uint32(n))
	if last {
		b[len(b)-1] = 1
	}
	return b
}

// Seal encrypts chunk n, counted from 0.
func (c *FileCipher) Seal(n int, last bool, plain []byte) []byte {
	return c.aead.Seal(nil, c.nonce(n, last), plain, nil)
}

// Open decrypts chunk n; ErrOpen when it is not what Seal made for this place.
func (c *FileCipher) Open(n int, last bool, sealed []byte) ([]byte, error) {
	plain, err := c.aead.Open(nil, c.nonce(n, last), sealed, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: chunk %d of a file", ErrOpen, n)
	}
	return plain, nil
}

// Chunks is how many chunks hold so many bytes: at least one.
func Chunks(size int) int { return max(1, (size+ChunkSize-1)/ChunkSize) }
