package handlers

import (
	"net/http"
	"testing"

	"candor/models"
)

// TestALetterThatAsksIsSeenBeforeItLeaves looks at the letter that asks for documents, in both languages, without asking for anything;
// what is waited for already does not stand in it, and what would keep it from leaving is said instead.
func TestALetterThatAsksIsSeenBeforeItLeaves(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	f.act = func(what string) error { t.Errorf("%s was done", what); return nil }
	look := func(status int, fields []string, says ...string) {
		t.Helper()
		wants(t, asked(t, s, h.Request, models.RoleService, app10, append([]string{"version", "4", "preview", "1"}, fields...)...), status, says...)
	}
	wants(t, asked(t, s, h.Show, models.RoleService, app10), http.StatusOK, `<div id="letters" hidden>`, app10+"/request#letters")
	look(http.StatusOK, []string{"kinds", "income", "kinds", "id_card", "kinds", "bank_statement", "days", "9", "ask_text", "Three months are enough."},
		`id="letters"`, "We need something from you", "请您补充材料", "Three months are enough.", "<li>ID document</li>", "<li>Bank statement</li>", "!<li>Proof of income</li>", "Please send it by", "While we wait for you, the time", "等待您提供材料期间", "!when you can", "!方便时", "this one is sent", `value="9"`)
	look(http.StatusOK, nil, "Choose at least one thing", "!We need something from you")
	look(http.StatusOK, []string{"kinds", "id_card", "ask_text", "your score is 480"}, `id="letters"`, "!We need something from you")
	look(http.StatusOK, []string{"kinds", "id_card", "days", "91"}, "!We need something from you")
	look(http.StatusUnprocessableEntity, []string{"kinds", "id_card", "days", "soon"}, "f-days-error", "!We need something from you")
	look(http.StatusOK, []string{"kinds", "income"}, "All of this is asked for already", "!We need something from you")
}
