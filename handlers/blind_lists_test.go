package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestNoListOrFileTellsWhatIsToBeJudgedAgain: not the queue of closed cases, not the audit log, its entry or its file, not the dossier.
// A search by who acted does not even find the entry. Who has nothing to judge sees it all.
func TestNoListOrFileTellsWhatIsToBeJudgedAgain(t *testing.T) {
	s := testSite(t)
	one, closed := caseOf(t), testNow.Add(-time.Hour)
	c := one.Case
	c.State, c.Outcome, c.Reason, c.ClosedBy, c.ClosedName, c.ClosedAt = models.CaseClosed, models.CaseConfirmed, "the first saw a ring", 9, "Rita First", &closed
	c.AssigneeID, c.AssigneeName = 9, "Rita First"
	account := one.Account.Account
	rows := func() []models.AuditEntry {
		return []models.AuditEntry{
			{Seq: 9, At: closed, Action: models.ActionCaseDecided, ActorKind: models.ActorUser, ActorName: "Rita First", Reason: "the first saw a ring", ObjectType: "case", ObjectID: c.PublicID(), AccountID: account.ID, After: `{"outcome":"confirmed"}`, Hash: []byte{1}, PrevHash: []byte{2}},
			{Seq: 8, At: closed, Action: models.ActionNoteAdded, ActorKind: models.ActorUser, ActorName: "Bob Other", ObjectType: "account", AccountID: account.ID},
		}
	}
	files := someDossier(t)
	for _, blind := range []bool{true, false} {
		files.rows.Cases, files.rows.Entries = []models.Case{c}, rows()
		files.rows.Flags = []models.Flag{{ID: 41 << 22, CaseID: c.ID, Code: "over_limit", State: models.FlagConfirmed, RaisedAt: testNow}}
		s.Unjudged = func(context.Context, *Visitor, models.ID) ([]models.ID, error) {
			return map[bool][]models.ID{true: {c.ID}}[blind], nil
		}
		s.UnjudgedAll = func(context.Context, *Visitor) ([]models.SampleItem, error) {
			return map[bool][]models.SampleItem{true: {{CaseID: c.ID, AccountID: account.ID}}}[blind], nil
		}
		queue := &Queue{Site: s, Store: &reviewStore{cases: func(models.CaseFilter) (models.CasePage, error) {
			return models.CasePage{Items: []models.CaseItem{{Case: c, Account: briefly(&account), Masked: one.Account.Masked}}}, nil
		}}}
		record := &auditFake{entries: rows()}
		if blind {
			record.withheld = []models.SampleItem{{CaseID: c.ID, AccountID: account.ID}}
		}
		audit := &Audit{Site: s, Store: record}
		dossiers := &Dossiers{Site: s, Store: files}
		lead := as(t, models.RoleLead, "en")
		if body := call(s, lead, queue.List, http.MethodGet, "/queue?state=closed", nil).Body.String(); strings.Contains(body, "Rita First") == blind || strings.Contains(body, "⟦") {
			t.Errorf("the queue, blind %v, tells who decided", blind)
		}
		told(t, "audit", call(s, lead, audit.List, http.MethodGet, "/audit", nil).Result(), blind)
		told(t, "entry", call(s, lead, audit.Show, http.MethodGet, "/audit/9", nil, "seq", "9").Result(), blind)
		file := call(s, lead, audit.Export, http.MethodGet, "/audit/export", nil)
		if said := strings.Contains(file.Body.String(), "Without the outcome of cases that whoever asked is to judge again for a quality sample: "+c.PublicID()); said != blind {
			t.Errorf("the file, blind %v, says what it is without: %v", blind, said)
		}
		told(t, "file", file.Result(), blind)
		body := call(s, lead, audit.List, http.MethodGet, "/audit?actor=usr_1", nil).Body.String()
		if found := strings.Contains(body, c.PublicID()); found == blind || !strings.Contains(body, "Bob Other") {
			t.Errorf("looked for by who acted, blind %v: found %v", blind, found)
		}
		zip := call(s, lead, dossiers.Export, http.MethodPost, "/x", url.Values{"lang": {"en"}, "reason": {"asked by the court"}}, "id", account.PublicID())
		for name, content := range unpacked(t, zip.Body.Bytes()) {
			if strings.Contains(string(content), "Rita First") && blind || strings.Contains(string(content), "confirmed") && blind {
				t.Errorf("%s of the dossier tells", name)
			}
			if said := strings.Contains(string(content), c.PublicID()); (name == models.DossierManifestFile || name == "dossier.html") && blind && !said {
				t.Errorf("%s does not say what it is without", name)
			}
		}
	}
}

// TestAnAppealDoesNotTellEither: that an appeal found a flag of the account wrong says that somebody confirmed it.
func TestAnAppealDoesNotTellEither(t *testing.T) {
	list := []models.AuditEntry{{Seq: 3, Action: models.ActionFlagOverturned, AccountID: 5, Reason: "r"}, {Seq: 2, Action: models.ActionFlagOverturned, AccountID: 6, Reason: "r"}}
	got := models.BlindEntries(list, []models.SampleItem{{CaseID: 40, AccountID: 5}}, models.AuditFilter{})
	if len(got) != 2 || got[0].Action == models.ActionFlagOverturned || got[0].Reason != "" || got[1].Reason != "r" || list[0].Reason != "r" {
		t.Errorf("entries = %+v", got)
	}
	if got = models.BlindEntries(list, []models.SampleItem{{CaseID: 40, AccountID: 5}}, models.AuditFilter{Action: "flag"}); len(got) != 1 || got[0].Seq != 2 {
		t.Errorf("looked for by what was done: %+v", got)
	}
}
