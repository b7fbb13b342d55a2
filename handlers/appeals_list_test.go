package handlers

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

func TestAppealListKeepsItsStateInTheAddress(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	for i := range appealPage + 1 {
		a := f.appeal
		a.ID, a.DueAt = models.ID(100+i), today
		f.rows = append(f.rows, models.AppealRow{Appeal: a, Sanction: f.sanction, Name: "张**"})
	}
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	list := func(query string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/appeals?"+query, nil), rec)
		SetVisitor(c, &Visitor{User: &models.User{ID: 7, Name: "Anna", Lang: "en"}, Roles: models.BuiltinRoles()})
		if err := h.List(c); err != nil {
			t.Fatal(err)
		}
		return rec
	}
	last := f.rows[appealPage-1].Appeal.Cursor()
	next := "after=" + strconv.FormatInt(last.Key, 10) + "_" + strconv.FormatInt(int64(last.ID), 10)
	wants(t, list("view=mine&stage=in_review&kind=freeze"), http.StatusOK, next, "stage=in_review", "kind=freeze", "!"+f.rows[appealPage].Appeal.PublicID())
	if n := list("view=open").Body.Len(); n > 60_000 {
		t.Errorf("a page of %d appeals has %d bytes, more than 60,000", appealPage, n)
	}
	list("view=mine&stage=in_review&kind=freeze")
	if q := f.filter; q.Assignee != 7 || !q.Open || q.Stage != models.AppealInReview || q.Kind != models.SanctionFreeze || q.Limit != appealPage+1 {
		t.Errorf("filter = %+v", q)
	}
	f.rows = f.rows[:1]
	wants(t, list("view=overdue&"+next), http.StatusOK, "!href=\"/appeals?"+next)
	if q := f.filter; !q.Overdue || q.After == nil || *q.After != last {
		t.Errorf("filter = %+v", q)
	}
	f.rows = nil
	wants(t, list("after=nonsense"), http.StatusOK, "No open appeals")
	if f.filter.After != nil || !f.filter.Open {
		t.Errorf("filter = %+v", f.filter)
	}
	wants(t, list("view=overdue"), http.StatusOK, "No appeal is overdue")
	if body := list("kind=freeze").Body.String(); !strings.Contains(body, "Nothing matches") {
		t.Error("an empty filtered list does not offer to clear the filter")
	}
	wants(t, list("stage=in_review&stage=decided&kind=freeze,limit_cut&kind_not=1"), http.StatusOK, "any of In review, Decided", "none of Limit cut, Freeze",
		"kind=%21limit_cut%2Cfreeze")
	mei := models.ID(40).Public(models.PrefixUser)
	wants(t, list("due=!late&lang=!en&rule=!ring&decider=!"+mei), http.StatusOK, ">is not</a>", "<strong>Mei &lt;m&gt;</strong>", `value="!`+mei+`" selected`, `value="!ring" selected`, "rule=ring", "decider="+mei)
	if q := f.filter; q.Decider != 40 || q.Due != "late" || q.Lang != "en" || q.Rule != "ring" || q.Not != (models.AppealNot{Due: true, Lang: true, Rule: true, Decider: true}) {
		t.Errorf("turned round: %+v", q)
	}
	wants(t, list("decider="+models.ID(41).Public(models.PrefixUser)), http.StatusOK, `value="`+models.ID(41).Public(models.PrefixUser)+`" selected`)
	wants(t, list("due=!"), http.StatusUnprocessableEntity, "f-due-error")
	list("stage=in_review&stage=decided&kind=freeze,limit_cut&kind_not=1")
	if q := f.filter; q.Stage != "in_review,decided" || q.Kind != "limit_cut,freeze" || q.Not != (models.AppealNot{Kind: true}) {
		t.Errorf("filter = %+v", q)
	}
	f.filter = models.AppealFilter{}
	wants(t, list("stage=nowhere&view=mine"), http.StatusUnprocessableEntity, "No appeal was looked for", "f-stage", "Choose one of the values offered")
	if f.filter.Limit != 0 {
		t.Error("appeals were looked for by a stage that is none")
	}
}
