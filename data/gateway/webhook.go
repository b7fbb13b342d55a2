package gateway

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"candor/models"
)

// Webhook is a system of the lender's that tells customers itself.
type Webhook struct {
	*caller
	secrets [][]byte
	now     func() time.Time
}

// webhookSecrets are how many secrets count at once, so that one can be replaced without a gap.
const webhookSecrets = 2

// ReadWebhookSecrets reads one or two secrets as Standard Webhooks writes them, whsec_ and base64 of 24 to 64 bytes, the newer one
// first.
func ReadWebhookSecrets(text string) ([][]byte, error) {
	words := strings.Fields(text)
	if len(words) < 1 || len(words) > webhookSecrets {
		return nil, errors.New("want one or two secrets like whsec_…")
	}
	var secrets [][]byte
	for _, w := range words {
		encoded, found := strings.CutPrefix(w, "whsec_")
		secret, err := base64.StdEncoding.DecodeString(encoded)
		if !found || err != nil || len(secret) < 24 || len(secret) > 64 {
			return nil, errors.New("want whsec_ and 24 to 64 bytes in base64")
		}
		secrets = append(secrets, secret)
	}
	return secrets, nil
}

// NewWebhook tells the system at an address. roots is nil for the machine's certificates.
func NewWebhook(address, secrets string, roots *x509.CertPool, now func() time.Time) (*Webhook, error) {
	keys, err := ReadWebhookSecrets(secrets)
	if err != nil {
		return nil, err
	}
	c, err := newCaller(address, roots)
	if err != nil {
		return nil, err
	}
	return &Webhook{c, keys, now}, nil
}

// Send posts the message, signed with every secret.
func (g *Webhook) Send(ctx context.Context, n *models.Notice) models.HandOver {
	body, err := n.WebhookBody()
	if err != nil { // these types always marshal
		return refused(models.CodeAddress)
	}
	at := strconv.FormatInt(g.now().Unix(), 10)
	var signatures []string
	for _, s := range g.secrets {
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(sign(s, n.Key+"."+at+".", body)))
	}
	return g.post(ctx, body, map[string]string{"webhook-id": n.Key, "webhook-timestamp": at, "webhook-signature": strings.Join(signatures, " ")})
}
