package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// apiListFake answers from memory and keeps what it was asked for.
type apiListFake struct {
	err    error
	wide   bool // what is added waits for a second person
	older  bool
	filter models.ListFilter
	cmd    models.AddListEntry
	by     models.Actor
	reason string
}

func aListEntry() models.ListEntry {
	return models.ListEntry{ID: 21, Lane: models.ListBlock, Kind: models.ListDevice, Token: "00112233aabbccdd", Reason: "a ring's device", Source: models.ListByAPI, MadeAt: deskTime}
}

func (f *apiListFake) Lists(_ context.Context, filter models.ListFilter) (models.ListPage, error) {
	f.filter = filter
	return models.ListPage{Items: []models.ListedEntry{{ListEntry: aListEntry(), Hits: models.ListHit{N: 3, LastAt: deskTime}}}, Older: f.older}, f.err
}
func (f *apiListFake) ListDetail(context.Context, models.ID) (*models.ListDetail, error) {
	return &models.ListDetail{Entry: aListEntry(), Notes: []string{"overlaps"}}, f.err
}
func (f *apiListFake) ListChange(context.Context, models.ID) (*models.ListChange, error) {
	return aProposal(), f.err
}
func aProposal() *models.ListChange {
	return &models.ListChange{ID: 22, State: models.ListProposed, AskedAt: &deskTime, Reach: models.ListReach{Blocked: 300, Second: 100}}
}
func (f *apiListFake) AddListEntry(_ context.Context, by models.Actor, cmd models.AddListEntry) (*models.ListPut, error) {
	f.by, f.cmd = by, cmd
	if err := cmd.Validate(deskTime); err != nil {
		return nil, err
	}
	if f.wide {
		return &models.ListPut{Change: aProposal()}, f.err
	}
	e := aListEntry()
	return &models.ListPut{Entry: &e}, f.err
}
func (f *apiListFake) EndListEntry(_ context.Context, _ models.Actor, _ models.ID, reason string) error {
	f.reason = reason
	return f.err
}
func (f *apiListFake) ScoreBySource(_ context.Context, source, name string) (*models.AccountScore, error) {
	if source != "core" || name != "C-1" {
		return nil, models.ErrNotFound
	}
	return &models.AccountScore{Account: models.Account{ID: 11}}, nil
}

func (d *desk) lists(fake *apiListFake, r *http.Request) *httptest.ResponseRecorder {
	h := &APILists{Site: d.site, Store: fake}
	e := echo.New()
	e.HTTPErrorHandler = d.site.ErrorHandler(slog.New(slog.DiscardHandler))
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			SetVisitor(c, &Visitor{Key: &models.APIKey{ID: 9, Name: "core"}})
			return next(c)
		}
	})
	e.GET("/api/v1/lists", h.List)
	e.POST("/api/v1/lists", h.Add)
	e.GET("/api/v1/lists/changes/:id", h.Change)
	e.GET("/api/v1/lists/:id", h.Show)
	e.POST("/api/v1/lists/:id/end", h.End)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func jsonPost(path, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// TestListsAnswerMachinesAsDescribed sends good and bad requests to each address, and holds
// every answer against the description.
func TestListsAnswerMachinesAsDescribed(t *testing.T) {
	get := func(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }
	add := func(body string) *http.Request { return jsonPost("/api/v1/lists", body) }
	entry, change := "/api/v1/lists/"+models.ID(21).Public(models.PrefixListEntry), "/api/v1/lists/changes/"+models.ID(22).Public(models.PrefixListChange)
	const good = `{"lane":"block","kind":"device","value":"D-1","reason":"a ring's device"}`
	tests := map[string]struct {
		fake   apiListFake
		r      *http.Request
		status int
		holds  string
	}{
		"a page":              {apiListFake{}, get("/api/v1/lists"), 200, `"value":"token:00112233aabbccdd"`},
		"a page, and older":   {apiListFake{older: true}, get("/api/v1/lists?lane=block&kind=device&state=ended&limit=1"), 200, `"next":"lst_`},
		"no such lane":        {apiListFake{}, get("/api/v1/lists?lane=grey"), 400, "parameter"},
		"no such kind":        {apiListFake{}, get("/api/v1/lists?kind=mood"), 400, "parameter"},
		"no such state":       {apiListFake{}, get("/api/v1/lists?state=old"), 400, "parameter"},
		"too many":            {apiListFake{}, get("/api/v1/lists?limit=201"), 400, "parameter"},
		"none":                {apiListFake{}, get("/api/v1/lists?limit=0"), 400, "parameter"},
		"after nothing":       {apiListFake{}, get("/api/v1/lists?after=x"), 400, "parameter"},
		"a parameter twice":   {apiListFake{}, get("/api/v1/lists?lane=block&lane=allow"), 400, `"status":400`},
		"unknown parameter":   {apiListFake{}, get("/api/v1/lists?mood=1"), 400, `"status":400`},
		"one entry":           {apiListFake{}, get(entry), 200, `"notes":["overlaps"]`},
		"no such entry":       {apiListFake{err: models.ErrNotFound}, get(entry), 404, `"status":404`},
		"no id":               {apiListFake{}, get("/api/v1/lists/x"), 404, `"status":404`},
		"a proposal":          {apiListFake{}, get(change), 200, `"state":"proposed"`},
		"no such proposal":    {apiListFake{err: models.ErrNotFound}, get(change), 404, `"status":404`},
		"added":               {apiListFake{}, add(good), 201, `"source":"api"`},
		"proposed":            {apiListFake{wide: true}, add(good), 202, `"accounts_one_may":100`},
		"own number":          {apiListFake{}, add(strings.NewReplacer("device", "account", "D-1", "C-1").Replace(good)), 201, `"id":"lst_`},
		"another's number":    {apiListFake{}, add(strings.NewReplacer("device", "account", "D-1", "C-2").Replace(good)), 422, `"pointer":"/value","code":"unknown_account"`},
		"no reason":           {apiListFake{}, add(`{"lane":"block","kind":"device","value":"D-1"}`), 422, `"pointer":"/reason","code":"required"`},
		"no lane":             {apiListFake{}, add(`{"lane":"grey","kind":"device","value":"D-1","reason":"why"}`), 422, `"pointer":"/lane","code":"choice"`},
		"over already":        {apiListFake{}, add(strings.Replace(good, `"lane"`, `"until":"2020-01-01T00:00:00Z","lane"`, 1)), 422, `"pointer":"/until"`},
		"another's field":     {apiListFake{}, add(strings.Replace(good, `"lane"`, `"approved":true,"lane"`, 1)), 422, `"pointer":"/approved","code":"unknown_field"`},
		"broken":              {apiListFake{}, add(`{"lane"`), 400, `"code":"syntax"`},
		"ended":               {apiListFake{}, jsonPost(entry+"/end", `{"reason":"all clear"}`), 200, `"id":"lst_`},
		"ended for no reason": {apiListFake{}, jsonPost(entry+"/end", `{"reason":" "}`), 422, `"pointer":"/reason","code":"required"`},
		"ended before":        {apiListFake{err: models.ErrState}, jsonPost(entry+"/end", `{"reason":"all clear"}`), 409, "off its list already"},
		"a broken store":      {apiListFake{err: errors.New("disk: secret path")}, add(good), 500, `"status":500`},
	}
	d, router := newDesk(t), described(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := d.lists(&tt.fake, tt.r)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.holds) || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			if w.Code == http.StatusUnprocessableEntity && tt.fake.reason != "" {
				t.Error("it was ended all the same")
			}
			conforms(t, router, tt.r, w)
		})
	}
	f := &apiListFake{}
	d.lists(f, add(strings.NewReplacer("device", "account", "D-1", "C-1").Replace(good)))
	if f.cmd.Value != models.ID(11).Public(models.PrefixAccount) || f.by.Kind != models.ActorKey {
		t.Errorf("by %s about %q", f.by.Kind, f.cmd.Value)
	}
}
