package watch

import (
	"flag"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestFeatureNames fails when a slot moves, or a name that rules may use changes.
func TestFeatureNames(t *testing.T) {
	const golden = "testdata/features.txt"
	var b strings.Builder
	snake := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	for i, f := range Features() {
		b.WriteString(f.Name + "\n")
		if slot, ok := Lookup(f.Name); !ok || slot != i {
			t.Errorf("Lookup(%q) = %d, %v, want %d", f.Name, slot, ok, i)
		}
		if !snake.MatchString(f.Name) || f.Unit == "" || f.Group == "" || f.Doc == "" {
			t.Errorf("slot %d is not described: %+v", i, f)
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("names or slots changed; new ones may only follow the last of %s", golden)
	}
	if _, ok := Lookup("no_such_feature"); ok {
		t.Error("a feature that does not exist is found")
	}
}

// TestCountsOverOtherAccountsSaySo names the features that may be behind: all that rest on other accounts, and no other.
func TestCountsOverOtherAccountsSaySo(t *testing.T) {
	for _, f := range Features() {
		others := f.Group == GroupMerchant || f.Name == "device_accounts" || f.Name == "card_accounts" || f.Name == "ip_accounts" || f.Name == "linked_flagged"
		if f.Shared() != others || strings.Contains(f.Doc, "a minute old") != others {
			t.Errorf("%s: shared %t, doc %q", f.Name, f.Shared(), f.Doc)
		}
	}
}

// noon is Monday 2024-01-15 12:00 in China: a start of a UTC hour, but not of a bucket of 2 hours.
const noon = 1_705_291_200 * second

// hours and days in microseconds.
const (
	hoursLong = 3600 * second
	daysLong  = 24 * hoursLong
)

// at returns an event some time after noon.
func at(after int64, k Kind, fen int64) Event {
	return Event{Kind: k, At: noon + after, AmountFen: fen}
}

// with changes an event.
func with(e Event, f func(*Event)) Event { f(&e); return e }

// shop, device, to and place return changes of an event.
func shop(m uint64) func(*Event)   { return func(e *Event) { e.Merchant = m } }
func device(d uint64) func(*Event) { return func(e *Event) { e.Device = d } }
func to(p uint64) func(*Event)     { return func(e *Event) { e.Payee = p } }
func place(lat, lon float32) func(*Event) {
	return func(e *Event) { e.HasPlace, e.Lat, e.Lon = true, lat, lon }
}

var nan = math.NaN()

// scene is a history, in which the last event is the one asked about.
type scene struct {
	events []Event
	want   map[string]float64
}

// play checks the features of the last event of a scene. Events without an ID get one.
func play(t *testing.T, sc scene, facts *Facts) {
	t.Helper()
	var s State
	var v Vector
	for i, e := range sc.events {
		e.ID = int64(i) + 1
		if i == len(sc.events)-1 {
			s.Features(&e, facts, &v)
		}
		if !s.Add(&e) {
			t.Fatalf("event %d is refused", i)
		}
	}
	for name, want := range sc.want {
		slot, ok := Lookup(name)
		if !ok {
			t.Fatalf("no feature %q", name)
		}
		if got := v[slot]; math.Abs(got-want) > 2e-5*max(1, math.Abs(want)) || math.IsNaN(got) != math.IsNaN(want) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

func TestFeatures(t *testing.T) {
	facts := UnknownFacts()
	for _, scenes := range []map[string]scene{eventScenes, windowScenes, patternScenes, habitScenes, sinceScenes} {
		for name, sc := range scenes {
			t.Run(name, func(t *testing.T) { play(t, sc, &facts) })
		}
	}
}

func TestFeaturesOfLine(t *testing.T) {
	facts := UnknownFacts()
	facts.LimitFen, facts.UsedFen, facts.AvailableFen = 1000, 400, 500
	facts.TotalLimitFen, facts.TotalUsedFen, facts.IncomeFen = 2000, 500, 50
	before := []Event{at(-1*hoursLong, Purchase, 300), at(-1, TransferOut, 900)}
	last := func(e Event) []Event { return append(before[:2:2], e) }
	tests := map[string]scene{
		"purchase": {last(at(0, Purchase, 100)), map[string]float64{
			"limit_fen": 1000, "used_fen": 400, "available_fen": 500, "utilisation_before": .4, "utilisation_after": .5,
			"near_limit": .2, "utilisation_jump_24h": .2, "total_utilisation": .25, "amount_to_income": 2,
			"total_limit_fen": 2000, "total_used_fen": 500,
		}},
		"repayment": {last(at(0, Repayment, 500)), map[string]float64{
			"utilisation_after": 0, "near_limit": nan, "utilisation_jump_24h": .15,
		}},
		"transfer": {last(at(0, TransferOut, 100)), map[string]float64{"utilisation_after": .4, "near_limit": nan}},
		"login":    {last(at(0, Login, 0)), map[string]float64{"utilisation_after": .4, "amount_to_income": nan}},
	}
	for name, sc := range tests {
		t.Run(name, func(t *testing.T) { play(t, sc, &facts) })
	}
	empty := facts
	empty.LimitFen, empty.AvailableFen, empty.TotalLimitFen = 0, 0, 0
	play(t, scene{last(at(0, Draw, 100)), map[string]float64{
		"utilisation_before": nan, "utilisation_after": nan, "near_limit": 100, "utilisation_jump_24h": nan,
	}}, &empty)
}

// TestFactsPassThrough gives each fact a number of its own.
func TestFactsPassThrough(t *testing.T) {
	f := Facts{
		Score: 1, DaysPastDue: 2, MaxDaysPastDue: 3, AccountAgeDays: 4, IncomeFen: 5, DeviceAccounts: 6, CardAccounts: 7,
		IPAccounts: 8, LinkedFlagged: 9, IdentityFailed: 10, SharedIdentity: 11, Merchant: MerchantFacts{
			12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
		},
	}
	play(t, scene{[]Event{at(0, Purchase, 1)}, map[string]float64{
		"score": 1, "days_past_due": 2, "max_days_past_due": 3, "account_age_days": 4, "income_fen": 5, "device_accounts": 6,
		"card_accounts": 7, "ip_accounts": 8, "linked_flagged": 9, "identity_failed": 10, "shared_identity": 11,
		"merchant_accounts_30d": 12, "merchant_flagged_share": 13, "merchant_refund_share": 14, "merchant_round_share": 15,
		"merchant_repeat_share": 16, "merchant_count_1d": 17, "merchant_count_7d": 18, "merchant_count_30d": 19,
		"merchant_bad_share_1d": 20, "merchant_bad_share_7d": 21, "merchant_bad_share_30d": 22,
		"merchant_bad_run": 23, "merchant_bad_first_days": 24, "merchant_bad_last_days": 25,
	}}, &f)
	unknown := UnknownFacts()
	play(t, scene{[]Event{at(0, Purchase, 1)}, map[string]float64{
		"score": nan, "limit_fen": nan, "utilisation_after": nan, "near_limit": nan, "merchant_bad_share_7d": nan,
	}}, &unknown)
}

// TestFeaturesOfAnything checks that nothing panics, whatever an event says.
func TestFeaturesOfAnything(t *testing.T) {
	var s State
	var v Vector
	f := Facts{ZoneOffsetSeconds: math.MinInt32}
	for _, x := range []int64{math.MinInt64, -1, 0, 1, noon, MaxAt, math.MaxInt64} {
		for k := range Kind(16) {
			e := Event{ID: x, Kind: k, At: x, AmountFen: x, HasPlace: true, Lat: float32(math.NaN()), Lon: float32(math.Inf(1))}
			s.Features(&e, &f, &v)
			s.Add(&e)
		}
	}
}

func TestKinds(t *testing.T) {
	for k := Purchase; k.Valid(); k++ {
		if got, ok := ParseKind(k.String()); !ok || got != k {
			t.Errorf("ParseKind(%q) = %v, %v", k.String(), got, ok)
		}
	}
	if _, ok := ParseKind(""); ok || Kind(0).String() != "" || Kind(99).String() != "" {
		t.Error("a kind that does not exist has a word")
	}
	if Token("") != 0 || Token("a") != 0xca978112ca1bbdca {
		t.Errorf("Token = %x", Token("a"))
	}
}
