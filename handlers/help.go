package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Help is the page that explains the console.
type Help struct{ *Site }

// helpWords is the glossary, in the order of the page.
func helpWords() []string {
	return []string{
		"account", "line", "utilisation", "statement", "standing", "factor", "aspect", "points", "band", "cap", "override", "flag", "case",
		"sanction", "decision", "policy", "dispute", "fpd", "vintage", "champion", "challenger", "swap", "reason", "woe", "iv", "auc", "gini", "ks", "brier", "log_loss", "calibration", "ece", "ece_corrected", "psi", "fold", "pd", "lgd",
		"checkpoint", "seal", "radar", "log_odds", "csi", "candidate", "shadow", "share", "rollback", "stop",
		"backtest", "precision", "recall", "f1", "p_value", "interval", "guard", "batch", "dry_run", "overturn", "kappa",
	}
}

// Show draws the help page.
func (h *Help) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	p := h.page(c, "help.title")
	return h.render(c, http.StatusOK, views.Help(helpPage(p)))
}

func helpPage(p views.Page) views.HelpPage {
	t := labels{p}
	section := func(id, icon string, texts int) views.HelpSection {
		s := views.HelpSection{ID: id, Icon: icon, Title: p.Texts.T("help." + id)}
		for i := range texts {
			s.Text = append(s.Text, p.Texts.T("help."+id+"."+string(rune('a'+i))))
		}
		return s
	}
	steps := func(s views.HelpSection, n int) views.HelpSection {
		for i := range n {
			s.Steps = append(s.Steps, p.Texts.T("help."+s.ID+".step_"+string(rune('a'+i))))
		}
		return s
	}
	roles := section("roles", "user", 1)
	for _, r := range models.BuiltinRoles() {
		roles.Items = append(roles.Items, views.HelpItem{Term: t.word("role.", r.Key), Text: p.Texts.T("help.role." + r.Key)})
	}
	words := section("words", "info", 0)
	for _, w := range helpWords() {
		words.Items = append(words.Items, views.HelpItem{Term: p.Texts.T("help.word." + w), Text: p.Texts.T("help.word." + w + "_text")})
	}
	effects := section("effect", "policy", 2)
	effects.Text = append(effects.Text, effectShown{l: t}.example())
	return views.HelpPage{Page: p, Sections: []views.HelpSection{
		roles, section("search", "search", 1), section("score", "model", 4), section("models", "impact", 3), steps(section("review", "queue", 1), 4), steps(section("appeal", "appeal", 1), 6), effects,
		section("letters", "message", 3), section("record", "audit", 2), section("keys", "keyboard", 1), words,
	}}
}
