package handlers

import (
	"slices"
	"strings"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// declined reports whether a letter is about a payment that was not made.
func (v letterValues) declined() bool { return v.values["kind"] == string(models.SanctionDecline) }

// moment is a date with its time of day.
func (v letterValues) moment(name string) string {
	t, err := time.Parse(time.RFC3339, v.values[name])
	if err != nil {
		return views.Dash
	}
	return v.p.DateTime(t)
}

// decline tells of a payment that was not made: what, that nothing was charged, why, and until when it can be looked at again.
func (v letterValues) decline(l *views.Letter) {
	l.Title = v.p.T("letter.sanction_started.decline.title")
	l.Body = append([]string{v.declinedPayment(), v.p.T("letter.decline.free")}, v.declineReasons()...)
	l.Body = append(l.Body, v.p.T("letter.decline.appeal_by", v.kv()...))
	l.CanDo = []string{v.p.T("letter.can_appeal"), v.p.T("letter.can_not_mine"), v.p.T("letter.can_human")}
}

// declinedPayment is the payment as one sentence.
func (v letterValues) declinedPayment() string {
	key := "letter.decline." + v.values["event"]
	if v.values["event"] == string(models.EventPurchase) {
		switch {
		case v.values["merchant"] == "":
			key += "_plain"
		case v.values["held"] == "":
			key = "letter.sanction_started.decline" // the one that a policy words anew
		}
	}
	if v.values["held"] != "" {
		key += ".held"
	}
	return v.p.Texts.T(key, v.kv()...)
}

// declineReasonsMost is how many of the engine's reasons a letter names: enough to understand the decision, few enough to be read.
const declineReasonsMost = 2

// declineReasons is the main reasons as sentences of a letter.
func (v letterValues) declineReasons() []string {
	return v.because(v.declineTexts())
}

// declineTexts is the main reasons in words for customers, all those that a person chose. Lists, broken checks and codes of the lender's own say nothing that helps a
// customer: of them it is told, once, that a check stopped the payment.
func (v letterValues) declineTexts() []string {
	var texts []string
	most := declineReasonsMost
	if v.values["chosen"] != "" {
		most = models.PrincipalMost
	}
	for _, code := range v.codes() {
		text, known := v.p.Texts.Find("reason." + code + ".customer")
		if !known {
			text, known = v.p.Texts.Find("sanction.reason." + code + ".customer")
		}
		switch code {
		case decide.ReasonListBlock, decide.ReasonListWatch, decide.ReasonStop, rules.ReasonRuleError:
			known = false
		}
		if !known {
			text = v.p.T("letter.decline.checks")
		}
		if !slices.Contains(texts, text) && len(texts) < most {
			texts = append(texts, text)
		}
	}
	return texts
}

// codes is the reason codes of the decision, the strongest first.
func (v letterValues) codes() []string {
	return strings.FieldsFunc(v.values["reasons"], func(r rune) bool { return r == ',' })
}

// appealBody is the first sentence of a letter about an appeal: a payment that was not made is not in force, and does not stand.
func (v letterValues) appealBody(template string) string {
	if key := "letter." + template + ".decline"; v.declined() && v.p.Texts.Has(key) {
		return v.p.Texts.T(key, v.kv()...)
	}
	return v.p.Texts.T("letter."+template+".body", v.kv()...)
}

// paymentBack says whether the same payment goes through again.
func (v letterValues) paymentBack() []string {
	if until, err := time.Parse(time.RFC3339, v.values["restored."+models.PartPayment]); err == nil {
		key := "letter.payment_again"
		if of := key + "." + v.values["event"]; v.p.Texts.Has(of) {
			key = of
		}
		return []string{v.p.Texts.T(key, append(v.kv(), "until", v.p.DateTime(until))...)}
	}
	if v.values["blocked"] != "" {
		return []string{v.p.T("letter.payment_blocked")}
	}
	return []string{v.p.T("letter.payment_noted")}
}

// paymentText is how a payment stands, in the proof of what an appeal gave back.
func paymentText(p views.Page, value string) string {
	if until, err := time.Parse(time.RFC3339, value); err == nil {
		return p.T("restore.payment.again", "date", p.DateTime(until))
	}
	return p.Texts.T("restore.payment." + value)
}

// declineFacts is the payment that a measure is about, for staff.
func declineFacts(p views.Page, v *Visitor, sn *models.Sanction) []ui.Pair {
	d := sn.Declined
	if d == nil {
		return nil
	}
	facts := []ui.Pair{
		{Key: p.T("event.kind"), Value: labels{p}.eventKind(d.Kind)}, {Key: p.T("common.amount"), Value: views.Money(d.AmountFen), Numeric: true},
		{Key: p.T("event.merchant"), Value: orDash(d.Merchant)}, timePair(p, "event.at", &d.At), timePair(p, "sanction.appeal_by", &d.AppealBy),
	}
	if d.DeniedAt != nil {
		facts = append(facts, timePair(p, "sanction.denied", d.DeniedAt))
	}
	if v.Can(models.PermAccountRead) {
		facts = append(facts, ui.Pair{Key: p.T("sanction.payment"), Body: link(decisionHref(sn.EventID), p.T("common.open"))})
	}
	return facts
}

// customerDecline is a payment that was not made as its customer's page shows it.
func customerDecline(p views.Page, cs *models.CustomerCase, d *views.CustomerCase) {
	sn := &cs.Sanction
	d.Since = p.T("customer.declined_on", "date", p.DateTime(sn.Declined.At))
	switch {
	case sn.State == models.SanctionOverturned && d.Verdict == nil:
		d.Ended = p.T("customer.declined_wrong")
	case sn.Declined.DeniedAt != nil:
		d.Ended = p.T("customer.denied_on", "date", p.Date(*sn.Declined.DeniedAt))
	case sn.State == models.SanctionStands && !sn.Appealable(p.Now):
		d.Ended = p.T("customer.declined_late")
	}
	if n := len(d.Body); n > 0 && !deniable(p, cs) {
		d.Body = d.Body[:n-1] // until when it can be appealed against
	}
	if deniable(p, cs) {
		d.Deny = "/c/deny"
	}
}

// customerVerdict is how an appeal was decided, once it is carried out and its letter is written.
func customerVerdict(p views.Page, cs *models.CustomerCase) *views.CustomerVerdict {
	a := cs.Appeal
	if a.ExecutedAt == nil || a.Outcome == "" {
		return nil
	}
	key, decline := "customer.verdict."+string(a.Outcome), cs.Sanction.Declined != nil
	if decline {
		key += "_decline"
	}
	v := &views.CustomerVerdict{Tone: ui.Green, Title: p.Texts.T(key), Text: paragraphs(a.CustomerText)}
	if a.Outcome == models.OutcomeUphold {
		v.Tone = ui.Neutral
	}
	if decline && a.Outcome == models.OutcomeOverturn {
		values := map[string]string{}
		cs.Sanction.TellSubject(values)
		models.TellRestored(values, a.Restored)
		v.Text = append(v.Text, letterValues{p, values}.paymentBack()...)
	}
	return v
}

// messageTitle is the title of a message in lists.
func messageTitle(p views.Page, m *models.Message) string {
	if key := "letter." + models.WordingCode(m.Template, m.Values) + ".title"; p.Texts.Has(key) {
		return p.Texts.T(key)
	}
	return p.Texts.T("letter." + m.Template + ".title")
}
