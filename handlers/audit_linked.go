package handlers

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// linkedMost is how many things an entry's page leads to beside its own: a batch may name thousands.
const linkedMost = 8

// linkedKinds are what an entry may name in its data, in the order of its page: cases, appeals, and what a second person answers.
func linkedKinds() []struct{ kind, prefix string } {
	return []struct{ kind, prefix string }{
		{"case", models.PrefixCase}, {"appeal", models.PrefixAppeal}, {"limit", models.PrefixLimit}, {"sanction", models.PrefixSanction},
		{"list_change", models.PrefixListChange}, {"bulk", models.PrefixBulk}, {"override", models.PrefixOverride}, {"dispute", models.PrefixDispute},
		{"promotion", models.PrefixPromotion},
	}
}

// auditLinked are the things that an entry names in its data, as far as the reader may open them.
func auditLinked(p views.Page, v *Visitor, e *models.AuditEntry) (pairs []ui.Pair) {
	if kind, asks := models.ApprovalObject(e.ObjectID); asks && kind == e.ObjectType {
		pairs = append(pairs, ui.Pair{Key: p.T("audit.together"), Body: views.TextLink(togetherHref(e.ObjectID), p.T("audit.see_together"))})
	}
	named := slices.Concat(idsIn(e.Before), idsIn(e.After))
	for _, k := range linkedKinds() {
		var seen []string
		for _, id := range named {
			prefix, _, _ := strings.Cut(id, "_")
			href := objectHref(v, k.kind, id)
			if prefix != k.prefix || href == "" || id == e.ObjectID || slices.Contains(seen, id) || len(pairs) == linkedMost {
				continue
			}
			seen = append(seen, id)
			pairs = append(pairs, ui.Pair{Key: p.Texts.T("audit.type." + k.kind), Body: views.TextLink(href, id)})
		}
	}
	return pairs
}

// togetherHref is the log of one pending action: asking, answer and effect.
func togetherHref(id string) string { return "/audit?" + url.Values{"approval": {id}}.Encode() }

// idsIn are the public ids among the values of a document, in their order; those of fields come in the order of the fields' names.
func idsIn(doc string) (ids []string) {
	var v any
	if json.Unmarshal([]byte(doc), &v) != nil {
		return nil // nothing was said
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			prefix, _, _ := strings.Cut(v, "_")
			if _, err := models.ParseID(prefix, v); err == nil {
				ids = append(ids, v)
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				walk(v[name])
			}
		}
	}
	walk(v)
	return ids
}

// auditDossier is the dossier of the account that the log is narrowed to; empty for none, and for who may not take it out.
func auditDossier(v *Visitor, q models.AuditFilter) string {
	account := q.AccountID
	if q.Not.Account || q.Not.ObjectType || q.Not.ObjectID {
		return ""
	}
	if q.ObjectType == "account" && account == 0 {
		account, _ = models.ParseID(models.PrefixAccount, q.ObjectID) // 0 for what is no id
	}
	if account == 0 || !v.Can(models.PermDossierExport) {
		return ""
	}
	return accountHref(account.Public(models.PrefixAccount)) + "/dossier"
}
