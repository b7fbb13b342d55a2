package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"candor/models"
)

// heardFrom is the smallest book in which appeals of other customers were heard: in a smaller one they would be most of what there is.
const heardFrom = 1000

// heardDays is how long before the end the first of them is measured. All are decided within the days that the desk's figures look back.
const heardDays = 88

// hearing is one measure and what became of the appeal against it. Days count back from the lender's today.
type hearing struct {
	kind              models.SanctionKind
	code              string
	late              bool // a customer in arrears, not one who pays
	maker, judge      string
	why               string // of the measure
	lang, channel     string
	words             string
	made, filed       int
	asked             []string
	askedOn, answered int
	finding           string
	reviewed, decided int // 0 for an appeal that is not there yet
	verdict           models.Verdict
}

// kept is one customer with a hearing while it goes on.
type kept struct {
	*hearing
	n        int // the place in the book
	tail     string
	sanction *models.Sanction
	appeal   models.ID
	version  int64 // of the appeal
}

// act is one thing that is done at its time.
type act struct {
	at time.Time
	do func()
}

// heard plans the hearings on customers of the book, each at its time between the stories'.
func (t *story) heard(b *book, ids []models.ID) {
	r := rand.New(rand.NewPCG(b.seed, heardStream))
	taken := map[int]bool{}
	for i := range hearings {
		k := &kept{hearing: &hearings[i]}
		if !b.suits(r, k, taken) {
			continue
		}
		key := fmt.Sprintf("heard %d", i)
		t.ids[key] = ids[k.n]
		t.plan(k, key, r)
	}
	slices.SortStableFunc(t.acts, func(a, b act) int { return a.at.Compare(b.at) })
}

// heardStream keeps the random numbers of the hearings apart from those of the book and the habits.
const heardStream = 1 << 41

// heardMost is how high the limits of these customers are at most: of all measures that look wrong, the teacher's is to weigh most.
const heardMost = 2_000_000

func (c *customer) limits() (fen int64) {
	for _, l := range c.entry.Lines {
		fen += l.LimitFen
	}
	return fen
}

// suits looks for a customer whom a hearing can be about: of its language, with the account long enough, a limit worth a measure and
// none of the others' ties; in arrears or not at all. A small book may have none.
func (b *book) suits(r *rand.Rand, k *kept, taken map[int]bool) bool {
	for range 600 {
		n := r.IntN(b.n)
		if taken[n] || b.ties[n] != nil || (b.late[n] > 0) != k.late {
			continue
		}
		c := startCustomer(b.seed, n, b.until)
		a, line := &c.entry.Account, c.entry.Lines[0]
		if a.Lang != k.lang || a.OpenedAt.After(b.until.AddDate(-1, 0, 0)) || line.LimitFen < 500_000 || c.limits() > heardMost || line.UsedFen < line.LimitFen/20 {
			continue
		}
		phone := c.entry.Personal.Phone
		taken[n], k.n, k.tail = true, n, phone[len(phone)-4:]
		return true
	}
	return false
}

// plan puts the steps of a hearing on their days, in office hours.
func (t *story) plan(k *kept, key string, r *rand.Rand) {
	minute := r.IntN(50)
	today := t.until.Add(-5 * time.Hour).Truncate(24 * time.Hour) // so that what came in 17 days ago is due in less than three
	on := func(daysAgo, hour int, do func()) {
		day := today.AddDate(0, 0, -daysAgo)
		t.acts = append(t.acts, act{day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute), do})
	}
	on(k.made, 2, func() { t.score(key) })
	on(k.made, 3, func() { t.measure(k, key) })
	if k.kind.NeedsApproval() {
		on(k.made, 7, func() { t.approve(other(k.judge), k.sanction) })
	}
	on(k.filed, 4, func() { t.takeIn(k) })
	on(k.filed, 6, func() { t.acknowledge(k) })
	for _, days := range []int{15, 18, 20} { // the clock of one that takes long: warned, leads called, late
		if day := k.filed - days; k.askedOn == 0 && day > k.decided {
			on(day, 5, t.ring)
		}
	}
	if k.askedOn > 0 {
		on(k.askedOn, 5, func() { t.ask(k) })
	}
	if k.answered > 0 {
		on(k.answered, 6, func() { t.answer(k) })
	}
	if k.reviewed > 0 {
		on(k.reviewed, 7, func() { t.review(k) })
	}
	if k.decided > 0 {
		on(k.decided, 8, func() { t.decide(k) })
		on(k.decided-1, 2, func() { t.finish(k) })
	}
}

// ring lets the looks at the clocks happen on their day.
func (t *story) ring() {
	_, err := t.s.RunJobs(t.ctx, "demo", batch)
	t.check("jobs", err)
}

// other is the lead who approves what one of the two is to hear later: nobody hears an appeal against what they had a part in.
func other(judge string) string {
	if judge == "lead" {
		return "lead2"
	}
	return "lead"
}

// past does what was planned before a time.
func (t *story) past(at time.Time) {
	for len(t.acts) > 0 && t.acts[0].at.Before(at) && t.err == nil {
		next := t.acts[0]
		t.acts = t.acts[1:]
		if next.at.After(t.s.Now()) {
			t.clock(next.at)
		}
		next.do()
	}
}
