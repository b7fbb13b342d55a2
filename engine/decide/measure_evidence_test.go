package decide_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"candor/engine/decide"
)

// TestEvidenceByMeasure checks lists of what helps by kind of measure, and what they ask for against a freeze for cashing out.
func TestEvidenceByMeasure(t *testing.T) {
	for name, tt := range map[string]struct {
		rules  []decide.MeasureEvidence
		faults []string
		helps  []string // besides purchase_proof, bank_statement, explanation
	}{
		"none":          {nil, nil, nil},
		"nothing more":  {[]decide.MeasureEvidence{{Measure: "freeze"}}, nil, nil},
		"more":          {[]decide.MeasureEvidence{{"freeze", []string{"income", "id_card"}}}, nil, []string{"income", "id_card"}},
		"nothing new":   {[]decide.MeasureEvidence{{"freeze", []string{"explanation"}}}, nil, nil},
		"some new":      {[]decide.MeasureEvidence{{"freeze", []string{"explanation", "id_card"}}}, nil, []string{"id_card"}},
		"another kind":  {[]decide.MeasureEvidence{{"decline", []string{"id_card"}}}, nil, nil},
		"no measure":    {[]decide.MeasureEvidence{{"scolding", []string{"id_card"}}}, []string{"measure_evidence.0.code"}, nil},
		"measure twice": {[]decide.MeasureEvidence{{"freeze", nil}, {"freeze", []string{"id_card"}}}, []string{"measure_evidence.1.code"}, nil},
		"no evidence":   {[]decide.MeasureEvidence{{"restrict", nil}, {"freeze", []string{"shoe"}}}, []string{"measure_evidence.1.kinds"}, []string{"shoe"}},
		"kind twice":    {[]decide.MeasureEvidence{{"freeze", []string{"id_card", "id_card"}}}, []string{"measure_evidence.0.kinds"}, []string{"id_card"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := decide.Default()
			p.ByMeasure = tt.rules
			if got := faulty(&p); !slices.Equal(got, tt.faults) {
				t.Errorf("faults at %v, want %v", got, tt.faults)
			}
			want := append([]string{"purchase_proof", "bank_statement", "explanation"}, tt.helps...)
			if got := p.HelpsAgainst("cash_out", "freeze"); !slices.Equal(got, want) {
				t.Errorf("helps %v, want %v", got, want)
			}
			if got := p.Helps("cash_out"); len(got) != 3 {
				t.Errorf("by reason alone %v help", got)
			}
		})
	}
}

// TestThePolicyAsksForNothingMoreUntilItSaysSo: the shipped document does not hold the part, and one that does is read as it was written.
func TestThePolicyAsksForNothingMoreUntilItSaysSo(t *testing.T) {
	p := decide.Default()
	b, err := json.Marshal(p)
	if err != nil || strings.Contains(string(b), "measure_evidence") {
		t.Fatalf("the shipped document: %v", err)
	}
	for _, r := range p.EveryMeasure() {
		if len(r.Kinds) > 0 {
			t.Errorf("%s asks for %v", r.Measure, r.Kinds)
		}
	}
	p.ByMeasure = []decide.MeasureEvidence{{"deactivate", []string{"income", "id_card"}}}
	var again decide.Policy
	if b, err = json.Marshal(p); err != nil || json.Unmarshal(b, &again) != nil {
		t.Fatalf("%v: %s", err, b)
	}
	if got := again.HelpsByMeasure("deactivate"); !slices.Equal(got, []string{"income", "id_card"}) || len(again.EveryMeasure()) != 5 {
		t.Errorf("read back: %v, %+v", got, again.EveryMeasure())
	}
	again.EveryMeasure()[3].Kinds[0] = "other"
	if got := again.HelpsByMeasure("deactivate"); got[0] != "income" {
		t.Error("who reads the rules can change them")
	}
}
