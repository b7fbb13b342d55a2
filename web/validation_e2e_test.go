package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"candor/data"
	"candor/engine/factor"
	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
)

// oddHistory draws accounts of four months whose outcomes hang on a few factors, one of them against its direction, and differ
// between declared groups.
func oddHistory(rows int) learn.Data {
	r := rand.New(rand.NewPCG(11, 1))
	d := learn.Data{Specs: factor.Catalogue, Label: "default_next_month", Groups: map[string][]string{}}
	column := func(key string) int { _, at, _ := factor.Lookup(key); return at }
	use, late, limit, school := column("utilisation_now"), column("worst_standing_6m"), column("credit_limit"), column("education")
	for i := range rows {
		v := slices.Repeat([]float64{math.NaN()}, len(factor.Catalogue))
		v[use], v[late], v[limit], v[school] = r.Float64(), float64(r.IntN(5)-1), 1e6*math.Exp(r.NormFloat64()), float64(1+r.IntN(4))
		if i%20 == 0 {
			v[use] = math.NaN()
		}
		sex, age := []string{"female", "male"}[r.IntN(2)], []string{"under_25", "25_34", "35_44", "45_59", "60_over"}[min(r.IntN(6), r.IntN(6), 4)]
		odds := -4.2 + 3*math.Pow(r.Float64(), 0.1)*min(max(v[use], 0.3), 1) + 0.6*v[late] - 0.4*math.Log(v[limit]/1e6)
		if age == "under_25" {
			v[late] = max(v[late], float64(r.IntN(4)))
			odds += 0.9
		}
		d.Rows, d.Labels = append(d.Rows, v), append(d.Labels, r.Float64() < 1/(1+math.Exp(-odds)))
		d.Months = append(d.Months, 202601+i%4)
		d.Groups["sex"], d.Groups["age"] = append(d.Groups["sex"], sex), append(d.Groups["age"], age)
	}
	return d
}

// bent trains a boosted card and turns one of its shapes against its direction.
func bent(t *testing.T, d learn.Data, o learn.Options) learn.Trained {
	t.Helper()
	trained, err := learn.Train(d, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range trained.Card.Factors {
		if f.Key == "credit_limit" {
			f.Bins[1], f.Bins[2] = swapped(f.Bins[1], f.Bins[2])
		}
	}
	return trained
}

// swapped gives each of two bins the other's points.
func swapped(a, b score.Bin) (score.Bin, score.Bin) {
	a.Points, b.Points, a.Bags, b.Bags = b.Points, a.Points, b.Bags, a.Bags
	return a, b
}

// addValidated stores a challenger with a validation of every part, and a model without one. It returns their addresses.
func addValidated(t *testing.T, store *data.Store) (whole, none string) {
	t.Helper()
	ctx := context.Background()
	d := oddHistory(4000)
	o := learn.Options{Method: learn.MethodBoosted, Folds: 2, Seed: 7}
	trained := bent(t, d, o)
	document, err := store.Validate(ctx, d, trained, o)
	if err != nil {
		t.Fatal(err)
	}
	save := func(n data.NewModel) string {
		m, err := store.SaveModel(ctx, models.Operator("test"), n)
		if err != nil {
			t.Fatal(err)
		}
		return "/models/" + m.PublicID() + "/validation"
	}
	return save(data.NewModel{Card: trained.Card, Report: trained.Report, Validation: document}), save(data.NewModel{Card: trained.Card, Report: trained.Report})
}

// TestValidationPages looks at a validation of every part, at the demo lender's own and at a model without one, as every look and
// language, and without scripting.
func TestValidationPages(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	whole, none := addValidated(t, store)
	champion, _, err := store.Live(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	own := "/models/" + champion.Public(models.PrefixModel) + "/validation"
	base := serveTest(t, env, store)
	for _, l := range append(everyLook[:2:2], spoken{look{noScript: true}, "en"}) {
		t.Run(fmt.Sprintf("%d-%t-%s-%t", l.width, l.dark, l.lang, l.noScript), func(t *testing.T) {
			b := newBrowser(t, base, l.look)
			b.signIn("test_auditor")
			if !l.noScript {
				b.language(l.lang)
			}
			for i, path := range []string{whole, own, none, "/models"} {
				if status := b.open(path); status != 200 {
					t.Fatalf("%s answers %d", path, status)
				}
				if !l.noScript {
					b.axe()
				}
				b.shot(fmt.Sprintf("validation-%d-%d-%t-%s-%t", i, l.width, l.dark, l.lang, l.noScript))
			}
			b.open(whole)
			for _, id := range []string{"checks", "discrimination", "calibration", "lift", "factors", "stability", "missing", "fairness", "comparison", "method"} {
				if !b.has("details.panel-fold #"+id) || !b.has("nav a[href='#"+id+"']") {
					t.Errorf("no section %q, or nothing leads to it", id)
				}
			}
		})
	}
}

// TestValidationPrints holds the page on paper: nothing to press is left, the numbers behind each picture are open, and no line is
// wider than the sheet.
func TestValidationPrints(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	whole, _ := addValidated(t, store)
	b := newBrowser(t, serveTest(t, env, store), look{width: 794}) // A4 at 96 dots an inch
	b.signIn("test_auditor")
	b.open(whole)
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for _, selector := range []string{".top", ".side", ".anchors", "[download]", ".chart-table > summary"} {
		hidden, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fmt.Sprintf("[...document.querySelectorAll(%q)].every(e => !e.checkVisibility())", selector)))
		if err != nil || !hidden {
			t.Errorf("%s is on paper, %v", selector, err)
		}
	}
	open, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("[...document.querySelectorAll('.chart-table td')].every(e => e.checkVisibility({contentVisibilityAuto: true}))"))
	if err != nil || !open {
		t.Errorf("numbers are folded away on paper, %v", err)
	}
	b.fits()
	b.shot("validation-print")
	sheet, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{})
	if err != nil || len(sheet.Data) < 10_000 {
		t.Fatalf("%v", err)
	}
	if dir := os.Getenv("CANDOR_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "validation.pdf"), []byte(sheet.Data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestValidationDownloads fetches the document that the page offers.
func TestValidationDownloads(t *testing.T) {
	t.Parallel()
	env := testEnv(t)
	store := seededStore(t, env)
	whole, none := addValidated(t, store)
	b := newBrowser(t, serveTest(t, env, store), look{})
	b.signIn("test_auditor")
	b.open(whole)
	fetched := func(path string) string {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](
			fmt.Sprintf("fetch(%q).then(async r => r.status + ' ' + r.headers.get('content-type') + ' ' + r.headers.get('content-disposition') + ' ' + (await r.text()).slice(0, 12))", path), chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := fetched(whole + ".json"); !strings.HasPrefix(got, `200 application/json attachment; filename="validation-mod_`) || !strings.HasSuffix(got, `{"schema":1,`) {
		t.Errorf("got %s", got)
	}
	if got := fetched(none + ".json"); !strings.HasPrefix(got, "404 ") {
		t.Errorf("got %s", got)
	}
}
