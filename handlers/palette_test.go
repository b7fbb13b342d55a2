package handlers

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"candor/models"
)

type savedStub []models.QueueView

func (s savedStub) HeldCases(context.Context, models.ID) ([]models.HeldCase, error) { return nil, nil }

func (s savedStub) QueueViews(context.Context, models.ID, []string) ([]models.QueueView, error) {
	return s, nil
}

// TestCommandsAreThoseTheReaderMay: what a role never has is absent, and the other language's words find what there is.
func TestCommandsAreThoseTheReaderMay(t *testing.T) {
	s := testSite(t)
	h := &Palette{Site: s, Store: savedStub{{Name: "Night shift", Query: "severity=4&sort=due"}}}
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/commands", nil)
	want(t, w, 200, "Mine", "Review next case", "Turn single keys off", "我的", "Night shift", "/queue?severity=4&amp;sort=due", `value="zh-CN"`)
	lacks(t, w, "/users/new", "/lists/new", "/policy/import", "Turn single keys on")
	w = call(s, as(t, models.RoleAdmin, "zh-CN"), h.Show, http.MethodGet, "/commands", nil)
	want(t, w, 200, "/users/new", "/lists/new", "/policy/import", "Add a user")
	lacks(t, w, "/queue/next", "/radar/next")
	want(t, call(s, as(t, models.RoleAdmin, "en"), h.Show, http.MethodGet, "/commands?q=x", nil), 400)
}

// TestLettersLeadToOnePlaceEach: two entries with one letter would hide one of them.
func TestLettersLeadToOnePlaceEach(t *testing.T) {
	var seen []string
	for _, n := range navigation {
		if len(n.letter) != 1 || slices.Contains(seen, n.letter) {
			t.Errorf("%s has the letter %q", n.path, n.letter)
		}
		seen = append(seen, n.letter)
	}
}
