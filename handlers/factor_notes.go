package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Note has the note on the factor of the page say something else.
func (h *Scores) Note(c echo.Context) error {
	f, err := h.readForm(c, "decision", "text", "version")
	if err != nil {
		return err
	}
	if !CurrentVisitor(c).Can(models.PermScoreRead) { // what is refused shows the page
		return models.ErrForbidden
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	decision := f.id("decision", models.PrefixDecision)
	d, err := h.Store.FactorDetail(c.Request().Context(), id, decision, c.Param("key"))
	if err != nil {
		return err
	}
	cmd := models.SetFactorNote{Factor: d.Line.Key, Text: f.text("text"), Version: f.version()}
	if err = f.err(); err == nil {
		err = h.Store.SetFactorNote(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		done := "factor_note.done"
		if cmd.Text == "" {
			done = "factor_note.removed"
		}
		return h.done(c, factorHref(d.ScoreDetail, d.Line.Key)+"#note", done)
	}
	if status, yes := shown(err); yes {
		return h.factor(c, status, d, &factorTry{f, err})
	}
	return err
}

// factorTry is a note that was refused, to be shown again.
type factorTry struct {
	form *form
	err  error
}

// factor draws the page of a factor.
func (h *Scores) factor(c echo.Context, status int, d *models.FactorDetail, try *factorTry) error {
	p, v := h.page(c, "score.title", "score", d.Decision.Score), CurrentVisitor(c)
	l := labels{p}
	p.Title = l.factor(d.Line.Key)
	p.Crumbs = append(accountCrumbs(p, &d.Account, l.name(d.Masked, &d.Account)), views.Crumb{Label: p.T("score.panel"), Href: scoreHref(d.ScoreDetail)})
	data := scoreFactorView(p, d, v)
	data.Note = l.factorNote(d, v)
	if try != nil {
		data.Note.Typed, data.Note.Form = true, h.typed(c, h.Store, try.form, try.err, models.AuditFilter{ObjectType: "factor", ObjectID: d.Line.Key})
	}
	return h.render(c, status, views.ScoreFactor(p, data))
}

// factorNote is the note on a factor, with the way to change it for who may draft policy.
func (l labels) factorNote(d *models.FactorDetail, v *Visitor) views.FactorNote {
	n := views.FactorNote{Text: d.Note.Text, Version: strconv.FormatInt(d.Note.Version, 10)}
	if n.Text != "" {
		n.By = l.p.T("factor_note.by", "name", d.Note.ByName, "time", l.p.DateTime(d.Note.At))
	}
	if v.Can(models.PermPolicyEdit) {
		n.Action = "/accounts/" + d.Account.PublicID() + "/score/factors/" + url.PathEscape(d.Line.Key) + "/note"
		if d.Decision.ID != d.Account.DecisionID {
			n.Decision = d.Decision.PublicID()
		}
	}
	return n
}
