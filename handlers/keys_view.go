package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// keyShown is what a key is recognised by, without what opens anything.
func keyShown(k *models.APIKey) string { return k.Prefix[:min(len(k.Prefix), 11)] + "…" + k.Tail }

// keysPage describes the keys; d holds what was typed.
func keysPage(p views.Page, v *Visitor, d views.KeysPage, keys []models.APIKey, refused error) views.KeysPage {
	d.Page, d.Errors = p, problems(p, refused)
	for _, s := range models.Scopes() {
		d.Scopes = append(d.Scopes, ui.Option{
			Value: string(s), Label: p.T("permission." + string(s)), Hint: p.T("permission." + string(s) + ".note"),
		})
	}
	for i := range keys {
		k := &keys[i]
		row := views.KeyRow{
			ID: k.PublicID(), Record: recordHref(v, "key", k.PublicID()), Name: k.Name, Shown: keyShown(k), Made: p.Time(k.CreatedAt),
			Used: p.Time(moment(k.UsedAt)), Expires: p.Time(moment(k.ExpiresAt)), State: "usable",
		}
		switch {
		case k.RevokedAt != nil:
			row.State = "revoked"
		case !k.Usable(p.Now):
			row.State = "expired"
		}
		for _, s := range k.Scopes {
			row.Scopes = append(row.Scopes, p.T("permission."+string(s)))
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}
