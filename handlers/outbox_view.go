package handlers

import (
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// outboxView puts deliveries into words for one reader.
type outboxView struct {
	l       labels
	visitor *Visitor
	filter  models.OutboxFilter
}

// page is the list under its filter.
func (v outboxView) page(page models.OutboxPage, n models.OutboxCounts, outlets models.Outlets) views.OutboxPage {
	d := views.OutboxPage{Table: v.table(page.Items), Note: v.l.p.N("outbox.shown", len(page.Items)), State: string(v.filter.State)}
	d.Export = exportHref(models.ExportOutbox, strings.TrimPrefix(strings.TrimPrefix(outboxHref(v.filter), "/outbox"), "?"))
	if outlets.None() {
		d.NoGateway = v.l.p.T("outbox.no_gateway")
	}
	tab := func(label string, f models.OutboxFilter, count int) {
		t := ui.Tab{Label: v.l.p.Texts.T(label), Href: outboxHref(f), Current: f.State == v.filter.State && f.Held == v.filter.Held}
		if count > 0 {
			t.Count = countUpTo(count, models.OutboxCountMost)
		}
		d.Tabs = append(d.Tabs, t)
	}
	channel := v.filter.Channel
	tab("outbox.all", models.OutboxFilter{Channel: channel, NotChannel: v.filter.NotChannel}, 0)
	tab("outbox.held", models.OutboxFilter{Held: true}, n.Held)
	for _, state := range models.DeliveryStates() {
		tab("delivery.state."+string(state), models.OutboxFilter{State: state, Channel: channel, NotChannel: v.filter.NotChannel}, n.State[state])
	}
	if !v.filter.Held {
		v.channels(&d)
	}
	d.Newer, d.Older = v.pager(page)
	d.Empty = v.empty()
	return d
}

// channels puts the choice of a channel on the page, and says which one is kept or left out.
func (v outboxView) channels(d *views.OutboxPage) {
	channel := v.filter.Channel
	field := ui.FieldArgs{Value: severalText(string(channel), v.filter.NotChannel)}
	for _, c := range models.Channels() {
		field.Options = append(field.Options, ui.Option{Value: string(c), Label: v.l.word("channel.", string(c))})
	}
	field = v.l.turnedOption(field)
	d.Channels, d.Channel = field.Options, field.Value
	if channel == "" {
		return
	}
	none, other := v.filter, v.filter
	none.Channel, other.NotChannel = "", !other.NotChannel
	d.Clear = outboxHref(none)
	chip := ui.ChipArgs{Label: v.l.p.T("outbox.channel"), Value: v.l.word("channel.", string(channel)), RemoveHref: d.Clear, Remove: v.l.p.T("outbox.remove_channel")}
	d.Chips = []ui.ChipArgs{v.l.turning(chip, field.Value, outboxHref(other))}
}

// countUpTo is a count that was cut off: "1,000+".
func countUpTo(n, most int) string {
	if n > most {
		return views.Number(int64(most)) + "+"
	}
	return views.Number(int64(n))
}

func (v outboxView) pager(page models.OutboxPage) (newer, older string) {
	n := len(page.Items)
	if n == 0 {
		return "", ""
	}
	prefix := models.PrefixDelivery
	if v.filter.Held {
		prefix = models.PrefixMessage
	}
	if page.Newer {
		newer = outboxHref(v.filter, "after", page.Items[0].Cursor().Public(prefix))
	}
	if page.Older {
		older = outboxHref(v.filter, "before", page.Items[n-1].Cursor().Public(prefix))
	}
	return newer, older
}

// empty says why a list is: nothing yet, hidden by the filter, or all done.
func (v outboxView) empty() ui.EmptyArgs {
	switch {
	case v.filter.Channel != "":
		f := v.filter
		f.Channel = ""
		return ui.EmptyArgs{Kind: "no-match", Title: v.l.p.T("common.empty_no_match"), Href: outboxHref(f), Label: v.l.p.T("common.clear_filters")}
	case v.filter.Inbox:
		return ui.EmptyArgs{Kind: "nothing", Title: v.l.p.T("inbox.none"), Text: v.l.p.T("outbox.none_text")}
	case v.filter.State == models.DeliveryDead, v.filter.State == models.DeliveryByHand:
		return ui.EmptyArgs{Kind: "done", Title: v.l.p.T("common.empty_done"), Text: v.l.p.Texts.T("outbox.none_" + string(v.filter.State))}
	}
	return ui.EmptyArgs{Kind: "nothing", Title: v.l.p.T("outbox.none"), Text: v.l.p.T("outbox.none_text")}
}

func (v outboxView) table(items []models.OutboxItem) views.Records {
	r := views.Records{ID: "outbox", Caption: v.l.p.T("outbox.title"), Keys: true, Framed: true}
	if v.filter.Held {
		r.Heads = v.l.heads("outbox.message", "outbox.customer", "outbox.leaves", "outbox.recall")
	} else {
		r.Heads = v.l.heads("outbox.message", "outbox.customer", "outbox.channel", "outbox.to", "outbox.state", "outbox.attempts#", "outbox.when")
	}
	for i := range items {
		it := &items[i]
		customer := views.Cell{Text: v.l.nameOf(models.Personal{Name: it.Name}, it.External, it.Message.AccountID), Href: "/accounts/" + it.Message.AccountID.Public(models.PrefixAccount)}
		cells := []views.Cell{{Text: v.l.title(&it.Message), Href: "/messages/" + it.Message.PublicID(), Row: true, Wide: true}, customer}
		if v.filter.Held {
			cells = append(cells, views.At(v.l.p.Time(it.Message.CreatedAt.Add(models.MessageHold))), v.recall(&it.Message))
		} else {
			cells[0].Href = "/outbox/" + it.Delivery.PublicID()
			cells = append(cells, views.Text(v.l.word("channel.", string(it.Delivery.Channel))), views.Text(orDash(said(v.l.p, it.To))),
				views.Cell{Body: views.DeliveryStateCell(v.l.state(&it.Delivery), v.l.why(&it.Delivery))}, views.Num(strconv.Itoa(it.Delivery.Attempts)), v.l.when(&it.Delivery))
		}
		r.Rows = append(r.Rows, views.Record{ID: cells[0].Href, Cells: cells})
	}
	return r
}

// title is what staff call a message.
func (l labels) title(m *models.Message) string {
	return l.word("wording.name.", models.WordingCode(m.Template, m.Values))
}

// recall is the button that takes a held message back, for who may.
func (v outboxView) recall(m *models.Message) views.Cell {
	if !v.visitor.Can(models.PermAccountNote) || v.l.p.Now.Sub(m.CreatedAt) >= models.MessageHold {
		return views.Text(views.Dash)
	}
	return views.Cell{Body: views.RecallCell("/messages/"+m.PublicID()+"/recall", v.l.p.T("letter.recall"))}
}

// state is a delivery's badge. What stayed in the inbox is never called delivered.
func (l labels) state(d *models.Delivery) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: l.word("delivery.state.", string(d.State))}
	switch d.State {
	case models.DeliveryDelivered:
		b.Tone, b.Icon = ui.Green, "check"
		if d.Inbox {
			b.Tone, b.Icon, b.Label = ui.Violet, "inbox", l.p.T("delivery.state.inbox")
		}
	case models.DeliveryDead:
		b.Tone, b.Icon = ui.Red, "x-circle"
	case models.DeliveryByHand:
		b.Tone, b.Icon = ui.Amber, "user"
	case models.DeliveryRetry:
		b.Tone, b.Icon = ui.Amber, "refresh"
	case models.DeliverySending:
		b.Tone, b.Icon = ui.Blue, "arrow-right"
	case models.DeliveryQueued:
		b.Icon = "clock"
	}
	return b
}

// why is what holds a delivery up, or what went wrong last; "" for neither.
func (l labels) why(d *models.Delivery) string {
	switch {
	case d.Waits != models.ContactFree:
		return l.word("delivery.waits.", string(d.Waits))
	case d.Code != "":
		return l.code(d.Code)
	}
	return ""
}

// code is what went wrong, in words.
func (l labels) code(code string) string {
	for _, protocol := range []string{"http", "smtp"} {
		if number, ok := strings.CutPrefix(code, protocol+"_"); ok {
			return l.p.Texts.T("delivery.code."+protocol, "number", number)
		}
	}
	return l.word("delivery.code.", code)
}

// when is when a delivery ended, or is tried next.
func (l labels) when(d *models.Delivery) views.Cell {
	switch {
	case d.DoneAt != nil:
		return views.At(l.p.Time(*d.DoneAt))
	case d.State == models.DeliveryByHand:
		return views.At(l.p.Time(d.CreatedAt))
	}
	return views.At(l.p.Time(d.NextAt))
}

// tryTook is how long an attempt lasted.
func (l labels) tryTook(t *models.Try) string {
	if t.EndedAt == nil || t.Result == models.TryUnknown {
		return views.Dash
	}
	return l.p.T("delivery.took_ms", "ms", views.Number(t.EndedAt.Sub(t.StartedAt).Round(time.Millisecond).Milliseconds()))
}
