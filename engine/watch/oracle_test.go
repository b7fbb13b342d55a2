package watch

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// bucketStart returns the first microsecond of a window of w minutes, in buckets of b minutes, that ends at a time.
func bucketStart(at, w, b int64) int64 {
	return (at/minute/b - w/b) * b * minute
}

// starts returns the first microsecond of each window.
func starts(at int64) [windows]int64 {
	return [windows]int64{
		bucketStart(at, 5, 1), bucketStart(at, 60, 10), bucketStart(at, 1440, 120),
		bucketStart(at, 7*1440, 1440), bucketStart(at, 30*1440, 1440),
	}
}

// oracle answers from the list of all events up to and including e what the state keeps in buckets and tables, with nothing
// forgotten.
func oracle(past []Event, e Event) map[string]float64 {
	all := append(slices.Clone(past), e)
	out := map[string]float64{}
	from := starts(e.At)
	for w, name := range windowNames {
		seen := map[string]map[uint64]bool{}
		var n, total, largest float64
		see := func(what string, token uint64) {
			if seen[what] == nil {
				seen[what] = map[uint64]bool{}
			}
			if token != 0 {
				seen[what][token] = true
			}
		}
		for _, o := range all {
			if o.At < from[w] {
				continue
			}
			if o.Kind.Outgoing() {
				n, total, largest = n+1, total+float64(o.AmountFen), max(largest, float64(o.AmountFen))
			}
			if o.Kind == Purchase {
				see("merchants_", o.Merchant)
			}
			if o.Kind == Draw || o.Kind == TransferOut {
				see("payees_", o.Payee)
			}
			if !o.Kind.failed() && o.Kind != Refund {
				see("devices_", o.Device)
				see("ips_", o.IP)
				see("cities_", o.City)
			}
		}
		out["count_"+name], out["sum_"+name+"_fen"], out["max_"+name+"_fen"] = n, total, largest
		for _, what := range []string{"merchants_", "payees_", "devices_", "ips_", "cities_"} {
			out[what+name] = float64(len(seen[what]))
		}
	}
	kinds(all, e, from, out)
	newest(all, e, from, out)
	return out
}

// newest adds what is said of the newest money events.
func newest(all []Event, e Event, from [windows]int64, out map[string]float64) {
	var recent []Event
	for _, o := range all {
		if o.Kind.Outgoing() {
			recent = append(recent, o)
		}
	}
	recent = recent[max(len(recent)-Recent, 0):]
	shops := map[uint64]float64{}
	var all30, top, round, same, here, hereWeek float64
	n := 0.0
	for _, o := range recent {
		if o.At < from[w30d] {
			continue
		}
		n++
		round += yes(o.AmountFen%roundFen == 0)
		same += yes(o.At >= from[w24h] && o.AmountFen == e.AmountFen)
		if o.Kind == Purchase && o.Merchant != 0 {
			all30 += float64(o.AmountFen)
			shops[o.Merchant] += float64(o.AmountFen)
			top = max(top, shops[o.Merchant])
			if o.Merchant == e.Merchant {
				here += float64(o.AmountFen) * yes(o.At >= from[w24h])
				hereWeek += float64(o.AmountFen) * yes(o.At >= from[w7d])
			}
		}
	}
	out["round_share_30d"], out["top_merchant_share_30d"] = round/n, top/all30
	if e.Kind.Outgoing() {
		out["same_amount_24h"] = same
	}
	if e.Merchant != 0 && (e.Kind == Purchase || e.Kind == Refund) {
		out["merchant_sum_24h_fen"], out["merchant_sum_7d_fen"] = here, hereWeek
	}
}

// kinds adds the counts of one kind, and the times seen before.
func kinds(all []Event, e Event, from [windows]int64, out map[string]float64) {
	for i, o := range all {
		day := o.At >= from[w24h]
		switch {
		case o.Kind == Draw && day:
			out["draw_count_24h"]++
			out["draw_sum_24h_fen"] += float64(o.AmountFen)
		case o.Kind == TransferOut && day:
			out["transfer_count_24h"]++
			out["transfer_sum_24h_fen"] += float64(o.AmountFen)
		case o.Kind == LoginFailed && day:
			out["failed_logins_24h"]++
			if o.At >= from[w1h] {
				out["failed_logins_1h"]++
			}
		}
		if i == len(all)-1 {
			break
		}
		if o.Kind == Repayment {
			out["repayment_count"]++
		}
		if o.Kind == Purchase && o.Merchant == e.Merchant {
			out["merchant_seen"]++
		}
		if (o.Kind == Draw || o.Kind == TransferOut) && o.Payee == e.Payee {
			out["payee_seen"]++
		}
		if !o.Kind.failed() && o.Kind != Refund {
			for name, same := range map[string]bool{
				"device_seen": o.Device == e.Device, "network_seen": o.Network == e.Network,
				"city_seen": o.City == e.City, "ip_seen": o.IP == e.IP,
			} {
				if same {
					out[name]++
				}
			}
		}
	}
	out["days_since_first_event"] = float64(all[len(all)-1].At/second-all[0].At/second) / 3600 / 24
}

// always are counts that the oracle leaves out when they are 0.
var always = []string{
	"draw_count_24h", "draw_sum_24h_fen", "transfer_count_24h", "transfer_sum_24h_fen", "failed_logins_24h", "failed_logins_1h",
	"repayment_count",
}

// descending returns the largest number of amounts, at any time, of which each is above all later ones within 30 days.
func descending(all []Event) int {
	var stack []Event
	most := 0
	for _, e := range all {
		if !e.Kind.Outgoing() {
			continue
		}
		for len(stack) > 0 && stack[len(stack)-1].AmountFen <= e.AmountFen {
			stack = stack[:len(stack)-1]
		}
		stack = append(stack, e)
		for stack[0].At < starts(e.At)[w30d] {
			stack = stack[1:]
		}
		most = max(most, len(stack))
	}
	return most
}

// eventOf draws an event at a time, with values from small sets so that every table has room.
func eventOf(t *rapid.T, id, at int64) Event {
	pick := func(name string, n int) uint64 { return uint64(rapid.IntRange(0, n).Draw(t, name)) }
	e := Event{
		ID: id, At: at, Kind: Kind(rapid.IntRange(1, 12).Draw(t, "kind")),
		Device: pick("device", 7), IP: pick("ip", 8), Network: pick("network", 3), City: pick("city", 5),
	}
	if rapid.Bool().Draw(t, "money") {
		e.Kind = Kind(rapid.IntRange(1, 3).Draw(t, "outgoing"))
	}
	if e.Kind.Money() {
		e.AmountFen = rapid.Int64Range(1, 200).Draw(t, "amount") * 50_00
	}
	switch e.Kind {
	case Purchase, Refund:
		e.Merchant = pick("merchant", 14)
	case Draw, TransferOut:
		e.Payee = pick("payee", 7)
	}
	if rapid.IntRange(0, 3).Draw(t, "place") == 0 {
		e.HasPlace = true
		e.Lat = rapid.Float32Range(-90, 90).Draw(t, "lat")
		e.Lon = rapid.Float32Range(-180, 180).Draw(t, "lon")
	}
	return e
}

// traceOf draws events in order, seconds to weeks apart.
func traceOf(t *rapid.T, most int) []Event {
	n := rapid.IntRange(1, most).Draw(t, "events")
	at := rapid.Int64Range(1_600_000_000, 1_800_000_000).Draw(t, "start") * second
	all := make([]Event, n)
	for i := range all {
		longest := []int64{1, 600, 3600, 86400, 20 * 86400}[rapid.IntRange(0, 4).Draw(t, "scale")]
		at += rapid.Int64Range(0, longest).Draw(t, "gap") * second
		all[i] = eventOf(t, int64(i)+1, at)
	}
	return all
}

// check compares features with the oracle's answers.
func check(t *rapid.T, v *Vector, want map[string]float64, maxima bool) {
	for name, x := range want {
		slot, ok := Lookup(name)
		if !ok {
			t.Fatalf("no feature %q", name)
		}
		got := v[slot]
		largest := slot >= most && slot < most+windows
		if math.IsNaN(got) && slot >= merchantSeen && slot <= payeeSeen || math.IsNaN(got) && slot == ipSeen {
			continue // not given
		}
		if largest && !maxima && got <= x && (got > 0) == (x > 0) {
			continue
		}
		if got != x && !(math.IsNaN(got) && math.IsNaN(x)) {
			t.Fatalf("%s = %v, want %v", name, got, x)
		}
	}
}

func TestFeaturesAgreeWithListOfEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := traceOf(t, 120)
		f := UnknownFacts()
		var s State
		var v Vector
		exact := descending(all) <= peakRoom
		for i, e := range all {
			s.Features(&e, &f, &v)
			want := oracle(all[:i], e)
			for _, name := range always {
				want[name] += 0
			}
			check(t, &v, want, exact)
			if !s.Add(&e) {
				t.Fatalf("event %d in order is refused", i)
			}
		}
	})
}

func TestFeaturesOfLateEventSeeNoFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := traceOf(t, 60)
		f := UnknownFacts()
		var s, before State
		for i := range all {
			s.Add(&all[i])
		}
		for i, e := range all {
			if i >= len(all)-int(s.n) { // still in the buffer
				var v, w Vector
				s.Features(&e, &f, &v)
				before.Features(&e, &f, &w)
				if !same(&v, &w) {
					t.Fatalf("event %d of %d: features differ once later events are there", i, len(all))
				}
			}
			before.Add(&e)
		}
	})
}

// same reports whether two vectors are equal, NaN being equal to itself.
func same(a, b *Vector) bool {
	for i := range a {
		if a[i] != b[i] && !(math.IsNaN(a[i]) && math.IsNaN(b[i])) {
			return false
		}
	}
	return true
}
