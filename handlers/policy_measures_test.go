package handlers

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

func ticked(field, kind string) string { return `name="` + field + `" value="` + kind + `" checked` }

// TestEvidenceByMeasureIsEditedBesideTheOneByReason: a draft is saved with what is ticked and nothing else of it changes; what is
// unknown is refused beside its field in both languages, and the ticks stay.
func TestEvidenceByMeasureIsEditedBesideTheOneByReason(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	form := policyFormOf(fake.policy.Document)
	if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.ByMeasure != nil {
		t.Fatalf("unchanged: status %d, saved %+v", w.Code, fake.saved.ByMeasure)
	}
	form[measureField("freeze")] = []string{"id_card", "income"}
	form[measureField("decline")] = []string{"purchase_proof"}
	if w := d.save(fake, form); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	want := []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"id_card", "income"}}, {Measure: "decline", Kinds: []string{"purchase_proof"}}}
	if diff := cmp.Diff(want, fake.saved.ByMeasure); diff != "" || len(fake.saved.Checklist) != len(decide.SanctionReasons()) {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	fake.policy.Document = *fake.saved
	h := &Policies{Site: d.site, Store: fake}
	page := d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show).Body.String()
	if !strings.Contains(page, ticked(measureField("freeze"), "income")) || strings.Contains(page, ticked(measureField("restrict"), "income")) {
		t.Error("the editor does not show what was saved")
	}
	form[measureField("freeze")] = []string{"income", "shoe"}
	form.Set(fieldWarn, "soon")
	for lang, choose := range map[string]string{"en": "Choose one of the values offered.", "zh-CN": "请从给出的选项中选择。"} {
		d.visitor.User.Lang = lang
		w := d.save(fake, form)
		page := w.Body.String()
		at := strings.Index(page, `id="`+ui.FieldID(measureField("freeze"))+`-error"`)
		if w.Code != http.StatusUnprocessableEntity || at < 0 || !strings.Contains(page[at:min(at+200, len(page))], choose) {
			t.Errorf("%s: status %d, refused at %d", lang, w.Code, at)
		}
		if !strings.Contains(page, ticked(measureField("freeze"), "income")) || !strings.Contains(page, ticked(measureField("decline"), "purchase_proof")) || !strings.Contains(page, `value="soon"`) {
			t.Errorf("%s: what was typed is lost", lang)
		}
	}
}

// TestADocumentKeepsItsRulesByMeasureWhileTheirTicksStay: in its own order, with the rules that ask for nothing; without a tick it has none.
func TestADocumentKeepsItsRulesByMeasureWhileTheirTicksStay(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit)
	fake := &policyFake{policy: draftOf(7, models.PolicyDraft)}
	own := []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"income", "id_card"}}, {Measure: "restrict", Kinds: []string{}}}
	fake.policy.Document.ByMeasure = own
	form := policyFormOf(fake.policy.Document)
	form[measureField("freeze")] = []string{"id_card", "income"} // as a browser sends it, in the order of the page
	if w := d.save(fake, form); w.Code != http.StatusSeeOther || !cmp.Equal(own, fake.saved.ByMeasure) {
		t.Errorf("status %d, saved %+v", w.Code, fake.saved.ByMeasure)
	}
	form.Del(measureField("freeze"))
	if w := d.save(fake, form); w.Code != http.StatusSeeOther || fake.saved.ByMeasure != nil {
		t.Errorf("without a tick: status %d, saved %+v", w.Code, fake.saved.ByMeasure)
	}
}

// TestThePolicyPageSaysWhatHelpsByMeasure, or that nothing more is asked.
func TestThePolicyPageSaysWhatHelpsByMeasure(t *testing.T) {
	d := newDesk(t, models.PermPolicyRead)
	fake := &policyFake{policy: draftOf(8, models.PolicyLive)}
	show := func() *httptest.ResponseRecorder {
		h := &Policies{Site: d.site, Store: fake}
		return d.ask(http.MethodGet, "/policy/:version", "/policy/2", nil, h.Show)
	}
	part := func() string {
		_, rest, _ := strings.Cut(show().Body.String(), `id="by-measure"`)
		part, _, _ := strings.Cut(rest, "</section>")
		return part
	}
	if p := part(); !strings.Contains(p, "No kind of measure asks for more") {
		t.Errorf("the shipped policy says %s", p)
	}
	fake.policy.Document.ByMeasure = []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"income", "id_card"}}, {Measure: "restrict"}}
	if p := part(); !strings.Contains(p, "Proof of income, ID document") || !strings.Contains(p, "Freeze") || strings.Contains(p, "Restriction") {
		t.Errorf("a policy with rules says %s", p)
	}
}

// TestEvidenceByMeasureIsComparedByKind: what is asked for against one kind more is one line, whatever rules without evidence either names.
func TestEvidenceByMeasureIsComparedByKind(t *testing.T) {
	old, now := decide.Default(), decide.Default()
	now.ByMeasure = []decide.MeasureEvidence{{Measure: "restrict"}, {Measure: "freeze", Kinds: []string{"income", "id_card"}}}
	changes, err := comparePolicies(old, now)
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]ui.DiffRow{
		"en":    {Field: "What helps in an appeal, by kind · Freeze · Evidence", Before: views.Dash, After: "Proof of income, ID document"},
		"zh-CN": {Field: "按措施类型的申诉可用材料 · 冻结 · 材料", Before: views.Dash, After: "收入证明、身份证件"},
	} {
		rows := labels{testSite(t).letterPage(lang)}.policyChanges(changes)
		if len(rows) != 1 || !cmp.Equal(rows[0], want) {
			t.Errorf("%s: %+v", lang, rows)
		}
	}
	old.ByMeasure = slices.Clone(now.ByMeasure[1:])
	if changes, err = comparePolicies(old, now); err != nil || len(changes) > 0 {
		t.Errorf("a rule that asks for nothing is a change: %+v, %v", changes, err)
	}
}

// TestAPolicyFileHoldsEvidenceByMeasure there and back, and names by its place what is wrong.
func TestAPolicyFileHoldsEvidenceByMeasure(t *testing.T) {
	v := draftOf(7, models.PolicyLive)
	v.Document.ByMeasure = []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"income"}}}
	b, err := WritePolicyFile(&v)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := ReadPolicyFile(b); err != nil || !f.Unchanged() || !cmp.Equal(f.Document.ByMeasure, v.Document.ByMeasure) {
		t.Errorf("read back %+v, %v", f.Document.ByMeasure, err)
	}
	_, err = ReadPolicyFile(bytes.Replace(b, []byte(`"code": "freeze"`), []byte(`"code": "scolding"`), 1))
	var bad *models.Invalid
	if !errors.As(err, &bad) || len(bad.Fields) != 1 || bad.Fields["measure_evidence.0.code"].Code != "choice" {
		t.Errorf("another measure: %v", err)
	}
}

// TestTheCustomerIsToldWhatHelpsAgainstTheKind: by reason first, then by kind, only where the policy asks by kind and an appeal is possible.
func TestTheCustomerIsToldWhatHelpsAgainstTheKind(t *testing.T) {
	s := measureSite(t)
	a, _ := account5()
	doc := decide.Default()
	cs := &models.CustomerCase{Account: a, Sanction: newFakeCase().sanction, Policy: &models.Policy{Document: doc}}
	cs.Sanction.Kind, cs.Sanction.ReasonCode = models.SanctionFreeze, "account_takeover"
	p := views.Page{Lang: "en", Now: today, Zone: s.Zone, Texts: s.Texts.For("en")}
	said := func() string { return strings.Join(customerPage(p, cs).Helps, "\n") }
	if strings.Contains(said(), "These help") {
		t.Errorf("without rules: %s", said())
	}
	cs.Policy.Document.ByMeasure = []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"income", "explanation", "other"}}}
	if got := said(); !strings.Contains(got, "These help in an appeal: ID document, Written explanation, Proof of income.") {
		t.Errorf("with rules: %s", got)
	}
	until := today.AddDate(0, 0, 30)
	cs.Sanction.MuteUntil = &until
	if strings.Contains(said(), "These help") {
		t.Errorf("muted: %s", said())
	}
	cs.Appeal = &models.Appeal{ID: 1, Stage: models.AppealInReview, ReceivedAt: today, DueAt: until}
	if !strings.Contains(said(), "These help") {
		t.Errorf("an appeal that runs: %s", said())
	}
}
