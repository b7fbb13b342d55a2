package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
)

// Example values of letters. They belong to nobody.
const (
	exampleLowFen  = 12_000_00
	exampleHighFen = 20_000_00
	exampleDays    = 15 // until what a letter announces
	exampleID      = 1
)

// exampleAccount is whom an example is for.
func exampleAccount() models.Account {
	return models.Account{ID: exampleID, Source: "core", ExternalID: "A-1001"}
}

// wordingExample is a message of a code to show how its words read. page is of the customer's language.
func wordingExample(code, lang string, page views.Page) models.Message {
	template, kind, _ := strings.Cut(code, ".")
	soon := page.Now.AddDate(0, 0, exampleDays).UTC().Format(time.RFC3339)
	m := models.Message{ID: exampleID, Template: template, Lang: lang, State: models.MessageHeld, CreatedAt: page.Now, Values: map[string]string{"kind": kind, "reason": "late_payment", "proof": "document"}}
	set := func(name, value string) { m.Values[name] = value }
	fen := func(name string, v int64) { set(name, strconv.FormatInt(v, 10)) }
	set("product", string(models.ProductPayLater))
	m.ObjectID = models.ID(exampleID).Public(examplePrefix(template))
	switch template {
	case models.TemplateLimitRaised:
		fen("from", exampleLowFen)
		fen("to", exampleHighFen)
	case models.TemplateLimitLowered:
		fen("from", exampleHighFen)
		fen("to", exampleLowFen)
	case models.TemplateLimitRestored:
		fen("to", exampleHighFen)
	case models.TemplateSanctionStarted:
		fen("to", exampleLowFen)
		set("functions", models.JoinFunctions([]models.Function{models.FunctionDraw, models.FunctionTransfer}))
		switch models.SanctionKind(kind) {
		case models.SanctionDecline:
			set("event", string(models.EventPurchase))
			fen("amount", exampleLowFen)
			set("merchant", page.T("wording.example_merchant"))
			set("at", page.Now.UTC().Format(time.RFC3339))
			set("appeal_by", soon)
			set("reasons", "amount_far_above_usual")
		case models.SanctionLimitCut, models.SanctionRestrict:
			set("until", soon)
		default:
			set("review", soon)
		}
	case models.TemplateSanctionEnded:
	default:
		set("kind", string(models.SanctionRestrict))
		set("due", soon)
		set("evidence", strings.Join(models.EvidenceKinds()[:2], ","))
		set("text", page.T("wording.example_text"))
		set("restored.status", "active")
		set("restored.reach", "")
	}
	if template == models.TemplateAppealReplaced {
		set("kind", string(models.SanctionFreeze))
		set("new.kind", string(models.SanctionRestrict))
		set("new.functions", models.JoinFunctions([]models.Function{models.FunctionDraw}))
		set("new.until", soon)
	}
	return m
}

// examplePrefix is of what a template is about.
func examplePrefix(template string) string {
	switch template {
	case models.TemplateLimitRaised, models.TemplateLimitLowered, models.TemplateLimitRestored:
		return models.PrefixLimit
	case models.TemplateSanctionStarted, models.TemplateSanctionEnded:
		return models.PrefixSanction
	}
	return models.PrefixAppeal
}

// value is one value of a message in the customer's words.
func (v letterValues) value(name string) string {
	for i, pairs := 0, v.kv(); i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return fmt.Sprint(pairs[i+1])
		}
	}
	return views.Dash
}
