package gateway

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"candor/models"
)

// secretLeast is the fewest bytes of a secret that others are to trust a signature by.
const secretLeast = 16

// SMS is an HTTP gateway for text messages.
type SMS struct {
	*caller
	secret []byte
	now    func() time.Time
}

// NewSMS reaches the gateway at an address. The secret has at least 16 bytes; roots is nil for the machine's certificates.
func NewSMS(address, secret string, roots *x509.CertPool, now func() time.Time) (*SMS, error) {
	if len(secret) < secretLeast {
		return nil, errors.New("want a secret of at least 16 characters")
	}
	c, err := newCaller(address, roots)
	if err != nil {
		return nil, err
	}
	return &SMS{c, []byte(secret), now}, nil
}

// Send posts the text.
func (g *SMS) Send(ctx context.Context, n *models.Notice) models.HandOver {
	body, err := n.SMSBody()
	if err != nil { // strings always marshal
		return refused(models.CodeAddress)
	}
	at := strconv.FormatInt(g.now().Unix(), 10)
	return g.post(ctx, body, map[string]string{"Idempotency-Key": n.Key, "Candor-Signature": "t=" + at + ",v1=" + hex.EncodeToString(sign(g.secret, at+".", body))})
}

// sign is HMAC-SHA256 (RFC 2104, FIPS 180-4) over what precedes a body and the body.
func sign(secret []byte, before string, body []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(before)) // a hash's Write never fails
	mac.Write(body)
	return mac.Sum(nil)
}
