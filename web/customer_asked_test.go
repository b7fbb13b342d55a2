package main

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"candor/models"
)

// TestACustomerHandsInWhatACaseWaitsFor goes the way of a customer from the link to the file, without scripting: the page says what is
// asked for and until when, and nothing of why.
func TestACustomerHandsInWhatACaseWaitsFor(t *testing.T) {
	p, ctx := newPortal(t), context.Background()
	sn, _ := p.customer("A")
	c, err := p.store.OpenCase(ctx, p.staff, models.OpenCase{AccountID: sn.AccountID, Severity: models.SeverityHigh, Reason: "a ring of buyers"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.AskCustomer(ctx, p.staff, models.AskCustomer{CaseID: c.ID, Version: c.Version, Kinds: []string{"id_card", "explanation"}, Days: 5}); err != nil {
		t.Fatal(err)
	}
	_, token, err := p.store.MakeCustomerLink(ctx, p.staff, c.PublicID())
	if err != nil {
		t.Fatal(err)
	}
	v := p.visitor()
	v.opens("/c/" + token)
	_, page := v.get("/c")
	for _, part := range []string{"We need something from you", "ID document", "Written explanation", "We need 2 more things", "Please send it by"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page does not say %q", part)
		}
	}
	for _, never := range []string{"A measure on your account", "ring of buyers", "What works", "/c/appeal", c.PublicID()} {
		if strings.Contains(page, never) {
			t.Errorf("the page says %q", never)
		}
	}
	if resp, _ := v.post("/c/appeal", "words", "against nothing"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("an appeal against no measure: %d", resp.StatusCode)
	}
	answer := regexp.MustCompile(`action="(/c/evidence/[a-z0-9_]+)"`).FindStringSubmatch(page)
	if len(answer) != 2 {
		t.Fatalf("no form: %s", page)
	}
	if resp, body := v.upload(answer[1], "a.exe", []byte("MZ"), "words", "my card"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "my card") {
		t.Errorf("a program: %d", resp.StatusCode)
	}
	if resp, _ := v.upload(answer[1], "card.png", smallPNG(t), "words", ""); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("a picture: %d", resp.StatusCode)
	}
	if waits, err := p.store.Case(ctx, c.ID); err != nil || !waits.Waits() {
		t.Errorf("the case, with one of two: %+v, %v", waits, err)
	}
	_, page = v.get("/c")
	if file := fileID.FindString(page); file == "" || !strings.Contains(page, "We need one more thing") || !strings.Contains(page, "That is all I have") {
		t.Errorf("after the answer: %s", page)
	} else if resp, _ := v.get("/c/files/" + file); resp.StatusCode != http.StatusOK {
		t.Errorf("their own file: %d", resp.StatusCode)
	}
	if resp, _ := v.post("/c/no-more"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("that is all: %d", resp.StatusCode)
	}
	if back, err := p.store.Case(ctx, c.ID); err != nil || back.CameBack != models.BackNoMore || back.Waits() {
		t.Errorf("the case: %+v, %v", back, err)
	}
	if _, page = v.get("/c"); !strings.Contains(page, "You told us that this is all you have") || strings.Contains(page, "That is all I have") {
		t.Error("the page asks again")
	}
	if resp, _ := v.post("/c/no-more"); resp.StatusCode != http.StatusConflict {
		t.Errorf("said twice: %d", resp.StatusCode)
	}
	if _, body := v.get("/c/leave"); strings.Contains(body, "Your appeal") {
		t.Error("the end of the link speaks of an appeal")
	}
}
