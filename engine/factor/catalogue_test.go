package factor

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// golden is the order of every stored vector. A line may be added at the end; any other change makes old vectors mean something
// else.
var golden = []string{
	"standing_last", "standing_before", "worst_standing_3m", "worst_standing_6m", "months_late_6m", "months_deep_late_6m",
	"months_since_late", "late_recency", "utilisation_now", "utilisation_avg_6m", "utilisation_max_6m", "utilisation_trend_6m",
	"utilisation_step", "headroom", "payment_ratio_last", "payment_ratio_avg_6m", "payment_ratio_min_6m", "paid_to_limit_avg_6m",
	"paid_last", "paid_avg_3m", "paid_min_6m", "months_unpaid_6m", "months_paid_full_6m", "months_revolving_6m",
	"months_unused_6m", "spend_last", "spend_max_6m", "spend_to_limit_avg_6m", "bill_volatility_6m", "credit_limit",
	"history_months", "name_match", "document_match", "face_similarity", "phone_months", "card_bound", "shared_identity",
	"linked_defaults", "linked_default_share", "linked_sanctioned", "cluster_size", "shared_devices", "education",
	"employment_months", "account_months", "limit_to_income",
}

func TestCatalogueKeepsItsKeysAndTheirOrder(t *testing.T) {
	if diff := cmp.Diff(golden, Keys()); diff != "" {
		t.Errorf("the catalogue only grows at its end (-want +got):\n%s", diff)
	}
}

func TestEveryFactorIsDescribed(t *testing.T) {
	seen := map[string]bool{}
	for i, s := range Catalogue {
		if s.Key == "" || seen[s.Key] {
			t.Errorf("factor %d: key %q is empty or taken", i, s.Key)
		}
		seen[s.Key] = true
		if !s.Aspect.Valid() {
			t.Errorf("%s: aspect %q", s.Key, s.Aspect)
		}
		if s.Unit == "" || (s.Direction != Up && s.Direction != Down && s.Direction != None) {
			t.Errorf("%s: unit %q, direction %q", s.Key, s.Unit, s.Direction)
		}
		if !slices.Contains(Reasons, s.Reason) {
			t.Errorf("%s: reason %q is not in Reasons", s.Key, s.Reason)
		}
		if !slices.Contains([]Source{SourceStatements, SourceLines, SourceChecks, SourceRelations, SourceProfile}, s.Source) || (s.Source == SourceChecks) != (s.Check != "") {
			t.Errorf("%s: source %q, check %q", s.Key, s.Source, s.Check)
		}
		if s.Ages && (s.Changeable || s.Unit != UnitMonths) {
			t.Errorf("%s: what time alone moves is counted in months and nobody changes it", s.Key)
		}
		if s.Categorical && len(s.Codes) == 0 {
			t.Errorf("%s: categorical without codes", s.Key)
		}
		if spec, at, ok := Lookup(s.Key); !ok || at != i || spec.Key != s.Key {
			t.Errorf("Lookup(%q) = %v, %d, %v", s.Key, spec.Key, at, ok)
		}
	}
}

func TestEveryReasonBelongsToAFactorAndIsListedOnce(t *testing.T) {
	used := map[string]bool{}
	for _, s := range Catalogue {
		used[s.Reason] = true
	}
	for i, r := range Reasons {
		if !used[r] {
			t.Errorf("reason %q belongs to no factor", r)
		}
		if slices.Contains(Reasons[:i], r) {
			t.Errorf("reason %q is listed twice", r)
		}
	}
}

func TestNoFactorIsSexMaritalStatusOrAge(t *testing.T) {
	for _, banned := range []string{"sex", "gender", "age", "marriage", "marital_status", "birth_year", "race", "religion"} {
		if _, _, ok := Lookup(banned); ok {
			t.Errorf("%s must never be a factor", banned)
		}
	}
}

func TestLookupOfAnUnknownKeyFails(t *testing.T) {
	if _, at, ok := Lookup("no_such_factor"); ok || at != -1 {
		t.Errorf("Lookup = %d, %v; want -1, false", at, ok)
	}
}
