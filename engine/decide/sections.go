package decide

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Contact is when and how often the lender may contact a customer about money that is owed. Quiet hours are local times of Zone;
// in them only a customer who agreed is contacted. The shipped figures are those of the China Banking Association's trial
// guideline of January 2026: nothing between 22:00 and 08:00 without consent, at most six attempts a day. The guideline names no
// weekly figure; the shipped one is seven such days.
type Contact struct {
	QuietFrom string `json:"quiet_from"` // HH:MM
	QuietTo   string `json:"quiet_to"`   // HH:MM, the first minute outside; earlier than QuietFrom across midnight
	Zone      string `json:"zone"`       // one of Zones
	DayMost   int    `json:"day_most"`   // attempts a calendar day, 1 to 50
	WeekMost  int    `json:"week_most"`  // attempts in any 7 days, DayMost to 7 × DayMost
	// Consent says that a customer's consent lifts the quiet hours; without it nobody is contacted in them.
	Consent bool `json:"consent_lifts_quiet"`
}

// Work is what work takes, for estimates of how much a change causes.
type Work struct {
	CaseMinutes int `json:"case_minutes"` // of a reviewer a case, 1 to 480
}

// Guards is what a version may do at most before it is stopped, in basis points.
type Guards struct {
	DefaultRiseBP int `json:"default_rise_bp"` // rise of the default rate, 1 to 10,000
	OverturnBP    int `json:"overturn_bp"`     // overturned among decided appeals, 1 to 10,000
	ListShareBP   int `json:"list_share_bp"`   // accounts that one list entry may block, 1 to 10,000
}

// DefaultContact is the contact rules a new lender starts with, and those of a version that has none.
func DefaultContact() Contact {
	return Contact{QuietFrom: "22:00", QuietTo: "08:00", Zone: "Asia/Shanghai", DayMost: 6, WeekMost: 42, Consent: true}
}

// DefaultWork is the estimates a new lender starts with, and those of a version that has none.
func DefaultWork() Work { return Work{CaseMinutes: 20} }

// DefaultGuards is the bounds a new lender starts with, and those of a version that has none.
func DefaultGuards() Guards { return Guards{DefaultRiseBP: 50, OverturnBP: 2_000, ListShareBP: 100} }

// ContactRules returns the version's contact rules, the shipped ones for a version from before it could name them.
func (p *Policy) ContactRules() Contact {
	if p.Contact == (Contact{}) {
		return DefaultContact()
	}
	return p.Contact
}

// WorkRules returns the version's estimates, the shipped ones for a version from before it could name them.
func (p *Policy) WorkRules() Work {
	if p.Work == (Work{}) {
		return DefaultWork()
	}
	return p.Work
}

// GuardBounds returns the version's bounds, the shipped ones for a version from before it could name them.
func (p *Policy) GuardBounds() Guards {
	if p.Guards == (Guards{}) {
		return DefaultGuards()
	}
	return p.Guards
}

// Zones is the time zones that contact rules may name. The list is fixed so that whether a document is sound does not hang on the
// zone files of the machine that reads it.
func Zones() []string {
	return []string{
		"Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Jakarta",
		"Asia/Kolkata", "Europe/London", "Europe/Berlin", "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "UTC",
	}
}

// dayMinutes is the minutes of a day.
const dayMinutes = 24 * 60

// clockMinutes reads HH:MM as minutes since midnight; ok is false for anything else.
func clockMinutes(s string) (minutes int, ok bool) {
	h, m, found := strings.Cut(s, ":")
	if !found || len(h) != 2 || len(m) != 2 {
		return 0, false
	}
	hours, err1 := strconv.ParseUint(h, 10, 8)
	rest, err2 := strconv.ParseUint(m, 10, 8)
	if err1 != nil || err2 != nil || hours > 23 || rest > 59 {
		return 0, false
	}
	return int(hours)*60 + int(rest), true
}

// Quiet reports whether a local time of Zone, in minutes since midnight, lies in the quiet hours. Equal ends mean that no hour is
// quiet. A time outside 0 to 1439 is taken within its day.
func (c Contact) Quiet(minutes int) bool {
	from, ok1 := clockMinutes(c.QuietFrom)
	to, ok2 := clockMinutes(c.QuietTo)
	if !ok1 || !ok2 {
		return true // a rule that cannot be read forbids
	}
	minutes = ((minutes % dayMinutes) + dayMinutes) % dayMinutes
	if from <= to {
		return from <= minutes && minutes < to
	}
	return minutes >= from || minutes < to
}

// checkSections checks the parts that a version may lack.
func (p *Policy) checkSections(add adder) {
	if p.Contact != (Contact{}) {
		p.Contact.check(add)
	}
	if p.Work != (Work{}) {
		between(add, "work.case_minutes", p.Work.CaseMinutes, 1, 480)
	}
	if p.Guards != (Guards{}) {
		share := func(field string, bp int) {
			if bp < 1 || bp > 10_000 {
				add("guards."+field, "range_between", "min", "0.01", "max", "100")
			}
		}
		share("default_rise_bp", p.Guards.DefaultRiseBP)
		share("overturn_bp", p.Guards.OverturnBP)
		share("list_share_bp", p.Guards.ListShareBP)
	}
	p.checkDesk(add)
	p.checkDeclined(add)
	p.checkGrounds(add)
	p.checkQuick(add)
	p.checkWordings(add)
}

func (c Contact) check(add adder) {
	for _, f := range []struct{ name, value string }{{"quiet_from", c.QuietFrom}, {"quiet_to", c.QuietTo}} {
		if _, ok := clockMinutes(f.value); !ok {
			add("contact."+f.name, "clock")
		}
	}
	if !slices.Contains(Zones(), c.Zone) {
		add("contact.zone", "choice")
	}
	between(add, "contact.day_most", c.DayMost, 1, 50)
	day := min(max(c.DayMost, 1), 50)
	between(add, "contact.week_most", c.WeekMost, day, 7*day)
}

// Wording is the lender's own words for a message, which replace the shipped title and first paragraph. What the customer must be
// told besides, such as reason, end and ways to object, always follows.
type Wording struct {
	Code  string `json:"code"`            // which message, see models.WordingOf
	Lang  string `json:"lang"`            // one of WordingLangs
	Title string `json:"title,omitempty"` // the shipped one when empty
	Body  string `json:"body"`            // with variables such as {{.to}}; a blank line starts a paragraph
}

// Bounds of wordings, in characters.
const (
	wordingsMax  = 100
	titleMax     = 80
	wordsMax     = 2_000
	wordsFewest  = 5
	wordCodeMost = 60
)

// WordingLangs is the languages that messages are written in.
func WordingLangs() []string { return []string{"zh-CN", "en"} }

// WordingFor returns the version's own words for a message, false where the shipped ones stand.
func (p *Policy) WordingFor(code, lang string) (Wording, bool) {
	for _, w := range p.Wordings {
		if w.Code == code && w.Lang == lang {
			return w, true
		}
	}
	return Wording{}, false
}

// checkWordings checks the form; what a wording may say is known where messages are.
func (p *Policy) checkWordings(add adder) {
	if len(p.Wordings) > wordingsMax {
		add("wordings", "count_between", "min", "0", "max", strconv.Itoa(wordingsMax))
	}
	for i, w := range p.Wordings {
		at := func(name string) string { return fmt.Sprintf("wordings.%d.%s", i, name) }
		if w.Code == "" || len(w.Code) > wordCodeMost {
			add(at("code"), "choice")
		}
		if !slices.Contains(WordingLangs(), w.Lang) {
			add(at("lang"), "choice")
		}
		if slices.ContainsFunc(p.Wordings[:i], func(o Wording) bool { return o.Code == w.Code && o.Lang == w.Lang }) {
			add(at("code"), "unique")
		}
		if n := len([]rune(w.Title)); n > titleMax || strings.ContainsAny(w.Title, "\n\r") {
			add(at("title"), "length", "min", "0", "max", strconv.Itoa(titleMax))
		}
		if n := len([]rune(strings.TrimSpace(w.Body))); n < wordsFewest || n > wordsMax {
			add(at("body"), "length", "min", strconv.Itoa(wordsFewest), "max", strconv.Itoa(wordsMax))
		}
	}
}
