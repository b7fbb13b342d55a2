package simulate

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"slices"
	"testing"
	"time"

	"candor/data/demo"
	"candor/models"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// options is a lender of 600 customers with every attack.
func options(seed uint64) Options {
	return Options{
		Seed: seed, Start: start, Rate: 20, Pace: 120, Attacks: Attacks(),
		Customers: demo.Customers(1, 600, start), Personas: demo.Personas(1, start),
	}
}

func all(t *testing.T, o Options) []Event {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	var out []Event
	for {
		e, ok := s.Next()
		if !ok {
			return out
		}
		out = append(out, e)
	}
}

// bytesOf is everything that a file of the events would hold.
func bytesOf(t *testing.T, events []Event) []byte {
	t.Helper()
	var b bytes.Buffer
	for i := range events {
		for _, write := range []func() ([]byte, error){events[i].Line, func() ([]byte, error) { return events[i].Label(0) }} {
			line, err := write()
			if err != nil {
				t.Fatal(err)
			}
			b.Write(line)
		}
	}
	return b.Bytes()
}

func TestSameSeedMakesTheSameEvents(t *testing.T) {
	first := bytesOf(t, all(t, options(7)))
	if !bytes.Equal(first, bytesOf(t, all(t, options(7)))) {
		t.Error("seed 7 gave other events the second time")
	}
	if bytes.Equal(first, bytesOf(t, all(t, options(8)))) {
		t.Error("seeds 7 and 8 gave the same events")
	}
}

// Every event is one that the server can take, in the order of time, under a number of its
// own, and none could be of a real address.
func TestEventsAreInOrderAndCanBeTaken(t *testing.T) {
	o := options(3)
	o.Every, o.Length = 25*time.Second, 3*time.Minute
	var last time.Time
	seen := map[string]bool{}
	runs := map[string]int{}
	for _, e := range all(t, o) {
		if e.At.Before(last) {
			t.Fatalf("%s at %v comes after %v", e.ExternalID, e.At, last)
		}
		last = e.At
		if seen[e.ExternalID] {
			t.Fatalf("%s twice", e.ExternalID)
		}
		if e.Needs != "" && !seen[e.Needs] {
			t.Fatalf("%s needs %s, which did not come before", e.ExternalID, e.Needs)
		}
		seen[e.ExternalID] = true
		b := e.body
		n := models.NewEvent{
			Source: demo.Source, ExternalID: e.ExternalID, Account: e.AccountID, Kind: e.Kind, At: e.At, AmountFen: b.AmountFen,
			Currency: b.Currency, Product: models.Product(b.Product), Merchant: b.Merchant, City: b.City, Device: b.Device, Card: b.Card,
			Payee: b.Payee, IP: b.IP, Network: b.Network, Original: b.OriginalID, Check: b.Check, Lat: b.Lat, Lon: b.Lon,
		}
		if err := n.Validate(start.Add(3*time.Minute), time.Minute, 24*time.Hour); err != nil {
			t.Fatalf("%s: %v in %+v", e.ExternalID, err, b)
		}
		if b.IP != "" && !documentation(b.IP) {
			t.Fatalf("%s comes from %s", e.ExternalID, b.IP)
		}
		if e.Bad && e.Attack == "" {
			t.Fatalf("%s is bad and of no attack", e.ExternalID)
		}
		if e.Bad {
			runs[e.Attack]++
		}
	}
	for _, name := range Attacks() {
		if runs[name] == 0 {
			t.Errorf("nothing bad in %s", name)
		}
	}
}

// documentation reports whether an address is of RFC 5737 or RFC 3849.
func documentation(ip string) bool {
	a := netip.MustParseAddr(ip)
	return slices.ContainsFunc([]string{"203.0.113.0/24", "2001:db8::/32"}, func(p string) bool { return netip.MustParsePrefix(p).Contains(a) })
}

// Nobody lives beyond their line.
func TestOrdinaryLifeStaysWithinTheLine(t *testing.T) {
	o := options(5)
	o.Attacks, o.Length, o.Rate = nil, 10*time.Minute, 100
	free := map[string]int64{}
	for i := range o.Customers {
		free[o.Customers[i].ExternalID] = o.Customers[i].FreeFen()
	}
	events := all(t, o)
	for _, e := range events {
		switch {
		case e.Kind == models.EventPurchase:
			free[e.AccountID] -= e.AmountFen()
		case e.Kind.PaysBack():
			free[e.AccountID] += e.AmountFen()
		}
		if free[e.AccountID] < 0 {
			t.Fatalf("%s spent more than there was", e.AccountID)
		}
	}
	if n := len(events); n < 50_000 || n > 70_000 {
		t.Errorf("%d events of 100 a second in ten minutes", n)
	}
}

// Over days there are nights.
func TestDaysHaveARhythm(t *testing.T) {
	o := options(5)
	o.Attacks, o.Length, o.Rate = nil, 7*24*time.Hour, 0.05
	var hours [24]int
	events := all(t, o)
	for _, e := range events {
		hours[e.At.Add(8*time.Hour).Hour()]++
	}
	if hours[3]*5 > hours[20] {
		t.Errorf("%d events at three in the morning, %d at eight in the evening", hours[3], hours[20])
	}
	if n := len(events); n < 27_000 || n > 33_000 {
		t.Errorf("%d events in a week, want about 30,240", n)
	}
}

func TestBoundsEndIt(t *testing.T) {
	o := options(2)
	o.Events = 50
	if n := len(all(t, o)); n != 50 {
		t.Errorf("%d events, want 50", n)
	}
	o.Events, o.Length = 0, 10*time.Second
	for _, e := range all(t, o) {
		if e.Offset > o.Length {
			t.Fatalf("an event at %v", e.Offset)
		}
	}
	o.Attacks = []string{"nonsense"}
	if _, err := New(o); err == nil {
		t.Error("an unknown attack is taken")
	}
}

// A body by itself has no type, a line of a batch has.
func TestLinesNameTheirType(t *testing.T) {
	for _, e := range all(t, options(1))[:200] {
		line, err := e.Line()
		if err != nil {
			t.Fatal(err)
		}
		body, err := e.Body()
		if err != nil {
			t.Fatal(err)
		}
		var in, out map[string]any
		if err := json.Unmarshal(line, &in); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(body, &out); err != nil {
			t.Fatal(err)
		}
		if in["type"] != typeOf(e.Kind) || out["type"] != nil || e.Path() == "" {
			t.Fatalf("%s, %s, %q", line, body, e.Path())
		}
	}
}
