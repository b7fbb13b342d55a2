package vault

import (
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
)

// Algorithm is what a key seals with. It is part of the key, so that keys of several
// algorithms stand in one file and rotation can go from one to another.
type Algorithm string

// The algorithms there are, the default first.
const (
	AES256GCM Algorithm = "aes-256-gcm"
	SM4GCM    Algorithm = "sm4-gcm" // GB/T 32907 in the mode of RFC 8998
)

// Algorithms lists what Rotate knows. Another one is another provider in Tink's registry
// (a key manager with a type of its own, as in sm4.go) and a line in both functions below.
func Algorithms() []Algorithm { return []Algorithm{AES256GCM, SM4GCM} }

// template is how Tink makes a key of an algorithm, nil for one that is not known.
func (a Algorithm) template() *tinkpb.KeyTemplate {
	switch a {
	case AES256GCM:
		return aead.AES256GCMKeyTemplate()
	case SM4GCM:
		return &tinkpb.KeyTemplate{TypeUrl: sm4Type, OutputPrefixType: tinkpb.OutputPrefixType_TINK}
	}
	return nil
}

// algorithmOf names the algorithm of a stored key.
func algorithmOf(typeURL string) Algorithm {
	known := Algorithms()
	at := slices.IndexFunc(known, func(a Algorithm) bool { return a.template().GetTypeUrl() == typeURL })
	if at < 0 {
		return Algorithm(typeURL)
	}
	return known[at]
}
