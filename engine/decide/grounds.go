package decide

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Ground is a coded ground of a decision on an appeal in the lender's own words: the paragraph that a key puts into the reason, and
// what the customer is told of it. The shipped words stand for the grounds that a version does not name.
type Ground struct {
	Code     string `json:"code"`               // the digit of its key, "1" to "9"
	Lang     string `json:"lang"`               // one of WordingLangs
	Title    string `json:"title"`              // on its button
	Reason   string `json:"grounds"`            // for the record
	Customer string `json:"customer,omitempty"` // for the letter, "" where the customer is told nothing of it
}

// Bounds of grounds, in characters.
const (
	GroundsMost    = 9
	groundTitleMax = 40
	groundTextMax  = 500
)

// GroundCodes lists every ground by the digit of its key.
func GroundCodes() []string {
	codes := make([]string, GroundsMost)
	for i := range codes {
		codes[i] = strconv.Itoa(i + 1)
	}
	return codes
}

// GroundFor returns the version's own words for a ground, false where the shipped ones stand.
func (p *Policy) GroundFor(code, lang string) (Ground, bool) {
	at := slices.IndexFunc(p.Grounds, Ground{Code: code, Lang: lang}.replaces)
	if at < 0 {
		return Ground{}, false
	}
	return p.Grounds[at], true
}

// PutGround returns the policy with a ground in the place of the one with the same code and language, or at the end when there is
// none. The policy it is called on keeps its own list.
func (p Policy) PutGround(g Ground) Policy {
	list := slices.Clone(p.Grounds)
	if at := slices.IndexFunc(list, g.replaces); at >= 0 {
		list[at] = g
	} else {
		list = append(list, g)
	}
	p.Grounds = list
	return p
}

// DropGround returns the policy without its own words for a ground in a language: the shipped ones stand again. Without any ground
// left the list is nil, so that the document is written as if it had never had one.
func (p Policy) DropGround(code, lang string) Policy {
	p.Grounds = slices.DeleteFunc(slices.Clone(p.Grounds), Ground{Code: code, Lang: lang}.replaces)
	if len(p.Grounds) == 0 {
		p.Grounds = nil
	}
	return p
}

func (g Ground) replaces(o Ground) bool { return g.Code == o.Code && g.Lang == o.Lang }

// checkGrounds checks the form; what a ground may say is known where letters are.
func (p *Policy) checkGrounds(add adder) {
	for i, g := range p.Grounds {
		at := func(name string) string { return fmt.Sprintf("appeal_grounds.%d.%s", i, name) }
		if !slices.Contains(GroundCodes(), g.Code) {
			add(at("code"), "choice")
		}
		if !slices.Contains(WordingLangs(), g.Lang) {
			add(at("lang"), "choice")
		}
		if slices.ContainsFunc(p.Grounds[:i], g.replaces) {
			add(at("code"), "unique")
		}
		length := func(name, text string, least, most int) {
			if n := len([]rune(strings.TrimSpace(text))); n < least || len([]rune(text)) > most {
				add(at(name), "length", "min", strconv.Itoa(least), "max", strconv.Itoa(most))
			}
		}
		length("title", g.Title, 1, groundTitleMax)
		if strings.ContainsAny(g.Title, "\n\r") {
			add(at("title"), "length", "min", "1", "max", strconv.Itoa(groundTitleMax))
		}
		length("grounds", g.Reason, wordsFewest, groundTextMax)
		if g.Customer != "" {
			length("customer", g.Customer, wordsFewest, groundTextMax)
		}
	}
}
