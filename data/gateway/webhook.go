package gateway

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
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

// webhookBody is what the lender's system is told. It holds no address of the customer: whoever receives it knows the account.
type webhookBody struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      webhookData `json:"data"`
}

type webhookData struct {
	ID      string         `json:"id"` // of the message
	Account webhookAccount `json:"account"`
	About   string         `json:"about,omitempty"`
	Code    string         `json:"code"`
	Lang    string         `json:"lang"`
	Title   string         `json:"title"`
	Text    string         `json:"text"`
}

type webhookAccount struct {
	ID         string `json:"id"`
	Source     string `json:"source"`
	ExternalID string `json:"external_id"`
}

// WebhookType is the type of the one event there is.
const WebhookType = "message.ready"

// Send posts the message, signed with every secret.
func (g *Webhook) Send(ctx context.Context, n *models.Notice) models.HandOver {
	body, err := json.Marshal(webhookBody{Type: WebhookType, Timestamp: n.At.UTC(), Data: webhookData{
		ID: n.Message, Account: webhookAccount{n.Account.ID, n.Account.Source, n.Account.ExternalID}, About: n.About, Code: n.Code, Lang: n.Lang,
		Title: n.Subject, Text: n.Text,
	}})
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
