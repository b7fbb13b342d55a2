package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// customerStore answers with one case, or fails.
type customerStore struct {
	CustomerStore
	cs  *models.CustomerCase
	err error
}

func (s customerStore) CustomerVisit(context.Context, string) (*models.CustomerVisit, error) {
	return &models.CustomerVisit{Link: models.CustomerLink{ID: 1 << 40, ExpiresAt: deskTime.AddDate(0, 0, 10)}, Lang: ""}, nil
}

func (s customerStore) CustomerCase(context.Context, *models.CustomerLink) (*models.CustomerCase, error) {
	return s.cs, s.err
}

// someCase is a frozen account with an appeal that waits for a document.
func someCase() *models.CustomerCase {
	at, due := deskTime.Add(-48*time.Hour), deskTime.Add(96*time.Hour)
	return &models.CustomerCase{
		Account: models.Account{ID: 1 << 40, Status: models.StatusFrozen, Reach: []models.Function{}}, Name: "王**",
		Sanction: models.Sanction{ID: 2 << 40, Kind: models.SanctionFreeze, State: models.SanctionActive, StartsAt: &at, ReviewAt: &due, ReasonCode: "cash_out", Reason: "rule_x at 480", MadeName: "Anna"},
		Appeal:   &models.Appeal{ID: 3 << 40, Stage: models.AppealEvidence, ReceivedAt: at, DueAt: due, PausedAt: &at, Version: 3, FiledName: "customer"},
		Words:    "They were <b>gifts</b>.",
		Evidence: []models.EvidenceItem{
			{Evidence: models.Evidence{ID: 4 << 40, Kind: "purchase_proof", RequestedAt: &at, DueAt: &due}}, {Evidence: models.Evidence{ID: 5 << 40, Kind: "income", RequestedAt: &at, ReceivedAt: &at}},
			{Evidence: models.Evidence{ID: 8 << 40, Kind: "bank_statement", RequestedAt: &at, LapsedAt: &at}}},
		Files:   []models.FileRow{{File: models.File{ID: 6 << 40, Kind: models.FilePDF, Bytes: 12_345, At: at}, Title: "receipt.pdf"}},
		Letters: []models.Message{{ID: 7 << 40, Template: models.TemplateSanctionStarted, Values: map[string]string{"kind": "freeze", "reason": "cash_out"}, CreatedAt: at}},
	}
}

// TestTheCustomersPageLooksAsItDid compares the page with what is checked in, in both languages.
func TestTheCustomersPageLooksAsItDid(t *testing.T) {
	s := testSite(t)
	h := &Customer{Site: s, Store: customerStore{cs: someCase()}, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
	for _, lang := range []string{"en", "zh-CN"} {
		h.Store = customerStore{cs: someCase()}
		w := call(s, &Visitor{}, func(c echo.Context) error { c.Request().Header.Set("Accept-Language", lang); return h.Show(c) }, http.MethodGet, "/c", nil)
		got := mainOf(w)
		for _, never := range []string{"rule_x", "480", "Anna", "cash_out"} {
			if strings.Contains(got, never) {
				t.Errorf("%s: the page says %q", lang, never)
			}
		}
		compare(t, filepath.Join("..", "views", "testdata", "customer."+lang+".html"), got)
	}
}

// TestAFailingStoreIsNoClosedLink tells a fault of ours from a link that opens nothing.
func TestAFailingStoreIsNoClosedLink(t *testing.T) {
	s := testSite(t)
	h := &Customer{Site: s, Store: customerStore{err: errors.New("disk")}, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
	w := call(s, &Visitor{}, h.Show, http.MethodGet, "/c", nil)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestLapsedRequestsAreNotAskedForAgain lets one of two requests lapse, then both, then the appeal end.
func TestLapsedRequestsAreNotAskedForAgain(t *testing.T) {
	s := testSite(t)
	at := deskTime.Add(-time.Hour)
	lapsed := models.Evidence{ID: 4 << 40, Kind: "income", RequestedAt: &at, LapsedAt: &at}
	until := deskTime.AddDate(0, 0, 9)
	waited := models.Evidence{ID: 5 << 40, Kind: "id_card", RequestedAt: &at}
	dated := waited
	dated.DueAt = &until
	form := func(e models.Evidence) string { return `action="/c/evidence/` + e.PublicID() }
	for name, tt := range map[string]struct {
		asked  []models.Evidence
		stage  models.AppealStage
		paused *time.Time
		says   []string
	}{
		"one of two": {[]models.Evidence{lapsed, waited}, models.AppealEvidence, &at, []string{"We need one more thing", "you can still send it as a document below", form(waited), "!" + form(lapsed), "We are waiting for you."}},
		"until":      {[]models.Evidence{lapsed, dated}, models.AppealEvidence, &at, []string{"to be sent by 2", "We wait for you until 2", form(dated), "!We are waiting for you."}},
		"both":       {[]models.Evidence{lapsed}, models.AppealAcknowledged, nil, []string{"!We need one", "!" + form(lapsed), "Being looked at", "you can still send it", "/c/files"}},
		"over":       {[]models.Evidence{lapsed, waited}, models.AppealDecided, nil, []string{"!We need one", "!" + form(lapsed), "!" + form(waited), "had not come by", "!still send it"}},
	} {
		t.Run(name, func(t *testing.T) {
			cs := someCase()
			cs.Appeal.Stage, cs.Appeal.PausedAt, cs.Evidence = tt.stage, tt.paused, nil
			for _, e := range tt.asked {
				cs.Evidence = append(cs.Evidence, models.EvidenceItem{Evidence: e})
			}
			h := &Customer{Site: s, Store: customerStore{cs: cs}, Sessions: NewSessionStore(nil, s.Now, false), Log: slog.New(slog.DiscardHandler)}
			show := func(typed typedByCustomer) *httptest.ResponseRecorder {
				return call(s, &Visitor{}, func(c echo.Context) error {
					c.Request().Header.Set("Accept-Language", "en")
					return h.show(c, &models.CustomerVisit{}, "", typed)
				}, http.MethodGet, "/c", nil)
			}
			wants(t, show(typedByCustomer{}), http.StatusOK, tt.says...)
			w := show(typedByCustomer{words: "ab", evidence: lapsed.ID, cause: (&models.CustomerAnswer{Words: "ab"}).Validate()})
			kept, named := strings.Contains(w.Body.String(), ">ab</textarea>"), strings.Contains(w.Body.String(), `href="#f-words-`+lapsed.PublicID())
			if open := cs.Appeal.Undecided(); kept != open || named != open {
				t.Errorf("a late answer that was refused is kept: %t, and named at the head: %t", kept, named)
			}
			if steps := customerSteps(views.Page{Texts: s.Texts.For("en")}, cs).Steps; steps[1].State == "todo" {
				t.Errorf("what lapsed is to come: %+v", steps)
			}
		})
	}
}

// TestEveryReasonSaysWhatHelps has a sentence of what a customer can do for each reason that a measure may have.
func TestEveryReasonSaysWhatHelps(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		for _, reason := range decide.SanctionReasons() {
			if words := s.Texts.For(lang); !words.Has("customer.help." + reason) {
				t.Errorf("%s: nothing helps against %s", lang, reason)
			}
		}
	}
}
