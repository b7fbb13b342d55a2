package models_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"candor/models"
)

func TestMentionsAreLoginsBehindAnAtSign(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                  nil,
		"no one":                            nil,
		"@anna please":                      {"anna"},
		"ask @Anna and @bob_2, then @anna.": {"anna", "bob_2"},
		"请@anna看一下":                         {"anna"},
		"全角＠li.na，谢谢":                       {"li.na"},
		"(@li-na)":                          {"li-na"},
		"li@example.com wrote":              nil,
		"l.i+x@example.com @a1":             {"a1"},
		"call @ 15:00, @ 9":                 nil,
		"@9lives":                           nil,
		"@anna@bob":                         {"anna"},
		"@anna\n@bob":                       {"anna", "bob"},
	} {
		if got := models.Mentions(text); !slices.Equal(got, want) {
			t.Errorf("%q mentions %v, want %v", text, got, want)
		}
	}
}

// TestMentionsFindWhoIsWritten: whoever is written after a space is found, and what is found is a login, once.
func TestMentionsFindWhoIsWritten(t *testing.T) {
	form := regexp.MustCompile(`^[a-z][a-z0-9._-]*$`)
	rapid.Check(t, func(t *rapid.T) {
		noise, login := rapid.String().Draw(t, "noise"), rapid.StringMatching(`[a-z][a-z0-9._-]{0,20}[a-z0-9_]`).Draw(t, "login")
		got := models.Mentions(noise + " @" + login + " " + noise)
		if !slices.Contains(got, login) {
			t.Fatalf("%q is not in %v", login, got)
		}
		for i, l := range got {
			if !form.MatchString(l) || slices.Contains(got[:i], l) {
				t.Fatalf("%q in %v", l, got)
			}
		}
	})
}

func TestNoteMentionsTenPeopleAtMost(t *testing.T) {
	names := []string{"aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj"}
	text := "@" + strings.Join(names, " @")
	if err := (models.NewNote{Text: text + " @aa"}).Validate(); err != nil {
		t.Errorf("ten: %v", err)
	}
	var bad *models.Invalid
	if err := (models.NewNote{Text: text + " @kk"}).Validate(); !errors.As(err, &bad) || bad.Fields["text"].Code != "mention_many" {
		t.Errorf("eleven: %v", err)
	}
}

func TestUnknownAndDisabledPeopleAreNamed(t *testing.T) {
	found := []models.User{{Login: "anna"}, {Login: "gone", Disabled: true}}
	for code, logins := range map[string][]string{"": {"anna"}, "mention_unknown": {"anna", "nobody", "gone"}, "mention_disabled": {"gone", "nobody"}} {
		err := models.CheckMentioned(logins, found)
		var bad *models.Invalid
		if code == "" {
			if err != nil {
				t.Errorf("%v: %v", logins, err)
			}
			continue
		}
		if !errors.As(err, &bad) || bad.Fields["text"].Code != code || !slices.Contains(logins, bad.Fields["text"].Args["login"]) {
			t.Errorf("%v: %v", logins, err)
		}
	}
}

func TestFirstWordsEndBetweenWords(t *testing.T) {
	for in, want := range map[string]string{
		"short":              "short",
		" two\n\nlines ":     "two lines",
		"one two three four": "one two…",
		"one two, three":     "one two…",
		"onetwothreefour":    "onetwothr…",
		"客户说他已经还款了请核实一下": "客户说他已经还款了…",
		"0123456789": "0123456789",
	} {
		if got := models.FirstWords(in, 10); got != want {
			t.Errorf("%q begins with %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text, most := rapid.String().Draw(t, "text"), rapid.IntRange(2, 100).Draw(t, "most")
		if got := models.FirstWords(text, most); utf8.RuneCountInString(got) > most || strings.Contains(got, "\n") {
			t.Fatalf("%q of %d", got, most)
		}
	})
}

func TestPinsAreThree(t *testing.T) {
	var n models.Note
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var no *models.Refused
	if _, err := n.Pin("Anna", now, models.PinMax); !errors.As(err, &no) || no.Code != "pins_full" || n.PinnedAt != nil {
		t.Errorf("a fourth: %v, %+v", err, n)
	}
	if changed, err := n.Pin("Anna", now, models.PinMax-1); err != nil || !changed || n.PinnedName != "Anna" {
		t.Errorf("a third: %v, %+v", err, n)
	}
	if changed, err := n.Pin("Bob", now, models.PinMax); err != nil || changed || n.PinnedName != "Anna" {
		t.Errorf("pinned already: %v, %+v", err, n)
	}
	if !n.Unpin() || n.Unpin() || n.PinnedAt != nil || n.PinnedName != "" {
		t.Errorf("back among the others: %+v", n)
	}
}
