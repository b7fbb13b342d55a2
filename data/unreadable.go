package data

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// unreadable is one value that did not open.
type unreadable struct {
	failed  *vault.OpenError
	account models.ID
}

// failures gathers what did not open during one read, to be recorded when it is over: a
// read cannot write.
type failures struct{ list []unreadable }

type failuresKey struct{}

// openValue returns a sealed value in clear during a read. One that does not open is
// models.Unreadable and is recorded when the read is over; one whose person was erased is
// models.Erased. Outside a read, and so unrecorded, nothing but an error comes back.
func (s *Store) openValue(db *gorm.DB, sealed []byte, at vault.Place, account models.ID) (string, error) {
	value, err := s.vault.Open(sealed, at)
	var failed *vault.OpenError
	switch {
	case err == nil:
		return value, nil
	case errors.Is(err, vault.ErrErased):
		return models.Erased, nil
	case !errors.As(err, &failed):
		return "", err
	}
	seen, reading := db.Statement.Context.Value(failuresKey{}).(*failures)
	if !reading {
		return "", err
	}
	seen.list = append(seen.list, unreadable{failed, account})
	return models.Unreadable, nil
}

// Failures to open are recorded once a value and notedFor, so that a list with an altered
// row on it does not fill the record. Beyond notedMost values the memory of it starts anew.
const (
	notedFor  = time.Hour
	notedMost = 20_000
)

// noted remembers which failures were recorded lately.
type noted struct {
	mu sync.Mutex
	at map[vault.Place]time.Time
}

// fresh returns those that were not recorded within the last hour.
func (n *noted) fresh(list []unreadable, now time.Time) []unreadable {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []unreadable
	for _, u := range list {
		if at, known := n.at[u.failed.At]; !known || now.Sub(at) >= notedFor {
			out = append(out, u)
		}
	}
	return out
}

func (n *noted) add(list []unreadable, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.at == nil || len(n.at) > notedMost {
		n.at = map[vault.Place]time.Time{}
	}
	for _, u := range list {
		n.at[u.failed.At] = now
	}
}

// recordUnreadable puts what did not open into the record, in a unit of its own. It does so
// even when whoever asked has gone. A store that is open to look only cannot.
func (s *Store) recordUnreadable(ctx context.Context, actor models.Actor, list []unreadable) error {
	now := s.Now()
	list = s.noted.fresh(list, now)
	if len(list) == 0 || s.readOnly {
		return nil
	}
	err := s.write(context.WithoutCancel(ctx), actor, func(tx *writeTx) error {
		for _, u := range list {
			if err := tx.auditUnreadable(u, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record what did not open: %w", err)
	}
	s.noted.add(list, now)
	return nil
}

// auditUnreadable records that a value did not open: which and with which key, not what it
// may have been.
func (tx *writeTx) auditUnreadable(u unreadable, reason string) error {
	at := u.failed.At
	on := target{kind: "vault", id: at.Table, accountID: u.account}
	if u.account != 0 {
		on = aboutAccount(u.account)
	}
	cause := "altered"
	if u.failed.UnknownKey {
		cause = "unknown_key"
	}
	return tx.audit(models.ActionPersonalUnread, on, nil, map[string]any{
		"table": at.Table, "field": at.Column, "row": at.Row, "key": fmt.Sprintf("%08x", u.failed.Key), "cause": cause,
	}, reason)
}
