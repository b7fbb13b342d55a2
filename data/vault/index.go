package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"unicode"
)

// Index returns the blind index of a value under the key of a field: equal for values
// that Normalise makes equal, and nil for the empty value.
func (v *Vault) Index(field, value string) []byte {
	value = Normalise(value)
	if value == "" {
		return nil
	}
	key, err := hkdf.Key(sha256.New, v.keys.Load().index, nil, "blind index "+field, 32)
	if err != nil { // only for absurd key lengths
		panic(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(value))
	return mac.Sum(nil)[:16]
}

// Token returns the first eight bytes of MAC: enough to tell values apart, not to stand for one.
func (v *Vault) Token(kind, value string) []byte { return v.MAC(kind, []byte(value))[:8] }

// MAC returns the 32-byte HMAC-SHA256 of a value exactly as it is, under the key of a kind:
// equal values meet, and nobody without the key can try values out or make one up. The keys of
// kinds are derived once; a rotation does not change them.
func (v *Vault) MAC(kind string, value []byte) []byte {
	key, ok := v.tokenKeys.Load(kind)
	if !ok {
		made, err := hkdf.Key(sha256.New, v.keys.Load().index, nil, "token "+kind, 32)
		if err != nil { // only for absurd key lengths
			panic(err)
		}
		key, _ = v.tokenKeys.LoadOrStore(kind, made)
	}
	mac := hmac.New(sha256.New, key.([]byte))
	mac.Write(value)
	return mac.Sum(nil)
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
