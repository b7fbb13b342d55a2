package handlers

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestNoPageTellsWhatIsToBeJudgedAgain: not the case's, not the account's, not the timeline, for the lead who has it to judge; anybody
// else sees it.
func TestNoPageTellsWhatIsToBeJudgedAgain(t *testing.T) {
	s := testSite(t)
	closed := testNow.Add(-time.Hour)
	decided := func(c *models.Case) {
		c.State, c.Outcome, c.Reason, c.ClosedBy, c.ClosedName, c.ClosedAt = models.CaseClosed, models.CaseConfirmed, "the first saw a ring", 9, "Rita First", &closed
	}
	one := caseOf(t)
	id, account := one.Case.ID, one.Account.Account
	detail := func() (*models.CaseDetail, error) {
		d := caseOf(t)
		decided(&d.Case)
		decided(&d.Account.Cases[0])
		d.Flags = []models.Flag{{ID: 41 << 22, CaseID: id, Source: "rule", Code: "over_limit", Severity: models.SeverityHigh, State: models.FlagConfirmed, RaisedAt: testNow}}
		d.Entries = []models.AuditEntry{{Action: models.ActionCaseDecided, ActorKind: models.ActorUser, ActorName: "Rita First", Reason: "the first saw a ring", At: closed}}
		return d, nil
	}
	mark := models.TimelineMark{Milli: closed.UnixMilli(), Source: models.SourceEntries, ID: 9}
	store := &reviewStore{
		detail:  detail,
		account: func() (*models.AccountDetail, error) { d, _ := detail(); return &d.Account, nil },
		timeline: func(models.TimelineFilter) (*models.Timeline, error) {
			return &models.Timeline{Account: account, Items: []models.TimelineItem{{At: closed, Mark: mark, Entry: &models.AuditEntry{
				Seq: 9, At: closed, Action: models.ActionCaseDecided, ActorKind: models.ActorUser, ActorName: "Rita First", Reason: "the first saw a ring",
				ObjectType: "case", ObjectID: id.Public(models.PrefixCase), After: `{"outcome":"confirmed"}`,
			}}, {At: closed, Mark: mark, Flag: &models.Flag{CaseID: id, Code: "over_limit", State: models.FlagConfirmed}}}}, nil
		},
	}
	for _, blind := range []bool{true, false} {
		s.Unjudged = func(_ context.Context, _ *Visitor, of models.ID) ([]models.ID, error) {
			if of != account.ID {
				t.Errorf("asked about %v", of)
			}
			if !blind {
				return nil, nil
			}
			return []models.ID{id}, nil
		}
		lead := as(t, models.RoleLead, "en")
		for page, w := range map[string]interface{ Result() *http.Response }{
			"case":     call(s, lead, (&Cases{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", id.Public(models.PrefixCase)),
			"account":  call(s, lead, (&Accounts{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", account.PublicID()),
			"timeline": call(s, lead, (&Timelines{Site: s, Store: store}).Show, http.MethodGet, "/x", nil, "id", account.PublicID()),
		} {
			told(t, page, w.Result(), blind)
		}
	}
}

// told looks for what was decided first on a page.
func told(t *testing.T, page string, r *http.Response, blind bool) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", page, r.StatusCode, err)
	}
	for _, words := range []string{"Rita First", "the first saw a ring"} {
		if strings.Contains(string(body), words) == blind {
			t.Errorf("%s, blind %v: %q", page, blind, words)
		}
	}
	if blind && strings.Contains(string(body), "⟦") {
		t.Errorf("%s has words that are not there", page)
	}
	if hidden := strings.Contains(string(body), "judge"); page == "case" && hidden != blind {
		t.Errorf("the case says that it is hidden: %v", hidden)
	}
}
