package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"candor/data/gateway"
	"candor/models"
)

// outboxTime is how often due deliveries are looked for, and outboxWorkers how many are handed over at once: most of a hand-over is
// waiting for a gateway.
const (
	outboxTime    = time.Second
	outboxWorkers = 4
)

// gateways makes what carries messages to customers out of the settings; what is not set up stays nil.
func (c *Config) gateways(now func() time.Time) (gateway.Gateways, error) {
	var g gateway.Gateways
	var errs []error
	add := func(flag string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("--%s: %w", flag, err))
		}
	}
	if password, err := givenSecret("smtp-password", c.SMTPPassword, c.SMTPPasswordFile); err != nil {
		errs = append(errs, err)
	} else if c.SMTP != "" {
		e, err := gateway.NewEmail(c.SMTP, password, c.SMTPFrom, nil, now)
		add("smtp", err)
		g.Email = e
	} else if c.SMTPFrom != "" || password != "" {
		add("smtp", errors.New("a sender or a password without a server"))
	}
	if secret, err := givenSecret("sms-secret", c.SMSSecret, c.SMSSecretFile); err != nil {
		errs = append(errs, err)
	} else if c.SMS != "" {
		s, err := gateway.NewSMS(c.SMS, secret, nil, now)
		add("sms", err)
		g.SMS = s
	} else if secret != "" {
		add("sms", errors.New("a secret without a gateway"))
	}
	if secret, err := givenSecret("webhook-secret", c.WebhookSecret, c.WebhookSecretFile); err != nil {
		errs = append(errs, err)
	} else if c.Webhook != "" {
		w, err := gateway.NewWebhook(c.Webhook, secret, nil, now)
		add("webhook", err)
		g.Webhook = w
	} else if secret != "" {
		add("webhook", errors.New("a secret without an address"))
	}
	if err := errors.Join(errs...); err != nil {
		return gateway.Gateways{}, err
	}
	return g, nil
}

// secretFileMost is more than any secret is long.
const secretFileMost = 4 << 10

// givenSecret is a secret that is given in one of two ways, or not at all.
func givenSecret(flag, value, file string) (string, error) {
	switch {
	case file == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("--%s-file: give the secret in one way, not in two", flag)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("--%s-file: %w", flag, err)
	}
	if len(b) > secretFileMost {
		return "", fmt.Errorf("--%s-file: longer than any secret", flag)
	}
	return strings.TrimSpace(string(b)), nil
}

// outbox hands over what is due until the context ends. What is under way then is brought to its end.
func (s *server) outbox(ctx context.Context) {
	owner := workerName()
	s.every(ctx, outboxTime, "outbox", func() error { return s.emptyOutbox(ctx, owner) })
}

// emptyOutbox hands over everything that is due now. A worker that meets an error stops, the others go on.
func (s *server) emptyOutbox(ctx context.Context, owner string) error {
	if due, err := s.store.DeliveriesDue(ctx); err != nil || !due {
		return err
	}
	errs := make([]error, outboxWorkers)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			for more := true; more && errs[i] == nil && ctx.Err() == nil; {
				more, errs[i] = s.carry(ctx, owner)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// carry takes one delivery to its gateway and notes what came of it; false when none is due. The log names the delivery, never the
// customer.
func (s *server) carry(ctx context.Context, owner string) (bool, error) {
	parcel, err := s.store.ClaimDelivery(ctx, owner)
	if err != nil || parcel == nil {
		return false, err
	}
	ctx = context.WithoutCancel(ctx) // from here on an answer would be lost
	var h models.HandOver
	if notice, err := s.site.Compose(ctx, parcel); err != nil {
		s.log.Error("compose a message", "delivery", parcel.Delivery.PublicID(), "error", err.Error())
		h = models.HandOver{Result: models.TryRefused, Code: models.CodeCompose}
	} else {
		h = s.gateways.Send(ctx, notice, parcel.Delivery.Inbox)
	}
	s.log.Info("message handed over", "delivery", parcel.Delivery.PublicID(), "channel", string(parcel.Delivery.Channel),
		"attempt", parcel.Delivery.Attempts, "result", string(h.Result), "code", h.Code)
	err = s.store.FinishDelivery(ctx, parcel, h)
	if errors.Is(err, models.ErrConflict) { // another worker took it over; the attempt's result is kept
		s.log.Warn("delivery taken over", "delivery", parcel.Delivery.PublicID())
		return true, nil
	}
	return true, err
}
