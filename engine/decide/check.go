package decide

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"candor/engine/factor"
	"candor/engine/score"
)

// Fault is one thing wrong with a policy document: the field it is about, in the form
// bands.2.from, and a code with values that the language catalogues hold a sentence for.
type Fault struct {
	Field string
	Code  string
	Args  []string // name, value pairs
}

// Check returns everything wrong with the document, in document order; none means that
// it may be published.
func (p *Policy) Check() []Fault {
	var faults []Fault
	add := func(field, code string, args ...string) {
		faults = append(faults, Fault{Field: field, Code: code, Args: args})
	}
	if p.Schema != PolicySchema {
		add("schema", "choice")
	}
	p.checkBands(add)
	p.checkLimits(add)
	p.checkCaps(add)
	p.checkFlags(add)
	for i, h := range p.SLA.CaseHours {
		if h < 1 || h > 24*30 {
			add(fmt.Sprintf("sla.case_hours.%d", i), "range_between", "min", "1", "max", "720")
		}
	}
	if p.SLA.QuietDays < 0 || p.SLA.QuietDays > 365 {
		add("sla.quiet_days", "range_between", "min", "0", "max", "365")
	}
	p.SLA.Business.check(add)
	p.checkAppeals(add)
	if !p.Reasons.Reference.Valid() {
		add("reasons.reference", "choice")
	}
	if p.Reasons.LeastPoints < 0 || p.Reasons.LeastPoints > LeastPointsMax {
		add("reasons.least_points", "range_between", "min", "0", "max", strconv.Itoa(LeastPointsMax))
	}
	if p.Reasons.Lessons != 0 {
		between(add, "reasons.lessons", p.Reasons.Lessons, 1, LessonsMost)
	}
	p.checkEvents(add)
	p.Switches.check(add)
	p.checkSections(add)
	return faults
}

func (p *Policy) checkAppeals(add adder) {
	if p.Appeals.DueDays < 1 || p.Appeals.DueDays > 90 {
		add("appeals.due_days", "range_between", "min", "1", "max", "90")
	}
	if p.Appeals.ExecuteMinutes < 1 || p.Appeals.ExecuteMinutes > 24*60 {
		add("appeals.execute_minutes", "range_between", "min", "1", "max", "1440")
	}
	for i, k := range p.Appeals.ServiceKinds {
		if !slices.Contains(SanctionKinds(), k) || slices.Contains(p.Appeals.ServiceKinds[:i], k) {
			add("appeals.service_kinds", "choice")
		}
	}
}

// SanctionKinds is the sanctions that an appeal can be about, mildest first.
func SanctionKinds() []string { return []string{"limit_cut", "restrict", "freeze", "deactivate"} }

// FlagSources is what a flag can come from.
func FlagSources() []string { return []string{"model", "rule", "delinquency"} }

// Bounds of lists and names in the document.
const (
	capsMax  = 20
	flagsMax = 40
	nameMax  = 40
)

// slug reports whether s can be a key: 2 to 40 small letters, digits and underscores, a letter first.
func slug(s string) bool {
	if len(s) < 2 || len(s) > nameMax || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

type adder func(field, code string, args ...string)

func (p *Policy) checkBands(add adder) {
	if len(p.Bands) < 2 || len(p.Bands) > 10 {
		add("bands", "count_between", "min", "2", "max", "10")
		return
	}
	if p.Bands[0].From != ScoreMin {
		add("bands.0.from", "band_start", "from", fmt.Sprint(ScoreMin))
	}
	for i, b := range p.Bands {
		if n := utf8.RuneCountInString(b.Name); n < 1 || n > nameMax {
			add(fmt.Sprintf("bands.%d.name", i), "length", "min", "1", "max", fmt.Sprint(nameMax))
		} else if slices.ContainsFunc(p.Bands[:i], func(o score.Band) bool { return o.Name == b.Name }) {
			add(fmt.Sprintf("bands.%d.name", i), "unique")
		}
		if i > 0 && b.From <= p.Bands[i-1].From {
			add(fmt.Sprintf("bands.%d.from", i), "ascending", "above", fmt.Sprint(p.Bands[i-1].From))
		}
		if b.From > ScoreMax {
			add(fmt.Sprintf("bands.%d.from", i), "range_between", "min", fmt.Sprint(ScoreMin), "max", fmt.Sprint(ScoreMax))
		}
	}
}

// maxFen bounds amounts in the document, far from overflow.
const maxFen = 1_000_000_000_000

func (p *Policy) checkLimits(add adder) {
	if len(p.Limits) != len(p.Bands) {
		add("limits", "row_per_band")
		return
	}
	for i, row := range p.Limits {
		if row.Band != p.Bands[i].Name {
			add(fmt.Sprintf("limits.%d.band", i), "row_per_band")
		}
		if row.CapFen < 0 || row.CapFen > maxFen {
			add(fmt.Sprintf("limits.%d.cap_fen", i), "range")
		} else if i > 0 && row.CapFen < p.Limits[i-1].CapFen {
			add(fmt.Sprintf("limits.%d.cap_fen", i), "not_falling")
		}
		if !shareInRange(row.IncomeBP) {
			add(fmt.Sprintf("limits.%d.income_bp", i), "range")
		} else if i > 0 && shareInRange(p.Limits[i-1].IncomeBP) && boundOf(row.IncomeBP) < boundOf(p.Limits[i-1].IncomeBP) {
			add(fmt.Sprintf("limits.%d.income_bp", i), "share_falls")
		}
		if !shareInRange(row.RaiseBP) {
			add(fmt.Sprintf("limits.%d.raise_bp", i), "range")
		} else if i > 0 && shareInRange(p.Limits[i-1].RaiseBP) && row.RaiseBP < p.Limits[i-1].RaiseBP {
			add(fmt.Sprintf("limits.%d.raise_bp", i), "share_falls")
		}
	}
	if p.Approval.RaiseFen < 0 || p.Approval.RaiseFen > maxFen {
		add("approval.raise_fen", "range")
	}
	if p.Approval.StepFen < 0 || p.Approval.StepFen > maxFen {
		add("approval.step_fen", "range")
	}
	if p.Approval.CutBP < 0 || p.Approval.CutBP > 10_000 {
		add("approval.cut_bp", "range_between", "min", "0", "max", "100")
	}
	if p.Loss.LGDBP < 0 || p.Loss.LGDBP > 10_000 {
		add("loss.lgd_bp", "range_between", "min", "0", "max", "100")
	}
	if p.Loss.CCFBP < 0 || p.Loss.CCFBP > 10_000 {
		add("loss.ccf_bp", "range_between", "min", "0", "max", "100")
	}
}

// shareMost is the largest share of the limit matrix, a hundred times what it is of.
const shareMost = 1_000_000

func shareInRange(bp int64) bool { return bp >= 0 && bp <= shareMost }

// boundOf is a share of income as a bound: 0 means that income is not looked at, which bounds nothing.
func boundOf(bp int64) int64 {
	if bp == 0 {
		return shareMost + 1
	}
	return bp
}

// finite reports whether a threshold is a number that a factor could reach.
func finite(v float64) bool { return v >= -1e12 && v <= 1e12 }

func (p *Policy) checkCaps(add adder) {
	if len(p.Caps) > capsMax {
		add("caps", "count_between", "min", "0", "max", fmt.Sprint(capsMax))
	}
	for i, c := range p.Caps {
		if !slug(c.Key) {
			add(fmt.Sprintf("caps.%d.key", i), "slug")
		} else if slices.ContainsFunc(p.Caps[:i], func(o Cap) bool { return o.Key == c.Key }) {
			add(fmt.Sprintf("caps.%d.key", i), "unique")
		}
		if !finite(c.Threshold) {
			add(fmt.Sprintf("caps.%d.threshold", i), "range")
		}
		if _, _, ok := factor.Lookup(c.Factor); !ok {
			add(fmt.Sprintf("caps.%d.factor", i), "choice")
		}
		if c.Op != OpBelow && c.Op != OpAtLeast {
			add(fmt.Sprintf("caps.%d.op", i), "choice")
		}
		if c.Score < ScoreMin || c.Score > ScoreMax {
			add(fmt.Sprintf("caps.%d.score", i), "range_between", "min", fmt.Sprint(ScoreMin), "max", fmt.Sprint(ScoreMax))
		}
	}
}

func (p *Policy) checkFlags(add adder) {
	if len(p.Flags) > flagsMax {
		add("flags", "count_between", "min", "0", "max", fmt.Sprint(flagsMax))
	}
	for i, r := range p.Flags {
		at := func(name string) string { return fmt.Sprintf("flags.%d.%s", i, name) }
		if !slug(r.Code) {
			add(at("code"), "slug")
		} else if slices.ContainsFunc(p.Flags[:i], func(o FlagRule) bool { return o.Code == r.Code }) {
			add(at("code"), "unique")
		}
		if r.Measure != MeasureScore && r.Measure != MeasureScoreDrop {
			if _, _, ok := factor.Lookup(r.Measure); !ok {
				add(at("measure"), "choice")
			}
		}
		if r.Op != OpBelow && r.Op != OpAtLeast {
			add(at("op"), "choice")
		}
		if !slices.Contains(FlagSources(), r.Source) {
			add(at("source"), "choice")
		}
		switch {
		case !finite(r.Threshold):
			add(at("threshold"), "range")
		case r.Measure == MeasureScore && (r.Threshold < ScoreMin || r.Threshold > ScoreMax):
			add(at("threshold"), "range_between", "min", fmt.Sprint(ScoreMin), "max", fmt.Sprint(ScoreMax))
		}
		if r.Severity < 1 || r.Severity > 4 {
			add(at("severity"), "range_between", "min", "1", "max", "4")
		}
	}
}
