package handlers

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Bounds of a form that the question for the password holds back.
const (
	proofHeld = 10 * time.Minute // how long it waits
	proofMost = 64 << 10         // bytes of it
)

// What keeps a held form from going on.
var (
	errProofLate  = errors.New("the held form waited too long")
	errProofLarge = errors.New("the form is too large to be held")
	errProofBroke = errors.New("the held form was not made by this session for this act")
)

// heldForm is what was typed, until when it waits.
type heldForm struct {
	Until time.Time
	Form  url.Values
}

// A held form travels in the page that asks, sealed, and is kept nowhere: a row on the server would need a migration, a sweep and a
// bound on how many one person holds, for ten minutes. It is sealed under a key that the session's token makes, of which the store
// knows only a hash and the page nothing: what is left of the page, in a history or on a disk, opens neither what was typed, which may
// be a new password, nor lets it be changed. The act is part of what is authenticated, so that a form goes on to no other.
func proofCipher(token string) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("a form held for the password"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// sealForm seals a form for an act of a session.
func sealForm(token, act string, form url.Values, now time.Time) (string, error) {
	plain, err := json.Marshal(heldForm{Until: now.Add(proofHeld).UTC(), Form: form})
	if err != nil {
		return "", fmt.Errorf("hold a form: %w", err)
	}
	if len(plain) > proofMost {
		return "", errProofLarge
	}
	aead, err := proofCipher(token)
	if err != nil {
		return "", fmt.Errorf("hold a form: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, plain, []byte(act))), nil
}

// openForm opens what sealForm made for the same session and act: errProofLate when it waited too long, errProofBroke when it is
// anything else.
func openForm(token, act, sealed string, now time.Time) (url.Values, error) {
	if len(sealed) > 2*proofMost {
		return nil, errProofBroke
	}
	b, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, errProofBroke
	}
	aead, err := proofCipher(token)
	if err != nil {
		return nil, fmt.Errorf("open a held form: %w", err)
	}
	plain, err := aead.Open(nil, nil, b, []byte(act))
	if err != nil {
		return nil, errProofBroke
	}
	var held heldForm
	if err := json.Unmarshal(plain, &held); err != nil {
		return nil, errProofBroke
	}
	if !now.Before(held.Until) {
		return nil, errProofLate
	}
	return held.Form, nil
}
