package handlers

import (
	"strings"

	"candor/models"
	"candor/views"
)

// verdict writes the letters about an appeal that is neither upheld nor overturned as a whole, and
// the one that tells that it goes on without what did not come.
func (v letterValues) verdict(l *views.Letter, template string) {
	switch template {
	case models.TemplateAppealPartly, models.TemplateAppealReplaced:
		if template == models.TemplateAppealReplaced {
			l.Body = append(l.Body, v.milder()...)
		}
		l.Body = append(l.Body, v.values["text"])
		if items := v.restoredAs("letter.kept_for_now"); len(items) > 0 {
			l.ItemsHead, l.Items = v.p.T("letter.restored_head"), items
		}
		l.CanDo = []string{v.p.T("letter.can_again"), v.p.T("letter.can_complain")}
	case models.TemplateAppealGoesOn:
		l.ItemsHead, l.Items = v.p.T("letter.evidence_missing"), v.evidenceItems()
		l.CanDo = []string{v.p.T("letter.can_add"), v.p.T("letter.can_withdraw")}
	}
}

// milder tells of the measure that takes the place, in the words that tell of any measure.
func (v letterValues) milder() []string {
	fresh := letterValues{v.p, map[string]string{}}
	for name, value := range v.values {
		if name, isNew := strings.CutPrefix(name, "new."); isNew {
			fresh.values[name] = value
		}
	}
	if fresh.values["kind"] == "" {
		return nil // the old measure ended by itself before the decision was carried out
	}
	said := []string{v.p.Texts.T("letter.sanction_started."+fresh.values["kind"], fresh.kv()...)}
	switch {
	case fresh.values["until"] != "":
		said = append(said, v.p.T("letter.sanction_until", fresh.kv()...))
	case fresh.values["review"] != "":
		said = append(said, v.p.T("letter.sanction_review", fresh.kv()...))
	}
	return said
}

// evidenceUntil says until when evidence is waited for and what happens then. Letters from before
// there was an end say nothing.
func (v letterValues) evidenceUntil(l *views.Letter) {
	if v.values["until"] != "" {
		l.CanDo = append(l.CanDo, v.p.T("letter.evidence_until", v.kv()...))
	}
}

// caseEvidence asks for documents before anything is decided.
func (v letterValues) caseEvidence(l *views.Letter) {
	l.Body = append([]string{v.p.T("letter.case_evidence.body")}, paragraphs(v.values["text"])...)
	l.ItemsHead, l.Items = v.p.T("letter.evidence_head"), v.evidenceItems()
	v.evidenceUntil(l)
}

func (v letterValues) evidenceItems() []string {
	var items []string
	for _, kind := range strings.Split(v.values["evidence"], ",") {
		items = append(items, v.p.T("appeal.evidence."+kind))
	}
	return items
}
