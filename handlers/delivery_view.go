package handlers

import (
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// delivery is one delivery's page, but for what leaves.
func (v outboxView) delivery(d *models.DeliveryDetail) views.DeliveryData {
	dl := &d.Delivery
	data := views.DeliveryData{
		ID: v.l.p.Copy(dl.PublicID()), Badges: []ui.BadgeArgs{v.l.state(dl)}, Facts: v.facts(d), Tries: v.tries(d.Tries), Timeline: events(v.l.p, d.Entries),
		Links: []ui.LinkArgs{
			{Label: v.l.p.T("delivery.to_letter"), Href: "/messages/" + d.Message.PublicID(), Icon: "message"},
			{Label: v.l.p.T("letter.account"), Href: "/accounts/" + d.Account.PublicID(), Icon: "user"},
		},
	}
	if d.Unsure() {
		data.Notices = append(data.Notices, ui.CalloutArgs{Tone: ui.Amber, Title: v.l.p.T("delivery.unsure"), Text: v.l.p.T("delivery.unsure_text")})
	}
	may := v.visitor.Can(models.PermMessageSend)
	switch {
	case dl.State == models.DeliveryDead:
		data.Notices = append(data.Notices, ui.CalloutArgs{Tone: ui.Red, Title: v.l.p.T("delivery.dead", "why", v.l.code(dl.Code)), Text: v.l.p.T("delivery.dead_text")})
		if may {
			data.Step = &views.DeliveryStep{Action: "/outbox/" + dl.PublicID() + "/retry", Label: v.l.p.T("delivery.retry"), Icon: "refresh", Note: v.l.p.T("delivery.retry_note")}
		}
	case dl.State == models.DeliveryByHand:
		data.Notices = append(data.Notices, ui.CalloutArgs{Tone: ui.Amber, Title: v.l.p.T("delivery.by_hand"), Text: v.l.p.T("delivery.by_hand_text")})
		if may {
			data.Step = &views.DeliveryStep{Action: "/outbox/" + dl.PublicID() + "/handed", Label: v.l.p.T("delivery.hand"), Icon: "check", Note: v.l.p.T("delivery.hand_note")}
		}
	case dl.Waits != models.ContactFree:
		data.Notices = append(data.Notices, ui.CalloutArgs{Icon: "clock", Title: v.l.word("delivery.waits.", string(dl.Waits)), Text: v.l.p.Texts.T("delivery.waits_text."+string(dl.Waits), "date", v.l.p.DateTime(dl.NextAt))})
	case dl.Inbox:
		data.Notices = append(data.Notices, ui.CalloutArgs{Tone: ui.Violet, Icon: "inbox", Title: v.l.p.T("delivery.inbox"), Text: v.l.p.T("delivery.inbox_text")})
	}
	return data
}

func (v outboxView) facts(d *models.DeliveryDetail) []ui.Pair {
	dl := &d.Delivery
	duty := "delivery.duty_no"
	if dl.Mandatory {
		duty = "delivery.duty_yes"
	}
	pairs := []ui.Pair{
		{Key: v.l.p.T("outbox.customer"), Value: v.l.name(models.Personal{Name: d.Name}, &d.Account)},
		{Key: v.l.p.T("outbox.channel"), Value: v.l.word("channel.", string(dl.Channel))},
		{Key: v.l.p.T("outbox.to"), Value: orDash(said(v.l.p, d.To))},
		{Key: v.l.p.T("delivery.duty"), Value: v.l.p.Texts.T(duty)},
		{Key: v.l.p.T("delivery.made"), Body: ui.Time(v.l.p.Moment(dl.CreatedAt))},
	}
	switch {
	case dl.DoneAt != nil:
		pairs = append(pairs, ui.Pair{Key: v.l.p.T("delivery.ended"), Body: ui.Time(v.l.p.Moment(*dl.DoneAt))})
	case dl.State != models.DeliveryByHand:
		pairs = append(pairs, ui.Pair{Key: v.l.p.T("delivery.next"), Body: ui.Time(v.l.p.Moment(dl.NextAt))})
	}
	if dl.Channel == models.ChannelLetter {
		return pairs
	}
	return append(pairs, ui.Pair{Key: v.l.p.T("outbox.attempts"), Value: v.l.p.T("delivery.of_most", "n", dl.Attempts, "most", dl.Most), Numeric: true})
}

func (v outboxView) tries(list []models.Try) views.Records {
	r := views.Records{
		Caption: v.l.p.T("delivery.tries"), Empty: v.l.p.T("delivery.no_tries"), Heads: v.l.heads("delivery.try#", "delivery.started", "delivery.took#", "delivery.result", "delivery.code"),
	}
	for i := range list {
		t := &list[i]
		b := ui.BadgeArgs{Label: v.l.word("delivery.result.", string(t.Result))}
		switch t.Result {
		case models.TryAccepted:
			b.Tone, b.Icon = ui.Green, "check"
		case models.TryRefused:
			b.Tone, b.Icon = ui.Red, "x-circle"
		case models.TryFailed, models.TryUnknown:
			b.Tone, b.Icon = ui.Amber, "alert"
		}
		why := views.Dash
		if t.Code != "" {
			why = v.l.code(t.Code)
		}
		r.Rows = append(r.Rows, views.Record{Cells: []views.Cell{
			views.Num(strconv.Itoa(t.N)), views.At(v.l.p.Moment(t.StartedAt)), views.Num(v.l.tryTook(t)), views.State(b), views.Note(why),
		}})
	}
	return r
}

// noticePreview is what leaves, as a page shows it.
func noticePreview(p views.Page, n *models.Notice) views.NoticePreview {
	d := views.NoticePreview{
		Lang: n.Lang, Channel: p.Texts.T("channel." + string(n.Channel)), Language: p.Texts.T("lang." + n.Lang), To: n.To, Paragraphs: strings.Split(n.Text, "\n\n"), Subject: n.Subject,
	}
	if n.Channel == models.ChannelWebhook {
		d.Source = webhookText(n)
	}
	if n.Channel == models.ChannelSMS {
		d.Subject, d.Paragraphs, d.Text = "", strings.Split(n.Text, "\n"), true
		d.Size = smsSize(p, n.Text)
	} else if len(d.Paragraphs) > 1 && n.HTML == "" {
		d.Paragraphs = d.Paragraphs[1:] // the title is the subject
	}
	return d
}

// smsSize says how many parts a text message takes, and why.
func smsSize(p views.Page, text string) string {
	size, alphabet := models.SizeSMS(text), "notice.sms_narrow"
	if size.Wide {
		alphabet = "notice.sms_wide"
	}
	return p.N(alphabet, size.Parts, "units", size.Units)
}

// inbox is the frame of the development inbox.
func (v outboxView) inbox(page models.OutboxPage, outlets models.Outlets) views.InboxPage {
	d := views.InboxPage{Note: v.l.p.N("inbox.shown", len(page.Items)), Notice: v.l.p.T("inbox.note"), Empty: v.empty()}
	if !outlets.None() {
		d.Notice = v.l.p.T("inbox.note_gateways")
	}
	d.Tabs = []ui.Tab{{Label: v.l.p.T("outbox.all"), Href: outboxHref(models.OutboxFilter{Inbox: true}), Current: v.filter.Channel == ""}}
	for _, c := range []models.Channel{models.ChannelSMS, models.ChannelEmail} {
		d.Tabs = append(d.Tabs, ui.Tab{Label: v.l.word("channel.", string(c)), Href: outboxHref(models.OutboxFilter{Inbox: true, Channel: c}), Current: v.filter.Channel == c})
	}
	d.Newer, d.Older = v.pager(page)
	return d
}

// inboxLine is what stands above a message in the inbox.
func (l labels) inboxLine(it *models.OutboxItem) views.InboxLine {
	return views.InboxLine{
		Title: l.title(&it.Message), Href: "/outbox/" + it.Delivery.PublicID(), State: l.state(&it.Delivery), Why: l.why(&it.Delivery),
		Customer: l.nameOf(models.Personal{Name: it.Name}, it.External, it.Message.AccountID), Account: "/accounts/" + it.Message.AccountID.Public(models.PrefixAccount),
		Time: *l.when(&it.Delivery).Time,
	}
}

// deliveryRows is how a message left, on its own page.
func (l labels) deliveryRows(list []models.Delivery) []views.MeasureRow {
	var rows []views.MeasureRow
	for i := range list {
		d := &list[i]
		rows = append(rows, views.MeasureRow{
			Href: "/outbox/" + d.PublicID(), Title: l.word("channel.", string(d.Channel)), State: l.state(d), Time: *l.when(d).Time, Note: l.why(d),
		})
	}
	return rows
}
