package watch

// spent is one purchase, draw or transfer out.
type spent struct {
	amount uint32 // fen; MaxAmountFen is the largest that it holds
	tok    uint32 // merchant of a purchase; always in the table of merchants, else 0
	at     uint32 // minute
	kind   Kind
	paired bool // a purchase that was refunded, a draw that was transferred out
}

// recent are the newest money events of the last 30 days, oldest first.
type recent struct {
	n uint8
	e [Recent]spent
}

// list returns the events.
func (r *recent) list() []spent { return r.e[:r.n] }

// push takes one more; the oldest falls out when there is no room.
func (r *recent) push(s spent) {
	if r.n == Recent {
		copy(r.e[:], r.e[1:])
		r.n--
	}
	r.e[r.n] = s
	r.n++
}

// prune forgets what is older than the 30 day window.
func (r *recent) prune(start uint32) {
	old := 0
	for old < int(r.n) && r.e[old].at < start {
		old++
	}
	if old > 0 {
		copy(r.e[:], r.e[old:r.n])
		r.n -= uint8(old)
	}
}

// refunded pairs a refund with the purchase it takes back: at the same merchant, not refunded before, of the same amount or
// else of at most twice the amount; the newest such purchase.
func (r *recent) refunded(tok uint32, amount int64) {
	best := -1
	for i := int(r.n) - 1; i >= 0 && tok != 0; i-- {
		s := &r.e[i]
		spent := int64(s.amount)
		if s.kind != Purchase || s.paired || s.tok != tok || amount > spent || 2*amount < spent {
			continue
		}
		if amount == spent {
			best = i
			break
		}
		if best < 0 {
			best = i
		}
	}
	if best >= 0 {
		r.e[best].paired = true
	}
}

// loopMinutes is how long after a draw a transfer out still counts as moving the draw on.
const loopMinutes = 48 * 60

// movedOn pairs a transfer out with the newest draw it moves on: not older than loopMinutes, not paired before, the transfer
// being 50 to 105 % of the draw (a little more than the draw so that money already there does not hide the loop).
func (r *recent) movedOn(at uint32, amount int64) {
	for i := int(r.n) - 1; i >= 0; i-- {
		s := &r.e[i]
		if s.at+loopMinutes < at {
			return
		}
		drawn := int64(s.amount)
		if s.kind == Draw && !s.paired && 2*amount >= drawn && 100*amount <= 105*drawn {
			s.paired = true
			return
		}
	}
}

// peakRoom is how many descending amounts peaks keeps.
const peakRoom = 8

// peak is an amount that no later one reached.
type peak struct {
	amount uint32 // fen
	at     uint32 // minute
}

// peaks are the amounts of the last 30 days that no later one reached, oldest and largest first: the largest amount since any
// moment is then the first one since that moment (the monotone queue of sliding window maxima).
type peaks struct {
	n uint8
	e [peakRoom]peak
}

// push takes an amount. Without room it forgets the peak whose loss understates a maximum least; of equals the newest.
func (p *peaks) push(at, amount uint32) {
	for p.n > 0 && p.e[p.n-1].amount <= amount {
		p.n--
	}
	if p.n == peakRoom {
		least := 0
		for i := 1; i < peakRoom-1; i++ {
			if p.above(i) <= p.above(least) {
				least = i
			}
		}
		copy(p.e[least:], p.e[least+1:])
		p.n--
	}
	p.e[p.n] = peak{amount, at}
	p.n++
}

// above is how much a peak is above the next.
func (p *peaks) above(i int) int64 { return int64(p.e[i].amount) - int64(p.e[i+1].amount) }

// prune forgets what is older than the 30 day window.
func (p *peaks) prune(start uint32) {
	old := 0
	for old < int(p.n) && p.e[old].at < start {
		old++
	}
	if old > 0 {
		copy(p.e[:], p.e[old:p.n])
		p.n -= uint8(old)
	}
}

// since gives the largest amount since the start of each window, 0 when there is none.
func (p *peaks) since(starts *[windows]uint32, out []float64) {
	i := 0
	for w := windows - 1; w >= 0; w-- { // from the longest window: its first peak is the oldest
		for i < int(p.n) && p.e[i].at < starts[w] {
			i++
		}
		out[w] = 0
		if i < int(p.n) {
			out[w] = float64(p.e[i].amount)
		}
	}
}
