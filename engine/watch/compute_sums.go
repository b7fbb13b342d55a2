package watch

// fillWindows fills counts, sums, maxima and distinct values, the event included.
func (p *folded) fillWindows(starts *[windows]uint32, v *Vector) {
	p.out.fill(&p.clock, v)
	p.peaks.since(starts, v[most:most+windows])
	for t, slot := range [tables]int{merchants, devices, ips, 0, cities, payees} {
		if t != tNetwork {
			p.known.distinct(t, starts, v[slot:slot+windows])
		}
	}
}

// fill fills the counts and sums of every window.
func (f *flow) fill(c *clock, v *Vector) {
	put := func(w int, n, s int64) { v[count+w], v[sum+w] = float64(n), float64(s) }
	for w, span := range [...]int{perMinute, perTen, perTwoHours} {
		n, s := f.total(span, c, ^uint32(0))
		put(w, n, s)
	}
	n, s := f.total(perDay, c, weekMask)
	put(w7d, n, s)
	n2, s2 := f.total(perDay, c, ^uint32(weekMask))
	put(w30d, n+n2, s+s2)
}

// fillPatterns fills counts of a kind and what follows single purchases and draws, the event included.
func (p *folded) fillPatterns(n *note, starts *[windows]uint32, v *Vector) {
	draws, drawn := p.draws.total(&p.clock)
	v[drawCount24h], v[drawSum24h] = float64(draws), float64(drawn)
	moves, moved := p.transfers.total(&p.clock)
	v[transferCount24h], v[transferSum24h] = float64(moves), float64(moved)
	v[failedLogins1h] = float64(tally(p.failures.ten, p.failures.tens[:], p.clock.slot[perTen]))
	v[failedLogins24h] = float64(tally(p.failures.two, p.failures.twos[:], p.clock.slot[perTwoHours]))

	t := p.recent.tally(n, starts)
	v[refundPairs7d], v[refundPairs30d] = float64(t.refunds7d), float64(t.refunds30d)
	v[drawOutPairs7d] = float64(t.loops)
	ratio(&v[refundShare30d], t.refunded, t.bought)
	ratio(&v[drawOutShare7d], t.looped, t.drawn)
	ratio(&v[roundShare30d], t.round, int64(p.recent.n))
	top, placed := p.recent.topMerchant()
	ratio(&v[topMerchantShare30d], top, placed)
	if n.tok[tMerchant] != 0 {
		v[merchantSum24h], v[merchantSum7d] = float64(t.here24h), float64(t.here7d)
	}
	if n.kind.Outgoing() {
		v[sameAmount24h] = float64(t.same)
	}
}

// ratio sets a share, and leaves it unknown when it would be of nothing.
func ratio(share *float64, part, whole int64) {
	if whole > 0 {
		*share = float64(part) / float64(whole)
	}
}

// patterns is what the recent events add up to.
type patterns struct {
	refunds7d, refunds30d, loops    int64
	bought, refunded, drawn, looped int64 // fen
	round, same, here24h, here7d    int64
}

// one returns 1 for true, 0 for false. It compiles to a flag, not a branch.
func one(ok bool) (n int64) {
	if ok {
		n = 1
	}
	return n
}

// tally adds up the recent events, all of which lie in the 30 day window. It adds products of zeros and ones because the events
// of different accounts follow no pattern that a processor could guess.
func (r *recent) tally(n *note, starts *[windows]uint32) (t patterns) {
	here := n.tok[tMerchant]
	for i := range r.list() {
		s := &r.e[i]
		amount := int64(s.amount)
		day, week := one(s.at >= starts[w24h]), one(s.at >= starts[w7d])
		buy, draw, paired := one(s.kind == Purchase), one(s.kind == Draw), one(s.paired)
		same := buy & one(s.tok == here)
		t.round += one(isRound(amount))
		t.same += day & one(amount == n.amount)
		t.bought += amount * buy
		t.refunded += amount * (buy & paired)
		t.refunds30d += buy & paired
		t.refunds7d += buy & paired & week
		t.here7d += amount * (same & week)
		t.here24h += amount * (same & day)
		t.drawn += amount * (draw & week)
		t.looped += amount * (draw & week & paired)
		t.loops += draw & week & paired
	}
	return t
}

// topMerchant returns what was spent at the merchant with the largest sum, and at all merchants.
func (r *recent) topMerchant() (top, all int64) {
	var toks [Recent]uint32
	var sums [Recent]int64
	n := 0
	for _, s := range r.list() {
		if s.tok == 0 {
			continue
		}
		all += int64(s.amount)
		i := 0
		for i < n && toks[i] != s.tok {
			i++
		}
		if i == n {
			toks[n] = s.tok
			n++
		}
		sums[i] += int64(s.amount)
		top = max(top, sums[i])
	}
	return top, all
}
