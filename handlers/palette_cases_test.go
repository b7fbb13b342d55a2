package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// heldStub is what somebody holds; asked says that it was looked for.
type heldStub struct {
	savedStub
	held  []models.HeldCase
	asked int
}

func (s *heldStub) HeldCases(context.Context, models.ID) ([]models.HeldCase, error) {
	s.asked++
	return s.held, nil
}

// held puts a case into the hands of the reader of a test.
func held(t *testing.T) (*CaseDesk, *heldStub, *models.CaseDetail) {
	t.Helper()
	h, _, d := someDesk(t)
	until := testNow.Add(time.Minute)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &until
	one := models.HeldCase{CaseItem: models.CaseItem{Case: d.Case, Account: briefly(&d.Account.Account), Masked: d.Account.Masked}, LineID: d.Account.Lines[0].ID}
	return h, &heldStub{held: []models.HeldCase{one}}, d
}

var (
	commandOf = regexp.MustCompile(`(?s)<div data-command.*?</div>`)
	hrefOf    = regexp.MustCompile(`(?:href|action)="([^"]+)"`)
	keyOf     = regexp.MustCompile(`<kbd class="key"[^>]*>([^<]+)</kbd>`)
)

// TestCommandsBeginWithTheCasesInHand: each act has the key that it has on the case's page and leads to a form that is there, whoever reads
// it and in either language; nothing of it is there for who may not work on cases.
func TestCommandsBeginWithTheCasesInHand(t *testing.T) {
	h, store, d := held(t)
	palette, id := &Palette{Site: h.Site, Store: store}, d.Case.PublicID()
	for _, who := range []struct {
		role, lang string
		says       []string
		lacks      []string
	}{
		{models.RoleReviewer, "en", []string{"Your case " + id + ": Z******", ">Clear<", ">Put off<", ">Escalate<", ">Ask for documents<", ">Write a note<", ">Limit change<", ">Release<", "排除"}, []string{">Assign<", ">Move<"}},
		{models.RoleLead, "zh-CN", []string{"您的案件 " + id, ">排除<", ">指派<", ">移动<", ">写备注<", "Put off"}, nil},
	} {
		w := call(h.Site, as(t, who.role, who.lang), palette.Show, http.MethodGet, "/commands", nil)
		want(t, w, 200, who.says...)
		lacks(t, w, append(who.lacks, canary.Name, canary.Phone)...)
		body := w.Body.String()
		first := strings.Index(body, `class="commands-group" data-page="/cases/`+id+`"`)
		if first < 0 || first > strings.Index(body, `href="/queue?`) {
			t.Errorf("%s: the case does not stand first", who.role)
			continue
		}
		group, _, _ := strings.Cut(body[first:], "</section>")
		for _, one := range commandOf.FindAllString(group, -1) {
			actIsOn(t, h, who.role, who.lang, id, one)
		}
	}
	store.asked = 0
	for _, role := range []string{models.RoleService, models.RoleAdmin, models.RoleAuditor} {
		lacks(t, call(h.Site, as(t, role, "en"), palette.Show, http.MethodGet, "/commands", nil), "Your case", id)
	}
	if store.asked != 0 {
		t.Errorf("looked %d times for cases of who works on none", store.asked)
	}
}

// actIsOn follows one command to the page it leads to.
func actIsOn(t *testing.T, h *CaseDesk, role, lang, id, command string) {
	t.Helper()
	href, err := url.Parse(strings.ReplaceAll(hrefOf.FindStringSubmatch(command)[1], "&amp;", "&"))
	if err != nil {
		t.Fatal(err)
	}
	page := call(h.Site, as(t, role, lang), h.Show, http.MethodGet, "/x?"+href.RawQuery, nil, "id", id)
	if href.Path != "/cases/"+id {
		page = call(h.Site, as(t, role, lang), h.Show, http.MethodGet, "/x", nil, "id", id)
		want(t, page, 200, strings.ReplaceAll(href.String(), "&", "&amp;")) // the page leads there too
	}
	if page.Code != http.StatusOK {
		t.Errorf("%s answers %d", href, page.Code)
	}
	body := page.Body.String()
	if href.Fragment != "" && !strings.Contains(body, `id="`+href.Fragment+`"`) {
		t.Errorf("%s: there is no such place", href)
	}
	if part := href.Query().Get("open"); (part == partSnooze || part == partEscalate) && !strings.Contains(body, `<details open>`) {
		t.Errorf("%s is folded away", href)
	} else if part != "" && strings.Contains(part, "ed") && !regexp.MustCompile(`<button[^>]*data-send[^>]*value="`+part+`"|value="`+part+`"[^>]*data-send`).MatchString(body) {
		t.Errorf("%s chooses no outcome", href)
	}
	if key := keyOf.FindStringSubmatch(command); key != nil && !strings.Contains(body, `data-key="`+key[1]+`"`) {
		t.Errorf("%s: the page has no key %s", href, key[1])
	}
}

// TestCommandsOfACaseToJudgeAgainAreThoseOfItsPage: it is not decided, claimed or given up before it is judged in its sample.
func TestCommandsOfACaseToJudgeAgainAreThoseOfItsPage(t *testing.T) {
	h, store, d := held(t)
	palette, id := &Palette{Site: h.Site, Store: store}, d.Case.PublicID()
	show := func(lang string) string {
		return call(h.Site, as(t, models.RoleLead, lang), palette.Show, http.MethodGet, "/commands", nil).Body.String()
	}
	follow(t, show("en"), ">Clear<", ">Confirm<", ">Release<")
	var unjudged models.ID
	h.Unjudged = func(context.Context, *Visitor, models.ID) ([]models.ID, error) { return []models.ID{unjudged}, nil }
	h.UnjudgedAll = func(context.Context, *Visitor) ([]models.SampleItem, error) {
		return []models.SampleItem{{CaseID: unjudged, AccountID: d.Case.AccountID}}, nil
	}
	follow(t, show("en"), ">Clear<", ">Confirm<", ">Release<") // another case of the account is to be judged
	unjudged = d.Case.ID
	lease := *d.Case.LeaseUntil
	for lang, never := range map[string][]string{"en": {">Clear<", ">Confirm<", ">Release<"}, "zh-CN": {">排除<", ">确认<", ">释放<", "/decide", "/release"}} {
		body := show(lang)
		for _, act := range never {
			if strings.Contains(body, act) {
				t.Errorf("%s: offers %s", lang, act)
			}
		}
		_, group, _ := strings.Cut(body, `data-page="/cases/`+id+`"`)
		group, _, _ = strings.Cut(group, "</section>")
		commands := commandOf.FindAllString(group, -1)
		if len(commands) < 5 {
			t.Errorf("%s: offers only %d acts", lang, len(commands))
		}
		for _, one := range commands {
			d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &lease
			actIsOn(t, h, models.RoleLead, lang, id, one)
		}
	}
	h.UnjudgedAll = func(context.Context, *Visitor) ([]models.SampleItem, error) { return nil, errors.New("disk") }
	if w := call(h.Site, as(t, models.RoleLead, "en"), palette.Show, http.MethodGet, "/commands", nil); w.Code != http.StatusInternalServerError {
		t.Errorf("shows cases that may be to judge: %d", w.Code)
	}
}

// TestCommandsOfACaseFollowItsRules: whoever escalated a case does not decide it, what has no line has no limit change, and a case of a
// queue that is not the reader's is only opened.
func TestCommandsOfACaseFollowItsRules(t *testing.T) {
	h, store, _ := held(t)
	palette, one := &Palette{Site: h.Site, Store: store}, &store.held[0]
	show := func() string {
		w := call(h.Site, as(t, models.RoleReviewer, "en"), palette.Show, http.MethodGet, "/commands", nil)
		want(t, w, 200, "Your case")
		return w.Body.String()
	}
	one.EscalatedBy, one.LineID = 7, 0
	if body := show(); strings.Contains(body, ">Clear<") || strings.Contains(body, ">Limit change<") || !strings.Contains(body, ">Put off<") {
		t.Error("decides what they escalated, or changes the limit of no line")
	}
	one.EscalatedBy, one.Queue = 0, models.QueueLead
	if body := show(); strings.Contains(body, ">Clear<") || strings.Contains(body, ">Release<") || strings.Contains(body, ">Ask for documents<") || !strings.Contains(body, ">Open case<") {
		t.Error("works on a case of the lead's queue")
	}
	for _, bad := range []string{"open=assign", "open=gone"} {
		want(t, call(h.Site, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x?"+bad, nil, "id", one.PublicID()), 400)
	}
}
