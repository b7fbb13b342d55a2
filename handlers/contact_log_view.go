package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// contactLog is the page without what was typed. Who may not write notes has no form, and nor has an account without a person.
func (l labels) contactLog(d *models.AccountDetail, v *Visitor) views.ContactLogData {
	href := "/accounts/" + d.Account.PublicID()
	data := views.ContactLogData{
		Head: l.headOf(&d.Account, d.Masked, v, "/contact"), Action: href + "/contacts", Back: href, More: timelineHref(d.Account.ID, models.TimelineContacts),
	}
	if d.Account.ErasedAt != nil {
		return data
	}
	data.Fields = []ui.FieldArgs{
		{Kind: "select", Name: "channel", Options: optionsOf(l, "contact_log.channel.", models.ContactChannels())},
		{Kind: "radio", Name: "direction", Options: optionsOf(l, "contact_log.direction.", models.ContactDirections()), Inline: true},
		{Kind: "select", Name: "outcome", Options: optionsOf(l, "contact_log.outcome.", models.ContactOutcomes())},
	}
	for i := range data.Fields {
		f := &data.Fields[i]
		f.Label, f.Required = l.p.T("contact_log."+f.Name), true
	}
	return data
}

// typedContact puts what was typed, and what is wrong with it, back into the form.
func (l labels) typedContact(data *views.ContactLogData, f *form, cause error) {
	if f == nil {
		return
	}
	wrong := problems(l.p, cause)
	for i := range data.Fields {
		data.Fields[i].Value, data.Fields[i].Error = f.text(data.Fields[i].Name), wrong[data.Fields[i].Name]
	}
	data.Text, data.Problem = f.text("text"), wrong["text"]
	data.Errors = fieldErrors(wrong)
}

// contactLine is how, by whom and with what outcome a contact was made.
func (l labels) contactLine(c models.ContactFacts) string {
	return l.p.T("contact_log.line."+string(c.Direction), "channel", l.word("contact_log.channel.", c.Channel), "outcome", l.word("contact_log.outcome.", string(c.Outcome)))
}

// optionsOf is a choice of codes by their words.
func optionsOf[T ~string](l labels, prefix string, codes []T) []ui.Option {
	list := make([]ui.Option, len(codes))
	for i, code := range codes {
		list[i] = ui.Option{Value: string(code), Label: l.word(prefix, string(code))}
	}
	return list
}
