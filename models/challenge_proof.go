package models

import (
	"slices"
	"strconv"
	"time"

	"candor/engine/decide"
)

// ProofDaysMax is how many days a customer can be given for a proof: as long as any policy gives for a challenge.
const ProofDaysMax = decide.ChallengeMinutesMax / (24 * 60)

// Proof reports whether a person asked for it and no event waits for it.
func (c *Challenge) Proof() bool { return c.EventID == 0 }

// ProofKinds is what staff can ask for without an event. A one-time code is none: the system that sends it does so for an event.
func ProofKinds() []ChallengeKind {
	return slices.DeleteFunc(ChallengeKinds(), func(k ChallengeKind) bool { return !k.ByStaff() })
}

// ProofDays is how long the policy gives: as long as for evidence, within the bound of a challenge.
func ProofDays(p *decide.Policy) int { return min(p.DeskRules().EvidenceDays, ProofDaysMax) }

// AskProof asks the customer of an account for a proof. Days are how long; 0 takes those of the policy.
type AskProof struct {
	AccountID ID
	Kind      ChallengeKind
	Days      int
	Reason    string
}

// Until checks what is asked, why and for how long, and returns the deadline.
func (c AskProof) Until(p *decide.Policy, now time.Time) (time.Time, error) {
	var bad Invalid
	if !slices.Contains(ProofKinds(), c.Kind) {
		bad.Add("kind", "choice")
	}
	checkReason(&bad, "reason", c.Reason)
	days := c.Days
	if days == 0 {
		days = ProofDays(p)
	}
	if days < 1 || days > ProofDaysMax {
		bad.Add("days", "range_between", "min", "1", "max", strconv.Itoa(ProofDaysMax))
	}
	return now.AddDate(0, 0, days), bad.OrNil()
}

// ProofMessage tells a customer what is asked for, until a time.
func ProofMessage(a *Account, kind ChallengeKind, until time.Time) *Message {
	return &Message{
		AccountID: a.ID, Lang: a.Lang, Template: TemplateProof,
		Values: map[string]string{"proof": string(kind), "due": until.Format(time.RFC3339)},
	}
}

// CancelProof calls a proof off that the customer has not given.
type CancelProof struct {
	ID      ID
	Version int64
	Reason  string
}

// Validate wants a reason.
func (c CancelProof) Validate() error {
	var bad Invalid
	checkReason(&bad, "because", c.Reason)
	return bad.OrNil()
}
