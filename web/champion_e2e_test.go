package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor/data"
	"candor/data/demo"
	"candor/engine/score"
	"candor/models"
)

// learningLender serves a demo lender with enough bad accounts to learn from.
func learningLender(t *testing.T) (store *data.Store, base string) {
	t.Helper()
	env := testEnv(t)
	store = openTestStore(t, env)
	if _, err := demo.Seed(context.Background(), store, demo.Options{Accounts: 4500, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for _, role := range models.BuiltinRoles() {
		addTestUser(t, store, "test_"+role.Key, role.Key)
	}
	return store, serveTest(t, env, store)
}

// trainOnPage has a challenger trained by the form of the page of models and opens it.
func trainOnPage(t *testing.T, b *browser, store *data.Store) {
	t.Helper()
	b.open("/models")
	b.fill("#f-train-method", "boosted_additive")
	b.fill("#f-train-label", demo.Label)
	b.fill("#f-train-folds", "2")
	b.click("#train .form-actions button")
	if got := b.text("#trainings tbody"); !strings.Contains(got, "Queued") {
		t.Fatalf("the training is not queued: %s", got)
	}
	if did, err := store.RunTrainings(context.Background(), "test", nil); err != nil || !did {
		t.Fatal(did, err)
	}
	b.open("/models")
	if got := b.text("#trainings tbody tr"); !strings.Contains(got, "Done") {
		t.Fatalf("the training ended as %s", got)
	}
	b.click("#trainings tbody a")
}

func rescored(t *testing.T, store *data.Store) {
	t.Helper()
	if _, err := store.Rescore(context.Background(), models.Operator("test"), nil); err != nil {
		t.Fatal(err)
	}
}

func replayExact(t *testing.T, store *data.Store) {
	t.Helper()
	r, err := store.ReplayAll(context.Background(), nil)
	if err != nil || r.Differing != 0 || r.Decisions < 4500 {
		t.Fatalf("replay %+v, %v", r, err)
	}
}

// TestAChallengerBecomesChampionAndTheOldOneReturns goes the whole way by hand, with and
// without scripting: train, rescore, compare, propose, be refused, have it approved by
// somebody else, return; and every decision comes out again at each stage.
func TestAChallengerBecomesChampionAndTheOldOneReturns(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("no script %t", noScript), func(t *testing.T) {
			store, base := learningLender(t)
			admin := newBrowser(t, base, look{noScript: noScript})
			admin.signIn("test_admin")
			trainOnPage(t, admin, store)
			challenger := strings.TrimPrefix(admin.path(), "/models/")
			if got := admin.text("main"); !strings.Contains(got, "Challenger") || !strings.Contains(got, "Propose as champion") {
				t.Fatalf("the challenger's page says %s", got)
			}
			admin.open("/models/" + challenger + "/compare")
			if got := admin.text("main"); !strings.Contains(got, "Not yet scored") {
				t.Errorf("before the rescoring: %s", got)
			}
			rescored(t, store)
			replayExact(t, store)
			comparison(t, admin, challenger)
			promotion := proposed(t, admin, store, base, challenger)
			lead := newBrowser(t, base, look{noScript: noScript})
			lead.signIn("test_lead")
			lead.open("/approvals")
			lead.click("#approvals a[href='" + promotion + "']")
			lead.click("form[action='" + promotion + "/approve'] button")
			if got := lead.text("main"); !strings.Contains(got, "Accounts keep their scores until the book is scored again") {
				t.Errorf("after the approval: %s", got)
			}
			replayExact(t, store)
			lead.click("form[action='/models/rescore'] button")
			if n, err := store.RunJobs(context.Background(), "test", 10); err != nil || n < 1 {
				t.Fatal(n, err)
			}
			replayExact(t, store)
			returned(t, lead, store, challenger)
		})
	}
}

// comparison looks at the page and follows a cell to its accounts.
func comparison(t *testing.T, b *browser, challenger string) {
	t.Helper()
	b.open("/models/" + challenger + "/compare")
	if !b.has("#migration") || !b.has("#flip-list") || !strings.Contains(b.text("#matured"), "Too few outcomes yet") {
		t.Fatalf("the comparison shows %s", b.text("main"))
	}
	if got := b.text("#swap"); !strings.Contains(got, "Only the challenger approves") || !strings.Contains(got, "known") {
		t.Errorf("the swap set says %s", got)
	}
	b.click("#migration td a")
	if got := b.text("main"); !strings.Contains(got, "by the challenger") || !b.has("#accounts tbody tr") {
		t.Errorf("the cell leads to %s: %s", b.path(), got)
	}
}

// proposed has the challenger proposed, and its proposer refused to approve it.
func proposed(t *testing.T, admin *browser, store *data.Store, base, challenger string) string {
	t.Helper()
	admin.open("/models/" + challenger)
	propose := "form[action='/models/" + challenger + "/propose']"
	if !admin.look.noScript {
		admin.fill(propose+" [name=reason]", "x")
		admin.click(propose + " button")
		if !admin.has(propose + " [aria-invalid=true]") {
			t.Error("a reason of one letter is not refused beside its field")
		}
	}
	admin.fill(propose+" [name=reason]", "It separates better out of fold.")
	admin.click(propose + " button")
	promotion := admin.path()
	if !strings.HasPrefix(promotion, "/promotions/pro_") || !strings.Contains(admin.text("main"), "Somebody else must answer") || admin.has("form[action$='/approve']") {
		t.Fatalf("%s says %s", promotion, admin.text("main"))
	}
	form := strings.NewReader(url.Values{"version": {"1"}}.Encode())
	resp, body := ask(t, http.MethodPost, base+promotion+"/approve", form, "Cookie", sessionOf(t, store, "test_admin"),
		"Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded")
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "You proposed this yourself") {
		t.Errorf("approving one's own: %d", resp.StatusCode)
	}
	return promotion
}

// returned gives the decision back to the champion before.
func returned(t *testing.T, lead *browser, store *data.Store, challenger string) {
	t.Helper()
	lead.open("/models/" + challenger)
	if got := lead.text("main header"); !strings.Contains(got, "Champion") {
		t.Errorf("the promoted model is %s", got)
	}
	back := "form[action='/models/" + challenger + "/return']"
	lead.fill(back+" [name=reason]", "Too many good customers are flagged.")
	lead.click(back + " button")
	now, _, err := store.Live(context.Background())
	if err != nil || now.Public(models.PrefixModel) == challenger || lead.path() != "/models/"+now.Public(models.PrefixModel) {
		t.Fatalf("after the return %s is open, %v", lead.path(), err)
	}
	if got := lead.text("main"); !strings.Contains(got, "The book was not yet scored by this champion") {
		t.Errorf("the restored champion says %s", got)
	}
	rescored(t, store)
	replayExact(t, store)
	lead.open("/approvals")
	if got := lead.text("#champions"); !strings.Contains(got, "Return to the previous champion") || !strings.Contains(got, "Promotion") {
		t.Errorf("approvals show %s", got)
	}
	lead.open("/audit?action=model.returned")
	if got := lead.text("tbody"); !strings.Contains(got, "Returned to the champion before") {
		t.Errorf("the record shows %s", got)
	}
}

// TestPagesOfChallengersAreAccessible looks at them in both themes, both languages and on a
// phone.
func TestPagesOfChallengersAreAccessible(t *testing.T) {
	t.Parallel()
	store, base := learningLender(t)
	admin := newBrowser(t, base, look{})
	admin.signIn("test_admin")
	trainOnPage(t, admin, store)
	challenger := admin.path()
	rescored(t, store)
	file, err := score.Write(imported(t, store))
	if err != nil {
		t.Fatal(err)
	}
	outside, err := store.ImportModel(context.Background(), models.Operator("test"), file)
	if err != nil {
		t.Fatal(err)
	}
	reason := "form[action$='/propose'] [name=reason]"
	admin.open(challenger)
	admin.fill(reason, "It separates better out of fold.")
	admin.click("form[action$='/propose'] button")
	promotion := admin.path()
	if _, err := store.AskTraining(context.Background(), models.Operator("test"), models.AskTraining{Label: demo.Label}); err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{
		"list": "/models", "model": challenger, "compare": challenger + "/compare", "imported": "/models/" + outside.PublicID(),
		"empty": "/models/" + outside.PublicID() + "/compare", "promotion": promotion, "approvals": "/approvals",
	}
	for _, c := range everyLook {
		t.Run(fmt.Sprintf("%d-%t-%s", c.width, c.dark, c.lang), func(t *testing.T) {
			b := newBrowser(t, base, c.look)
			b.signIn("test_lead")
			if c.width == 0 {
				b = newBrowser(t, base, c.look)
				b.signIn("test_admin")
			}
			b.setLanguage(c.lang)
			for name, path := range pages {
				if status := b.open(path); status != http.StatusOK {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.shot(fmt.Sprintf("champion-%s-%d-%t-%s", name, c.width, c.dark, c.lang))
			}
		})
	}
}

// imported is the champion's card under another name.
func imported(t *testing.T, store *data.Store) score.Scorecard {
	t.Helper()
	id, _, err := store.Live(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	m, err := store.Model(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	card, _, err := data.ReadModel(m)
	if err != nil {
		t.Fatal(err)
	}
	card.ID = "card-from-outside"
	return card
}

// TestModelFilesGoOutAndComeIn exports a champion and takes it in elsewhere.
func TestModelFilesGoOutAndComeIn(t *testing.T) {
	env := testEnv(t)
	seed := func(dir string) {
		env.Config.Data = dir
		if err := (demoCmd{Accounts: 60, Password: demoPassword}).seed(env); err != nil {
			t.Fatal(err)
		}
	}
	here, there := filepath.Join(t.TempDir(), "here"), filepath.Join(t.TempDir(), "there")
	seed(here)
	file := filepath.Join(t.TempDir(), "card.json")
	if status, _, errs := candor(t, "model", "export", "champion", "--out", file, "--data", here); status != 0 {
		t.Fatal(status, errs)
	}
	if status, _, errs := candor(t, "model", "export", "champion", "--out", file, "--data", here); status != exitFailed || !strings.Contains(errs, "exists") {
		t.Errorf("over a file: %d, %s", status, errs)
	}
	if status, _, errs := candor(t, "model", "import", file, "--data", here); status != exitFailed || !strings.Contains(errs, "known") {
		t.Errorf("the same card: %d, %s", status, errs)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(b), `"id": "card-`, `"id": "copy-`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	seed(there)
	status, out, errs := candor(t, "model", "import", file, "--json", "--data", there)
	k := keys(t, out)
	if status != 0 || !strings.HasPrefix(k["model"].(string), "mod_") || k["sha256"] == nil {
		t.Fatalf("%d, %s, %s", status, out, errs)
	}
	if status, out, _ := candor(t, "model", "export", k["model"].(string), "--data", there); status != 0 || !strings.Contains(out, `"id": "copy-`) {
		t.Errorf("exported again: %d, %s", status, out[:min(80, len(out))])
	}
	if status, _, errs := candor(t, "train", "--label", demo.Label, "--champion", "--data", there); status != exitFailed || !strings.Contains(errs, "a model decides already") {
		t.Errorf("a second champion: %d, %s", status, errs)
	}
}
