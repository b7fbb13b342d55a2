package handlers

import (
	"cmp"
	"errors"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// batchForm is what every form of a batch shares: what was wrong, the button, the reason.
func batchForm(p views.Page, try batchTry, fields ...ui.FieldArgs) views.BatchForm {
	wrong := problems(p, try.err)
	d := views.BatchForm{Page: p, Notice: wrong[""], Button: ui.ButtonArgs{Label: p.T("batch.dry_run"), Kind: "primary", Icon: "eye"}}
	var refused *models.Refused
	if errors.As(try.err, &refused) {
		d.Notice = p.T("refused." + refused.Code)
	}
	for _, f := range fields {
		f.Error = wrong[f.Name]
		if try.form != nil {
			switch f.Kind {
			case "checkbox":
				f.Checked, f.Value = try.form.checked(f.Name), "1"
			case "file", "checkboxes":
			default:
				f.Value = cmp.Or(try.form.text(f.Name), f.Value)
			}
		}
		if f.Error != "" {
			d.Errors = append(d.Errors, ui.FieldError{Name: f.Name, Text: f.Error})
		}
		d.Fields = append(d.Fields, f)
	}
	return d
}

func reasonField(p views.Page) ui.FieldArgs {
	return ui.FieldArgs{Kind: "textarea", Name: "reason", Label: p.T("common.reason"), Hint: p.T("batch.reason_hint"), Required: true, Rows: 2, Wide: true}
}

// caseBatchForm asks for what an act on cases needs: a person, or a reason.
func caseBatchForm(p views.Page, cmd models.MakeBatch, staff []models.User, try batchTry) views.BatchForm {
	var fields []ui.FieldArgs
	switch {
	case cmd.Kind == models.BatchAssign:
		who := ui.FieldArgs{Kind: "select", Name: "user", Label: p.T("batch.assign_to"), Empty: p.T("batch.choose"), Required: true}
		for _, u := range staff {
			who.Options = append(who.Options, ui.Option{Value: u.PublicID(), Label: u.Name})
		}
		fields = append(fields, who)
	case cmd.Kind == models.BatchSnooze:
		until := labels{p}.snoozeField()
		until.Wide = true
		fields = append(fields, *until, ui.FieldArgs{Kind: "date", Name: "date", Label: p.T("desk.snooze_date"), Hint: p.T("desk.snooze_date_hint")})
	case cmd.Kind.Tags():
		fields = append(fields, ui.FieldArgs{
			Name: "tag", Label: p.T("tag.word"), Hint: p.T("tag.hint", "max", models.TagLength), Required: true, Attrs: map[string]any{"list": "tags-in-use", "autocomplete": "off"},
		})
	case cmd.Kind.Queues():
		fields = append(fields, queueField(p, cmd.Kind))
	}
	if cmd.Kind.TakesReason() {
		reason := reasonField(p)
		if reason.Required = cmd.Kind.NeedsReason(); !reason.Required {
			reason.Hint = ""
		}
		fields = append(fields, reason)
	}
	d := batchForm(p, try, fields...)
	f := try.form
	d.Action, d.Cancel, d.Note = "/batches/cases", queueHref(f.text("view")), p.T("batch.about."+string(cmd.Kind))
	d.Hidden = []ui.Pair{{Key: "act", Value: string(cmd.Kind)}, {Key: "scope", Value: f.text("scope")}, {Key: "view", Value: f.text("view")}}
	switch {
	case cmd.Cases != nil:
		d.Chosen = p.T("batch.chosen_all")
	case f.one("scope", scopeShown):
		d.Chosen = p.N("batch.chosen_page", len(cmd.IDs))
	default:
		d.Chosen = p.N("batch.chosen", len(cmd.IDs))
	}
	for _, id := range cmd.IDs {
		d.Hidden = append(d.Hidden, ui.Pair{Key: "id", Value: id.Public(models.PrefixCase)})
	}
	return d
}

// queueField offers the queues that a batch can put cases into.
func queueField(p views.Page, kind models.BatchKind) ui.FieldArgs {
	to := ui.FieldArgs{Kind: "radio", Name: "to", Label: p.T("batch.to_queue"), Required: true, Wide: true}
	queues := models.CaseQueues()
	if kind == models.BatchEscalate {
		queues = queues[1:] // none leads back to the first line
	}
	for _, q := range queues {
		to.Options = append(to.Options, ui.Option{Value: q.Key(), Label: labels{p}.queueName(q), Hint: p.T("desk.purpose." + q.Key())})
	}
	return to
}

// limitReasonFields ask for the principal reasons of limit changes, of which customers are told.
func limitReasonFields(p views.Page, hint string) []ui.FieldArgs {
	fields := principalPicker(p, nil, principalAsk{area: "limit"}).Fields
	fields[0].Hint = hint
	return fields
}

func aloneField(p views.Page) ui.FieldArgs {
	return ui.FieldArgs{Kind: "checkbox", Name: "alone", Label: p.T("batch.alone"), Hint: p.T("batch.alone_hint"), Value: "1", Wide: true}
}

// bookBatchForm asks for limits or the end of sanctions by a filter of the book.
func bookBatchForm(p views.Page, v *Visitor, kind models.BatchKind, book models.AccountFilter, source *ui.FieldArgs, try batchTry) views.BatchForm {
	l := labels{p}
	choice := func(name, label, prefix string, values []string) ui.FieldArgs {
		a := ui.FieldArgs{Kind: "select", Name: name, Label: label, Empty: p.T("common.any")}
		for _, v := range values {
			a.Options = append(a.Options, ui.Option{Value: v, Label: l.word(prefix, v)})
		}
		return a
	}
	var fields []ui.FieldArgs
	if source != nil {
		fields = append(fields, *source)
	}
	main, more := l.accountFilterFields(v, try.form, book)
	for _, f := range append(main, more...) {
		delete(f.Attrs, "list") // the tags in use are offered where the book is narrowed
		fields = append(fields, f)
	}
	if kind == models.BatchLimit {
		product := choice("product", p.T("batch.product"), "measure.product.", []string{string(models.ProductPayLater), string(models.ProductCashLoan)})
		product.Empty, product.Required, product.Wide = p.T("batch.choose"), true, true
		fields = append(fields, product,
			ui.FieldArgs{Kind: "money", Name: "to", Label: p.T("batch.to"), Hint: p.T("batch.to_hint")},
			ui.FieldArgs{Name: "by", Label: p.T("batch.by"), Hint: p.T("batch.by_hint"), Suffix: "%", Attrs: map[string]any{"inputmode": "decimal"}},
		)
		fields = append(fields, limitReasonFields(p, "")...)
	}
	fields = append(fields, reasonField(p))
	if kind == models.BatchLimit {
		fields = append(fields, aloneField(p))
	}
	d := batchForm(p, try, fields...)
	d.Action, d.Cancel, d.Note, d.Chosen = "/batches/"+map[models.BatchKind]string{models.BatchLimit: "limits", models.BatchLift: "lift"}[kind], "/accounts", p.T("batch.about."+string(kind)), p.T("batch.chosen_book")
	if kind == models.BatchLimit {
		d.Other = &ui.LinkArgs{Label: p.T("batch.from_file"), Href: "/batches/file", Icon: "download"}
	}
	return d
}

// fileBatchForm asks for a file of limits.
func fileBatchForm(p views.Page, try batchTry) views.BatchForm {
	fields := []ui.FieldArgs{{
		Kind: "file", Name: "file", Label: p.T("batch.file"), Hint: p.T("batch.file_hint", "max", models.BatchFileMax>>20, "rows", views.Number(models.BatchItemsMax)),
		Required: true, Wide: true, Attrs: map[string]any{"accept": ".csv,text/csv"},
	}}
	fields = append(fields, limitReasonFields(p, p.T("batch.code_hint"))...)
	d := batchForm(p, try, append(fields, reasonField(p), aloneField(p))...)
	d.Action, d.Cancel, d.Note, d.File = "/batches/file", "/batches", p.T("batch.about.limit"), true
	d.Other = &ui.LinkArgs{Label: p.T("batch.from_book"), Href: "/batches/limits", Icon: "filter"}
	d.Example = []ui.Pair{
		{Key: "account", Value: p.T("batch.col_account")}, {Key: "product", Value: p.T("batch.col_product")}, {Key: "limit", Value: p.T("batch.col_limit")},
		{Key: "percent", Value: p.T("batch.col_percent")}, {Key: "reason", Value: p.T("batch.col_reason")},
	}
	return d
}
