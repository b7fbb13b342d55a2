package handlers

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// tagStore is what the tags of an account need of the store, on its own page and on that of a case.
type tagStore interface {
	TagAccount(ctx context.Context, actor models.Actor, cmd models.TagAccount) error
	TagsInUse(ctx context.Context) ([]string, error)
}

// partTags is the part of a page that a refused tag stands open in.
const partTags = "tags"

// readTag reads the form that puts a tag on or takes one off, and which message says that it did.
func readTag(f *form, account models.ID) (cmd models.TagAccount, said string, err error) {
	cmd, said = models.TagAccount{AccountID: account, Tag: f.text("tag")}, "tag.is_off"
	switch f.text("on") {
	case "true":
		cmd.On, said = true, "tag.is_on"
		cmd.Reason, cmd.EndsAt = f.text("reason"), f.date("ends_at", true)
	case "false":
	default:
		return cmd, "", errBadForm
	}
	return cmd, said, nil
}

// tagAccount carries out what the form asks for, if all of it can be read.
func tagAccount(c echo.Context, store tagStore, f *form, cmd models.TagAccount) error {
	if err := f.err(); err != nil {
		return err
	}
	return store.TagAccount(c.Request().Context(), actor(c), cmd)
}

// tagUndo is the form that does the opposite: a tag that was taken off comes back with its reason and its end.
func tagUndo(f *form, page string, cmd models.TagAccount, more ...[2]string) *views.Undo {
	undo := &views.Undo{Action: page + "/tags", Fields: [][2]string{{"tag", cmd.Tag}, {"on", strconv.FormatBool(!cmd.On)}}}
	for _, name := range []string{"reason", "ends_at"} {
		if v := f.text(name); v != "" && !cmd.On {
			undo.Fields = append(undo.Fields, [2]string{name, v})
		}
	}
	undo.Fields = append(undo.Fields, more...)
	return undo
}

// tagRefused reports whether the form is to be shown again: the word is no tag, or there are as many as may be.
func tagRefused(err error) bool {
	var refused *models.Refused
	return again(err) || errors.As(err, &refused)
}

// Tag puts a tag on an account, or takes it off, and shows the account again: with what was typed and why, when it is refused.
func (h *Accounts) Tag(c echo.Context) error {
	f, err := h.readForm(c, "tag", "on", "reason", "ends_at")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	cmd, said, err := readTag(f, id)
	if err != nil {
		return err
	}
	err = tagAccount(c, h.Store, f, cmd)
	if tagRefused(err) {
		return h.show(c, accountTry{tag: cmd.Tag, form: f, err: err, part: partTags})
	}
	if err != nil {
		return err
	}
	page := "/accounts/" + id.Public(models.PrefixAccount)
	return h.doneUndo(c, page+"#tags", tagUndo(f, page, cmd), said, "tag", models.NormTag(cmd.Tag))
}

// Tag does the same from the page of a case, and shows the case again.
func (h *Cases) Tag(c echo.Context) error {
	f, err := h.readForm(c, "tag", "on", "reason", "ends_at", "view", "from")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixCase)
	if err != nil {
		return err
	}
	one, err := h.Store.Case(c.Request().Context(), id)
	if err != nil {
		return err
	}
	cmd, said, err := readTag(f, one.AccountID)
	if err != nil {
		return err
	}
	err = tagAccount(c, h.Store, f, cmd)
	if tagRefused(err) {
		if done, err := h.refusedOnRow(c, id, partTags, f, err); done {
			return err
		}
		return h.show(c, wholeView(f.text("view")), caseTry{f, err}, partTags)
	}
	if err != nil {
		return err
	}
	if f.one("from", fromQueue) {
		undo := tagUndo(f, "/cases/"+id.Public(models.PrefixCase), cmd, [2]string{"view", f.text("view")}, [2]string{"from", fromQueue})
		return h.doneUndo(c, rowHref(wholeView(f.text("view")), id), undo, said, "tag", models.NormTag(cmd.Tag))
	}
	return h.done(c, caseHref(id, f.text("view"))+"#tags", said, "tag", models.NormTag(cmd.Tag))
}

// caseTags is the tags on the page of a case, with what was refused when a tag was.
func (h *Cases) caseTags(c echo.Context, p views.Page, d *models.CaseDetail, try caseTry, part string) (*views.AccountTags, error) {
	tagged := accountTry{}
	if part == partTags {
		tagged = accountTry{tag: try.form.text("tag"), form: try.form, err: try.err, part: part}
	}
	return h.tagsView(c, p, h.Store, &d.Account, "/cases/"+d.Case.PublicID()+"/tags", tagged)
}

// tagsView is the tags of an account, each leading to the cases of all accounts that have it, or to those accounts, and the form for
// another. try is what was refused: as it was typed, and why.
func (s *Site) tagsView(c echo.Context, p views.Page, store tagStore, d *models.AccountDetail, action string, try accountTry) (*views.AccountTags, error) {
	v := CurrentVisitor(c)
	t := &views.AccountTags{}
	for _, tag := range d.Tags {
		chip := views.AccountTag{Tag: tag.Tag, Remove: p.T("tag.remove", "tag", tag.Tag), Note: p.T("tag.by", "name", tag.ByName, "time", p.DateTime(tag.At))}
		chip.Reason, chip.Until = tag.Reason, dateValue(p, tag.EndsAt)
		if note := tagNote(p, &tag); note != "" {
			t.Notes = append(t.Notes, note)
		}
		switch {
		case v.Can(models.PermCaseRead):
			chip.Href = "/queue?" + url.Values{"sort": {string(models.SortRisk)}, "tag": {tag.Tag}}.Encode()
		case v.Can(models.PermAccountRead):
			chip.Href = "/accounts?" + url.Values{"tag": {tag.Tag}}.Encode()
		}
		t.Tags = append(t.Tags, chip)
	}
	if !v.Can(models.PermAccountNote) {
		return t, nil
	}
	t.Action, t.Full = action, len(d.Tags) >= models.TagMost
	if try.part == partTags {
		t.Value, t.Reason, t.Until, t.Wrong = try.tag, try.form.text("reason"), try.form.text("ends_at"), "tag"
		for _, field := range []string{"ends_at", "reason", "tag"} {
			if problem := problems(p, try.err)[field]; problem != "" {
				t.Error, t.Wrong = problem, field
			}
		}
		var refused *models.Refused
		if errors.As(try.err, &refused) {
			t.Error = p.T("refused." + refused.Code)
		}
	}
	if t.Full && t.Error == "" {
		return t, nil
	}
	var err error
	t.InUse, err = store.TagsInUse(c.Request().Context())
	return t, err
}

// tagNote says why a tag is there, until when, and who put it on; "" where that person said neither.
func tagNote(p views.Page, t *models.AccountTag) string {
	switch {
	case t.EndsAt != nil && t.Reason != "":
		return p.T("tag.note_both", "tag", t.Tag, "reason", t.Reason, "until", p.Date(*t.EndsAt), "name", t.ByName)
	case t.EndsAt != nil:
		return p.T("tag.note_until", "tag", t.Tag, "until", p.Date(*t.EndsAt), "name", t.ByName)
	case t.Reason != "":
		return p.T("tag.note_reason", "tag", t.Tag, "reason", t.Reason, "name", t.ByName)
	}
	return ""
}

// dateValue is a day as a date field holds it, "" for none.
func dateValue(p views.Page, t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(p.Zone).Format("2006-01-02")
}
