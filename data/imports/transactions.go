package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"candor/models"
)

// Transactions says how a row of a file becomes an event of an account.
type Transactions struct {
	ID       Field  `json:"id"`   // of the event, unique within the source
	At       Field  `json:"at"`   // when it happened; layout 2006-01-02 15:04:05 without one
	Zone     string `json:"zone"` // of times that do not name theirs: +08:00
	Kind     Field  `json:"kind"` // to purchase, draw, …
	Amount   *Field `json:"amount,omitempty"`
	Product  *Field `json:"product,omitempty"`
	Merchant *Field `json:"merchant,omitempty"`
	Category *Field `json:"category,omitempty"`
	City     *Field `json:"city,omitempty"`
	Network  *Field `json:"network,omitempty"`
	Device   *Field `json:"device,omitempty"`
	Card     *Field `json:"card,omitempty"`
	Payee    *Field `json:"payee,omitempty"`
	IP       *Field `json:"ip,omitempty"`
	Label    *Field `json:"label,omitempty"`    // to good, bad, or nothing for not known
	Scenario *Field `json:"scenario,omitempty"` // kind of bad, 0 to 255, for reports alone
	// LabelDelayDays is how long after an event its label became known.
	LabelDelayDays int `json:"label_delay_days"`

	offset time.Duration
	zone   *time.Location
}

// delayMost bounds the delay of labels, in days: ten years.
const delayMost = 3650

// Transaction is the event of one row.
type Transaction struct {
	models.NewEvent
	Labelled bool
	Bad      bool
	LabelAt  time.Time // when that became known
	Scenario int
}

// OffsetSeconds is local time less UTC.
func (t *Transactions) OffsetSeconds() int { return int(t.offset / time.Second) }

func (t *Transactions) fields() []named {
	all := []named{{"transactions.id", &t.ID}, {"transactions.at", &t.At}, {"transactions.kind", &t.Kind}}
	for _, f := range []named{
		{"amount", t.Amount}, {"product", t.Product}, {"merchant", t.Merchant}, {"category", t.Category}, {"city", t.City},
		{"network", t.Network}, {"device", t.Device}, {"card", t.Card}, {"payee", t.Payee}, {"ip", t.IP}, {"label", t.Label},
		{"scenario", t.Scenario},
	} {
		if f.field != nil {
			all = append(all, named{"transactions." + f.name, f.field})
		}
	}
	return all
}

func (t *Transactions) validate() error {
	var errs []error
	at, err := time.Parse("-07:00", t.Zone)
	if err != nil {
		errs = append(errs, errors.New("transactions: zone: want hours and minutes from UTC, such as +08:00"))
	} else {
		_, seconds := at.Zone()
		t.offset = time.Duration(seconds) * time.Second
		t.zone = time.FixedZone(t.Zone, seconds)
	}
	if t.LabelDelayDays < 0 || t.LabelDelayDays > delayMost {
		errs = append(errs, fmt.Errorf("transactions: label_delay_days: want 0 to %d", delayMost))
	}
	if t.At.Layout == "" {
		t.At.Layout = time.DateTime
	}
	if t.Label != nil {
		for from, to := range t.Label.Codes {
			if to != "good" && to != "bad" && to != "" {
				errs = append(errs, fmt.Errorf("transactions: label: code %s leads to %q, want good, bad or nothing", from, to))
			}
		}
		if len(t.Label.Codes) == 0 {
			errs = append(errs, errors.New("transactions: label: codes are needed to tell good from bad"))
		}
	}
	return errors.Join(errs...)
}

// transaction reads a row as an event. Only a file out of order is an error.
func (b *builder) transaction() error {
	t, e := b.m.Transactions, &b.event
	*e = Transaction{NewEvent: models.NewEvent{
		Source: b.m.Source, ExternalID: b.text(&t.ID), Account: b.text(&b.m.ID), Kind: models.EventKind(b.text(&t.Kind)),
		At: b.moment(&t.At), AmountFen: b.fen(t.Amount), Currency: models.Currency, Product: models.Product(b.text(t.Product)),
		Merchant: b.text(t.Merchant), Category: b.text(t.Category), City: b.text(t.City), Network: b.text(t.Network),
		Device: b.text(t.Device), Card: b.text(t.Card), Payee: b.text(t.Payee), IP: b.text(t.IP),
	}}
	b.row.Event = e
	b.verdict()
	if len(b.row.Rejects) > 0 {
		return nil
	}
	if e.At.Before(b.newest) {
		return fmt.Errorf("%w: line %d: %s is before the row above it: sort the file by time", ErrBroken, b.row.Line, e.At.Format(time.DateTime))
	}
	b.newest = e.At
	b.checkEvent()
	return nil
}

// moment reads a time.
func (b *builder) moment(f *Field) time.Time {
	s, err := f.text(b.value(f))
	if err == nil && s != "" {
		var at time.Time
		if at, err = time.ParseInLocation(f.Layout, s, b.m.Transactions.zone); err == nil {
			return at.UTC().Truncate(time.Microsecond)
		}
		err = fmt.Errorf("is not a time of the form %s", f.Layout)
	}
	if err != nil {
		b.reject(f, err)
	}
	return time.Time{}
}

// verdict reads what the event turned out to be.
func (b *builder) verdict() {
	t, e := b.m.Transactions, &b.event
	switch b.text(t.Label) {
	case "bad":
		e.Labelled, e.Bad = true, true
	case "good":
		e.Labelled = true
	}
	e.LabelAt = e.At.AddDate(0, 0, t.LabelDelayDays)
	e.Scenario, _ = b.whole(t.Scenario)
	if e.Scenario < 0 || e.Scenario > 255 {
		b.reject(t.Scenario, errors.New("is not from 0 to 255"))
	}
}

// checkEvent applies the rules of an event. History may hold an amount of nothing, which a source of live events may not send.
func (b *builder) checkEvent() {
	e := b.event.NewEvent
	e.AmountFen = max(e.AmountFen, 1)
	if b.event.AmountFen < 0 {
		e.AmountFen = b.event.AmountFen
	}
	var invalid *models.Invalid
	if err := e.Validate(e.At, 0, 0); errors.As(err, &invalid) {
		fields := make([]string, 0, len(invalid.Fields))
		for f := range invalid.Fields {
			fields = append(fields, f)
		}
		slices.Sort(fields)
		for _, f := range fields {
			b.row.Rejects = append(b.row.Rejects, Reject{Line: b.row.Line, Column: f, Reason: "is refused: " + invalid.Fields[f].Code})
		}
		return
	}
	if !slices.Contains(kinds, e.Kind) {
		b.reject(&b.m.Transactions.Kind, fmt.Errorf("is not one of %s", strings.Join(kindNames(), ", ")))
		return
	}
	if line, twice := b.seen[e.ExternalID]; twice {
		b.reject(&b.m.Transactions.ID, fmt.Errorf("is the same as in line %d", line))
		return
	}
	b.seen[e.ExternalID] = b.row.Line
}

// kinds is every kind of event.
var kinds = slices.Concat(models.TransactionKinds(), []models.EventKind{models.EventRepayment}, models.LoginKinds(), models.IdentityKinds())

func kindNames() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}
