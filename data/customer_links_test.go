package data

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// linked is a customer with a restriction and a link to it.
type linked struct {
	*testing.T
	s        *Store
	account  *models.Account
	sanction *models.Sanction
	link     *models.CustomerLink
	token    string
}

func newLinked(t *testing.T, s *Store, c *clock, external string) *linked {
	t.Helper()
	a := lenderAccount(t, s, external)
	sn := put(t, s, c, a.ID, models.SanctionRestrict)
	l, token, err := s.MakeCustomerLink(context.Background(), cleo, sn.PublicID())
	ok(t, err)
	return &linked{t, s, a, sn, l, token}
}

// try opens the link as a browser that holds a cookie.
func (l *linked) try(cookie string) (string, *models.CustomerVisit, error) {
	return l.s.OpenCustomerLink(context.Background(), models.LinkTry{Token: l.token, Cookie: cookie, IP: "192.0.2.1"})
}

// opened opens the link, which has to succeed.
func (l *linked) opened() (string, *models.CustomerVisit) {
	l.Helper()
	cookie, visit, err := l.try("")
	ok(l.T, err)
	return cookie, visit
}

// by is the customer in the record.
func (l *linked) by() models.Actor {
	v := models.CustomerVisit{Link: *l.link}
	return v.Actor("", "192.0.2.1")
}

// ask has staff ask for evidence.
func (l *linked) ask(appeal models.ID, kinds ...string) []models.Evidence {
	l.Helper()
	ok(l.T, l.s.write(context.Background(), cleo, func(tx *writeTx) error {
		at, err := tx.takeAppeal(appeal)
		if err != nil {
			return err
		}
		if err := at.Appeal.RequestEvidence(tx.now); err != nil {
			return err
		}
		for _, kind := range kinds {
			id, err := tx.id()
			if err != nil {
				return err
			}
			if err := tx.insert(&models.Evidence{ID: id, AppealID: appeal, Kind: kind, RequestedAt: &tx.now}); err != nil {
				return err
			}
		}
		if err := tx.update(&at.Appeal, &at.Version, "stage", "paused_at"); err != nil {
			return err
		}
		return tx.audit(models.ActionAppealMoved, appealTarget(&at.Appeal), nil, nil, "")
	}))
	var rows []models.Evidence
	ok(l.T, l.s.w.Where("appeal_id = ?", appeal).Order("id").Find(&rows).Error)
	return rows
}

func (l *linked) why(err error) string {
	var refused *models.LinkRefused
	if errors.As(err, &refused) {
		return refused.Why
	}
	return fmt.Sprint(err)
}

// TestALinkOpensOnceAndStaysWithItsBrowser opens a link, opens it again from elsewhere and from
// the same browser.
func TestALinkOpensOnceAndStaysWithItsBrowser(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		if _, err := s.CustomerDoor(ctx, models.LinkTry{Token: l.token}); err != nil {
			t.Fatalf("looking used it up: %v", err)
		}
		cookie, visit := l.opened()
		if visit.Link.SanctionID != l.sanction.ID || visit.Lang != "zh-CN" {
			t.Errorf("visit %+v", visit)
		}
		for _, other := range []string{"", "x", strings.Repeat("A", 43)} {
			if _, _, err := l.try(other); l.why(err) != "reused" {
				t.Errorf("elsewhere: %v", err)
			}
			if _, err := s.CustomerDoor(ctx, models.LinkTry{Token: l.token, Cookie: other}); l.why(err) != "reused" {
				t.Errorf("a look from elsewhere: %v", err)
			}
		}
		c.advance(models.CustomerIdle)
		if _, err := s.CustomerVisit(ctx, cookie); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an idle session: %v", err)
		}
		again, _, err := l.try(cookie)
		ok(t, err)
		must[*models.CustomerVisit](t)(s.CustomerVisit(ctx, again))
		if _, err := s.CustomerVisit(ctx, cookie); again == cookie || !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the old cookie: %v", err)
		}
		var opened []models.AuditEntry
		ok(t, s.w.Where("action = ?", models.ActionLinkOpened).Order("seq").Find(&opened).Error)
		if len(opened) != 2 || opened[0].ActorKind != models.ActorCustomer || opened[0].ActorID != l.link.PublicID() || opened[0].AccountID != l.account.ID {
			t.Errorf("record %+v", opened)
		}
	})
}

// TestOneOfManyBrowsersWins opens a link from many browsers at the same moment.
func TestOneOfManyBrowsersWins(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		won := make(chan string, 8)
		var all sync.WaitGroup
		for range cap(won) {
			all.Go(func() {
				if cookie, _, err := l.try(""); err == nil {
					won <- cookie
				} else if l.why(err) != "reused" {
					t.Errorf("lost by %v", err)
				}
			})
		}
		all.Wait()
		close(won)
		if len(won) != 1 {
			t.Errorf("%d browsers hold the link", len(won))
		}
	})
}

// TestLinksThatOpenNothing tries links that are wrong, over or taken back.
func TestLinksThatOpenNothing(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		stranger := newLinked(t, s, c, "2")
		for token, want := range map[string]string{
			"": "malformed", "x": "malformed", l.token + "=": "malformed", l.token[:37]: "malformed", strings.ToUpper(l.token) + "!": "malformed",
			strings.Repeat("A", 38):            "malformed", // the id 0
			l.token[:11] + stranger.token[11:]: "guessed",   // one's id with another's hash
			l.token[:37] + other(l.token[37]):  "",          // either, as the last bits are none
		} {
			_, _, err := s.OpenCustomerLink(ctx, models.LinkTry{Token: token, IP: "192.0.2.2"})
			if got := l.why(err); err == nil || (want != "" && got != want) {
				t.Errorf("%q: %s, want %s", token, got, want)
			}
		}
		for at := range 38 {
			b := []byte(l.token)
			b[at] = other(b[at])[0]
			if _, err := s.linkOf(s.r, string(b)); err == nil {
				t.Errorf("opens with another character at %d", at)
			}
		}
		must[*models.CustomerLink](t)(s.RevokeCustomerLink(ctx, cleo, stranger.link.ID))
		if _, _, err := stranger.try(""); l.why(err) != "ended" {
			t.Errorf("taken back: %v", err)
		}
		if _, err := s.RevokeCustomerLink(ctx, cleo, stranger.link.ID); !errors.Is(err, models.ErrState) {
			t.Errorf("taken back twice: %v", err)
		}
		cookie, _ := l.opened()
		must[*models.CustomerLink](t)(s.RevokeCustomerLink(ctx, cleo, l.link.ID))
		if _, err := s.CustomerVisit(ctx, cookie); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a session of a link that was taken back: %v", err)
		}
		late := newLinked(t, s, c, "3")
		c.advance(models.LinkTTL)
		if _, _, err := late.try(""); l.why(err) != "expired" {
			t.Errorf("late: %v", err)
		}
	})
}

// other is another character of the alphabet of tokens.
func other(c byte) string {
	if c == 'B' {
		return "C"
	}
	return "B"
}

// TestNothingStoredOpensALink looks for tokens and cookies in the whole database file.
func TestNothingStoredOpensALink(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader})
	l := newLinked(t, s, c, "1")
	cookie, _ := l.opened()
	copied := filepath.Join(t.TempDir(), "copy.db")
	raw(t, s, "VACUUM INTO ?", copied)
	b, err := os.ReadFile(copied)
	ok(t, err)
	if mac := s.linkMAC(l.link); bytes.Contains(b, mac) || bytes.Contains(b, []byte(l.token)) || bytes.Contains(b, []byte(cookie)) {
		t.Error("the database holds what opens the link")
	}
	if !bytes.Contains(b, l.link.Nonce) {
		t.Error("the test is no test: the nonce is not found")
	}
	if len(l.token) != models.CustomerTokenLength {
		t.Errorf("a token of %d characters, which pages count as %d", len(l.token), models.CustomerTokenLength)
	}
	fresh := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: rand.Reader}) // other keys
	if fresh.CustomerToken(l.link) == l.token {
		t.Error("the row alone makes the token")
	}
}

// TestTheQuestionBoundsItsAnswers answers wrongly until the link ends, and rightly.
func TestTheQuestionBoundsItsAnswers(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l, right := newLinked(t, s, c, "1"), newLinked(t, s, c, "2")
		for _, of := range []*linked{l, right} {
			raw(t, s, "UPDATE accounts SET phone_tail_index = ? WHERE id = ?", s.vault.Index(indexPhoneTail, "5678"), of.account.ID)
		}
		open := func(of *linked, tail, ip string) error {
			_, _, err := s.OpenCustomerLink(ctx, models.LinkTry{Token: of.token, Tail: tail, IP: ip})
			return err
		}
		if door := must[*models.LinkDoor](t)(s.CustomerDoor(ctx, models.LinkTry{Token: l.token})); !door.AskTail {
			t.Error("nothing is asked")
		}
		for n, tail := range []string{"", "5679", "10012345678", "８"} {
			err := open(l, tail, "192.0.2.1")
			wantInvalid(t, err, "tail", "link_tail")
			var bad *models.Invalid
			if errors.As(err, &bad) && bad.Fields["tail"].Args["left"] != fmt.Sprint(models.LinkTriesMax-1-n) {
				t.Errorf("try %d: %v", n, bad.Fields)
			}
		}
		if err := open(l, "0000", "192.0.2.1"); l.why(err) != "ended" {
			t.Errorf("the last try: %v", err)
		}
		if err := open(l, "5678", "192.0.2.1"); l.why(err) != "ended" {
			t.Errorf("right, but too late: %v", err)
		}
		ok(t, open(right, " 56 78 ", "192.0.2.1"))
		var missed int64
		ok(t, s.w.Model(&models.AuditEntry{}).Where("action = ?", models.ActionLinkMissed).Count(&missed).Error)
		if missed != models.LinkTriesMax {
			t.Errorf("%d misses on record", missed)
		}
	})
}

// TestGuessingMakesAnAddressWait guesses until the address has to wait; others do not.
func TestGuessingMakesAnAddressWait(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		l := newLinked(t, s, c, "1")
		var wait *models.Wait
		n := 0
		for ; n < 100 && wait == nil; n++ {
			_, err := s.CustomerDoor(ctx, models.LinkTry{Token: "guess", IP: "192.0.2.9"})
			errors.As(err, &wait)
		}
		if wait == nil || n > 30 {
			t.Fatalf("%d guesses, %v", n, wait)
		}
		if _, err := s.CustomerDoor(ctx, models.LinkTry{Token: l.token, IP: "192.0.2.9"}); !errors.As(err, &wait) {
			t.Errorf("a good link from there: %v", err)
		}
		must[*models.LinkDoor](t)(s.CustomerDoor(ctx, models.LinkTry{Token: l.token, IP: "192.0.2.10"}))
		c.advance(5 * time.Minute)
		must[*models.LinkDoor](t)(s.CustomerDoor(ctx, models.LinkTry{Token: l.token, IP: "192.0.2.9"}))
	})
}
