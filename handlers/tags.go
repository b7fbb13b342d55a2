package handlers

import (
	"errors"
	"net/url"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Tag puts a tag on an account, or takes it off, and shows the account again.
func (h *Accounts) Tag(c echo.Context) error {
	f, err := h.readForm(c, "tag", "on")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	cmd, said := models.TagAccount{AccountID: id, Tag: f.text("tag")}, "tag.is_off"
	switch f.text("on") {
	case "true":
		cmd.On, said = true, "tag.is_on"
	case "false":
	default:
		return errBadForm
	}
	back := "/accounts/" + id.Public(models.PrefixAccount)
	err = h.Store.TagAccount(c.Request().Context(), actor(c), cmd)
	var bad *models.Invalid
	var refused *models.Refused
	switch words := h.words(c); {
	case errors.As(err, &bad):
		flash(c, views.Flash{Kind: "warn", Text: words.T("invalid.tag_form", "max", models.TagLength)})
		return h.redirect(c, back)
	case errors.As(err, &refused):
		flash(c, views.Flash{Kind: "warn", Text: words.T("refused." + refused.Code)})
		return h.redirect(c, back)
	case err != nil:
		return err
	}
	return h.done(c, back, said, "tag", models.NormTag(cmd.Tag))
}

// tagsView is the tags of an account, each leading to the cases of all accounts that have it, and the form for another.
func (h *Accounts) tagsView(c echo.Context, p views.Page, d *models.AccountDetail) (*views.AccountTags, error) {
	v := CurrentVisitor(c)
	t := &views.AccountTags{}
	for _, tag := range d.Tags {
		chip := views.AccountTag{Tag: tag.Tag, Remove: p.T("tag.remove", "tag", tag.Tag), Note: p.T("tag.by", "name", tag.ByName, "time", p.DateTime(tag.At))}
		if v.Can(models.PermCaseRead) {
			chip.Href = "/queue?" + url.Values{"sort": {string(models.SortRisk)}, "tag": {tag.Tag}}.Encode()
		}
		t.Tags = append(t.Tags, chip)
	}
	if !v.Can(models.PermAccountNote) {
		return t, nil
	}
	t.Action, t.Full = "/accounts/"+d.Account.PublicID()+"/tags", len(d.Tags) >= models.TagMost
	if t.Full {
		return t, nil
	}
	var err error
	t.InUse, err = h.Store.TagsInUse(c.Request().Context())
	return t, err
}
