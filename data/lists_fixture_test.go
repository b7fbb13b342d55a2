package data

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"candor/models"
)

const testPhone = "13800138000"

// listNow puts an entry on its list, which has to need nobody else.
func listNow(t *testing.T, s *Store, cmd models.AddListEntry) *models.ListEntry {
	t.Helper()
	put := must[*models.ListPut](t)(s.AddListEntry(context.Background(), anna, cmd))
	if put.Entry == nil {
		t.Fatalf("%s %s waits for a second person", cmd.Lane, cmd.Kind)
	}
	return put.Entry
}

// setPhone gives an account a phone.
func setPhone(t *testing.T, s *Store, a *models.Account, phone string) {
	t.Helper()
	newFixture(t, s).must(func(tx *writeTx) error {
		return tx.db.Model(a).Update("phone_index", s.vault.Index(indexPhone, phone)).Error
	})
}

// sharing decides one purchase from the same address for each of n accounts.
func sharing(t *testing.T, s *Store, c *clock, n int, ip string) []*models.Account {
	t.Helper()
	var list []*models.Account
	for i := range n {
		a := lenderAccount(t, s, fmt.Sprintf("S-%s-%d", ip, i))
		e := spend(a, c, "S-"+a.ExternalID, 100)
		e.IP, e.Device = ip, fmt.Sprintf("device of %s", a.ExternalID)
		decideNow(t, s, e)
		list = append(list, a)
	}
	return list
}

// wrong is the code of what is wrong with a field, "" for nothing.
func wrong(err error, field string) string {
	var bad *models.Invalid
	if !asInvalid(err, &bad) {
		return ""
	}
	return bad.Fields[field].Code
}

func csvOf(lines ...string) []byte {
	return []byte("lane,kind,value,reason,until\n" + strings.Join(lines, "\n") + "\n")
}

func listFile(content []byte) models.ListFile {
	return models.ListFile{Name: "ring.csv", Content: content, Reason: "found in a ring"}
}
