package rules

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/engine/watch"
)

var update = flag.Bool("update", false, "write golden files anew")

// traceFile is a captured course of events of one account, with what the shipped rules make of it.
type traceFile struct {
	About     string                        `json:"about"`
	Benign    bool                          `json:"benign"`              // an honest look-alike: nothing may hold it
	Family    string                        `json:"family,omitempty"`    // else the typology that must be found
	Opened    time.Time                     `json:"opened"`              // when the account was
	Facts     map[string]float64            `json:"facts"`               // by the names of features; limits and use are kept up by the trace
	Merchants map[string]map[string]float64 `json:"merchants,omitempty"` // what is known of each, by the names of features
	Events    []traceEvent                  `json:"-"`
	Raw       []json.RawMessage             `json:"events"` // a line each
}

// traceEvent is one event, or a row of equal ones some hours apart.
type traceEvent struct {
	At       time.Time          `json:"at"`
	Times    int                `json:"times,omitempty"`
	Every    float64            `json:"every_hours,omitempty"`
	Kind     string             `json:"kind"`
	Amount   int64              `json:"amount_fen,omitempty"`
	Vary     int64              `json:"vary_fen,omitempty"` // added or taken off by turns
	Merchant string             `json:"merchant,omitempty"`
	Payee    string             `json:"payee,omitempty"`
	Device   string             `json:"device,omitempty"`
	Card     string             `json:"card,omitempty"`
	IP       string             `json:"ip,omitempty"`
	Network  string             `json:"network,omitempty"`
	City     string             `json:"city,omitempty"`
	Place    []float32          `json:"place,omitempty"` // latitude, longitude
	Set      map[string]float64 `json:"set,omitempty"`   // facts that change with this event
	Fired    []string           `json:"fired,omitempty"`
	Outcome  Outcome            `json:"outcome"`
}

// event returns the event of turn i.
func (t *traceEvent) event(id int64, i int) watch.Event {
	kind, _ := watch.ParseKind(t.Kind)
	at := t.At.Add(time.Duration(float64(i) * t.Every * float64(time.Hour)))
	amount := t.Amount
	if t.Vary != 0 {
		amount += []int64{0, t.Vary, -t.Vary, t.Vary / 2, -t.Vary / 3}[i%5]
	}
	e := watch.Event{
		ID: id, Kind: kind, At: at.UnixMicro(), AmountFen: amount, Merchant: watch.Token(t.Merchant), Payee: watch.Token(t.Payee),
		Device: watch.Token(t.Device), Card: watch.Token(t.Card), IP: watch.Token(t.IP), Network: watch.Token(t.Network),
		City: watch.Token(t.City),
	}
	if len(t.Place) == 2 {
		e.Lat, e.Lon, e.HasPlace = t.Place[0], t.Place[1], true
	} else if lat, lon, ok := watch.CityPlace(t.City); ok { // as events are taken in
		e.Lat, e.Lon, e.HasPlace = float32(lat), float32(lon), true
	}
	return e
}

// player runs a trace through watch and rules.
type player struct {
	set   *Set
	slots *Slots
	state watch.State
	file  *traceFile
	used  float64
	id    int64
}

// facts returns what is known before an event. Facts and merchants are named as the features they end up in.
func (p *player) facts(e *watch.Event, merchant string) watch.Facts {
	f := watch.UnknownFacts()
	get := func(from map[string]float64, name string, to *float64) {
		if v, ok := from[name]; ok {
			*to = v
		}
	}
	known, m := p.file.Facts, p.file.Merchants[merchant]
	for name, to := range map[string]*float64{
		"limit_fen": &f.LimitFen, "days_past_due": &f.DaysPastDue, "max_days_past_due": &f.MaxDaysPastDue,
		"income_fen": &f.IncomeFen, "device_accounts": &f.DeviceAccounts, "card_accounts": &f.CardAccounts,
		"ip_accounts": &f.IPAccounts, "linked_flagged": &f.LinkedFlagged, "identity_failed": &f.IdentityFailed,
		"shared_identity": &f.SharedIdentity,
	} {
		get(known, name, to)
	}
	for name, to := range map[string]*float64{
		"merchant_accounts_30d": &f.Merchant.Accounts30d, "merchant_flagged_share": &f.Merchant.FlaggedShare,
		"merchant_refund_share": &f.Merchant.RefundShare, "merchant_round_share": &f.Merchant.RoundShare,
		"merchant_repeat_share": &f.Merchant.RepeatShare, "merchant_count_7d": &f.Merchant.Count7d,
		"merchant_count_30d": &f.Merchant.Count30d, "merchant_bad_share_7d": &f.Merchant.BadShare7d,
		"merchant_bad_share_30d": &f.Merchant.BadShare30d, "merchant_bad_run": &f.Merchant.BadRun,
		"merchant_bad_first_days": &f.Merchant.BadFirstDays,
	} {
		get(m, name, to)
	}
	f.UsedFen, f.AvailableFen = p.used, f.LimitFen-p.used
	f.TotalLimitFen, f.TotalUsedFen = f.LimitFen, f.UsedFen
	f.AccountAgeDays = float64(e.At-p.file.Opened.UnixMicro()) / 86400e6
	return f
}

// play returns what one event fires, and its outcome.
func (p *player) play(e *watch.Event, kind, merchant string) ([]string, Outcome) {
	var v watch.Vector
	f := p.facts(e, merchant)
	p.state.Features(e, &f, &v)
	p.slots.Num = v[:]
	p.slots.SetKind(kind)
	var hits Hits
	p.set.Evaluate(p.slots, &hits)
	p.state.Add(e)
	switch e.Kind {
	case watch.Purchase, watch.Draw:
		p.used += float64(e.AmountFen)
	case watch.Refund, watch.Repayment:
		p.used = max(p.used-float64(e.AmountFen), 0)
	}
	var keys []string
	for _, i := range hits.Fired {
		keys = append(keys, p.set.Rules()[i].Key)
	}
	if len(hits.Failed) > 0 {
		keys = append(keys, "failed: "+fmt.Sprint(hits.Failed))
	}
	return keys, p.set.Verdict(&hits).Outcome
}

// run plays the whole file and notes in each event what fired in any of its turns.
func (p *player) run(t *testing.T) {
	for n := range p.file.Events {
		te := &p.file.Events[n]
		maps.Copy(p.file.Facts, te.Set)
		te.Fired, te.Outcome = nil, Allow
		for i := range max(te.Times, 1) {
			p.id++
			e := te.event(p.id, i)
			if !e.Kind.Valid() {
				t.Fatalf("event %d has kind %q", n, te.Kind)
			}
			keys, outcome := p.play(&e, te.Kind, te.Merchant)
			for _, key := range keys {
				if !slices.Contains(te.Fired, key) {
					te.Fired = append(te.Fired, key)
				}
			}
			te.Outcome = stricter(te.Outcome, outcome)
		}
	}
}

// stricter returns the stricter of two.
func stricter(a, b Outcome) Outcome {
	return Outcomes[max(a.Rank(), b.Rank())]
}

// write renders a file with one event a line.
func (f *traceFile) write() []byte {
	f.Raw = nil
	for i := range f.Events {
		f.Raw = append(f.Raw, json.RawMessage(fmt.Sprintf(`"@%d"`, i)))
	}
	out, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		panic(err)
	}
	for i := range f.Events {
		line, err := json.Marshal(&f.Events[i])
		if err != nil {
			panic(err)
		}
		out = bytes.Replace(out, []byte(fmt.Sprintf(`"@%d"`, i)), line, 1)
	}
	return append(out, '\n')
}

// readTrace returns a file as it is and as what it means.
func readTrace(t *testing.T, path string) ([]byte, *traceFile) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := &traceFile{}
	if err := json.Unmarshal(b, file); err != nil {
		t.Fatal(err)
	}
	for _, raw := range file.Raw {
		var te traceEvent
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&te); err != nil {
			t.Fatal(err)
		}
		file.Events = append(file.Events, te)
	}
	return b, file
}

// TestCapturedEvents plays every trace of testdata and compares with the rules it is known to fire. Renew with -update.
func TestCapturedEvents(t *testing.T) {
	set := shippedSet(t)
	paths, err := filepath.Glob("testdata/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no traces", err)
	}
	found := map[string]bool{}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			before, file := readTrace(t, path)
			p := player{set: set, slots: set.NewSlots(), file: file, used: math.Max(file.Facts["used_fen"], 0)}
			start := maps.Clone(file.Facts)
			p.run(t)
			file.Facts = start
			check(t, file, set, found)
			after := file.write()
			if *update {
				if err := os.WriteFile(path, after, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if !bytes.Equal(before, after) {
				t.Errorf("not as captured: run with -update and read the difference\n%s", after)
			}
		})
	}
	for _, family := range Families {
		if !found[family] {
			t.Errorf("no trace finds %s", family)
		}
	}
}

// check holds a trace to its promise: an honest one is never held, any other ends with its family found and not just noted.
func check(t *testing.T, file *traceFile, set *Set, found map[string]bool) {
	strictest := Allow
	for i := range file.Events {
		te := &file.Events[i]
		strictest = stricter(strictest, te.Outcome)
		if file.Benign && te.Outcome.Rank() >= Hold.Rank() {
			t.Errorf("event %d of an honest customer is held by %v", i, te.Fired)
		}
		for _, r := range set.Rules() {
			if r.Family == file.Family && slices.Contains(te.Fired, r.Key) {
				found[file.Family] = true
			}
		}
	}
	if !file.Benign && strictest.Rank() < StepUp.Rank() {
		t.Errorf("the strictest outcome is %s", strictest)
	}
	if !file.Benign && !found[file.Family] {
		t.Errorf("no rule of %s fires", file.Family)
	}
}
