package handlers

import (
	"strconv"
	"time"

	"candor/engine/score"
	"candor/models"
	"candor/views/text"
)

// accountBody is what a source says about one account. Amounts are fen; months yyyymm.
type accountBody struct {
	Personal         *personalBody     `json:"personal"`
	Declared         map[string]string `json:"declared"`
	Education        int               `json:"education"`
	Employer         string            `json:"employer"`
	EmploymentMonths *int              `json:"employment_months"`
	IncomeFen        int64             `json:"income_fen"`
	OpenedAt         *time.Time        `json:"opened_at"`
	Lang             string            `json:"lang"`
	Jurisdiction     string            `json:"jurisdiction"`
	Lines            []lineBody        `json:"lines"`
	Statements       []statementBody   `json:"statements"`
	Checks           []checkBody       `json:"checks"`
	Labels           []labelBody       `json:"labels"`
}

type personalBody struct {
	Name     string `json:"name"`
	Phone    string `json:"phone"`
	IDNumber string `json:"id_number"`
	Email    string `json:"email"`
}

type lineBody struct {
	Product  string `json:"product"`
	LimitFen int64  `json:"limit_fen"`
	UsedFen  int64  `json:"used_fen"`
}

type statementBody struct {
	Month       int        `json:"month"`
	BillFen     int64      `json:"bill_fen"`
	PaidFen     int64      `json:"paid_fen"`
	DueAt       *time.Time `json:"due_at"`
	Standing    int        `json:"standing"`
	DaysPastDue int        `json:"days_past_due"`
}

type checkBody struct {
	Kind      string    `json:"kind"`
	Passed    bool      `json:"passed"`
	Strength  float64   `json:"strength"`
	CheckedAt time.Time `json:"checked_at"`
}

type labelBody struct {
	Name string    `json:"name"`
	Bad  bool      `json:"bad"`
	At   time.Time `json:"at"`
}

// check refuses what only the body can tell: that a time was left out. Taking the present
// instead would make the same body say something else each time it is sent.
func (b *accountBody) check() error {
	var bad models.Invalid
	for i, k := range b.Checks {
		if k.CheckedAt.IsZero() {
			bad.Add("checks."+strconv.Itoa(i)+".checked_at", "required")
		}
	}
	for i, l := range b.Labels {
		if l.At.IsZero() {
			bad.Add("labels."+strconv.Itoa(i)+".at", "required")
		}
	}
	return bad.OrNil()
}

// command is the body as the record takes it. A list that was not sent stays nil, and
// leaves what is known.
func (b *accountBody) command() models.PutAccount {
	cmd := models.PutAccount{
		Declared: b.Declared, Education: b.Education, Employer: b.Employer, EmploymentMonths: b.EmploymentMonths,
		IncomeFen: b.IncomeFen, OpenedAt: b.OpenedAt, Lang: b.Lang, Jurisdiction: b.Jurisdiction,
	}
	if b.Personal != nil {
		cmd.Personal = &models.Personal{Name: b.Personal.Name, Phone: b.Personal.Phone, IDNumber: b.Personal.IDNumber, Email: b.Personal.Email}
	}
	cmd.Lines = each(b.Lines, func(l lineBody) models.CreditLine {
		return models.CreditLine{Product: models.Product(l.Product), LimitFen: l.LimitFen, UsedFen: l.UsedFen}
	})
	cmd.Statements = each(b.Statements, func(s statementBody) models.Statement {
		return models.Statement{Month: s.Month, BillFen: s.BillFen, PaidFen: s.PaidFen, DueAt: s.DueAt, Standing: s.Standing, DaysPastDue: s.DaysPastDue}
	})
	cmd.Checks = each(b.Checks, func(k checkBody) models.IdentityCheck {
		return models.IdentityCheck{Kind: k.Kind, Passed: k.Passed, Strength: k.Strength, CheckedAt: k.CheckedAt, Source: "api"}
	})
	cmd.Labels = each(b.Labels, func(l labelBody) models.Label {
		return models.Label{Name: l.Name, Bad: l.Bad, Source: "api", At: l.At}
	})
	return cmd
}

// each maps a list and keeps nil nil.
func each[A, B any](list []A, f func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

// accountAnswer is the answer to a put.
type accountAnswer struct {
	AccountID  string  `json:"account_id"`
	ExternalID string  `json:"external_id"`
	Status     string  `json:"status"`
	Version    int64   `json:"version"`
	Score      *int    `json:"score"` // null while there is no model
	Band       *string `json:"band"`
	DecisionID *string `json:"decision_id"`
}

func accountReply(s *models.AccountScore) accountAnswer {
	a := accountAnswer{
		AccountID: s.Account.PublicID(), ExternalID: s.Account.ExternalID, Status: string(s.Account.Status), Version: s.Account.Version,
	}
	if s.Decision != nil {
		id := s.Decision.PublicID()
		a.Score, a.Band, a.DecisionID = &s.Decision.Score, &s.Decision.Band, &id
	}
	return a
}

// scoreAnswer is how a score comes about: the points of its lines sum to it.
type scoreAnswer struct {
	AccountID     string         `json:"account_id"`
	ExternalID    string         `json:"external_id"`
	Status        string         `json:"status"`
	Score         int            `json:"score"`
	Band          string         `json:"band"`
	Outcome       string         `json:"outcome"`
	DecisionID    string         `json:"decision_id"`
	DecidedAt     time.Time      `json:"decided_at"`
	ConfirmedAt   *time.Time     `json:"confirmed_at,omitempty"` // absent for a decision that no rescoring has confirmed
	ModelID       string         `json:"model_id"`
	PolicyVersion int            `json:"policy_version"`
	Lines         []lineAnswer   `json:"lines"`
	MissingPoints int            `json:"missing_points"`
	Reasons       []reasonAnswer `json:"reasons"`
	ReasonsFrom   string         `json:"reasons_against"` // best or mean
	Missing       []gapAnswer    `json:"missing,omitempty"`
	Range         *rangeAnswer   `json:"range,omitempty"` // absent for a card that is not the mean of bagged models
}

// gapAnswer is a line that rests on missing data, and what a known value could have given.
type gapAnswer struct {
	Key       string `json:"key"`
	Aspect    string `json:"aspect"`
	Points    int    `json:"points"`
	MinPoints int    `json:"min_points"`
	MaxPoints int    `json:"max_points"`
}

// rangeAnswer is where nine in ten of the bagged models would put the card's own sum.
type rangeAnswer struct {
	Low   int     `json:"low"`
	High  int     `json:"high"`
	Level float64 `json:"level"`
}

type lineAnswer struct {
	Kind      string   `json:"kind"`
	Key       string   `json:"key"`
	Aspect    string   `json:"aspect,omitempty"`
	Value     *float64 `json:"value"` // null where it is missing or there is none
	Points    int      `json:"points"`
	MinPoints int      `json:"min_points"`
	MaxPoints int      `json:"max_points"`
}

type reasonAnswer struct {
	Code     string            `json:"code"`
	Lost     int               `json:"lost"`
	Factors  []string          `json:"factors"`
	Staff    map[string]string `json:"staff"`    // by language
	Customer map[string]string `json:"customer"` // by language; may be read to the customer
}

func (h *API) scoreReply(s *models.AccountScore) scoreAnswer {
	d := s.Decision
	a := scoreAnswer{
		AccountID: s.Account.PublicID(), ExternalID: s.Account.ExternalID, Status: string(s.Account.Status),
		Score: d.Score, Band: d.Band, Outcome: d.Outcome, DecisionID: d.PublicID(), DecidedAt: d.At, ConfirmedAt: s.Confirmed,
		ModelID: d.ModelID.Public(models.PrefixModel), PolicyVersion: d.PolicyVersion,
		Lines: []lineAnswer{}, MissingPoints: s.Breakdown.MissingPoints, Reasons: []reasonAnswer{},
	}
	for _, l := range s.Breakdown.Lines {
		line := lineAnswer{Kind: string(l.Kind), Key: l.Key, Aspect: string(l.Aspect), Points: l.Points, MinPoints: l.MinPoints, MaxPoints: l.MaxPoints}
		if l.Kind != score.LineBase && !l.Missing {
			line.Value = &l.Value
		}
		a.Lines = append(a.Lines, line)
	}
	for _, r := range s.Breakdown.Reasons {
		a.Reasons = append(a.Reasons, reasonAnswer{
			Code: r.Code, Lost: r.Lost, Factors: r.Factors, Staff: h.inAll("reason." + r.Code + ".staff"), Customer: h.inAll("reason." + r.Code + ".customer"),
		})
	}
	a.ReasonsFrom = string(s.Against)
	for _, g := range s.Gaps {
		a.Missing = append(a.Missing, gapAnswer{Key: g.Key, Aspect: string(g.Aspect), Points: g.Points, MinPoints: g.Low, MaxPoints: g.High})
	}
	if s.Range != nil {
		a.Range = &rangeAnswer{Low: s.Range.Low, High: s.Range.High, Level: score.RangeLevel}
	}
	return a
}

// inAll is a text in every language.
func (h *API) inAll(key string) map[string]string {
	out := map[string]string{}
	for _, lang := range text.Languages() {
		out[lang] = h.Texts.For(lang).T(key)
	}
	return out
}
