package decide_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
)

// faulty names the fields that Check finds fault with.
func faulty(p *decide.Policy) []string {
	var fields []string
	for _, f := range p.Check() {
		fields = append(fields, f.Field)
	}
	return fields
}

func TestTheDaysOfTheDeskAscend(t *testing.T) {
	for name, tt := range map[string]struct {
		desk decide.Desk
		due  int
		want []string
	}{
		"shipped":            {decide.DefaultDesk(20), 20, nil},
		"none named":         {decide.Desk{}, 3, nil},
		"close together":     {decide.Desk{WarnDays: 1, EscalateDays: 2, EvidenceDays: 1}, 3, nil},
		"warned too late":    {decide.Desk{WarnDays: 18, EscalateDays: 18, EvidenceDays: 14}, 20, []string{"appeal_desk.escalate_days"}},
		"leads after breach": {decide.Desk{WarnDays: 15, EscalateDays: 20, EvidenceDays: 14}, 20, []string{"appeals.due_days"}},
		"due moved below":    {decide.DefaultDesk(20), 10, []string{"appeals.due_days"}},
		"no warning":         {decide.Desk{EscalateDays: 2, EvidenceDays: 14}, 20, []string{"appeal_desk.warn_days"}},
		"evidence for ever":  {decide.Desk{WarnDays: 1, EscalateDays: 2, EvidenceDays: 91}, 20, []string{"appeal_desk.evidence_days"}},
		"negative":           {decide.Desk{WarnDays: -1, EscalateDays: 0, EvidenceDays: 1}, 20, []string{"appeal_desk.warn_days"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := decide.Default()
			p.Desk, p.Appeals.DueDays = tt.desk, tt.due
			if got := faulty(&p); !slices.Equal(got, tt.want) {
				t.Errorf("faults at %v, want %v", got, tt.want)
			}
		})
	}
}

// TestTheDefaultDeskFitsAnyDueDays: a version from before the desk could be named is timed in order, whatever its days.
func TestTheDefaultDeskFitsAnyDueDays(t *testing.T) {
	if got := decide.DefaultDesk(20); got.WarnDays != 15 || got.EscalateDays != 18 {
		t.Errorf("desk of 20 days = %+v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := decide.Default()
		p.Desk = decide.Desk{}
		p.Appeals.DueDays = rapid.IntRange(1, 90).Draw(t, "due")
		d := p.DeskRules()
		if d.WarnDays < 0 || d.WarnDays > d.EscalateDays || d.EscalateDays >= p.Appeals.DueDays || d.EvidenceDays < 1 {
			t.Fatalf("desk = %+v for %d days", d, p.Appeals.DueDays)
		}
	})
}

func TestChecklist(t *testing.T) {
	p := decide.Default()
	for _, reason := range decide.SanctionReasons() {
		if len(p.Helps(reason)) == 0 {
			t.Errorf("nothing helps against %s", reason)
		}
	}
	if p.Helps("weather") != nil {
		t.Error("something helps against the weather")
	}
	for name, tt := range map[string]struct {
		rules []decide.EvidenceRule
		want  []string
	}{
		"nothing helps": {[]decide.EvidenceRule{{Reason: "cash_out"}}, nil},
		"no reason":     {[]decide.EvidenceRule{{Reason: "weather", Kinds: []string{"income"}}}, []string{"appeal_evidence.0.code"}},
		"twice": {[]decide.EvidenceRule{{Reason: "cash_out", Kinds: []string{"income"}}, {Reason: "cash_out", Kinds: []string{"other"}}},
			[]string{"appeal_evidence.1.code"}},
		"no kind":    {[]decide.EvidenceRule{{Reason: "cash_out", Kinds: []string{"shoe"}}}, []string{"appeal_evidence.0.kinds"}},
		"kind twice": {[]decide.EvidenceRule{{Reason: "cash_out", Kinds: []string{"income", "income"}}}, []string{"appeal_evidence.0.kinds"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := decide.Default()
			p.Checklist = tt.rules
			if got := faulty(&p); !slices.Equal(got, tt.want) {
				t.Errorf("faults at %v, want %v", got, tt.want)
			}
		})
	}
}
