package handlers

import (
	"fmt"
	"slices"
	"strings"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// measureField is the field of what helps besides against measures of one kind.
func measureField(measure string) string { return "measure_evidence." + measure }

// readByMeasure reads what was ticked for each kind of measure.
func readByMeasure(f *form) map[string][]string {
	ticked := map[string][]string{}
	for _, m := range decide.MeasureKinds() {
		ticked[m] = f.list(measureField(m))
	}
	return ticked
}

// measureEvidence is what was ticked by kind of measure. A document keeps its form while what is ticked is what it asks for anyway.
func (in policyInput) measureEvidence(was decide.Policy) []decide.MeasureEvidence {
	var rules []decide.MeasureEvidence
	same := true
	for _, m := range decide.MeasureKinds() {
		ticked := in.ByMeasure[m]
		if had := was.HelpsByMeasure(m); slices.Equal(sorted(ticked), sorted(had)) {
			ticked = had // in the order that the document asks for them
		} else {
			same = false
		}
		if len(ticked) > 0 {
			rules = append(rules, decide.MeasureEvidence{Measure: m, Kinds: slices.Clone(ticked)})
		}
	}
	if same {
		return was.ByMeasure
	}
	return rules
}

// measureGroup is what helps besides in an appeal, by kind of the measure.
func (e policyEditor) measureGroup() views.PolicyFormGroup {
	g := views.PolicyFormGroup{Title: e.l.p.T("policy.by_measure"), Hint: e.l.p.T("policy.by_measure_hint")}
	for _, m := range decide.MeasureKinds() {
		g.Fields = append(g.Fields, e.evidence(measureField(m), e.l.word("sanction.kind.", m), e.in.ByMeasure[m]))
	}
	return g
}

// evidenceFault is the field of the editor that a fault of the document stands beside: its lists of evidence are edited by code, and
// the document names their rules by place.
func evidenceFault(doc *decide.Policy, field string) string {
	var i int
	if n, err := fmt.Sscanf(field, "appeal_evidence.%d.", &i); n == 1 && err == nil && i < len(doc.Checklist) {
		return helpsField(doc.Checklist[i].Reason)
	}
	if n, err := fmt.Sscanf(field, "measure_evidence.%d.", &i); n == 1 && err == nil && i < len(doc.ByMeasure) {
		return measureField(doc.ByMeasure[i].Measure)
	}
	return field
}

// evidencePath reports whether a field of a comparison is a list of kinds of evidence.
func evidencePath(path string) bool {
	return (strings.HasPrefix(path, "appeal_evidence/") || strings.HasPrefix(path, "measure_evidence/")) && strings.HasSuffix(path, "/kinds")
}

// customerEvidenceNames names what helps in an appeal against the measure, "" where its kind asks for nothing more than the words for its
// reason already say, and where there can be no appeal. "Something else" tells a customer nothing and is left out.
func customerEvidenceNames(p views.Page, cs *models.CustomerCase) string {
	open := cs.Appeal != nil && cs.Appeal.Undecided()
	if cs.Policy == nil || (cs.Sanction.Muted(p.Now) && !open) {
		return ""
	}
	doc := &cs.Policy.Document
	if len(doc.HelpsByMeasure(string(cs.Sanction.Kind))) == 0 {
		return ""
	}
	kinds := slices.DeleteFunc(doc.HelpsAgainst(cs.Sanction.ReasonCode, string(cs.Sanction.Kind)), func(k string) bool { return k == "other" })
	return evidenceWords(p, kinds)
}
