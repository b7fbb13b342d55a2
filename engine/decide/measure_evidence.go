package decide

import "slices"

// MeasureEvidence is what would help a customer against measures of one kind, whatever their reason, besides what helps by reason.
type MeasureEvidence struct {
	Measure string   `json:"code"`  // one of MeasureKinds
	Kinds   []string `json:"kinds"` // of EvidenceKinds, each once, in the order they are asked for
}

// MeasureKinds is the measures that an appeal can be against: the sanctions, mildest first, and payments that were not made.
func MeasureKinds() []string { return append(SanctionKinds(), "decline") }

// HelpsByMeasure returns the kinds of evidence that the version asks for against a kind of measure, none for a kind without a rule. A
// version that names no rules asks for nothing more.
func (p *Policy) HelpsByMeasure(measure string) []string {
	for _, r := range p.ByMeasure {
		if r.Measure == measure {
			return r.Kinds
		}
	}
	return nil
}

// HelpsAgainst returns what would help against a measure: what its reason asks for, then what its kind does, nothing twice.
func (p *Policy) HelpsAgainst(reason, measure string) []string {
	kinds := slices.Clone(p.Helps(reason))
	for _, k := range p.HelpsByMeasure(measure) {
		if !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// EveryMeasure returns a rule for every kind of measure, an empty one where the version asks for nothing: two versions are compared by
// what they ask for, not by which rules they spell out.
func (p *Policy) EveryMeasure() []MeasureEvidence {
	all := make([]MeasureEvidence, 0, len(MeasureKinds()))
	for _, m := range MeasureKinds() {
		all = append(all, MeasureEvidence{Measure: m, Kinds: append([]string{}, p.HelpsByMeasure(m)...)})
	}
	return all
}
