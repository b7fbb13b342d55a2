package models

import (
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"candor/engine/decide"
)

// Bounds of what a source may say about one account.
const (
	StatementsMax = 60   // five years of bills
	MonthsMax     = 1200 // of employment, or of a phone number
	StandingMax   = 60   // months past due
	textMax       = 120  // characters of a name, an employer or a declared value
	listMax       = 50   // checks or labels of one account
)

// CheckKinds is the verifications of identity that are understood.
func CheckKinds() []string { return []string{"name_match", "document", "face", "phone", "card"} }

// Normalise puts statements in order, the oldest first, and times into UTC, so that the
// same knowledge always has the same content hash.
func (p *PutAccount) Normalise() {
	slices.SortStableFunc(p.Statements, func(a, b Statement) int { return a.Month - b.Month })
	if p.OpenedAt != nil {
		at := p.OpenedAt.UTC().Truncate(time.Microsecond)
		p.OpenedAt = &at
	}
}

// Validate refuses knowledge that cannot be true or would not fit. Fields are named as the
// API names them, with the place in a list: statements.3.month.
func (p *PutAccount) Validate() error {
	var bad Invalid
	if !plain(p.ExternalID, 1, 64) {
		bad.Add("external_id", "length", "min", "1", "max", "64")
	}
	if !plain(p.Source, 1, 64) {
		bad.Add("source", "length", "min", "1", "max", "64")
	}
	if p.Lang != "" && p.Lang != "zh-CN" && p.Lang != "en" {
		bad.Add("lang", "choice")
	}
	if p.Jurisdiction != "" && !decide.Jurisdiction(p.Jurisdiction) {
		bad.Add("jurisdiction", "jurisdiction")
	}
	p.validatePerson(&bad)
	p.validateLines(&bad)
	p.validateStatements(&bad)
	p.validateLists(&bad)
	return bad.OrNil()
}

func (p *PutAccount) validatePerson(bad *Invalid) {
	if p.Personal != nil {
		for field, value := range map[PersonalField]string{
			FieldName: p.Personal.Name, FieldPhone: p.Personal.Phone,
			FieldIDNumber: p.Personal.IDNumber, FieldEmail: p.Personal.Email,
		} {
			if !plain(value, 0, textMax) {
				bad.Add("personal."+string(field), "length", "min", "0", "max", "120")
			}
		}
	}
	if len(p.Declared) > 20 {
		bad.Add("declared", "count_between", "min", "0", "max", "20")
	}
	for name, value := range p.Declared {
		if !validSlug(name) || !plain(value, 0, textMax) {
			bad.Add("declared", "slug")
		}
	}
	if p.Education < 0 || p.Education > 4 {
		bad.Add("education", "choice")
	}
	if !plain(p.Employer, 0, textMax) {
		bad.Add("employer", "length", "min", "0", "max", "120")
	}
	if m := p.EmploymentMonths; m != nil && (*m < 0 || *m > MonthsMax) {
		bad.Add("employment_months", "range_between", "min", "0", "max", "1200")
	}
	if p.IncomeFen < 0 || p.IncomeFen > MaxFen {
		bad.Add("income_fen", "range")
	}
}

func (p *PutAccount) validateLines(bad *Invalid) {
	for i, l := range p.Lines {
		at := "lines." + strconv.Itoa(i)
		if l.Product != ProductPayLater && l.Product != ProductCashLoan {
			bad.Add(at+".product", "choice")
		}
		if slices.ContainsFunc(p.Lines[:i], func(o CreditLine) bool { return o.Product == l.Product }) {
			bad.Add(at+".product", "unique")
		}
		if l.LimitFen < 0 || l.LimitFen > MaxFen {
			bad.Add(at+".limit_fen", "range")
		}
		if l.UsedFen < 0 || l.UsedFen > MaxFen {
			bad.Add(at+".used_fen", "range")
		}
	}
}

func (p *PutAccount) validateStatements(bad *Invalid) {
	if len(p.Statements) > StatementsMax {
		bad.Add("statements", "count_between", "min", "0", "max", strconv.Itoa(StatementsMax))
		return
	}
	for i, s := range p.Statements {
		at := "statements." + strconv.Itoa(i)
		if year, month := s.Month/100, s.Month%100; year < 1990 || year > 2200 || month < 1 || month > 12 {
			bad.Add(at+".month", "month")
		}
		if slices.ContainsFunc(p.Statements[:i], func(o Statement) bool { return o.Month == s.Month }) {
			bad.Add(at+".month", "unique")
		}
		if s.BillFen < -MaxFen || s.BillFen > MaxFen {
			bad.Add(at+".bill_fen", "range")
		}
		if s.PaidFen < 0 || s.PaidFen > MaxFen {
			bad.Add(at+".paid_fen", "range")
		}
		if s.Standing < -2 || s.Standing > StandingMax {
			bad.Add(at+".standing", "range_between", "min", "-2", "max", strconv.Itoa(StandingMax))
		}
		if s.DaysPastDue < 0 || s.DaysPastDue > 31*StandingMax {
			bad.Add(at+".days_past_due", "range")
		}
	}
}

func (p *PutAccount) validateLists(bad *Invalid) {
	if len(p.Checks) > listMax {
		bad.Add("checks", "count_between", "min", "0", "max", strconv.Itoa(listMax))
	}
	for i, c := range p.Checks {
		at := "checks." + strconv.Itoa(i)
		if !slices.Contains(CheckKinds(), c.Kind) {
			bad.Add(at+".kind", "choice")
		}
		if slices.ContainsFunc(p.Checks[:i], func(o IdentityCheck) bool { return o.Kind == c.Kind }) {
			bad.Add(at+".kind", "unique")
		}
		if !(c.Strength >= 0 && c.Strength <= MonthsMax) {
			bad.Add(at+".strength", "range")
		}
	}
	if len(p.Labels) > listMax {
		bad.Add("labels", "count_between", "min", "0", "max", strconv.Itoa(listMax))
	}
	for i, l := range p.Labels {
		if !validSlug(l.Name) {
			bad.Add("labels."+strconv.Itoa(i)+".name", "slug")
		}
		if l.Name == ObservedOutcome {
			bad.Add("labels."+strconv.Itoa(i)+".name", "reserved")
		}
	}
}

// plain reports whether s is valid text without control characters, of a length in
// characters within lowest..highest.
func plain(s string, lowest, highest int) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	n := utf8.RuneCountInString(s)
	return n >= lowest && n <= highest
}
