package handlers

import "candor/engine/rules"

// shippedIntents is what each rule that this version brings is for, in English. Read only.
var shippedIntents = func() map[string]string {
	m := map[string]string{}
	for _, r := range rules.Shipped() {
		m[r.Key] = r.Intent
	}
	return m
}()

// intent is what a rule is for: in the reader's language while it says what was shipped, else
// as the lender wrote it.
func (l labels) intent(r *rules.Rule) string {
	if r.Intent == "" || r.Intent != shippedIntents[r.Key] {
		return r.Intent
	}
	if s, ok := l.p.Texts.Find("rule_intent." + r.Key); ok {
		return s
	}
	return r.Intent
}
