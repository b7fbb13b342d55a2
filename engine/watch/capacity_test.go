package watch

import "testing"

// TestBeyondCapacity checks what is said where a state stops being exact.
func TestBeyondCapacity(t *testing.T) {
	var s State
	var v Vector
	f := UnknownFacts()
	at := int64(noon)
	add := func(e Event) {
		at += 10 * second
		e.ID, e.At = at, at
		s.Features(&e, &f, &v)
		if !s.Add(&e) {
			t.Fatal("an event in order is refused")
		}
	}
	for i := range uint64(40) {
		add(Event{Kind: Purchase, AmountFen: 4000 - int64(i), Merchant: i + 1, Device: i + 1})
	}
	expect := func(name string, want float64) {
		t.Helper()
		slot, _ := Lookup(name)
		if v[slot] != want {
			t.Errorf("%s = %v, want %v", name, v[slot], want)
		}
	}
	expect("count_24h", 40)
	expect("sum_24h_fen", 40*4000-39*20)
	expect("merchants_24h", merchantRoom)
	expect("devices_24h", otherRoom)
	expect("max_24h_fen", 4000) // 40 descending amounts are more than are kept, but the largest stays
	expect("merchant_sum_24h_fen", 4000-39)
	add(Event{Kind: Purchase, AmountFen: 1, Merchant: 24, Device: 32}) // 16 merchants and 8 devices came since
	expect("merchant_seen", 0)
	expect("device_seen", 0)
	add(Event{Kind: Purchase, AmountFen: 1, Merchant: 27, Device: 36})
	expect("merchant_seen", 1)
	expect("device_seen", 1)
}

// TestSaturation checks that a bucket stops at its largest numbers.
func TestSaturation(t *testing.T) {
	var f flow
	var l lane
	var tr tries
	c := clockAt(1)
	for range maxCount + 5 {
		f.add(&c, 1)
		l.add(&c, 1)
		tr.add(&c)
	}
	if n, sum := f.total(perDay, &c, ^uint32(0)); n != maxCount || sum != maxCount+5 {
		t.Errorf("flow: %d, %d", n, sum)
	}
	if n, sum := l.total(&c); n != maxTries || sum != maxCount+5 {
		t.Errorf("lane: %d, %d", n, sum)
	}
	if n := tally(tr.ten, tr.tens[:], c.slot[perTen]); n != maxTries {
		t.Errorf("tries: %d", n)
	}
	f.add(&c, MaxAmountFen)
	if _, sum := f.total(perMinute, &c, ^uint32(0)); sum != maxSum {
		t.Errorf("sum %d", sum)
	}
	big := noteOf(&Event{Kind: Draw, At: 1, AmountFen: MaxAmountFen + 1})
	if big.amount != MaxAmountFen {
		t.Errorf("amount %d", big.amount)
	}
}

// TestLongSilence checks that what no window can see is gone, and what a customer is known for is not.
func TestLongSilence(t *testing.T) {
	old := with(with(at(-3*365*daysLong, Purchase, 500), shop(1)), device(1))
	play(t, scene{[]Event{old, with(with(at(0, Purchase, 500), shop(1)), device(1))}, map[string]float64{
		"count_30d": 1, "sum_30d_fen": 500, "max_30d_fen": 500, "merchants_30d": 1, "same_amount_24h": 1, "merchant_sum_7d_fen": 500,
		"merchant_seen": 1, "device_seen": 1, "amount_mean_fen": 500, "days_since_first_event": 3 * 365, "hour_share": 1,
	}}, &Facts{ZoneOffsetSeconds: chinaOffset})
}
