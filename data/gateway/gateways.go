package gateway

import (
	"context"
	"time"

	"candor/models"
)

// Times of a hand-over. Together they are well within models.DeliveryLease.
const (
	dialTime   = 5 * time.Second
	answerTime = 10 * time.Second // a call over HTTP, or each step of a mail
	sendTime   = 30 * time.Second // all of it
)

// Sender hands one notice over. It neither logs nor returns what a gateway answers in words, because that may name the customer.
type Sender interface {
	Send(ctx context.Context, n *models.Notice) models.HandOver
}

// Gateways is what a lender has set up; nil for what it has not.
type Gateways struct{ SMS, Email, Webhook Sender }

// Outlets says which there are.
func (g Gateways) Outlets() models.Outlets {
	return models.Outlets{SMS: g.SMS != nil, Email: g.Email != nil, Webhook: g.Webhook != nil}
}

// Send hands a notice over by its channel. What stays in the development inbox is accepted as it is: nothing leaves.
func (g Gateways) Send(ctx context.Context, n *models.Notice, inbox bool) models.HandOver {
	if inbox {
		return models.HandOver{Result: models.TryAccepted}
	}
	sender := map[models.Channel]Sender{models.ChannelSMS: g.SMS, models.ChannelEmail: g.Email, models.ChannelWebhook: g.Webhook}[n.Channel]
	if sender == nil {
		return failed(models.CodeNoGateway) // it may come back with the next start
	}
	if n.To == "" && n.Channel != models.ChannelWebhook {
		return refused(models.CodeNoAddress)
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	return sender.Send(ctx, n)
}

func failed(code string) models.HandOver {
	return models.HandOver{Result: models.TryFailed, Code: code}
}

func refused(code string) models.HandOver {
	return models.HandOver{Result: models.TryRefused, Code: code}
}
