package models

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// SearchKind says what a search looked for. It is recorded; what was typed is not.
type SearchKind string

// The kinds of search, each exact.
const (
	SearchByID        SearchKind = "id"
	SearchByExternal  SearchKind = "external_id"
	SearchByPhone     SearchKind = "phone"
	SearchByPhoneTail SearchKind = "phone_tail"
	SearchByIDNumber  SearchKind = "id_number"
	SearchByIDTail    SearchKind = "id_tail"
	SearchByName      SearchKind = "name"
	SearchByCase      SearchKind = "case"
	SearchByAppeal    SearchKind = "appeal"
	SearchBySanction  SearchKind = "sanction"
	SearchByLimit     SearchKind = "limit"
	SearchByBatch     SearchKind = "batch"
	SearchByDecision  SearchKind = "decision"
	SearchByOverride  SearchKind = "override"
	SearchByOrder     SearchKind = "order" // the number that a source gave an event
	SearchByToken     SearchKind = "token" // of a device, a card, a payee or an address
	SearchByEntry     SearchKind = "entry" // of a list, by its token
)

// Search is what somebody looks for. Besides accounts only what that person may open is found.
type Search struct {
	Query string
	May   []Permission
}

// Can reports whether the person may open what needs a permission.
func (s *Search) Can(p Permission) bool { return slices.Contains(s.May, p) }

// Searched is a kind of thing that is found by its public id.
type Searched struct {
	Kind   SearchKind
	Prefix string
	Needs  Permission // to open its page
}

// SearchedThings are the things besides accounts that are found by their public ids.
func SearchedThings() []Searched {
	return []Searched{
		{SearchByCase, PrefixCase, PermCaseRead}, {SearchByAppeal, PrefixAppeal, PermAppealRead}, {SearchBySanction, PrefixSanction, PermAccountRead},
		{SearchByLimit, PrefixLimit, PermAccountRead}, {SearchByBatch, PrefixBulk, PermCaseRead}, {SearchByDecision, PrefixDecision, PermScoreRead},
		{SearchByOverride, PrefixOverride, PermScoreRead},
	}
}

// SearchHit is an account that a search found, by what, and what of it: the id of a case, say, or 0 for the account itself. A batch is of
// no account.
type SearchHit struct {
	Account Account
	Masked  Personal
	Kind    SearchKind
	Of      ID
}

// NamedMost is how long a number of an account is at most, in bytes.
const NamedMost = 100

// SearchMax is how many hits a search returns at most.
const SearchMax = 50

// Validate accepts 2 to 100 characters.
func (s *Search) Validate() error {
	s.Query = strings.TrimSpace(s.Query)
	var bad Invalid
	if n := utf8.RuneCountInString(s.Query); n < 2 || n > 100 {
		bad.Add("q", "length", "min", "2", "max", "100")
	}
	return bad.OrNil()
}

// aToken is a token as exports write it, or the beginning of one as pages show it.
var aToken = regexp.MustCompile(`^(?:token:)?([0-9a-f]{8,16})…?$`)

// Token is the token of a device, a card, a payee or an address that was typed, or at least half of one; "" for none.
func (s *Search) Token() string {
	if found := aToken.FindStringSubmatch(strings.ToLower(s.Query)); found != nil {
		return found[1]
	}
	return ""
}
