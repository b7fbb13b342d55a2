package models

import (
	"strconv"
	"time"

	"candor/engine/decide"
)

// MessageState is the stage of a message.
type MessageState string

// A message can be recalled while it is held; a ready one is to be handed over.
const (
	MessageHeld     MessageState = "held"
	MessageReady    MessageState = "ready"
	MessageRecalled MessageState = "recalled"
)

// MessageHold is how long a message can be recalled before it may leave.
const MessageHold = 60 * time.Second

// Message is something a customer is to be told: its template and values, in the
// customer's language, rendered when it is read so that no text is glued in storage.
type Message struct {
	ID         ID                `gorm:"primaryKey" class:"C1"`
	AccountID  ID                `class:"C1"`
	Template   string            `class:"C1"`
	Lang       string            `class:"C1"`
	Values     map[string]string `gorm:"serializer:json" class:"C2f"`
	ObjectID   string            `class:"C1"` // the sanction, appeal or case it is about
	State      MessageState      `class:"C1"`
	CreatedAt  time.Time         `class:"C1"`
	ReleasedAt *time.Time        `class:"C1"`
	// PolicyVersion is the version in force when it was composed, whose wordings it is told in; 0: the shipped words.
	PolicyVersion int `class:"C1"`
	LinkID        ID  `class:"C1"` // the customer's link that it carries, 0 for none
	// Wording is that version's own words for it, nil where the shipped ones stand; it is looked up when the message is read.
	Wording *decide.Wording `gorm:"-" class:"C1"`
	// Teaches is how many lessons that version has a letter teach at most, looked up with the wording.
	Teaches int `gorm:"-" class:"C1"`
}

// PublicID is the message's id as pages write it.
func (m *Message) PublicID() string { return m.ID.Public(PrefixMessage) }

// Word looks up a policy's own words for the message, in its language.
func (m *Message) Word(p *Policy) {
	if p == nil {
		return
	}
	m.Teaches = p.Document.Reasons.LessonsAtMost()
	if w, own := p.Document.WordingFor(WordingCode(m.Template, m.Values), m.Lang); own {
		m.Wording = &w
	}
}

// Release lets a held message leave once MessageHold is over.
func (m *Message) Release(now time.Time) error {
	if m.State != MessageHeld || now.Sub(m.CreatedAt) < MessageHold {
		return ErrState
	}
	m.State, m.ReleasedAt = MessageReady, &now
	return nil
}

// Recall takes a held message back; one that is ready may already be with the customer.
func (m *Message) Recall(now time.Time) error {
	if m.State != MessageHeld || now.Sub(m.CreatedAt) >= MessageHold {
		return ErrState
	}
	m.State = MessageRecalled
	return nil
}

// Templates of messages. Pages hold the words, in each language.
const (
	TemplateLimitRaised     = "limit_raised"
	TemplateLimitLowered    = "limit_lowered"
	TemplateLimitRestored   = "limit_restored"
	TemplateSanctionStarted = "sanction_started"
	TemplateSanctionEnded   = "sanction_ended"
	TemplateAppealReceived  = "appeal_received"
	TemplateAppealEvidence  = "appeal_evidence"
	TemplateAppealUpheld    = "appeal_upheld"
	TemplateAppealOverturn  = "appeal_overturned"
	TemplateAppealWithdrawn = "appeal_withdrawn"
	TemplateAppealPartly    = "appeal_partly"
	TemplateAppealReplaced  = "appeal_replaced"
	TemplateAppealGoesOn    = "appeal_goes_on" // the time for evidence is over
	TemplateCaseEvidence    = "case_evidence"  // documents are asked for before anything is decided
	TemplateProof           = "proof"          // a proof is asked for, see AskProof
	TemplateContact         = "contact"        // a prepared wording that staff chose
)

// Templates lists every template of a message.
func Templates() []string {
	return []string{
		TemplateLimitRaised, TemplateLimitLowered, TemplateLimitRestored, TemplateSanctionStarted, TemplateSanctionEnded,
		TemplateAppealReceived, TemplateAppealEvidence, TemplateAppealUpheld, TemplateAppealOverturn, TemplateAppealWithdrawn,
		TemplateAppealPartly, TemplateAppealReplaced, TemplateAppealGoesOn, TemplateCaseEvidence, TemplateProof, TemplateContact,
	}
}

// VerdictTemplate is the letter that tells of an appeal's outcome.
func VerdictTemplate(o AppealOutcome) string {
	switch o {
	case OutcomeOverturn:
		return TemplateAppealOverturn
	case OutcomePartly:
		return TemplateAppealPartly
	case OutcomeReplace:
		return TemplateAppealReplaced
	}
	return TemplateAppealUpheld
}

// TellRestored adds what came back, and what did not, to the values of a letter.
func TellRestored(values map[string]string, rows []RestoredField) {
	for _, f := range rows {
		state := "kept."
		if f.Restored {
			state = "restored."
		}
		values[state+f.Field] = f.After
	}
}

// TellNew adds a measure that takes the place of another to the values of a letter.
func (s *Sanction) TellNew(values map[string]string) {
	for name, value := range s.Telling() {
		if name != "reason" && name != "principal" {
			values["new."+name] = value
		}
	}
}

// Telling is the values of a letter about the sanction: nothing of rules or people.
func (s *Sanction) Telling() map[string]string {
	values := map[string]string{"kind": string(s.Kind), "reason": s.ReasonCode}
	if s.Kind != SanctionDecline { // of which its own reasons are told
		tellPrincipal(values, s.ReasonCode, s.Reasons())
	}
	switch s.Kind {
	case SanctionLimitCut:
		values["product"], values["to"] = string(s.CutProduct), strconv.FormatInt(s.CutFen, 10)
	case SanctionRestrict:
		values["functions"] = JoinFunctions(s.Lost())
	case SanctionDecline:
		s.Declined.telling(values)
	}
	if s.EndsAt != nil {
		values["until"] = s.EndsAt.Format(time.RFC3339)
	}
	if s.ReviewAt != nil {
		values["review"] = s.ReviewAt.Format(time.RFC3339)
	}
	return values
}
