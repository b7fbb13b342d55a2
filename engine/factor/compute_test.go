package factor

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// value returns one factor of the facts.
func value(t *testing.T, f Facts, key string) float64 {
	t.Helper()
	_, at, ok := Lookup(key)
	if !ok {
		t.Fatalf("no factor %q", key)
	}
	return Compute(f)[at]
}

// history makes statements from standings, newest first, all with the same bill and payment.
func history(bill, paid int64, standings ...int8) []Statement {
	var list []Statement
	for i, s := range standings {
		list = append(list, Statement{Month: 202412 - i, BillFen: bill, PaidFen: paid, Standing: s})
	}
	return list
}

func TestStandingFactors(t *testing.T) {
	recovering := history(0, 0, 0, 1, 2, -1, 0, -2, 3, 3)
	tests := []struct {
		name string
		list []Statement
		key  string
		want float64
	}{
		{"the newest month", recovering, "standing_last", 0},
		{"the month before", recovering, "standing_before", 1},
		{"worst of three months", recovering, "worst_standing_3m", 2},
		{"worst of six leaves the seventh out", recovering, "worst_standing_6m", 2},
		{"late months in six", recovering, "months_late_6m", 2},
		{"deep late months in six", recovering, "months_deep_late_6m", 1},
		{"months since the newest late one", recovering, "months_since_late", 1},
		{"since late reaches beyond six months", history(0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "months_since_late", 7},
		{"never late has its own code", history(0, 0, 0, -1, -2), "months_since_late", -1},
		{"each late month counts half of the next newer", recovering, "late_recency", 1.0/2 + 2.0/4},
		{"months paid in full", recovering, "months_paid_full_6m", 1},
		{"months revolving", recovering, "months_revolving_6m", 2},
		{"months unused", recovering, "months_unused_6m", 1},
		{"length of history", recovering, "history_months", 8},
		{"no history is no months", nil, "history_months", 0},
		{"no history leaves the standing missing", nil, "standing_last", math.NaN()},
		{"one month has no month before", history(0, 0, 2), "standing_before", math.NaN()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := value(t, Facts{Statements: tt.list}, tt.key)
			if got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
				t.Errorf("%s = %v, want %v", tt.key, got, tt.want)
			}
		})
	}
}

func TestMoneyFactors(t *testing.T) {
	f := Facts{LimitFen: 1000, UsedFen: 300, Statements: []Statement{
		{BillFen: 300, PaidFen: 100}, {BillFen: 200, PaidFen: 0}, {BillFen: 400, PaidFen: 500}, {BillFen: 0, PaidFen: 50},
	}}
	quiet := Facts{LimitFen: 1000, Statements: history(0, 0, -2, -2)}
	tests := []struct {
		name string
		f    Facts
		key  string
		want float64
	}{
		{"owed now over limit", f, "utilisation_now", 0.3},
		{"mean bill over limit", f, "utilisation_avg_6m", 0.225},
		{"highest bill over limit", f, "utilisation_max_6m", 0.4},
		{"newest bill less oldest", f, "utilisation_trend_6m", 0.3},
		{"newest bill less the one before", f, "utilisation_step", 0.1},
		{"what may still be used", f, "headroom", 700},
		{"no limit, no utilisation", Facts{UsedFen: 5}, "utilisation_now", math.NaN()},
		{"spread of bills", f, "bill_volatility_6m", math.Sqrt((75*75+25*25+175*175+225*225)/4.0) / 1000},
		{"paid over the bill before", f, "payment_ratio_last", 0.5},
		{"all paid over all billed", f, "payment_ratio_avg_6m", 100.0 / 600},
		{"lowest ratio", f, "payment_ratio_min_6m", 0},
		{"nothing due has its own code", quiet, "payment_ratio_avg_6m", -1},
		{"nothing due has its own code for the lowest", quiet, "payment_ratio_min_6m", -1},
		{"a large payment is held at ten times", Facts{Statements: history(1, 500, 0, 0)}, "payment_ratio_last", 10},
		{"mean paid over limit", f, "paid_to_limit_avg_6m", 0.1625},
		{"newest payment", f, "paid_last", 100},
		{"mean of three payments", f, "paid_avg_3m", 200},
		{"smallest payment", f, "paid_min_6m", 0},
		{"months with a bill and no payment", f, "months_unpaid_6m", 1},
		{"spent in the newest month", f, "spend_last", 200},
		{"most spent in a month", f, "spend_max_6m", 900},
		{"mean spent over limit", f, "spend_to_limit_avg_6m", (200.0 - 200 + 900) / 3 / 1000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := value(t, tt.f, tt.key)
			if math.Abs(got-tt.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(tt.want) {
				t.Errorf("%s = %v, want %v", tt.key, got, tt.want)
			}
		})
	}
}

func TestOtherAspects(t *testing.T) {
	f := Facts{
		LimitFen: 2000, Identity: Identity{NameMatch: 1, Document: 0, Face: 140, PhoneMonths: 30, CardBound: 0.5, SharedIdentity: 2},
		Relations:  Relations{Known: true, Neighbours: 8, Defaulted: 2, Sanctioned: 1, ClusterSize: 9, SharedDevices: 3},
		Background: Background{Education: 2, EmploymentMonths: 14, AccountMonths: math.NaN(), MonthlyIncomeFen: 1000},
	}
	for key, want := range map[string]float64{
		"name_match": 1, "document_match": 0, "face_similarity": math.NaN(), "phone_months": 30, "card_bound": math.NaN(),
		"shared_identity": 2, "linked_defaults": 2, "linked_default_share": 0.25, "linked_sanctioned": 1, "cluster_size": 9,
		"shared_devices": 3, "education": 2, "employment_months": 14, "account_months": math.NaN(), "limit_to_income": 2,
	} {
		if got := value(t, f, key); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s = %v, want %v", key, got, want)
		}
	}
}

func TestNothingKnownIsMissingAndNotZero(t *testing.T) {
	nan := math.NaN()
	v := Compute(Facts{Identity: UnknownIdentity(), Background: Background{EmploymentMonths: nan, AccountMonths: nan}})
	for i, x := range v {
		if Catalogue[i].Key == "history_months" {
			continue
		}
		if !math.IsNaN(x) {
			t.Errorf("%s = %v, want missing", Catalogue[i].Key, x)
		}
	}
}

func TestComputeIsFiniteOrMissingForAnyFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f Facts
		f.LimitFen, f.UsedFen = rapid.Int64().Draw(t, "limit"), rapid.Int64().Draw(t, "used")
		for range rapid.IntRange(0, 30).Draw(t, "months") {
			f.Statements = append(f.Statements, Statement{
				BillFen: rapid.Int64().Draw(t, "bill"), PaidFen: rapid.Int64().Draw(t, "paid"), Standing: rapid.Int8().Draw(t, "standing"),
			})
		}
		f.Identity.Face, f.Background.AccountMonths = rapid.Float64().Draw(t, "face"), rapid.Float64().Draw(t, "age of account")
		f.Relations = Relations{Known: true, Neighbours: rapid.Int().Draw(t, "n"), Defaulted: rapid.Int().Draw(t, "d")}
		f.Background.MonthlyIncomeFen = rapid.Int64().Draw(t, "income")
		for i, x := range Compute(f) {
			if math.IsInf(x, 0) {
				t.Fatalf("%s is infinite", Catalogue[i].Key)
			}
		}
	})
}

func BenchmarkFill(b *testing.B) {
	f := Facts{LimitFen: 1000, UsedFen: 300, Statements: history(300, 100, 0, 0, 1, 0, -1, 0), Identity: UnknownIdentity()}
	v := make(Vector, len(Catalogue))
	b.ReportAllocs()
	for b.Loop() {
		Fill(v, f)
	}
}
