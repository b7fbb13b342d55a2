package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// APIListStore is what the lists need of the record for machines.
type APIListStore interface {
	Lists(ctx context.Context, f models.ListFilter) (models.ListPage, error)
	ListDetail(ctx context.Context, id models.ID) (*models.ListDetail, error)
	ListChange(ctx context.Context, id models.ID) (*models.ListChange, error)
	AddListEntry(ctx context.Context, actor models.Actor, cmd models.AddListEntry) (*models.ListPut, error)
	EndListEntry(ctx context.Context, actor models.Actor, id models.ID, reason string) error
	ScoreBySource(ctx context.Context, source, name string) (*models.AccountScore, error)
}

// APILists is the lists as machines see them: they read entries, add them and end them. What
// reaches more accounts than one person may decide waits for a member of staff; there is no
// address at which a key could agree to anything.
type APILists struct {
	*Site
	Store APIListStore
}

// How many entries a page has when the asker does not say, and at most.
const (
	apiListPage = 50
	apiListMost = 200
)

// listEntryAnswer is one entry. Value is what identifies a person only as the token that
// exports write and imports read back.
type listEntryAnswer struct {
	ID      string     `json:"id"`
	Lane    string     `json:"lane"`
	Kind    string     `json:"kind"`
	Value   string     `json:"value"`
	Reason  string     `json:"reason"`
	Source  string     `json:"source"`
	MadeAt  time.Time  `json:"made_at"`
	Until   *time.Time `json:"until"`
	EndedAt *time.Time `json:"ended_at"`
	Hits    int64      `json:"hits"`
	LastHit *time.Time `json:"last_hit_at"`
	Notes   []string   `json:"notes,omitempty"`
}

// listChangeAnswer is what waits, or waited, for a second person.
type listChangeAnswer struct {
	ID        string     `json:"id"`
	State     string     `json:"state"`
	Blocked   int64      `json:"accounts_blocked"`
	Allowed   int64      `json:"accounts_allowed"`
	Alone     int64      `json:"accounts_one_may"`
	AskedAt   *time.Time `json:"asked_at"`
	DecidedAt *time.Time `json:"decided_at"`
}

func entryAnswer(e *models.ListEntry, hits models.ListHit, notes []string) listEntryAnswer {
	a := listEntryAnswer{
		ID: e.PublicID(), Lane: string(e.Lane), Kind: e.Kind, Value: e.Exported(), Reason: e.Reason, Source: e.Source,
		MadeAt: e.MadeAt, Until: e.EndsAt, EndedAt: e.EndedAt, Hits: hits.N, Notes: notes,
	}
	if !hits.LastAt.IsZero() {
		a.LastHit = &hits.LastAt
	}
	return a
}

func changeAnswer(c *models.ListChange) listChangeAnswer {
	return listChangeAnswer{
		ID: c.PublicID(), State: string(c.State), Blocked: c.Reach.Blocked, Allowed: c.Reach.Allowed, Alone: c.Reach.Second,
		AskedAt: c.AskedAt, DecidedAt: c.DecidedAt,
	}
}

// List answers a page of entries in force, or of those that are over, newest first.
func (h *APILists) List(c echo.Context) error {
	f, err := h.readQuery(c, "lane", "kind", "state", "after", "limit")
	if err != nil {
		return err
	}
	filter := models.ListFilter{
		Lane: models.ListLane(f.text("lane")), Kind: f.text("kind"), Ended: f.text("state") == "ended",
		After: f.id("after", models.PrefixListEntry), Limit: apiListPage,
	}
	if f.Values.Has("limit") {
		filter.Limit = f.number("limit", true)
	}
	known := (filter.Lane == "" || slices.Contains(models.ListLanes(), filter.Lane)) && (filter.Kind == "" || slices.Contains(models.ListedKinds(), filter.Kind)) &&
		slices.Contains([]string{"", "in_force", "ended"}, f.text("state"))
	if f.err() != nil || !known || filter.Limit < 1 || filter.Limit > apiListMost {
		return echo.NewHTTPError(http.StatusBadRequest, "a parameter has a value that is not one of those described")
	}
	page, err := h.Store.Lists(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	answer := struct {
		Entries []listEntryAnswer `json:"entries"`
		Next    string            `json:"next,omitempty"`
	}{Entries: make([]listEntryAnswer, 0, len(page.Items))}
	for i := range page.Items {
		answer.Entries = append(answer.Entries, entryAnswer(&page.Items[i].ListEntry, page.Items[i].Hits, nil))
	}
	if page.Older {
		answer.Next = page.Items[len(page.Items)-1].PublicID()
	}
	return c.JSON(http.StatusOK, answer)
}

// Show answers one entry.
func (h *APILists) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixListEntry)
	if err != nil {
		return err
	}
	return h.entry(c, id)
}

func (h *APILists) entry(c echo.Context, id models.ID) error {
	d, err := h.Store.ListDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, entryAnswer(&d.Entry, d.Hits, d.Notes))
}

// Change answers what became of a proposal.
func (h *APILists) Change(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixListChange)
	if err != nil {
		return err
	}
	d, err := h.Store.ListChange(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, changeAnswer(d))
}

// listEntryBody is what a machine sends to put something on a list.
type listEntryBody struct {
	Lane   string     `json:"lane"`
	Kind   string     `json:"kind"`
	Value  string     `json:"value"`
	Reason string     `json:"reason"`
	Until  *time.Time `json:"until"`
}

// Add puts something on a list: 201 with the entry, or 202 with the change that waits for a
// second person.
func (h *APILists) Add(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	var body listEntryBody
	if err := readJSON(c, &body); err != nil {
		return fault(c, err)
	}
	ctx := c.Request().Context()
	cmd := models.AddListEntry{Lane: models.ListLane(body.Lane), Kind: body.Kind, Value: body.Value, Reason: body.Reason, EndsAt: body.Until}
	if err := h.ownNumber(ctx, c, &cmd); err != nil {
		return err
	}
	put, err := h.Store.AddListEntry(ctx, actor(c), cmd)
	if err != nil {
		return untilOf(err)
	}
	if put.Change != nil {
		c.Response().Header().Set("Location", "/api/v1/lists/changes/"+put.Change.PublicID())
		return c.JSON(http.StatusAccepted, changeAnswer(put.Change))
	}
	c.Response().Header().Set("Location", "/api/v1/lists/"+put.Entry.PublicID())
	return c.JSON(http.StatusCreated, entryAnswer(put.Entry, models.ListHit{}, put.Notes))
}

// ownNumber lets a source name an account by the number that it sends it under.
func (h *APILists) ownNumber(ctx context.Context, c echo.Context, cmd *models.AddListEntry) error {
	if _, err := models.ParseID(models.PrefixAccount, cmd.Value); cmd.Kind != models.ListAccount || err == nil || !externalID(cmd.Value) {
		return nil
	}
	s, err := h.Store.ScoreBySource(ctx, CurrentVisitor(c).Key.Name, cmd.Value)
	if errors.Is(err, models.ErrNotFound) {
		var bad models.Invalid
		bad.Add("value", "unknown_account")
		return bad.OrNil()
	}
	if err == nil {
		cmd.Value = s.Account.PublicID()
	}
	return err
}

// untilOf points at the field of the body: pages call it by another name.
func untilOf(err error) error {
	bad := invalidOf(err)
	if p, there := bad.Fields["ends_at"]; there {
		delete(bad.Fields, "ends_at")
		bad.Fields["until"] = p
	}
	return err
}

// End takes something off its list, and answers the entry as it stands then.
func (h *APILists) End(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixListEntry)
	if err != nil {
		return err
	}
	var body struct {
		Reason string `json:"reason"`
	}
	if err := readJSON(c, &body); err != nil {
		return fault(c, err)
	}
	if err := models.CheckListReason(body.Reason); err != nil {
		return err
	}
	err = h.Store.EndListEntry(c.Request().Context(), actor(c), id, body.Reason)
	if errors.Is(err, models.ErrState) {
		return echo.NewHTTPError(http.StatusConflict, "entry "+strconv.Quote(c.Param("id"))+" is off its list already")
	}
	if err != nil {
		return err
	}
	return h.entry(c, id)
}
