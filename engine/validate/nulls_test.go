package validate_test

import (
	"encoding/json"
	"strings"
	"testing"

	"candor/engine/validate"
)

// A book without bad accounts cannot be trained on but can be measured later; nothing in it may break the document.
func TestOneClassGivesNulls(t *testing.T) {
	d := history(3000, 9)
	m := trained(t, d)
	d.Labels = make([]bool, len(d.Rows))
	r := measured(t, d, m, validate.Options{Champion: &m.Card})
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if r.Discrimination.AUC.Value.Known() || r.Calibration.Slope.Value.Known() || !strings.Contains(string(b), `"auc":{"value":null`) {
		t.Errorf("measures of one class: %s", b[:400])
	}
	for _, c := range r.Checks {
		if c.Key == validate.CheckRanking && c.State != validate.StateNotDone {
			t.Errorf("ranking of one class: %+v", c)
		}
	}
}
