package data

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"candor/models"
)

// load is people at work: they read through every store and write through those that can.
type load struct {
	accounts    []models.ID
	reads, done atomic.Int64
	stop        chan struct{}
	wg          sync.WaitGroup
}

func startLoad(t *testing.T, accounts []models.ID, stores ...*Store) *load {
	l := &load{accounts: accounts, stop: make(chan struct{})}
	for i, s := range stores {
		for w := range 2 {
			l.wg.Go(func() { l.each(func(n int) { l.read(t, s, n+i+w) }) })
		}
		if !s.readOnly {
			l.wg.Go(func() { l.each(func(n int) { l.write(t, s, i, n) }) })
		}
	}
	return l
}

func (l *load) each(do func(n int)) {
	for n := 0; ; n++ {
		select {
		case <-l.stop:
			return
		default:
			do(n)
		}
	}
}

// read opens identities and notes as pages do; a value that does not open is a failed read.
func (l *load) read(t *testing.T, s *Store, n int) {
	id := l.accounts[n%len(l.accounts)]
	names, err := s.MaskedNames(context.Background(), l.accounts)
	if err != nil || len(names) != len(l.accounts) {
		t.Errorf("read %d names: %v", len(names), err)
	}
	for _, p := range names {
		if p.Name != "李*" || p.Phone == models.Unreadable {
			t.Errorf("a failed read: %+v", p)
		}
	}
	d, err := s.AccountDetail(context.Background(), id)
	if err != nil {
		t.Errorf("read: %v", err)
		return
	}
	for _, note := range d.Notes {
		if note.Words == models.Unreadable {
			t.Error("a failed read of a note")
		}
	}
	l.reads.Add(int64(len(names)))
}

// write seals new values, and writes back old ones where a source sends no identity.
func (l *load) write(t *testing.T, s *Store, writer, n int) {
	at := (n + writer) % len(l.accounts)
	_, err := s.AddNote(context.Background(), anna, models.NewNote{AccountID: l.accounts[at], Text: fmt.Sprintf("note %d", n)})
	if err != nil {
		t.Errorf("note: %v", err)
	}
	p := sent(fmt.Sprintf("L%d", at))
	p.Lines[0].UsedFen = int64(1000*n + writer)
	if n%2 == 0 {
		p.Personal = nil
	}
	if _, _, err := s.PutAccount(context.Background(), anna, p); err != nil && !errors.Is(err, models.ErrConflict) {
		t.Errorf("put: %v", err)
	}
	l.done.Add(1)
}

func (l *load) end() {
	close(l.stop)
	l.wg.Wait()
}
