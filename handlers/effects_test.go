package handlers

import (
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/effect"
	"candor/models"
	"candor/views/text"
)

// effectStore answers with one page, and refuses what it is told to.
type effectStore struct {
	page    models.EffectPage
	err     error // of writes
	asked   *models.EffectAsk
	exports *int
}

func (s effectStore) PolicyEffect(_ context.Context, version int, report models.ID) (*models.EffectPage, error) {
	if version != s.page.Policy.Version || (report != 0 && (s.page.Report == nil || report != s.page.Report.ID)) {
		return nil, models.ErrNotFound
	}
	d := s.page
	return &d, nil
}

func (s effectStore) AskEffect(_ context.Context, _ models.Actor, _ int, ask models.EffectAsk) (*models.EffectReport, error) {
	if s.asked != nil {
		*s.asked = ask
	}
	return nil, s.err
}

func (s effectStore) CloseGuardAlert(context.Context, models.Actor, int, models.ID, int64, string) error {
	return s.err
}

func (s effectStore) RecordEffectExport(context.Context, models.Actor, int, models.ID) error {
	if s.exports != nil {
		*s.exports++
	}
	return s.err
}

func (s effectStore) LastChange(context.Context, string, string) (*models.AuditEntry, error) {
	return &models.AuditEntry{ActorName: "Ben", Action: models.ActionGuardClosed}, nil
}

// someEffect is the worked example as a report: 5,000 defaults of 100,000 before, 4,500 of 120,000 after.
func someEffect() models.EffectPage {
	published := time.Date(2026, 9, 1, 4, 0, 0, 0, time.UTC)
	made := published.AddDate(0, 0, 61)
	share := func(part, whole int) effect.Share { return effect.Share{Part: part, Whole: whole} }
	before, after := models.NewEffectSide(models.EffectWindow{From: published.AddDate(0, 0, -30), To: published}), models.NewEffectSide(models.EffectWindow{From: published, To: published.AddDate(0, 0, 30)})
	before.Accounts, before.Prior, before.Immature, before.Defaults = 100_600, 500, 100, share(5_000, 100_000)
	after.Accounts, after.Prior, after.Immature, after.Defaults = 121_000, 600, 400, share(4_500, 120_000)
	before.Sources, after.Sources = map[string]int{models.EffectLabelled: 4_900, models.EffectEvent: 100}, map[string]int{models.EffectLabelled: 4_500}
	before.Flagged, after.Flagged = share(6_000, 100_600), share(6_600, 121_000)
	before.Sanctioned, after.Sanctioned = share(900, 100_600), share(1_300, 121_000)
	before.Outcomes, after.Outcomes = map[string]int{"allow": 900_000, "decline": 9_000, "hold": 1_000}, map[string]int{"allow": 1_000_000, "decline": 15_000, "hold": 1_000, "step_up": 40}
	before.Declines, after.Declines = share(90, 9_000), share(200, 15_000)
	before.Sanctions, before.Appealed, before.Overturned = 900, share(100, 900), share(9, 90)
	after.Sanctions, after.Appealed, after.Overturned = 1_300, share(180, 1_300), share(40, 160)
	before.Cases, before.ReviewSecs, after.Cases, after.ReviewSecs = 5_000, 1_800_000, 5_600, 1_848_000
	before.Scores[20], before.Scores[30], after.Scores[20], after.Scores[30] = 50_600, 50_000, 61_000, 60_000
	before.Segments = map[string]map[string]effect.Share{
		models.SegmentProduct: {"paylater": share(4_000, 80_000), "both": share(1_000, 20_000)}, models.SegmentBand: {"good": share(1_000, 60_000), "poor": share(4_000, 40_000)},
		models.SegmentEducation: {"2": share(4_999, 99_980), "4": share(1, 20)},
	}
	after.Segments = map[string]map[string]effect.Share{
		models.SegmentProduct: {"paylater": share(3_300, 100_000), "both": share(1_200, 20_000)}, models.SegmentBand: {"good": share(1_000, 80_000), "poor": share(3_500, 40_000)},
		models.SegmentEducation: {"2": share(4_500, 119_990), "4": share(0, 10)},
	}
	r := models.EffectReport{ID: 77, PolicyVersion: 2, Ask: models.EffectAsk{Days: 30, FollowDays: 30}, State: models.EffectDone, AskedName: "Anna <b>", AskedAt: made, MadeAt: &made, AuditSeq: 4711, Version: 1}
	r.Body = models.EffectBody{Before: before, After: after, Both: 40_000, Published: []int{1}, OtherModel: true, Guards: models.GuardsOf(decide.Default()), DocumentHash: strings.Repeat("ab12", 16)}
	closed := made.AddDate(0, 0, -20)
	return models.EffectPage{
		Policy: models.Policy{Version: 2, Base: 1, State: models.PolicyLive, PublishedAt: &published}, Before: 1, Seq: 4711, Report: &r,
		History: []models.EffectReport{
			{ID: 78, PolicyVersion: 2, Ask: models.EffectAsk{Days: 90, FollowDays: 30, NewOnly: true}, State: models.EffectQueued, AskedName: "Ben", AskedAt: made},
			r, {ID: 60, PolicyVersion: 2, Ask: models.EffectAsk{Days: 7, FollowDays: 7}, State: models.EffectDone, AskedName: models.JobEffectDaily, AskedAt: made.AddDate(0, 0, -1)},
		},
		Alerts: []models.GuardAlert{
			{ID: 91, PolicyVersion: 2, Guard: effect.GuardOverturn, ReportID: 77, ValueBP: 2_500, BoundBP: 2_000, State: models.DriftAlertOpen, OpenedAt: made, Version: 3},
			{ID: 90, PolicyVersion: 2, Guard: effect.GuardDefaultRise, ReportID: 60, ValueBP: 80, BoundBP: 50, State: models.DriftAlertClosed, OpenedAt: closed, ClosedAt: &closed, ClosedName: "Ben", Note: "one shop's fraud", Version: 2},
		},
	}
}

// TestEffectPages: the worked example in words of both languages, and what each role may do about it.
func TestEffectPages(t *testing.T) {
	s := testSite(t)
	h := &Effects{Site: s, Store: effectStore{page: someEffect()}}
	show := func(role, lang, query string) {
		t.Helper()
		w := call(s, as(t, role, lang), h.Show, http.MethodGet, "/x"+query, nil, "version", "2")
		want(t, w, 200, "5.00%", "3.75%", "−1.25", "−1.42", "−1.08", "0.0001", "Anna &lt;b&gt;", "/audit/4711", "one shop&#39;s fraud", strings.Repeat("ab12", 4))
		lacks(t, w, "⟦", "NaN", "%!", "e-47")
	}
	show(models.RoleAdmin, "en", "?report="+models.ID(77).Public(models.PrefixReport))
	show(models.RoleAdmin, "zh-CN", "")
	w := call(s, as(t, models.RoleLead, "en"), h.Show, http.MethodGet, "/x", nil, "version", "2")
	want(t, w, 200, "The default rate fell from 5.00% to 3.75%", "below 0.0001", "consider rolling back", `href="/policy/2/release"`, "/alerts/grd_", "is being counted", "daily look", "too few")
	w = call(s, as(t, models.RoleAuditor, "en"), h.Show, http.MethodGet, "/x", nil, "version", "2")
	want(t, w, 200, "consider rolling back", "impact.csv?report=rep_")
	lacks(t, w, "/alerts/", `<form method="post" action="/policy/2/impact"`)
}

// TestEffectVerdicts: each thing that can be said of the default rate.
func TestEffectVerdicts(t *testing.T) {
	s := testSite(t)
	for name, c := range map[string]struct {
		before, after effect.Share
		want          string
	}{
		"fell":    {effect.Share{Part: 500, Whole: 10_000}, effect.Share{Part: 300, Whole: 10_000}, "The default rate fell from 5.00% to 3.00%"},
		"rose":    {effect.Share{Part: 300, Whole: 10_000}, effect.Share{Part: 500, Whole: 10_000}, "The default rate rose from 3.00% to 5.00%"},
		"unclear": {effect.Share{Part: 30, Whole: 1_000}, effect.Share{Part: 33, Whole: 1_000}, "find a rise of"},
		"few":     {effect.Share{Part: 30, Whole: 1_000}, effect.Share{Part: 3, Whole: 29}, "Too few accounts to say"},
		"nobody":  {effect.Share{}, effect.Share{}, "Too few accounts to say"},
	} {
		t.Run(name, func(t *testing.T) {
			page := someEffect()
			r := *page.Report
			r.Body.Before.Defaults, r.Body.After.Defaults = c.before, c.after
			page.Report = &r
			w := call(s, as(t, models.RoleAdmin, "en"), (&Effects{Site: s, Store: effectStore{page: page}}).Show, http.MethodGet, "/x", nil, "version", "2")
			want(t, w, 200, c.want)
			lacks(t, w, "⟦", "NaN")
		})
	}
	none := models.EffectPage{Policy: models.Policy{Version: 2, PublishedAt: someEffect().Policy.PublishedAt}, Before: 1}
	admin := as(t, models.RoleAdmin, "en")
	want(t, call(s, admin, (&Effects{Site: s, Store: effectStore{page: none}}).Show, http.MethodGet, "/x", nil, "version", "2"), 200, "No report has been counted yet", "/policy/2/impact")
	none.Before = 0
	w := call(s, admin, (&Effects{Site: s, Store: effectStore{page: none}}).Show, http.MethodGet, "/x", nil, "version", "2")
	want(t, w, 200, "Nothing came before this version", "/policy#versions")
	lacks(t, w, `action="/policy/2/impact"`)
}

// TestEffectSaysWhatItRanBeside: a version that was rolled out before it went live has a mixture before it; bands stand in their order.
func TestEffectSaysWhatItRanBeside(t *testing.T) {
	s := testSite(t)
	page := someEffect()
	tried := page.Policy.PublishedAt.AddDate(0, 0, -10)
	page.Policy.TrialAt, page.Policy.Document = &tried, decide.Default()
	w := call(s, as(t, models.RoleAdmin, "en"), (&Effects{Site: s, Store: effectStore{page: page}}).Show, http.MethodGet, "/x", nil, "version", "2")
	want(t, w, 200, "This version ran beside the one before it from 2026-08-22")
	if body := w.Body.String(); strings.Index(body, "Poor") > strings.Index(body, "Good") {
		t.Error("bands are out of order")
	}
	lacks(t, call(s, as(t, models.RoleAdmin, "en"), (&Effects{Site: s, Store: effectStore{page: someEffect()}}).Show, http.MethodGet, "/x", nil, "version", "2"), "ran beside")
}

// TestEffectForms: what a person asks for arrives as it was typed; what cannot be is shown again beside its field.
func TestEffectForms(t *testing.T) {
	s := testSite(t)
	var asked models.EffectAsk
	h := &Effects{Site: s, Store: effectStore{page: someEffect(), asked: &asked}}
	admin := as(t, models.RoleAdmin, "en")
	ask := func(form map[string][]string, status int, parts ...string) {
		t.Helper()
		want(t, call(s, admin, h.Ask, http.MethodPost, "/x", form, "version", "2"), status, parts...)
	}
	ask(map[string][]string{"days": {"0"}, "from": {"2026-09-02"}, "to": {"2026-09-20"}, "follow": {"7"}, "whom": {"new"}}, 303)
	if asked.Days != 0 || !asked.NewOnly || asked.FollowDays != 7 || asked.From == nil || asked.From.Hour() != 16 || asked.To == nil || asked.To.Hour() != 15 {
		t.Errorf("asked %+v", asked)
	}
	ask(map[string][]string{"days": {"30"}, "from": {""}, "to": {""}, "follow": {"90"}, "whom": {"all"}}, 303)
	if asked.Days != 30 || asked.From != nil || asked.NewOnly {
		t.Errorf("asked %+v", asked)
	}
	ask(map[string][]string{"days": {"x"}, "follow": {"7"}}, 422, "aria-invalid")
	ask(map[string][]string{"days": {"0"}, "from": {"yesterday"}, "follow": {"7"}}, 422, "yesterday", "aria-invalid")
	ask(map[string][]string{"days": {"7"}}, 422)
	ask(map[string][]string{"evil": {"7"}}, 400)
	var bad models.Invalid
	bad.Add("to", "effect_to")
	h.Store = effectStore{page: someEffect(), err: bad.OrNil()}
	ask(map[string][]string{"days": {"0"}, "from": {"2026-09-02"}, "to": {"2027-09-20"}, "follow": {"7"}, "whom": {"all"}}, 422, "Not after today", `value="2027-09-20"`)
	h.Store = effectStore{page: someEffect(), err: &models.Refused{Code: "effect_open"}}
	ask(map[string][]string{"days": {"7"}, "follow": {"7"}, "whom": {"all"}}, 403, "is being counted already")
	h.Store = effectStore{page: someEffect(), err: errors.New("disk")}
	ask(map[string][]string{"days": {"7"}, "follow": {"7"}, "whom": {"all"}}, 500)
}

// TestEffectRefusals: addresses and forms that no page of ours makes.
func TestEffectRefusals(t *testing.T) {
	s := testSite(t)
	h := &Effects{Site: s, Store: effectStore{page: someEffect()}}
	admin := as(t, models.RoleAdmin, "en")
	for _, c := range []struct {
		query, version string
		status         int
	}{{"?report=rad_1", "2", 400}, {"?x=1", "2", 400}, {"?report=" + models.ID(5).Public(models.PrefixReport), "2", 404}, {"", "3", 404}, {"", "x", 404}, {"", "0", 404}} {
		want(t, call(s, admin, h.Show, http.MethodGet, "/x"+c.query, nil, "version", c.version), c.status)
		want(t, call(s, admin, h.File, http.MethodGet, "/x"+c.query, nil, "version", c.version), c.status)
	}
	id := models.ID(91).Public(models.PrefixGuard)
	closing := func(id string, form map[string][]string, status int, parts ...string) {
		t.Helper()
		want(t, call(s, admin, h.Close, http.MethodPost, "/x", form, "version", "2", "id", id), status, parts...)
	}
	good := map[string][]string{"version": {"3"}, "note": {"rolled back"}}
	closing(id, good, 303)
	closing("rad_0000000000009", good, 404)
	closing(id, map[string][]string{"extra": {"3"}}, 400)
	closing(id, map[string][]string{"version": {"x"}, "note": {"rolled back"}}, 422, "rolled back")
	var bad models.Invalid
	bad.Add("note", "required")
	h.Store = effectStore{page: someEffect(), err: bad.OrNil()}
	closing(id, map[string][]string{"version": {"3"}, "note": {""}}, 422, "aria-invalid", "/close")
	h.Store = effectStore{page: someEffect(), err: models.ErrConflict}
	closing(id, map[string][]string{"version": {"1"}, "note": {"a campaign"}}, 409, "Ben", "a campaign")
	want(t, call(s, admin, h.File, http.MethodGet, "/x", nil, "version", "2"), 409) // not recorded, so not given
}

// TestEffectFile: the first line says who, when and what; the numbers are those of the page.
func TestEffectFile(t *testing.T) {
	s := testSite(t)
	exports := 0
	h := &Effects{Site: s, Store: effectStore{page: someEffect(), exports: &exports}}
	w := call(s, as(t, models.RoleAuditor, "en"), h.File, http.MethodGet, "/x", nil, "version", "2")
	want(t, w, 200)
	r := csv.NewReader(w.Body)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || exports != 1 || len(rows) < 20 {
		t.Fatalf("%d rows, %d exports, %v", len(rows), exports, err)
	}
	for _, part := range []string{"Impact report rep_", "policy version 2", "followed 30 days", "2026-09-01T04:00:00Z", " at ", "by "} {
		if !strings.Contains(rows[0][0], part) {
			t.Errorf("the first line %q lacks %q", rows[0][0], part)
		}
	}
	byName := map[string][]string{}
	for _, row := range rows[1:] {
		if len(row) != len(rows[1]) {
			t.Errorf("%d cells in %v", len(row), row)
		}
		byName[row[0]+"/"+row[1]] = row
	}
	if got := strings.Join(byName["accounts/default_rate"], " "); got != "accounts default_rate 5000 100000 0.050000 4500 120000 0.037500 -0.012500 -0.014231 -0.010778 <0.0001 z " {
		t.Errorf("got %q", got)
	}
	if got := byName["segment:education/4"]; got[12] != "too few" || got[11] != "" {
		t.Errorf("got %v", got)
	}
	none := someEffect()
	none.Report = nil
	want(t, call(s, as(t, models.RoleAuditor, "en"), (&Effects{Site: s, Store: effectStore{page: none}}).File, http.MethodGet, "/x", nil, "version", "2"), 404)
}

// TestEveryEffectCodeHasWords: what code puts together from parts exists in the catalogues.
func TestEveryEffectCodeHasWords(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"effect.state.queued", "effect.state.done", "effect.product.both", "effect.product.none", "refused.effect_first", "refused.effect_open",
		"invalid.effect_empty", "invalid.effect_from", "invalid.effect_to", "invalid.effect_order"}
	for _, g := range effect.AllGuards() {
		keys = append(keys, "effect.guard."+string(g), "effect.guard."+string(g)+"_text")
	}
	for _, d := range models.EffectDimensions() {
		keys = append(keys, "effect.dimension."+d)
	}
	page := someEffect()
	for _, n := range effectCounts(&page.Report.Body) {
		keys = append(keys, "effect."+n.key)
	}
	for _, m := range effectMeasures(&page.Report.Body) {
		keys = append(keys, "effect."+m.key)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		for _, k := range keys {
			if !bundle.For(lang).Has(k) {
				t.Errorf("%s lacks %s", lang, k)
			}
		}
	}
}

// TestHelpWorksTheExample: the help page shows the figures that the program computes.
func TestHelpWorksTheExample(t *testing.T) {
	s := testSite(t)
	for lang, parts := range map[string][]string{
		"en":    {"100,000 accounts with 5,000 defaults", "5.00% to 3.75%", "−1.25 percentage points", "−1.42 to −1.08", "p-value below 0.0001"},
		"zh-CN": {"前 100,000 个账户中违约 5,000 个", "由 5.00% 变为 3.75%", "−1.25 个百分点", "−1.42 至 −1.08", "小于 0.0001"},
	} {
		want(t, call(s, as(t, models.RoleService, lang), (&Help{Site: s}).Show, http.MethodGet, "/help", nil), 200, parts...)
	}
}
