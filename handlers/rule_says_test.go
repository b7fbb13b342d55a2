package handlers

import (
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/views"
	"candor/views/text"
)

// spoken is all that a reading says, in order.
func spoken(s views.Says) string {
	out := s.Text
	for _, kid := range s.Kids {
		out += " | " + spoken(kid)
	}
	return out
}

// TestEveryShippedRuleIsPutIntoWords in both languages, without a name, a number or a sign left over.
func TestEveryShippedRuleIsPutIntoWords(t *testing.T) {
	for _, lang := range text.Languages() {
		l := labels{views.Page{Texts: testSite(t).Texts.For(lang)}}
		for _, r := range rules.Shipped() {
			read, fault := rules.Read(r.When, decide.EventEnv())
			if fault != nil {
				t.Fatal(fault)
			}
			said := spoken(l.says(read))
			if strings.ContainsAny(said, "⟦_<>=") || strings.Contains(said, "no value") {
				t.Errorf("%s: %s says %s", lang, r.Key, said)
			}
		}
	}
}

// TestEveryShippedRuleSaysWhatItIsFor in the reader's language; one that a lender changed, in the lender's words.
func TestEveryShippedRuleSaysWhatItIsFor(t *testing.T) {
	for _, lang := range text.Languages() {
		l := labels{views.Page{Texts: testSite(t).Texts.For(lang)}}
		for _, r := range rules.Shipped() {
			if said := l.intent(&r); (said == r.Intent) != (lang == "en") || said == "" {
				t.Errorf("%s: %s is for: %s", lang, r.Key, said)
			}
			r.Intent = "Our own words."
			if said := l.intent(&r); said != r.Intent {
				t.Errorf("%s: %s is for: %s", lang, r.Key, said)
			}
		}
	}
}

// TestConditionsInWords reads each kind of part once.
func TestConditionsInWords(t *testing.T) {
	l := labels{views.Page{Texts: testSite(t).Texts.For("en")}}
	for condition, want := range map[string]string{
		"true": "Always", "false": "Never", "is_draw == 0": "Cash draw: no", "is_draw != 0": "Cash draw: yes", "amount_fen <= 50000": "Amount is at most ¥500.00",
		"kind == 'purchase'": "Kind of event is Purchase", "kind not in ['login', 'draw']": "Kind of event is known and none of Login, Cash draw",
		"not known(travel_km)":                                "Distance from the last place is not known",
		"hour < 6 and not (hour in [2, 3])":                   "All of these hold: | Hour of the day is below 6:00 | This does not hold: | Hour of the day is one of 2:00, 3:00",
		"amount_fen > 0.4 * limit_fen":                        "Amount is above 0.4 × Limit of the line",
		"amount_fen - 100 > -limit_fen":                       "Amount − ¥1.00 is above −Limit of the line",
		"(hour + 1) * 2 / 3 % 4 == 1":                         "the remainder of (((Hour of the day + 1:00) × 2) ÷ 3) ÷ 4 is 1",
		"(known(score) ? score : 300) < 500":                  "Score if Score is known, else 300 is below 500",
		"(hour < 2 or hour > 4 and hour < 6 ? hour : 1) == 1": "Hour of the day if Hour of the day is below 2:00 or Hour of the day is above 4:00 and Hour of the day is below 6:00, else 1:00 is 1:00",
		"hour < 2 ? hour < 3 : hour < 4":                      "If the first of these holds, the second must hold too; if it does not, the third must: | Hour of the day is below 2:00 | Hour of the day is below 3:00 | Hour of the day is below 4:00",
	} {
		read, fault := rules.Read(condition, decide.EventEnv())
		if fault != nil {
			t.Fatalf("%s: %v", condition, fault)
		}
		if got := spoken(l.says(read)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", condition, got, want)
		}
	}
}
