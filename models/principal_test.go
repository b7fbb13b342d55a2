package models

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/factor"
)

// TestAMeasureNamesOneToFourReasons takes each list that is none, by the field that the form shows it at.
func TestAMeasureNamesOneToFourReasons(t *testing.T) {
	review := noon.Add(24 * time.Hour)
	for name, tt := range map[string]struct {
		codes []string
		want  map[string]string
	}{
		"none":            {nil, map[string]string{"reason_code": "required"}},
		"one":             {[]string{"cash_out"}, nil},
		"the engine's":    {[]string{"high_utilisation", "late_recently", "cash_out", "documents_missing"}, nil},
		"five":            {[]string{"high_utilisation", "late_recently", "cash_out", "documents_missing", "over_limit"}, map[string]string{"reason_code": "reasons_most"}},
		"one twice":       {[]string{"cash_out", "late_recently", "cash_out"}, map[string]string{"reason_3": "reason_twice"}},
		"nobody's":        {[]string{"cash_out", "whim"}, map[string]string{"reason_2": "choice"}},
		"a list":          {[]string{"list_block"}, map[string]string{"reason_code": "choice"}},
		"a broken check":  {[]string{"rule_error"}, map[string]string{"reason_code": "choice"}},
		"of limits alone": {[]string{"income_verified"}, map[string]string{"reason_code": "choice"}},
	} {
		s := Sanction{Kind: SanctionFreeze, Principal: tt.codes, Reason: "seen", ReviewAt: &review}
		if got := faults(s.Validate(nil, noon)); !equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func faults(err error) map[string]string {
	var bad *Invalid
	got := map[string]string{}
	if errors.As(err, &bad) {
		for field, p := range bad.Fields {
			got[field] = p.Code
		}
	}
	return got
}

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// TestWhatSpeaksAgainstAnAccountRaisesNoLimit but lowers one.
func TestWhatSpeaksAgainstAnAccountRaisesNoLimit(t *testing.T) {
	line := CreditLine{LimitFen: 1_000_000}
	for to, want := range map[int64]map[string]string{900_000: nil, 1_100_000: {"reason_2": "reason_raise"}} {
		l := LimitChange{ToFen: to, Principal: []string{"late_payment", "high_utilisation"}, Reason: "seen", EffectiveAt: noon}
		if got := faults(l.Validate(&line, noon)); !equal(got, want) {
			t.Errorf("to %d: %v, want %v", to, got, want)
		}
	}
}

// TestEveryReasonFallsUnderOneThatIsCounted: what any list of reasons is counted by is a coded reason, its own where it is one.
func TestEveryReasonFallsUnderOneThatIsCounted(t *testing.T) {
	codes := slices.Concat(SanctionReasons(), LimitReasons(), factor.Reasons, []string{"cash_out_merchant", "mule_transfer", "ring_merchant", "nobody's"})
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom(codes).Draw(t, "code")
		sanction, limit := SanctionReasonFor(code), LimitReasonFor(code)
		if !slices.Contains(SanctionReasons(), sanction) || slices.Contains(SanctionReasons(), code) && sanction != code {
			t.Errorf("a measure for %s is counted as %s", code, sanction)
		}
		if !slices.Contains(LimitReasons(), limit) || slices.Contains(LimitReasons(), code) && limit != code {
			t.Errorf("a change for %s is counted as %s", code, limit)
		}
		if SanctionReasonFor(sanction) != sanction || LimitReasonFor(limit) != limit {
			t.Errorf("%s is counted otherwise the second time", code)
		}
	})
}

// TestEngineReasonsAreToldOnceAndInOrder whatever the engine names.
func TestEngineReasonsAreToldOnceAndInOrder(t *testing.T) {
	codes := append([]string{"list_block", "rule_error", "all_manual", "own_code", "cash_out", "cash_out_merchant"}, factor.Reasons...)
	rapid.Check(t, func(t *rapid.T) {
		named := rapid.SliceOf(rapid.SampledFrom(codes)).Draw(t, "codes")
		kept := EngineReasons(named)
		if len(kept) > PrincipalMost {
			t.Fatalf("told %d", len(kept))
		}
		last := -1
		for _, code := range kept {
			at := slices.Index(named, code)
			if !EngineReason(code) || at <= last {
				t.Errorf("%v of %v", kept, named)
			}
			last = at
		}
		s := Sanction{Principal: kept, Kind: SanctionFreeze, ReasonCode: "cash_out"}
		if told := s.Telling()["principal"]; len(kept) > 0 && told != strings.Join(kept, ",") {
			t.Errorf("told %q of %v", told, kept)
		}
	})
}

// TestLessonsFollowEveryPrincipalReason in their order, and a message from before there were several teaches as it did.
func TestLessonsFollowEveryPrincipalReason(t *testing.T) {
	for want, values := range map[Lesson]map[string]string{
		LessonCashOut:    {"reason": "cash_out"},
		LessonIdentity:   {"reason": "cash_out", "principal": "identity_doubt,cash_out"},
		LessonOwnDevices: {"reason": "linked_sanctions", "principal": "linked_accounts", "scored": "late_often"},
	} {
		m := Message{Template: TemplateSanctionStarted, Values: values}
		if got := m.Lessons(4); len(got) == 0 || got[0] != want {
			t.Errorf("%v teaches %v, want %s first", values, got, want)
		}
	}
}
