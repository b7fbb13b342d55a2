package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// keyring is the keys of a file as they were read. It never changes.
type keyring struct {
	info    fs.FileInfo // of the file that was read
	list    []Key
	each    map[uint32]tink.AEAD // by the number that ciphertext names
	primary uint32
	index   []byte
}

// file is the vault's keys at rest.
type file struct {
	Sealed bool            `json:"sealed"` // by the operator's key
	Keyset json.RawMessage `json:"keyset"` // Tink JSON keyset
	Index  []byte          `json:"index"`  // sealed with the keyset's own key
}

const fileContext = "candor vault index key"

// readKeyring reads a key file and makes each key ready by itself.
func readKeyring(path string, kek []byte) (*keyring, error) {
	handle, index, info, err := readFile(path, kek)
	if err != nil {
		return nil, err
	}
	k := &keyring{info: info, index: index, each: map[uint32]tink.AEAD{}}
	described := handle.KeysetInfo()
	k.primary = described.GetPrimaryKeyId()
	for _, key := range described.GetKeyInfo() {
		m := keyset.NewManagerFromHandle(handle)
		if err := m.SetPrimary(key.GetKeyId()); err != nil {
			return nil, err
		}
		alone, err := m.Handle()
		if err != nil {
			return nil, err
		}
		primitive, err := aead.New(alone)
		if err != nil {
			return nil, err
		}
		k.each[key.GetKeyId()] = primitive
		k.list = append(k.list, Key{
			ID: key.GetKeyId(), Algorithm: algorithmOf(key.GetTypeUrl()), Primary: key.GetKeyId() == k.primary,
		})
	}
	return k, nil
}

// readFile reads a key file down to the keyset and the index key.
func readFile(path string, kek []byte) (handle *keyset.Handle, index []byte, info fs.FileInfo, err error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, nil, nil, err
	}
	info, err = opened.Stat()
	var b bytes.Buffer
	if err == nil {
		_, err = b.ReadFrom(opened)
	}
	if err = errors.Join(err, opened.Close()); err != nil {
		return nil, nil, nil, err
	}
	var f file
	if err := json.Unmarshal(b.Bytes(), &f); err != nil {
		return nil, nil, nil, err
	}
	if handle, err = readKeyset(f, kek); err != nil {
		return nil, nil, nil, err
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, nil, nil, err
	}
	if index, err = primitive.Decrypt(f.Index, []byte(fileContext)); err != nil {
		return nil, nil, nil, fmt.Errorf("%w: index key", ErrOpen)
	}
	return handle, index, info, nil
}

func readKeyset(f file, kek []byte) (*keyset.Handle, error) {
	reader := keyset.NewJSONReader(bytes.NewReader(f.Keyset))
	if !f.Sealed {
		return insecurecleartextkeyset.Read(reader)
	}
	if kek == nil {
		return nil, errors.New("the keys are sealed: give the operator's key by --kek-file, --kek-command or CANDOR_KEK")
	}
	outer, err := subtle.NewAESGCM(kek)
	if err != nil {
		return nil, err
	}
	return keyset.ReadWithAssociatedData(reader, outer, []byte(fileContext))
}

// create writes a file with fresh keys.
func create(path string, kek []byte) error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return err
	}
	index := make([]byte, 32)
	if _, err := rand.Read(index); err != nil {
		return err
	}
	b, err := marshal(handle, index, kek)
	if err != nil {
		return err
	}
	if err := writeNew(path, b); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil // another process was first; its keys are the keys
}

// marshal writes keys as the file holds them.
func marshal(handle *keyset.Handle, index, kek []byte) ([]byte, error) {
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, err
	}
	var keys bytes.Buffer
	writer := keyset.NewJSONWriter(&keys)
	if kek == nil {
		err = insecurecleartextkeyset.Write(handle, writer)
	} else {
		outer, kekErr := subtle.NewAESGCM(kek)
		if kekErr != nil {
			return nil, kekErr
		}
		err = handle.WriteWithAssociatedData(writer, outer, []byte(fileContext))
	}
	if err != nil {
		return nil, err
	}
	f := file{Sealed: kek != nil, Keyset: keys.Bytes()}
	if f.Index, err = primitive.Encrypt(index, []byte(fileContext)); err != nil {
		return nil, err
	}
	return json.Marshal(f)
}

// writeNew writes a file that must not exist yet, and makes sure it is on disk before any
// row is sealed with the keys in it.
func writeNew(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
