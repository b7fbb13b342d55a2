package models

import (
	"encoding/json"
	"strings"
	"time"
)

// HiddenLink stands in pages for the link that opens a customer's page, which is for nobody else's eyes. It is as long as a link and
// of characters that any text message holds, so that what is counted on it is what leaves.
var HiddenLink = "/c/" + strings.Repeat("*", CustomerTokenLength)

// CustomerTokenLength is how many characters the token of a customer's link has.
const CustomerTokenLength = 38

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

// WebhookBody is the notice as a lender's own system gets it, in JSON.
func (n *Notice) WebhookBody() ([]byte, error) {
	return json.Marshal(webhookBody{Type: WebhookType, Timestamp: n.At.UTC(), Data: webhookData{
		ID: n.Message, Account: webhookAccount{n.Account.ID, n.Account.Source, n.Account.ExternalID}, About: n.About, Code: n.Code, Lang: n.Lang,
		Title: n.Subject, Text: n.Text,
	}})
}

// SMSBody is the notice as a gateway for text messages gets it, in JSON.
func (n *Notice) SMSBody() ([]byte, error) {
	return json.Marshal(map[string]string{"id": n.Key, "to": n.To, "lang": n.Lang, "text": n.Text})
}
