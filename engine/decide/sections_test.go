package decide_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
)

// before is the shipped policy as it was when the document had no contact rules, estimates, guards and wordings.
func before() decide.Policy {
	p := decide.Default()
	p.Contact, p.Work, p.Guards, p.Wordings = decide.Contact{}, decide.Work{}, decide.Guards{}, nil
	p.Desk, p.Checklist, p.Declined, p.Quick = decide.Desk{}, nil, decide.Declined{}, nil
	return p
}

// TestADocumentWithoutTheSectionsStaysAsItWas reads and writes a document from before the sections: same bytes, no fault, and the
// shipped rules hold.
func TestADocumentWithoutTheSectionsStaysAsItWas(t *testing.T) {
	p := before()
	if faults := p.Check(); len(faults) > 0 {
		t.Errorf("faults = %+v", faults)
	}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{`"contact"`, `"work"`, `"guards"`, `"wordings"`, `"appeal_desk"`, `"appeal_evidence"`, `"measure_evidence"`, `"declined"`, `"appeal_grounds"`, `"quick_reasons"`} {
		if strings.Contains(string(b), name) {
			t.Errorf("an old document says %s", name)
		}
	}
	var again decide.Policy
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if twice, err := json.Marshal(again); err != nil || string(twice) != string(b) {
		t.Errorf("written again it is %s, %v", twice, err)
	}
	if p.ContactRules() != decide.DefaultContact() || p.WorkRules() != decide.DefaultWork() || p.GuardBounds() != decide.DefaultGuards() {
		t.Error("the shipped rules do not hold for an old document")
	}
	if d := cmp.Diff(decide.DefaultQuickReasons(), p.QuickReasons()); d != "" {
		t.Errorf("an old document has other usual reasons (-shipped +its own):\n%s", d)
	}
}

func TestQuietHours(t *testing.T) {
	night := decide.DefaultContact()
	noon := decide.Contact{QuietFrom: "12:00", QuietTo: "13:30"}
	never := decide.Contact{QuietFrom: "10:00", QuietTo: "10:00"}
	tests := map[string]struct {
		rule decide.Contact
		at   string
		want bool
	}{
		"the minute before":    {night, "21:59", false},
		"the first minute":     {night, "22:00", true},
		"midnight":             {night, "00:00", true},
		"the last minute":      {night, "07:59", true},
		"the first allowed":    {night, "08:00", false},
		"within a day":         {noon, "13:29", true},
		"after it":             {noon, "13:30", false},
		"no hour is quiet":     {never, "10:00", false},
		"a rule that is none":  {decide.Contact{}, "12:00", true},
		"a rule of half a day": {decide.Contact{QuietFrom: "00:00", QuietTo: "12:00"}, "11:59", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse("15:04", tt.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.rule.Quiet(at.Hour()*60 + at.Minute()); got != tt.want {
				t.Errorf("%s: quiet = %v", tt.at, got)
			}
		})
	}
}

// TestQuietHoursAndTheOthersMakeADay counts the quiet minutes of any rule: they are as many as between its ends.
func TestQuietHoursAndTheOthersMakeADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := rapid.IntRange(0, 1439).Draw(t, "from"), rapid.IntRange(0, 1439).Draw(t, "to")
		text := func(m int) string { return time.Date(2026, 1, 1, m/60, m%60, 0, 0, time.UTC).Format("15:04") }
		c := decide.Contact{QuietFrom: text(from), QuietTo: text(to)}
		quiet := 0
		for m := range 1440 {
			if c.Quiet(m) {
				quiet++
			}
		}
		if want := (to - from + 1440) % 1440; quiet != want {
			t.Fatalf("%s to %s: %d quiet minutes, want %d", c.QuietFrom, c.QuietTo, quiet, want)
		}
	})
}

func TestZonesAreKnownEverywhere(t *testing.T) {
	for _, name := range decide.Zones() {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
}

func TestWordingFor(t *testing.T) {
	p := decide.Default()
	p.Wordings = words("limit_raised", "en", "Good news", "Your limit is {{.to}}.")
	got, ok := p.WordingFor("limit_raised", "en")
	if d := cmp.Diff(p.Wordings[0], got); !ok || d != "" {
		t.Errorf("%v %s", ok, d)
	}
	if _, ok := p.WordingFor("limit_raised", "zh-CN"); ok {
		t.Error("words of another language were taken")
	}
}
