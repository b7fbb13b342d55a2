package handlers

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

var (
	leadingPoints = regexp.MustCompile(`(?m)^ *([+−-]?\d+)  `)
	textSum       = regexp.MustCompile(`(?m)^ *= (\d+)  `)
)

// breakdownOf is the breakdown of a detail as a role reads it.
func breakdownOf(t *testing.T, d *models.ScoreDetail, role, lang string) string {
	t.Helper()
	s := testSite(t)
	h := &Scores{Site: s, Store: &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}}
	w := call(s, as(t, role, lang), h.Show, http.MethodGet, "/x", nil, "id", d.Account.PublicID())
	want(t, w, http.StatusOK)
	return w.Body.String()
}

// flattened sets one factor's points to nothing, now and, where it was scored before, then, and gives them to the base, so that the sum still closes.
func flattened(d *models.ScoreDetail, key string, before bool) {
	for i := range d.Breakdown.Lines {
		if l := &d.Breakdown.Lines[i]; l.Key == key {
			d.Breakdown.Lines[0].Points += l.Points
			l.Points = 0
		}
	}
	for i := range d.Before.Changes {
		if c := &d.Before.Changes[i]; c.Key == key {
			c.After = 0
			if before {
				c.Before = 0
			}
		}
	}
}

func TestLinesWithoutEffectAreFolded(t *testing.T) {
	d := someScore(t)
	var keys []string
	for _, l := range d.Breakdown.Lines {
		if l.Kind == score.LineFactor {
			keys = append(keys, l.Key)
		}
	}
	flattened(d, keys[0], true)
	flattened(d, keys[1], false)
	for i := range d.Before.Changes {
		if c := &d.Before.Changes[i]; c.Key == keys[1] {
			c.Before = 7
		}
	}
	idles := 0
	for _, l := range d.Breakdown.Lines {
		if idle(d, l) {
			idles++
		}
	}
	page := breakdownOf(t, d, models.RoleLead, "en")
	shown, folded, ok := strings.Cut(page[strings.Index(page, `id="factors"`):], `<details id="idle"`)
	folded, _, _ = strings.Cut(folded, "</details>")
	if !ok || idles == 0 || !strings.Contains(folded, strconv.Itoa(idles)+" without effect") || strings.Count(folded, `<tr id="f-`) != idles {
		t.Errorf("%d lines are without effect, folded are %q", idles, folded)
	}
	if strings.Contains(shown, `id="f-`+keys[0]+`"`) || !strings.Contains(folded, `id="f-`+keys[0]+`"`) {
		t.Errorf("%s gives nothing and is not folded", keys[0])
	}
	if !strings.Contains(shown, `id="f-`+keys[1]+`"`) {
		t.Errorf("%s gave 7 points last time and is folded: the changes do not sum", keys[1])
	}
	for _, word := range []string{"#arrow-up", "helps", "#arrow-down", "hurts"} {
		if !strings.Contains(shown, word) {
			t.Errorf("no line is marked with %q", word)
		}
	}
	if !strings.Contains(folded, "neutral") || strings.Contains(folded, "helps") {
		t.Errorf("a line without effect is not marked as neutral")
	}
}

func TestTheTextOfABreakdownAddsUp(t *testing.T) {
	d := someScore(t)
	for lang, words := range map[string][]string{"en": {"Base", "Score", "policy version"}, "zh-CN": {"基础分", "评分", "策略版本"}} {
		_, text, _ := strings.Cut(breakdownOf(t, d, models.RoleAuditor, lang), `<pre tabindex="0"`)
		_, text, _ = strings.Cut(text, ">")
		text, _, _ = strings.Cut(text, "</pre>")
		sum := 0
		for _, m := range leadingPoints.FindAllStringSubmatch(text, -1) {
			n, err := strconv.Atoi(strings.NewReplacer("−", "-").Replace(strings.ReplaceAll(m[1], "&#43;", "+")))
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
		total := textSum.FindStringSubmatch(text)
		if len(total) != 2 || total[1] != strconv.Itoa(sum) || sum != d.Decision.Score {
			t.Errorf("%s: lines sum to %d, the score is %d:\n%s", lang, sum, d.Decision.Score, text)
		}
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q in\n%s", lang, word, text)
			}
		}
	}
}

func TestALineOfACapLeadsToItsRule(t *testing.T) {
	d := someScore(t)
	d.Policy.Caps = []decide.Cap{{Key: "cap_three_months_late"}}
	d.Breakdown.Lines = append(d.Breakdown.Lines, score.Line{Kind: score.LineCap, Key: "cap_three_months_late", Value: 520, Bin: -1}, score.Line{Kind: score.LineCap, Key: score.KeyScaleMax, Bin: -1})
	href := `href="` + policyHref(d.Decision.PolicyVersion) + `#cap_three_months_late"`
	if page := breakdownOf(t, d, models.RoleLead, "en"); !strings.Contains(page, href) || strings.Contains(page, "#"+score.KeyScaleMax) {
		t.Errorf("no %s, or a link for the scale itself", href)
	}
	for _, role := range []string{models.RoleAuditor, models.RoleReviewer, models.RoleService} {
		may := as(t, role, "en").Can(models.PermPolicyRead)
		if page := breakdownOf(t, d, role, "en"); strings.Contains(page, href) != may {
			t.Errorf("%s may read policies: %t, and has the link: %t", role, may, !may)
		}
	}
}
