package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/data"
	"candor/models"
)

// ruined is a lender of which every text that staff and machines write is hostile.
type ruined struct {
	*testing.T
	store *data.Store
	lead  models.Actor
	all   []string
	text  string // as many of them as a reason holds
	pages []string
}

func (r *ruined) ok(what string, err error) {
	r.Helper()
	if err != nil {
		r.Fatalf("%s: %v", what, err)
	}
}

// TestHostileWordsOfStaffDoNothing writes hostile texts into names, notes, reasons, views, roles, lists, batches and what
// machines send, and opens the pages that show them: nothing runs, no dialog opens, the content policy is never broken.
func TestHostileWordsOfStaffDoNothing(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := openTestStore(t, env)
	base := serveTest(t, env, store)
	user := addTestUser(t, store, "lead", models.RoleLead, models.RoleAdmin)
	r := &ruined{T: t, store: store, all: hostile(), lead: models.Actor{Kind: models.ActorUser, ID: user.PublicID(), UserID: user.ID, Name: user.Name, Role: "lead,admin", Source: "ui"}}
	r.text = strings.ReplaceAll(strings.Join(r.all[:34], "\n"), "@", "")
	account := r.account()
	r.measures(account)
	r.people()
	b := newBrowser(t, base, look{})
	b.signIn("lead")
	for _, page := range r.pages {
		b.unharmed(page)
	}
}

// account is a customer of hostile names, with a note and events of hostile shops.
func (r *ruined) account() *models.Account {
	r.Helper()
	ctx := context.Background()
	a, _, err := r.store.PutAccount(ctx, models.Operator("test"), models.PutAccount{
		Source: "test", ExternalID: r.all[0], Lang: "en", Employer: r.all[6], Personal: &models.Personal{Name: r.all[1]},
		Lines: []models.CreditLine{{Product: models.ProductPayLater, LimitFen: 1_000_000, UsedFen: 100_000}},
	})
	r.ok("account", err)
	for i, shop := range r.all {
		_, err := r.store.RecordEvent(ctx, models.NewEvent{
			Source: "test", ExternalID: "e-" + time.Duration(i).String(), Account: a.PublicID(), Kind: models.EventPurchase, At: time.Now(),
			AmountFen: 1_000, Currency: models.Currency, Product: models.ProductPayLater, Merchant: strings.Map(printed, shop), City: strings.Map(printed, r.all[8]), Device: "phone",
		})
		r.ok("event "+shop, err)
	}
	_, err = r.store.AddNote(ctx, r.lead, models.NewNote{AccountID: a.ID, Text: r.text})
	r.ok("note", err)
	at := "/accounts/" + a.PublicID()
	r.pages = append(r.pages, at, at+"/timeline", at+"/events")
	return a
}

// printed drops what machines may not send in names.
func printed(c rune) rune {
	if c < ' ' || c == 0x202e {
		return -1
	}
	return c
}

// measures are a limit change and a sanction with hostile reasons, and a batch and a list entry with them.
func (r *ruined) measures(a *models.Account) {
	r.Helper()
	ctx := context.Background()
	around, err := r.store.LimitContext(ctx, a.ID)
	r.ok("context", err)
	change, err := r.store.ProposeLimit(ctx, r.lead, models.ProposeLimit{
		AccountID: a.ID, LineID: around.Lines[0].ID, ToFen: 900_000, ReasonCode: "risk_increase", Reason: r.text, EffectiveAt: time.Now().Add(48 * time.Hour), Version: around.Lines[0].Version,
	})
	r.ok("limit", err)
	around, err = r.store.LimitContext(ctx, a.ID)
	r.ok("context", err)
	ends := time.Now().Add(30 * 24 * time.Hour)
	sn, err := r.store.ProposeSanction(ctx, r.lead, models.ProposeSanction{
		AccountID: a.ID, Kind: models.SanctionFreeze, ReasonCode: "unusual_spending", Reason: r.text, ReviewAt: &ends, Version: around.Account.Version,
	})
	r.ok("sanction", err)
	_, err = r.store.AddListEntry(ctx, r.lead, models.AddListEntry{Lane: models.ListWatch, Kind: "merchant", Value: r.all[3], Reason: r.text})
	r.ok("list", err)
	b, err := r.store.MakeBatch(ctx, r.lead, models.MakeBatch{Kind: models.BatchLimit, Accounts: &models.AccountFilter{}, Product: models.ProductPayLater, ToFen: 500_000, ReasonCode: "risk_increase", Reason: r.text})
	r.ok("batch", err)
	r.pages = append(r.pages, "/limits/"+change.PublicID(), "/sanctions/"+sn.PublicID(), "/approvals", "/lists", "/batches/"+b.PublicID())
}

// people are hostile names of users, roles and views.
func (r *ruined) people() {
	r.Helper()
	ctx := context.Background()
	for i, name := range r.all[6:16] {
		name = strings.Map(printed, name)
		_, _, err := r.store.AddUser(ctx, models.Operator("test"), models.AddUser{Login: "someone" + string(rune('a'+i)), Name: name, Password: testPassword, Roles: []string{models.RoleReviewer}, Lang: "en"})
		r.ok("user "+name, err)
		_, err = r.store.SaveView(ctx, r.lead, models.SaveView{Name: string([]rune(name)[:min(len([]rune(name)), 40)]), Scope: models.ScopeMine, Query: "sort=risk&severity=" + string(rune('1'+i%4))})
		r.ok("view "+name, err)
	}
	_, err := r.store.AddRole(ctx, models.Operator("test"), models.Role{Key: "hostile", Name: r.all[6], Permissions: []models.Permission{models.PermCaseRead}})
	r.ok("role", err)
	r.pages = append(r.pages, "/users", "/roles", "/roles/hostile", "/queue", "/queue/views", "/commands", "/audit")
}

// machines sends each string of what machines may send as a hostile text, one at a time.
func (f *full) machines() {
	f.Helper()
	m := newMachine(f.T, f.store, f.base, "hostile", models.Scopes()...)
	at := time.Now().UTC().Format(time.RFC3339)
	account := `{"personal":{"name":"A","phone":"1","id_number":"1","email":"a@b.example"},"declared":{"age":"30"},"employer":"E","lang":"en","jurisdiction":"CN",` + customer[1:]
	if status, _, answer := m.send(http.MethodPut, "/api/v1/accounts/H-1", customer); status != http.StatusCreated {
		f.Fatalf("put: %d %s", status, answer)
	}
	taken := 0
	for path, body := range map[string]string{
		"/api/v1/accounts/H-1":    strings.Replace(account, `"personal":{"name":"Test Person"},`, "", 1),
		"/api/v1/transactions":    `{"external_id":"H-t","account_id":"H-1","kind":"purchase","at":"` + at + `","amount_fen":100,"currency":"CNY","product":"paylater","merchant":"M","category":"c","city":"C","device":"D","card":"K","payee":"P","ip":"203.0.113.9","network":"N","original_id":"O"}`,
		"/api/v1/logins":          `{"external_id":"H-l","account_id":"H-1","kind":"login_failed","at":"` + at + `","city":"C","device":"D","ip":"203.0.113.9","network":"N"}`,
		"/api/v1/repayments":      `{"external_id":"H-r","account_id":"H-1","at":"` + at + `","amount_fen":100,"currency":"CNY","product":"paylater","card":"K"}`,
		"/api/v1/identity-checks": `{"external_id":"H-i","account_id":"H-1","at":"` + at + `","check":"face","passed":true}`,
		"/api/v1/labels":          `{"external_id":"H-t","bad":true,"at":"` + at + `"}`,
	} {
		method := http.MethodPost
		if strings.Contains(path, "accounts") {
			method = http.MethodPut
		}
		for i, sent := range spoiled(f.T, body) {
			resp, answer := ask(f.T, method, f.base+path, bytes.NewReader(sent), "Authorization", "Bearer "+m.secret, "Content-Type", "application/json")
			if resp.StatusCode >= 500 {
				f.Errorf("%s, string %d: %d %s", path, i, resp.StatusCode, answer)
			}
			if resp.StatusCode < 300 {
				taken++
			}
		}
	}
	if taken < 8 {
		f.Errorf("only %d strings of machines were taken", taken)
	}
	f.ok("counts", f.store.FlushCounts(context.Background()))
	f.starts = append(f.starts, "/accounts")
}

// spoiled is a body once for each of its strings, with that string hostile and its id its own.
func spoiled(t *testing.T, body string) (out [][]byte) {
	t.Helper()
	all := hostile()
	count := bytes.Count([]byte(body), []byte(`":"`))
	for n := range count {
		var doc map[string]any
		if err := json.Unmarshal([]byte(body), &doc); err != nil {
			t.Fatal(err)
		}
		if id, ok := doc["external_id"].(string); ok && !strings.Contains(body, `"bad"`) {
			doc["external_id"] = fmt.Sprintf("%s-%d", id, n)
		}
		left := n
		spoil(doc, &left, strings.Map(printed, all[n%len(all)]))
		sent, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, sent)
	}
	return out
}

// spoil replaces the string of which left says how many come before it.
func spoil(v any, left *int, text string) any {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			v[key] = spoil(v[key], left, text)
		}
	case []any:
		for i := range v {
			v[i] = spoil(v[i], left, text)
		}
	case string:
		*left--
		if *left == -1 {
			return text
		}
	}
	return v
}
