package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrOpen is ciphertext that does not open: another key, another place, or changed bytes.
var ErrOpen = errors.New("vault: cannot open")

// Vault holds the keys. It is safe for many goroutines.
type Vault struct {
	aead  tink.AEAD
	index []byte
}

// file is the vault's keys at rest.
type file struct {
	Sealed bool            `json:"sealed"` // by the operator's key
	Keyset json.RawMessage `json:"keyset"` // Tink JSON keyset
	Index  []byte          `json:"index"`  // sealed with the keyset's own key
}

const fileContext = "candor vault index key"

// Load reads the key file, or makes a new one with permissions 0600 where there is none.
// kek is 32 bytes that seal the keyset, or nil to rely on the file's permissions alone.
func Load(path string, kek []byte) (*Vault, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if b, err = create(path, kek); err != nil {
			return nil, fmt.Errorf("make keys in %s: %w", path, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	v, err := parse(b, kek)
	if err != nil {
		return nil, fmt.Errorf("read keys in %s: %w", path, err)
	}
	return v, nil
}

func parse(b, kek []byte) (*Vault, error) {
	var f file
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, err
	}
	handle, err := readKeyset(f, kek)
	if err != nil {
		return nil, err
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, err
	}
	index, err := primitive.Decrypt(f.Index, []byte(fileContext))
	if err != nil {
		return nil, fmt.Errorf("%w: index key", ErrOpen)
	}
	return &Vault{aead: primitive, index: index}, nil
}

func readKeyset(f file, kek []byte) (*keyset.Handle, error) {
	reader := keyset.NewJSONReader(bytes.NewReader(f.Keyset))
	if !f.Sealed {
		return insecurecleartextkeyset.Read(reader)
	}
	if kek == nil {
		return nil, errors.New("the keys are sealed: set CANDOR_KEK to the operator's key")
	}
	outer, err := subtle.NewAESGCM(kek)
	if err != nil {
		return nil, err
	}
	return keyset.ReadWithAssociatedData(reader, outer, []byte(fileContext))
}

func create(path string, kek []byte) ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, err
	}
	index := make([]byte, 32)
	if _, err := rand.Read(index); err != nil {
		return nil, err
	}
	b, err := marshal(handle, index, kek)
	if err != nil {
		return nil, err
	}
	return b, writeNew(path, b)
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

// Place is where a sealed value lives; a value opens only there.
type Place struct {
	Table, Column string
	Row           int64
}

func (p Place) bytes() []byte {
	return fmt.Appendf(nil, "%s|%s|%d|C2", p.Table, p.Column, p.Row)
}

// Seal encrypts a value for its place. The empty value stays empty: nothing is known.
func (v *Vault) Seal(value string, at Place) ([]byte, error) {
	if value == "" {
		return nil, nil
	}
	b, err := v.aead.Encrypt([]byte(value), at.bytes())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return b, nil
}

// Open decrypts what Seal made for the same place, else ErrOpen.
func (v *Vault) Open(sealed []byte, at Place) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	b, err := v.aead.Decrypt(sealed, at.bytes())
	if err != nil {
		return "", fmt.Errorf("%w: %s.%s", ErrOpen, at.Table, at.Column)
	}
	return string(b), nil
}

// Index returns the blind index of a value under the key of a field: equal for values
// that Normalise makes equal, and nil for the empty value.
func (v *Vault) Index(field, value string) []byte {
	value = Normalise(value)
	if value == "" {
		return nil
	}
	key, err := hkdf.Key(sha256.New, v.index, nil, "blind index "+field, 32)
	if err != nil { // only for absurd key lengths
		panic(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(value))
	return mac.Sum(nil)[:16]
}

// Normalise drops spaces and punctuation and lower-cases, and turns a 15-digit mainland ID
// number into its 18-digit form (GB 11643-1999), so that one value has one form.
func Normalise(value string) string {
	var b strings.Builder
	for _, r := range value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	s := b.String()
	if len(s) == 15 && strings.Trim(s, "0123456789") == "" {
		return longID(s)
	}
	return s
}

// longID adds the century and the check digit of ISO 7064 MOD 11-2 to a 15-digit number.
func longID(s string) string {
	s = s[:6] + "19" + s[6:]
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return s + string("10x98765432"[sum%11])
}
