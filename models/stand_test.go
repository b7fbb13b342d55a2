package models_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/models"
)

// TestAStandReadsBackWhatWasAdded for any accounts in order and any decisions.
func TestAStandReadsBackWhatWasAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s models.Stand
		var want [][2]models.ID
		account := models.ID(0)
		for range rapid.IntRange(0, 50).Draw(t, "n") {
			account += models.ID(rapid.Int64Range(1, 1<<50).Draw(t, "account"))
			decision := models.ID(rapid.Int64Range(1, 1<<62).Draw(t, "decision"))
			s.Add(account, decision)
			want = append(want, [2]models.ID{account, decision})
		}
		var got [][2]models.ID
		if err := s.Each(func(a, d models.ID) { got = append(got, [2]models.ID{a, d}) }); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		for _, w := range want {
			if d, ok, err := s.Of(w[0]); d != w[1] || !ok || err != nil {
				t.Fatalf("account %d stands with %d, %t, %v; want %d", w[0], d, ok, err, w[1])
			}
		}
		if _, ok, err := s.Of(account + 1); ok || err != nil {
			t.Fatalf("an account that was not added: %t, %v", ok, err)
		}
		if len(want) > 0 && (s.FirstAccount != want[0][0] || s.LastAccount != account || s.Accounts != len(want)) {
			t.Fatalf("stand = %+v", s)
		}
	})
}

func TestABrokenStandIsRefused(t *testing.T) {
	var whole models.Stand
	whole.Add(700, 9000)
	whole.Add(705, 9001)
	for name, spoil := range map[string]func(*models.Stand){
		"cut in an account": func(s *models.Stand) { s.Body = []byte{0x80} },
		"cut in a decision": func(s *models.Stand) { s.Body = s.Body[:2] },
		"one too few":       func(s *models.Stand) { s.Accounts = 3 },
		"another last":      func(s *models.Stand) { s.LastAccount = 704 },
		"nothing":           func(s *models.Stand) { s.Body = nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := whole
			spoil(&s)
			if err := s.Each(func(_, _ models.ID) {}); !errors.Is(err, models.ErrStand) {
				t.Errorf("error %v", err)
			}
		})
	}
}
