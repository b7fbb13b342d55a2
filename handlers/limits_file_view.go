package handlers

import (
	"context"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// The units that a proposed limit can be typed in.
const (
	unitYuan    = "yuan"
	unitPercent = "percent"
)

// unitChoice says in what the proposed limit is typed.
func unitChoice(p views.Page, typed views.MeasureForm) ui.FieldArgs {
	a := ui.FieldArgs{Kind: "select", Name: "unit", Label: p.T("limit.unit"), Hint: p.T("limit.unit_hint"), Value: typed.V("unit"), Error: typed.Problems["unit"]}
	for _, unit := range []string{unitYuan, unitPercent} {
		a.Options = append(a.Options, ui.Option{Value: unit, Label: p.Texts.T("limit.unit." + unit)})
	}
	return a
}

// filesOf is the store of whoever offers files.
type filesOf interface {
	Files(ctx context.Context, owner models.FileOwner) ([]models.FileRow, error)
}

// fileChoice offers the files of an account and of its cases and appeals, nil for whoever may not read them.
func (s *Site) fileChoice(c echo.Context, p views.Page, store filesOf, account models.ID, typed views.MeasureForm) (*ui.FieldArgs, error) {
	if !CurrentVisitor(c).Can(models.PermFileRead) {
		return nil, nil
	}
	files, err := store.Files(c.Request().Context(), models.FileOwner{Prefix: models.PrefixAccount, ID: account})
	if err != nil {
		return nil, err
	}
	a := &ui.FieldArgs{
		Kind: "select", Name: "kept", Label: p.T("limit.file"), Hint: p.T("limit.file_hint"), Empty: p.T("limit.file_none"),
		Value: typed.V("kept"), Error: typed.Problems["kept"],
	}
	for i := range files {
		if f := &files[i]; f.ErasedAt == nil {
			a.Options = append(a.Options, ui.Option{Value: f.PublicID(), Label: p.T("limit.file_of", "title", fileTitle(p, f), "date", p.Date(f.At))})
		}
	}
	if len(a.Options) == 0 {
		a.Hint = p.T("limit.file_empty")
	}
	return a, nil
}

// restsOn adds the files that a change rests on to its page; only how many there are for whoever may not read files.
func (h *Limits) restsOn(c echo.Context, p views.Page, change *models.LimitChange, d *views.LimitPage) error {
	pair := ui.Pair{Key: p.T("limit.file"), Value: restsWords(p, change)}
	if CurrentVisitor(c).Can(models.PermFileRead) {
		files, err := h.Store.Files(c.Request().Context(), models.FileOwner{Prefix: models.PrefixLimit, ID: change.ID})
		if err != nil {
			return err
		}
		var links []ui.LinkArgs
		for i := range files {
			links = append(links, ui.LinkArgs{Label: fileTitle(p, &files[i]), Href: "/files/" + files[i].PublicID()})
		}
		pair.Body = views.LinkList(links)
	}
	d.Facts = append(d.Facts, pair)
	return nil
}

// restsWords says in lists what a change rests on, for whoever may not read files.
func restsWords(p views.Page, c *models.LimitChange) string {
	if c.Evidence() == 1 {
		return p.T("limit.with_file")
	}
	return p.N("limit.files", c.Evidence())
}

// restsLink leads from lists to the files that a change rests on; nothing for none, and for whoever may not read files.
func restsLink(p views.Page, v *Visitor, c *models.LimitChange) ui.LinkArgs {
	if c.Evidence() == 0 || !v.Can(models.PermFileRead) {
		return ui.LinkArgs{}
	}
	return ui.LinkArgs{Label: p.N("limit.files", c.Evidence()), Href: "/files/of/" + c.PublicID()}
}

// limitMarks says in lists what a change rests on, unless a link says so, and when it is looked at again; empty for neither.
func limitMarks(p views.Page, c *models.LimitChange, linked ui.LinkArgs) string {
	files := c.Evidence() > 0 && linked.Href == ""
	switch {
	case files && c.ReviewAt != nil:
		return p.T("limit.with_both", "files", restsWords(p, c), "date", p.Date(*c.ReviewAt))
	case files:
		return restsWords(p, c)
	case c.ReviewAt != nil:
		return p.T("limit.with_review", "date", p.Date(*c.ReviewAt))
	}
	return ""
}

// dotted puts what is there of several remarks behind each other.
func dotted(remarks ...string) string {
	said := ""
	for _, r := range remarks {
		if r != "" && said != "" {
			said += " · "
		}
		said += r
	}
	return said
}
