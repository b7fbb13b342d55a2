package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"candor/data"
	"candor/models"
)

// ExternalID is the demo lender's own number of its n-th customer, counted from 0.
func ExternalID(n int) string { return fmt.Sprintf("C%07d", n+1) }

func itoa(n int) string { return strconv.Itoa(n) }

// book is a lender's customers before they are made up: how late each ends, which is quickly found, and what ties them together. The
// customers are made up a part at a time, because a million of them do not fit into memory at once.
type book struct {
	seed  uint64
	n     int
	until time.Time
	late  []int8
	ties  map[int]*tied
}

// tied is what ties one customer to others. A link holds the other's place in the book where the id will be.
type tied struct {
	links    []models.Relationship
	linkedTo int
}

func newBook(seed uint64, n int, until time.Time) *book {
	b := &book{seed: seed, n: n, until: until, late: make([]int8, n), ties: map[int]*tied{}}
	for i := range b.late {
		c := startCustomer(seed, i, until)
		b.late[i] = int8(c.late)
	}
	b.tie(rand.New(rand.NewPCG(seed, 0)))
	return b
}

// size is how many customers there are with the personas.
func (b *book) size() int { return b.n + len(personas(b.seed, b.n, b.until)) }

// part makes up the customers of the places from the first to before the last, with what became of them.
func (b *book) part(from, to int) []*customer {
	out := make([]*customer, 0, to-from)
	for i := from; i < min(to, b.n); i++ {
		c := newCustomer(b.seed, i, b.until)
		if t := b.ties[i]; t != nil {
			c.entry.Relationships, c.linkedTo = slices.Clone(t.links), t.linkedTo
		}
		c.outcome()
		out = append(out, c)
	}
	if to > b.n {
		out = append(out, personas(b.seed, b.n, b.until)[max(from-b.n, 0):to-b.n]...)
	}
	return out
}

// tie links customers: one in twenty-five shares a device with somebody at home, and one
// in a hundred and fifty belongs to a ring of four to seven over devices and cards.
func (b *book) tie(r *rand.Rand) {
	for range b.n / 50 {
		x, y := r.IntN(b.n), r.IntN(b.n)
		b.link(x, y, "device", b.until.AddDate(0, 0, -30-r.IntN(400)))
		if r.IntN(3) == 0 {
			b.link(x, y, "address", b.until.AddDate(0, 0, -30-r.IntN(400)))
		}
	}
	for range b.n / 800 {
		size := 4 + r.IntN(4)
		ring := make([]int, size)
		for i := range ring {
			ring[i] = r.IntN(b.n)
		}
		since := b.until.AddDate(0, 0, -20-r.IntN(90))
		for i := range ring {
			b.link(ring[i], ring[(i+1)%size], "device", since)
			if i > 0 {
				b.link(ring[0], ring[i], "card", since)
			}
			b.tied(ring[i]).linkedTo++
		}
	}
}

// tied is what is kept of the ties of one customer.
func (b *book) tied(i int) *tied {
	if b.ties[i] == nil {
		b.ties[i] = &tied{}
	}
	return b.ties[i]
}

// link stores a link once each way.
func (b *book) link(x, y int, kind string, since time.Time) {
	if x == y {
		return
	}
	for _, l := range b.tied(x).links {
		if l.OtherID == models.ID(y) && l.Kind == kind {
			return
		}
	}
	add := func(from, to int) {
		t := b.tied(from)
		t.links = append(t.links, models.Relationship{OtherID: models.ID(to), Kind: kind, Since: since})
		if b.late[to] >= 3 {
			t.linkedTo++
		}
	}
	add(x, y)
	add(y, x)
}

// place gives the customers of a part their ids, of which those of the whole book are given, and turns places in links into them.
func place(part []*customer, from int, ids []models.ID) []data.Entry {
	entries := make([]data.Entry, len(part))
	for i, c := range part {
		c.entry.Account.ID = ids[from+i]
		for j := range c.entry.Relationships {
			l := &c.entry.Relationships[j]
			l.OtherID = ids[l.OtherID]
		}
		entries[i] = c.entry
	}
	return entries
}
