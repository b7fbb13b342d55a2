package models

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"candor/engine/decide"
)

// SanctionDecline is no rung of the ladder: one payment that was not made, of which the customer is told as of any measure, so that
// they can appeal against it. It takes nothing from the account and cannot be proposed.
const SanctionDecline SanctionKind = "decline"

// SanctionStands is the state of what was done at once and has no effect that could end: it can only be found wrong.
const SanctionStands SanctionState = "stands"

// MeasureKinds is what an appeal may be against: the ladder, and payments that were not made.
func MeasureKinds() []SanctionKind { return append(SanctionKinds(), SanctionDecline) }

// DeclinedPayment is what a customer is told of a payment that was not made. Device, card and payee stay out of it: they are kept as
// tokens that say nothing to anybody.
type DeclinedPayment struct {
	Kind      EventKind `json:"kind"`
	AmountFen int64     `json:"amount_fen"`
	Merchant  string    `json:"merchant,omitempty"`
	At        time.Time `json:"at"`
	Held      bool      `json:"held,omitempty"`    // it waited for a person first
	Blocked   bool      `json:"blocked,omitempty"` // something about it is on a block list, which an appeal does not end
	Reasons   []string  `json:"reasons"`           // of the decision, the strongest first
	AppealBy  time.Time `json:"appeal_by"`         // until when the customer can appeal
	// AgainHours is how long the same payment goes through once an appeal showed that it should have.
	AgainHours int        `json:"again_hours"`
	DeniedAt   *time.Time `json:"denied_at,omitempty"` // when the customer said that it was not them
	Again      bool       `json:"again,omitempty"`     // the same payment can be told from others, see SamePayment
	Chosen     bool       `json:"chosen,omitempty"`    // a person chose the reasons, all of which are told
}

// NewDecline is the measure that tells of an event which did not go through, for a reason of the typology of the rule behind it.
func NewDecline(e *Event, r *decide.EventResult, rule decide.Declined, held bool, typology string, now time.Time) *Sanction {
	reason := e.PublicID()
	if typology != "" {
		reason = typology + " · " + reason
	}
	return &Sanction{
		AccountID: e.AccountID, Kind: SanctionDecline, Reach: []Function{}, Spared: []string{}, State: SanctionStands, EventID: e.ID,
		ReasonCode: SanctionReasonOf(typology), Principal: EngineReasons(r.Reasons), Reason: reason, MadeAt: now, StartsAt: &now, DecidedAt: &now, Version: 1,
		Declined: &DeclinedPayment{
			Kind: e.Kind, AmountFen: e.AmountFen, Merchant: e.Body.Merchant, At: e.At, Held: held, Blocked: r.Lane == decide.LaneBlock,
			Reasons: append([]string{}, r.Reasons...), AppealBy: now.AddDate(0, 0, rule.AppealDays), AgainHours: rule.AgainHours, Again: SamePayment(e) != "",
		},
	}
}

// Tell puts the reasons that a person chose in the place of the decision's.
func (s *Sanction) Tell(principal []string) {
	if len(principal) == 0 || s.Declined == nil {
		return
	}
	s.Principal, s.ReasonCode = principal, SanctionReasonFor(principal[0])
	s.Declined.Reasons, s.Declined.Chosen = principal, true
}

// Appealable reports whether the customer can appeal against the measure at a time.
func (s *Sanction) Appealable(now time.Time) bool {
	return s.State == SanctionActive || s.State == SanctionStands && s.Declined != nil && s.Declined.DeniedAt == nil && now.Before(s.Declined.AppealBy)
}

// Deny notes that the customer did not make the payment; ErrState while an appeal says that they did, and where there is nothing to
// deny any more.
func (s *Sanction) Deny(appealed bool, now time.Time) error {
	if s.Kind != SanctionDecline || appealed || !s.Appealable(now) {
		return ErrState
	}
	d := *s.Declined
	d.DeniedAt = &now
	s.Declined = &d
	return nil
}

// AppealRefusal is why nobody can appeal against the measure, nil where they can.
func (s *Sanction) AppealRefusal(now time.Time) error {
	switch {
	case s.Appealable(now):
		return nil
	case s.State == SanctionStands && s.Declined != nil && s.Declined.DeniedAt != nil:
		return &Refused{Code: "appeal_denied"}
	case s.State == SanctionStands:
		return &Refused{Code: "appeal_late"}
	}
	return &Refused{Code: "sanction_not_active"}
}

// telling adds the payment to the values of a letter.
func (d *DeclinedPayment) telling(values map[string]string) {
	values["event"], values["amount"] = string(d.Kind), strconv.FormatInt(d.AmountFen, 10)
	values["at"], values["appeal_by"] = d.At.Format(time.RFC3339), d.AppealBy.Format(time.RFC3339)
	if d.Merchant != "" {
		values["merchant"] = d.Merchant
	}
	if d.Held {
		values["held"] = "1"
	}
	if d.Blocked {
		values["blocked"] = "1"
	}
	if d.Chosen {
		values["chosen"] = "1"
	}
	if len(d.Reasons) > 0 {
		values["reasons"] = strings.Join(d.Reasons, ",")
	}
}

// TellSubject adds to the values of a letter about an appeal what the appeal is about, where the kind alone does not say it.
func (s *Sanction) TellSubject(values map[string]string) {
	if s.Kind == SanctionDecline && s.Declined != nil {
		s.Declined.telling(values)
	}
}

// PartPayment is the field of the proof that is about a payment.
const PartPayment = "payment"

// Put right, a payment is one of these, or possible again until a time in RFC 3339.
const (
	PaymentAsked    = "asked"    // the customer wanted it
	PaymentDeclined = "declined" // and it was not made
	PaymentNoted    = "noted"    // that it was not is noted as wrong
)

// repeats reports whether the same payment can be told from others. Of purchases from before that was noted the merchant says it.
func (d *DeclinedPayment) repeats() bool {
	return d.Again || d.Kind == EventPurchase && d.Merchant != ""
}

// DeclineRedress is what an overturned appeal at a time gives back: the payment itself is past, but the same one goes through again for a
// while, unless something about it is on a block list or it cannot be told from others.
func (s *Sanction) DeclineRedress(now time.Time) RestoredField {
	f := RestoredField{Field: PartPayment, Before: PaymentAsked, Sanction: PaymentDeclined, After: PaymentNoted}
	if d := s.Declined; d != nil && !d.Blocked && d.repeats() {
		f.After, f.Restored = now.Add(time.Duration(d.AgainHours)*time.Hour).UTC().Format(time.RFC3339), true
		return f
	}
	f.Note = "payment_plain"
	if s.Declined != nil && s.Declined.Blocked {
		f.Note = "payment_blocked"
	}
	return f
}

// ListPayment is one customer's payment of one amount to one place, see SamePayment. Only an appeal puts it on a list, for a while.
const ListPayment = "payment"

// SamePayment is the token of an event that the same payment has each time it is tried: who, how much, and where to. A purchase is told
// apart by its merchant, a transfer by its payee, a draw by the line it is drawn from and whom it is paid out to where the source says it.
// "" for what nothing tells from others.
func SamePayment(e *Event) string {
	switch b := &e.Body; e.Kind {
	case EventPurchase:
		return paymentToken("", e, b.Merchant)
	case EventTransferOut:
		return paymentToken(string(e.Kind)+":", e, b.Payee)
	case EventDraw:
		if b.Product == "" {
			return ""
		}
		return paymentToken(string(e.Kind)+":", e, strings.TrimSpace(string(b.Product)+" "+cmp.Or(b.Payee, b.Card)))
	}
	return ""
}

// paymentToken stands on the list of what goes through again. A purchase has no mark, so that what was allowed before there were others stays.
func paymentToken(mark string, e *Event, to string) string {
	if to == "" {
		return ""
	}
	return mark + e.AccountID.Public(PrefixAccount) + " " + strconv.FormatInt(e.AmountFen, 10) + " " + to
}

// SamePaymentOf reads a token of SamePayment: what kind of event, of whom, how much, and for a purchase at which merchant. ok is false for
// anything else.
func SamePaymentOf(token string) (kind EventKind, account string, amountFen int64, merchant string, ok bool) {
	kind = EventPurchase
	if mark, rest, marked := strings.Cut(token, ":"); marked && (mark == string(EventDraw) || mark == string(EventTransferOut)) {
		kind, token = EventKind(mark), rest
	}
	account, rest, _ := strings.Cut(token, " ")
	amount, to, _ := strings.Cut(rest, " ")
	amountFen, err := strconv.ParseInt(amount, 10, 64)
	if _, stranger := ParseID(PrefixAccount, account); err != nil || stranger != nil || to == "" {
		return "", "", 0, "", false
	}
	if kind == EventPurchase {
		merchant = to
	}
	return kind, account, amountFen, merchant, true
}
