package handlers

import (
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
)

// profileTable is what changed of what is known of a customer: when, what, from what to what, and who or which source said so.
func (l labels) profileTable(changes []models.ProfileChange, d *models.AccountDetail, v *Visitor) views.Records {
	r := views.Records{
		Caption: l.p.T("profile_change.title"), Empty: l.p.T("profile_change.none"), Slim: true,
		Heads: l.heads("profile_change.field", "profile_change.from_to", "profile_change.when"),
	}
	newest := map[models.PersonalField]bool{}
	for i := range changes {
		c := &changes[i]
		field, was, is, by := views.Text(l.profileField(c)), l.profileValue(c.Field, c.Old), l.profileValue(c.Field, c.New), actorText(l.p, &c.By)
		switch {
		case c.Event != "":
			by = c.Source
			if v.Can(models.PermScoreRead) {
				field.Href = decisionHref(c.EventID)
			}
		case c.Identity != "":
			was, is = l.p.T("profile_change.unkept"), l.p.T("profile_change.unkept")
			if value, _ := d.Masked.Get(c.Identity); !newest[c.Identity] { // it is what is known now
				newest[c.Identity], is = true, said(l.p, value)
			}
		}
		field.Wrap, field.Sub = true, by
		change := views.Cell{Text: l.orDash(was) + " → " + l.orDash(is), Wrap: true}
		if c.Event != "" {
			change.Text = views.Dash
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{field, change, views.At(l.p.Time(c.At))}})
	}
	return r
}

func (l labels) profileField(c *models.ProfileChange) string {
	key, declared := strings.CutPrefix(c.Field, models.ProfileDeclared)
	switch {
	case c.Event != "":
		return l.eventKind(c.Event)
	case c.Identity != "":
		return l.word("account.", string(c.Identity))
	case declared:
		return l.word("declared.", key)
	}
	return l.word("profile_change.of.", c.Field)
}

// profileValue is a value as the account's page writes it, "" for none.
func (l labels) profileValue(field, value string) string {
	key, declared := strings.CutPrefix(field, models.ProfileDeclared)
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case value == "":
		return ""
	case declared:
		return l.word("declared."+key+".", value)
	case field == models.ProfileEducation:
		return l.word("education.", value)
	case field == models.ProfileEmployer:
		return l.word("employer.", value)
	case field == models.ProfileLang:
		return l.word("lang.", value)
	case field == models.ProfileMonths && err == nil:
		return l.p.N("factor.months", int(n))
	case field == models.ProfileIncome && err == nil:
		return l.money(n)
	}
	return value
}
