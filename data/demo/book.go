package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"candor/data"
	"candor/models"
)

// ExternalID is the demo lender's own number of its n-th customer, counted from 0.
func ExternalID(n int) string { return fmt.Sprintf("C%07d", n+1) }

func itoa(n int) string { return strconv.Itoa(n) }

// makeBook makes up a whole book: the customers, then what ties them together, then what
// became of them. The entries have no ids yet; links hold places in the book.
func makeBook(seed uint64, n int, until time.Time) []*customer {
	book := make([]*customer, n)
	for i := range book {
		book[i] = newCustomer(seed, i, until)
	}
	tie(book, rand.New(rand.NewPCG(seed, 0)), until)
	for _, c := range book {
		c.outcome()
	}
	return append(book, personas(seed, n, until)...)
}

// tie links customers: one in twenty-five shares a device with somebody at home, and one
// in a hundred and fifty belongs to a ring of four to seven over devices and cards.
func tie(book []*customer, r *rand.Rand, until time.Time) {
	for range len(book) / 50 {
		a, b := r.IntN(len(book)), r.IntN(len(book))
		link(book, a, b, "device", until.AddDate(0, 0, -30-r.IntN(400)))
		if r.IntN(3) == 0 {
			link(book, a, b, "address", until.AddDate(0, 0, -30-r.IntN(400)))
		}
	}
	for range len(book) / 800 {
		size := 4 + r.IntN(4)
		ring := make([]int, size)
		for i := range ring {
			ring[i] = r.IntN(len(book))
		}
		since := until.AddDate(0, 0, -20-r.IntN(90))
		for i := range ring {
			link(book, ring[i], ring[(i+1)%size], "device", since)
			if i > 0 {
				link(book, ring[0], ring[i], "card", since)
			}
			book[ring[i]].linkedTo++
		}
	}
}

// link stores a link once each way, with the place in the book where the id will be.
func link(book []*customer, a, b int, kind string, since time.Time) {
	if a == b {
		return
	}
	for _, x := range book[a].entry.Relationships {
		if x.OtherID == models.ID(b) && x.Kind == kind {
			return
		}
	}
	add := func(from, to int) {
		e := &book[from].entry
		e.Relationships = append(e.Relationships, models.Relationship{OtherID: models.ID(to), Kind: kind, Since: since})
		if book[to].late >= 3 {
			book[from].linkedTo++
		}
	}
	add(a, b)
	add(b, a)
}

// digest is the SHA-256 of everything made up, to see that a seed means the same book.
func digest(book []*customer) (string, error) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, c := range book {
		if err := enc.Encode(c.entry); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// place gives the customers their ids and turns places in links into them.
func place(book []*customer, ids []models.ID) []data.Entry {
	entries := make([]data.Entry, len(book))
	for i, c := range book {
		c.entry.Account.ID = ids[i]
		for j := range c.entry.Relationships {
			l := &c.entry.Relationships[j]
			l.OtherID = ids[l.OtherID]
		}
		entries[i], book[i] = c.entry, nil // a large book is held once
	}
	return entries
}
