package data

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

func tagsOf(t *testing.T, s *Store, id models.ID) []string {
	t.Helper()
	var tags []string
	for _, tag := range must[*models.AccountDetail](t)(s.AccountDetail(ctx, id)).Tags {
		tags = append(tags, tag.Tag)
	}
	return tags
}

// TestTheQueueByTags: a view is narrowed to a tag or to what is without it, counts tags, and lists them where it is asked to.
func TestTheQueueByTags(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		one, two := f.open(1, models.SeverityHigh, 400, time.Hour), f.open(2, models.SeverityHigh, 400, time.Hour)
		f.open(3, models.SeverityHigh, 400, time.Hour)
		for _, id := range []models.ID{one.AccountID, two.AccountID} {
			ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: id, Tag: "ring", On: true}))
		}
		ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: two.AccountID, Tag: "团伙", On: true}))
		filter := models.CaseFilter{State: models.CaseOpen, Sort: models.SortNewest, Limit: 10, Now: s.Now()}
		for name, want := range map[string]struct {
			tag string
			not bool
			n   int
		}{"any": {"", false, 3}, "ring": {"ring", false, 2}, "not ring": {"ring", true, 1}, "chinese": {"团伙", false, 1}, "nobody's": {"x", false, 0}} {
			g := filter
			g.Tag, g.Not.Tag = want.tag, want.not
			if n := len(must[models.CasePage](t)(s.Cases(ctx, g)).Items); n != want.n {
				t.Errorf("%s: %d cases, want %d", name, n, want.n)
			}
		}
		if facets := must[*models.QueueFacets](t)(s.QueueFacets(ctx, filter)); facets.Tag["ring"] != 2 || facets.Tag["团伙"] != 1 || len(facets.Tag) != 2 {
			t.Errorf("facets = %v", facets.Tag)
		}
		filter.WithTags = true
		for _, item := range must[models.CasePage](t)(s.Cases(ctx, filter)).Items {
			if item.ID == two.ID && !slices.Equal(item.Tags, []string{"ring", "团伙"}) || item.ID == one.ID && !slices.Equal(item.Tags, []string{"ring"}) {
				t.Errorf("%d has %v", item.ID, item.Tags)
			}
		}
	})
}

func TestTagsOfAnAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a, other := lenderAccount(t, s, "1"), lenderAccount(t, s, "2")
		put := func(id models.ID, tag string, on bool) error {
			return s.TagAccount(ctx, anna, models.TagAccount{AccountID: id, Tag: tag, On: on})
		}
		ok(t, put(a.ID, "Lost Phone", true))
		ok(t, put(a.ID, "lost-phone", true)) // it has it already
		ok(t, put(a.ID, "黑产", true))
		ok(t, put(other.ID, "黑产", true))
		if got := tagsOf(t, s, a.ID); !slices.Equal(got, []string{"lost-phone", "黑产"}) {
			t.Errorf("tags = %v", got)
		}
		if got := must[[]string](t)(s.TagsInUse(ctx)); !slices.Equal(got, []string{"黑产", "lost-phone"}) {
			t.Errorf("in use = %v", got)
		}
		if n := len(f.entries(models.ActionTagAdded)); n != 3 {
			t.Errorf("%d entries for 3 tags", n)
		}
		ok(t, put(a.ID, "lost-phone", false))
		ok(t, put(a.ID, "lost-phone", false))
		if n := len(f.entries(models.ActionTagRemoved)); n != 1 {
			t.Errorf("%d entries for 1 tag taken off", n)
		}
		if got := must[[]string](t)(s.TagsInUse(ctx)); !slices.Equal(got, []string{"黑产"}) {
			t.Errorf("in use = %v", got)
		}
		wantInvalid(t, put(a.ID, "a,b", true), "tag", "tag_form")
		wantInvalid(t, put(a.ID, " ", true), "tag", "required")
		if err := put(models.ID(77), "x", true); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no account: %v", err)
		}
		for i := range models.TagMost - 1 {
			ok(t, put(a.ID, fmt.Sprint("t", i), true))
		}
		wantRefused(t, put(a.ID, "one-more", true), "tags_full")
	})
}

// TestTheBookAndTheDossierByTags: the book is narrowed to a tag, and the dossier says who put which on.
func TestTheBookAndTheDossierByTags(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		lenderAccount(t, s, "2")
		ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: a.ID, Tag: "ring", On: true}))
		for tag, n := range map[string]int{"": 2, "ring": 1, "nobody": 0} {
			page := must[models.AccountPage](t)(s.Accounts(ctx, models.AccountFilter{Tag: tag, Status: models.StatusActive, Limit: 10}))
			if len(page.Items) != n {
				t.Errorf("%q: %d accounts, want %d", tag, len(page.Items), n)
			}
		}
		_, d := wholeDossier(t, s, anna, models.ExportDossier{AccountID: a.ID, Lang: "en", Reason: "asked for it"})
		if len(d.Tags) != 1 || d.Tags[0].Tag != "ring" || d.Tags[0].ByName != "Anna" {
			t.Errorf("tags of the dossier: %+v", d.Tags)
		}
	})
}

// TestATagComesOffOnItsDay: with its reason and its end it is on until then, and goes with an entry that says why; one without an end, or that
// was put on anew for longer, stays.
func TestATagComesOffOnItsDay(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f, a := newFixture(t, s), lenderAccount(t, s, "1")
		put := func(tag string, days int) error {
			cmd := models.TagAccount{AccountID: a.ID, Tag: tag, On: true, Reason: "on a ship until spring"}
			if days != 0 {
				ends := s.Now().Add(time.Duration(days) * 24 * time.Hour)
				cmd.EndsAt = &ends
			}
			return s.TagAccount(ctx, anna, cmd)
		}
		var invalid *models.Invalid
		for _, days := range []int{-1, 366} {
			if err := put("away", days); !errors.As(err, &invalid) || invalid.Fields["ends_at"].Code == "" {
				t.Errorf("until in %d days: %v", days, err)
			}
		}
		ok(t, put("away", 2))
		ok(t, put("seafarer", 0))
		ok(t, put("again", 2))
		ok(t, s.TagAccount(ctx, anna, models.TagAccount{AccountID: a.ID, Tag: "again"}))
		ok(t, put("again", 9))
		tags := must[*models.AccountDetail](t)(s.AccountDetail(ctx, a.ID)).Tags
		i := slices.IndexFunc(tags, func(t models.AccountTag) bool { return t.Tag == "away" })
		if i < 0 || tags[i].Reason == "" || tags[i].EndsAt == nil || tags[i].ByName != anna.Name {
			t.Fatalf("%+v", tags)
		}
		c.advance(48*time.Hour - time.Second)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if got := tagsOf(t, s, a.ID); len(got) != 3 {
			t.Errorf("a second before: %v", got)
		}
		c.advance(time.Second)
		must[int](t)(s.RunJobs(ctx, "w", 10))
		if got := tagsOf(t, s, a.ID); !slices.Equal(got, []string{"again", "seafarer"}) {
			t.Errorf("on its day: %v", got)
		}
		if inUse := must[[]string](t)(s.TagsInUse(ctx)); slices.Contains(inUse, "away") {
			t.Errorf("in use: %v", inUse)
		}
		off := f.entries(models.ActionTagRemoved)
		if len(off) != 2 || !strings.Contains(string(off[0].After), "expired") {
			t.Errorf("the record says %+v", off)
		}
	})
}
