package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
	"candor/views/text"
)

// testNow is when all pages of tests are drawn.
var testNow = time.Date(2026, 11, 22, 6, 5, 0, 0, time.UTC)

// canary is an identity that must not reach a page in clear.
var canary = models.Personal{Name: "Zebulon Quartermain", Phone: "00071234567", IDNumber: "000000199001019999", Email: "zebulon@example.invalid"}

func testSite(t *testing.T) *Site {
	t.Helper()
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Site{Texts: bundle, Now: func() time.Time { return testNow }, Zone: time.FixedZone("CST", 8*3600), Version: "test"}
}

// as is a visitor with one built-in role.
func as(t *testing.T, role, lang string) *Visitor {
	t.Helper()
	for _, r := range models.BuiltinRoles() {
		if r.Key == role {
			return &Visitor{User: &models.User{ID: 7, Name: "Anna", Lang: lang, Theme: "auto", Density: "regular"}, Roles: []models.Role{r}}
		}
	}
	t.Fatalf("no role %s", role)
	return nil
}

// call runs a handler and the error handling around it, and returns the answer.
func call(s *Site, v *Visitor, handle echo.HandlerFunc, method, target string, form url.Values, params ...string) *httptest.ResponseRecorder {
	e := echo.New()
	var r *http.Request
	if method == http.MethodPost {
		r = httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		r = httptest.NewRequest(method, target, nil)
	}
	w := httptest.NewRecorder()
	c := e.NewContext(r, w)
	var names, values []string
	for i := 0; i+1 < len(params); i += 2 {
		names, values = append(names, params[i]), append(values, params[i+1])
	}
	if len(names) > 0 {
		c.SetParamNames(names...)
		c.SetParamValues(values...)
	}
	SetVisitor(c, v)
	SetRequestID(c, "r1")
	if err := handle(c); err != nil {
		if failed := s.errorPage(c, statusOf(err), err); failed != nil {
			panic(failed)
		}
	}
	return w
}

// someAccount is an account with one of everything.
func someAccount(t *testing.T) models.AccountDetail {
	t.Helper()
	at := func(days int) time.Time { return testNow.AddDate(0, 0, -days) }
	assessed, now := 512, at(1)
	limit := int64(500_000)
	d := models.AccountDetail{
		Account: models.Account{
			ID: 1 << 40, Source: "core", ExternalID: "C-1 <b>", Status: models.StatusRestricted, Reach: []models.Function{models.FunctionDraw},
			Declared: map[string]string{"sex": "female", "age": "41"}, Education: 2, Employer: "school", IncomeFen: 900_000, Lang: "zh-CN",
			LimitFen: 1_000_000, UsedFen: 870_000, DaysPastDue: 31, Score: &assessed, Band: "poor", DecisionID: 5 << 22, ScoredAt: &now,
			OpenedAt: &now, UpdatedAt: now, Version: 3,
		},
		Masked: canary.Masked(),
		Lines: []models.CreditLine{
			{ID: 11 << 22, Product: models.ProductPayLater, LimitFen: 1_000_000, CapFen: &limit, UsedFen: 870_000, Version: 1},
			{ID: 12 << 22, Product: models.ProductCashLoan, LimitFen: 500_000, TempFen: &limit, TempUntil: &now},
		},
		Statements: []models.Statement{
			{Month: 202610, BillFen: 500_000, PaidFen: 0, Standing: 1, DaysPastDue: 31, DueAt: &now}, {Month: 202609, BillFen: 400_000, PaidFen: 400_000, Standing: -1},
			{Month: 202608, Standing: -2}, {Month: 202607, BillFen: 100_000, PaidFen: 10_000},
		},
		Checks:     []models.IdentityCheck{{Kind: "face", Passed: true, Strength: 93.5, CheckedAt: at(100)}, {Kind: "name_match", CheckedAt: at(100)}},
		Links:      []models.Link{{Relationship: models.Relationship{OtherID: 2 << 40, Kind: "device", Since: at(40)}, Status: models.StatusFrozen, DaysPastDue: 90}},
		LinkCounts: map[string]int{"device": 1},
		Devices:    []models.Device{{Label: "Android phone", City: "Chengdu", FirstSeen: at(90), LastSeen: at(2)}},
		Events:     []models.Event{{Kind: "purchase", AmountFen: 12_300, Body: models.EventBody{Merchant: "<script>alert(1)</script>", City: "Chengdu"}, At: at(3)}},
		Notes: []models.NoteText{
			{Note: models.Note{ID: 42 << 22, AuthorName: "Cleo", At: at(4), PinnedAt: &now, PinnedName: "Lena <b>"}, Words: "calls back on Fridays only"},
			{Note: models.Note{ID: 43 << 22, AuthorName: "Bob", At: at(1)}, Words: "called, \"no\" <i>answer</i>"},
		},
		Limits: []models.LimitChange{{
			ID: 21 << 22, Product: models.ProductPayLater, FromFen: 2_000_000, ToFen: 1_000_000, ReasonCode: "late_payment", Reason: "score_low seen",
			State: models.LimitApplied, MadeName: "Bob", MadeAt: at(9),
		}},
		Sanctions: []models.Sanction{{ID: 22 << 22, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, Reason: "rule score_low", State: models.SanctionActive, MadeName: "Bob", MadeAt: at(5)}},
		Appeals:   []models.Appeal{{ID: 23 << 22, Stage: models.AppealInReview, ReceivedAt: at(2), DueAt: at(-10), AssigneeName: "Cleo"}},
	}
	d.PastDue = models.PastDueOf(&d.Account, d.Statements, 100_000)
	d.People = []models.User{{Login: "anna", Name: "Anna"}, {Login: "bob.lee", Name: "Bob <b>Lee</b>"}}
	addDecision(t, &d)
	confirmed := testNow.Add(-3 * time.Hour)
	d.Confirmed = &confirmed
	open := models.Case{
		ID: 31 << 22, AccountID: d.Account.ID, State: models.CaseOpen, Severity: models.SeverityHigh, Score: 512, Band: "poor", Source: "model", TopCode: "over_limit",
		FlagCount: 2, ExposureFen: 870_000, OpenedAt: at(1), DueAt: testNow.Add(-2 * time.Hour), Version: 4,
	}
	d.Cases, d.OpenCase = []models.Case{open}, &open
	d.OpenFlags = []models.Flag{
		{ID: 41 << 22, Source: "rule", Code: "over_limit", Severity: models.SeverityHigh, Value: 1.31, Threshold: 1.2, RaisedAt: at(1), State: models.FlagOpen},
		{ID: 42 << 22, Source: "model", Code: "score_drop", Severity: models.SeverityMedium, Value: 75, Threshold: 60, RaisedAt: at(1), State: models.FlagOpen},
	}
	return d
}

// briefly is what lists of cases show of an account.
func briefly(a *models.Account) models.CaseAccount {
	return models.CaseAccount{ExternalID: a.ExternalID, LimitFen: a.LimitFen, UsedFen: a.UsedFen, DaysPastDue: a.DaysPastDue}
}

// testCard is a scorecard with a bin of each kind.
func testCard() score.Scorecard {
	half, one := 0.5, 1.0
	f := func(key string, a score.Aspect, reason string, bins ...score.Bin) score.Factor {
		return score.Factor{Key: key, Aspect: a, Reason: reason, Bins: bins}
	}
	missing := score.Bin{Kind: score.BinMissing, Points: -12}
	return score.Scorecard{
		Schema: score.Schema, ID: "test", Method: "woe_logistic", Label: "default", Base: 640, Min: 350, Max: 950, Scale: score.Scale{Score: 600, Odds: 20, PDO: 50},
		Factors: []score.Factor{
			f("utilisation_now", score.AspectCredit, factor.HighUtilisation, missing, score.Bin{Kind: score.BinRange, UpTo: &half, Points: 45}, score.Bin{Kind: score.BinRange, Over: &half, Points: -80}),
			f("months_late_6m", score.AspectCredit, factor.LateOften, missing, score.Bin{Kind: score.BinRange, UpTo: &half, Points: 20}, score.Bin{Kind: score.BinRange, Over: &half, Points: -70}),
			f("education", score.AspectBackground, factor.LimitedBackground, missing, score.Bin{Kind: score.BinCodes, Codes: []float64{1, 2}, Points: 9}, score.Bin{Kind: score.BinCodes, Codes: []float64{3, 4}, Points: -9}),
			f("face_similarity", score.AspectIdentity, factor.IdentityUnverified, missing, score.Bin{Kind: score.BinRange, Points: 6}),
			f("months_since_late", score.AspectCredit, factor.LateRecently, missing, score.Bin{Kind: score.BinCodes, Codes: []float64{-1}, Points: 30}, score.Bin{Kind: score.BinRange, UpTo: &one, Points: -40}, score.Bin{Kind: score.BinRange, Over: &one, Points: 0}),
		},
	}
}

// baggedCard is the test's card as the mean of three models.
func baggedCard() score.Scorecard {
	card := testCard()
	card.BaseBags = []int{640, 640, 640}
	for i := range card.Factors {
		for j := range card.Factors[i].Bins {
			p := card.Factors[i].Bins[j].Points
			card.Factors[i].Bins[j].Bags = []int{p - 3, p, p + 3}
		}
	}
	return card
}

// someFacts is what the assessment of the test account was made from.
func someFacts() factor.Facts {
	return factor.Facts{
		LimitFen: 1_000_000, UsedFen: 870_000, Identity: factor.UnknownIdentity(), Background: factor.Background{Education: 2},
		Statements: []factor.Statement{{Month: 202610, BillFen: 500_000, Standing: 1}, {Month: 202609, BillFen: 400_000, PaidFen: 400_000, Standing: -1}},
	}
}

// addDecision assesses the account with the test's card.
func addDecision(t *testing.T, d *models.AccountDetail) decide.Input {
	t.Helper()
	policy := decide.Default()
	assessor, err := decide.NewAssessor(testCard(), policy)
	if err != nil {
		t.Fatal(err)
	}
	in := decide.Input{Previous: 590, Vector: factor.Compute(someFacts())}
	result, breakdown := assessor.Assess(in), assessor.Explain(in)
	blob, err := result.Encode()
	if err != nil {
		t.Fatal(err)
	}
	d.Decision = &models.Decision{
		ID: 5 << 22, AccountID: d.Account.ID, Kind: "assessment", At: testNow.AddDate(0, 0, -1), ModelID: 9 << 22, PolicyVersion: 2,
		Score: result.Score, Band: result.Band, Outcome: string(result.Outcome), Input: in.Encode(), Result: blob,
	}
	older := *d.Decision
	older.ID, older.Score, older.At, older.PolicyVersion = 4<<22, 590, testNow.AddDate(0, -1, 0), 1
	d.Decisions, d.Breakdown, d.Policy = []models.Decision{*d.Decision, older}, &breakdown, &policy
	return in
}

// reviewStore is a store whose answers a test sets. A method that was not set is a fault.
type reviewStore struct {
	cases    func(models.CaseFilter) (models.CasePage, error)
	next     func(models.CaseFilter) (*models.Case, error)
	detail   func() (*models.CaseDetail, error)
	claim    func() error
	decide   func(models.DecideCase) error
	account  func() (*models.AccountDetail, error)
	timeline func(models.TimelineFilter) (*models.Timeline, error)
	search   func(models.Search) ([]models.SearchHit, error)
	reveal   func(models.Reveal) (string, error)
	note     func(models.NewNote) error
	noteBy   func(models.Actor)
	pin      func(models.PinNote) error
	tag      func(models.TagAccount) error
	score    func() (*models.ScoreDetail, error)
	seen     [][2]models.ID // who opened which account
	seeErr   error
	atHand   []models.ReasonAtHand
	changes  []models.ProfileChange
	hardship *models.HardshipDetail // nil: nobody may ask
	filter   models.AccountFilter   // of the last list of accounts
	facets   *models.AccountFacets
	lowered  *models.LimitChange // with a decided case
	stay     bool                // deciding a case does not open the next
}

func (s *reviewStore) Cases(_ context.Context, f models.CaseFilter) (models.CasePage, error) {
	return s.cases(f)
}
func (s *reviewStore) NextCase(_ context.Context, _ models.Actor, f models.CaseFilter) (*models.Case, error) {
	return s.next(f)
}
func (s *reviewStore) CaseProgress(context.Context, models.ID, time.Time, models.CaseFilter) (models.Progress, error) {
	return models.Progress{Done: 3, Left: models.CountCap}, nil
}
func (s *reviewStore) CaseDetail(context.Context, models.ID) (*models.CaseDetail, error) {
	return s.detail()
}
func (s *reviewStore) ClaimCase(context.Context, models.Actor, models.ID) (*models.Case, error) {
	return nil, s.claim()
}
func (s *reviewStore) ReleaseCase(context.Context, models.Actor, models.ID) (*models.Case, error) {
	return nil, s.claim()
}
func (s *reviewStore) AssignCase(context.Context, models.Actor, models.ID, models.ID) (*models.Case, error) {
	return nil, s.claim()
}
func (s *reviewStore) DecideCaseLowering(_ context.Context, _ models.Actor, cmd models.DecideCase) (*models.Case, *models.LimitChange, error) {
	return nil, s.lowered, s.decide(cmd)
}
func (s *reviewStore) Assignees(context.Context) ([]models.User, error) {
	return []models.User{{ID: 8, Name: "Bob"}}, nil
}
func (s *reviewStore) LastChange(context.Context, string, string) (*models.AuditEntry, error) {
	return &models.AuditEntry{ActorName: "Bob", Action: models.ActionCaseDecided, At: testNow}, nil
}
func (s *reviewStore) Accounts(_ context.Context, f models.AccountFilter) (models.AccountPage, error) {
	s.filter = f
	d, err := s.account()
	if err != nil {
		return models.AccountPage{}, err
	}
	return models.AccountPage{Older: true, Items: []models.AccountItem{{Account: d.Account, Masked: d.Masked}}}, nil
}
func (s *reviewStore) AccountDetail(context.Context, models.ID) (*models.AccountDetail, error) {
	return s.account()
}
func (s *reviewStore) Search(_ context.Context, _ models.Actor, cmd models.Search) ([]models.SearchHit, error) {
	return s.search(cmd)
}
func (s *reviewStore) Reveal(_ context.Context, _ models.Actor, cmd models.Reveal) (string, error) {
	return s.reveal(cmd)
}
func (s *reviewStore) AddNote(_ context.Context, by models.Actor, cmd models.NewNote) (*models.Note, error) {
	if s.noteBy != nil {
		s.noteBy(by)
	}
	return nil, s.note(cmd)
}
func (s *reviewStore) PinNote(_ context.Context, _ models.Actor, cmd models.PinNote) error {
	return s.pin(cmd)
}
func (s *reviewStore) TagAccount(_ context.Context, _ models.Actor, cmd models.TagAccount) error {
	return s.tag(cmd)
}
func (s *reviewStore) TagsInUse(context.Context) ([]string, error) {
	return []string{"vip", "黑产"}, nil
}
func (s *reviewStore) ProfileChanges(context.Context, models.ID) ([]models.ProfileChange, error) {
	return s.changes, nil
}
func (s *reviewStore) Hardships(context.Context, models.ID) (*models.HardshipDetail, error) {
	if s.hardship == nil {
		return nil, errors.New("nobody may ask what a flag is about")
	}
	return s.hardship, nil
}
func (s *reviewStore) SeeMentions(_ context.Context, user, account models.ID) error {
	s.seen = append(s.seen, [2]models.ID{user, account})
	return s.seeErr
}
func (s *reviewStore) ReasonsAtHand(context.Context, models.ID, models.ID) ([]models.ReasonAtHand, error) {
	return s.atHand, nil
}
func (s *reviewStore) ScoreDetail(context.Context, models.ID, models.ID) (*models.ScoreDetail, error) {
	return s.score()
}
func (s *reviewStore) RescoreAccount(context.Context, models.Actor, models.ID) (*models.Decision, error) {
	return &models.Decision{Score: 600}, nil
}
