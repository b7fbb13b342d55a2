package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/emmansun/gmsm/sm4"
	"github.com/tink-crypto/tink-go/v2/core/registry"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"google.golang.org/protobuf/proto"
)

// sm4Type is the type of SM4 keys in a Tink keyset. The key's value is its 16 bytes.
const sm4Type = "type.candor/Sm4GcmKey"

const (
	sm4KeySize   = 16
	sm4NonceSize = 12
)

// sm4Manager is the provider of SM4-GCM for Tink.
type sm4Manager struct{}

// The provider must stand in Tink's registry before a keyset is read.
func init() {
	if err := registry.RegisterKeyManager(sm4Manager{}); err != nil {
		panic(err)
	}
}

// Primitive makes a key ready for use.
func (sm4Manager) Primitive(key []byte) (any, error) {
	if len(key) != sm4KeySize {
		return nil, fmt.Errorf("an SM4 key has %d bytes, not %d", sm4KeySize, len(key))
	}
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return sm4GCM{gcm}, nil
}

// NewKeyData makes a key.
func (m sm4Manager) NewKeyData([]byte) (*tinkpb.KeyData, error) {
	key := make([]byte, sm4KeySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	return &tinkpb.KeyData{TypeUrl: m.TypeURL(), Value: key, KeyMaterialType: tinkpb.KeyData_SYMMETRIC}, nil
}

// NewKey is the older way of Tink, which nothing here takes.
func (sm4Manager) NewKey([]byte) (proto.Message, error) {
	return nil, errors.New("SM4 keys are made by NewKeyData")
}

// DoesSupport reports whether keys of a type are this provider's.
func (m sm4Manager) DoesSupport(typeURL string) bool { return typeURL == m.TypeURL() }

// TypeURL is the type of the provider's keys.
func (sm4Manager) TypeURL() string { return sm4Type }

// sm4GCM seals with a random nonce, which stands before the ciphertext.
type sm4GCM struct{ gcm cipher.AEAD }

// Encrypt seals with associated data.
func (s sm4GCM) Encrypt(plaintext, associated []byte) ([]byte, error) {
	out := make([]byte, sm4NonceSize, sm4NonceSize+len(plaintext)+s.gcm.Overhead())
	if _, err := rand.Read(out); err != nil {
		return nil, err
	}
	return s.gcm.Seal(out, out, plaintext, associated), nil
}

// Decrypt opens what Encrypt sealed with the same associated data.
func (s sm4GCM) Decrypt(ciphertext, associated []byte) ([]byte, error) {
	if len(ciphertext) < sm4NonceSize {
		return nil, ErrOpen
	}
	return s.gcm.Open(nil, ciphertext[:sm4NonceSize], ciphertext[sm4NonceSize:], associated)
}
