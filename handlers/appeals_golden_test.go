package handlers

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views/text"
)

// TestTheDeskLooksAsItDid compares the desk, an appeal in the hands of its reviewer, one that waits for a
// second opinion and the metrics with what is checked in, in both languages.
func TestTheDeskLooksAsItDid(t *testing.T) {
	s := measureSite(t)
	for _, lang := range text.Languages() {
		f := newFakeCase()
		f.decided = decidedAppeals()
		warned, escalated := today.AddDate(0, 0, -4), today.AddDate(0, 0, -1)
		f.appeal.WarnedAt, f.appeal.EscalatedAt, f.appeal.MadeBy, f.appeal.MadeName, f.appeal.Earlier = &warned, &escalated, 20, "Ben", 1
		f.rows = []models.AppealRow{{Appeal: f.appeal, Sanction: f.sanction, Name: "张**", Asked: 3, Received: 1, AlikeDecided: 7, AlikeOverturned: 2}}
		f.called = f.rows
		h := &Appeals{s, fakeAppeals{fakeCase: f}}
		draw := func(handle echo.HandlerFunc, address string) *httptest.ResponseRecorder {
			rec := httptest.NewRecorder()
			c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, address, nil), rec)
			c.SetParamNames("id")
			c.SetParamValues(app10)
			SetVisitor(c, &Visitor{User: &models.User{ID: 7, Name: "Anna", Login: "anna", Lang: lang}, Roles: models.BuiltinRoles()})
			if err := handle(c); err != nil {
				t.Fatal(err)
			}
			return rec
		}
		pages := map[string]*httptest.ResponseRecorder{
			"appeals": draw(h.List, "/appeals?view=open&due=called"), "appeals-metrics": draw(h.Metrics, "/appeals/metrics"),
			"appeal-decide": draw(h.Show, "/appeals/"+app10+"?text=partly"),
		}
		f.appeal.Stage, f.appeal.AssigneeID = models.AppealOpinion, 30
		f.opinions = []models.Opinion{{ID: 40, Reason: "legal", Question: "Does the contract allow this?", AskedBy: 30, AskedName: "Dan", AskedAt: today}}
		pages["appeal-opinion"] = draw(h.Show, "/appeals/"+app10)
		for name, w := range pages {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", "<script>")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), versionTabs.ReplaceAllString(mainOf(w), ""))
			})
		}
	}
}
