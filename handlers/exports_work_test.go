package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"candor/engine/misjudge"
	"candor/models"
)

// TestListsOfWorkAreExported asks for radar, outbox and challenges by the filter of their address, and reads each cell.
func TestListsOfWorkAreExported(t *testing.T) {
	s := testSite(t)
	at, id, account := testNow.UTC().Format(time.RFC3339), models.ID(8<<22), models.ID(7<<22)
	held := models.OutboxItem{Message: models.Message{ID: id, AccountID: account, Template: "sanction", Lang: "en", State: models.MessageHeld, CreatedAt: testNow}, Name: "张**"}
	sent := held
	sent.To, sent.Delivery = "138****1234", models.Delivery{ID: id + 1, Channel: models.ChannelSMS, State: models.DeliveryRetry, Attempts: 2, Code: "refused", NextAt: testNow}
	item := models.RadarEntry{RadarItem: models.RadarItem{
		ID: id, AccountID: account, Kind: misjudge.KindFreeze, SubjectID: id, State: models.RadarOpen, WrongBP: 3000, Harm: 12, FoundAt: testNow,
	}, Masked: models.Personal{Name: "张**"}}
	item.Account.ExternalID = "=C1"
	asked := models.ChallengeItem{Challenge: models.Challenge{
		ID: id, AccountID: account, EventID: id, Kind: models.ChallengeCode, State: models.ChallengeFailed, MadeAt: testNow, DueAt: testNow, ResolvedBy: "ivr", Escalation: "hold",
	}, Event: models.Event{AmountFen: 1999}}
	who := account.Public(models.PrefixAccount)
	for _, c := range []struct {
		kind  models.ExportKind
		view  string
		rows  models.ExportRows
		right func(models.ExportFilter) bool
		cells []string
		wrong string
	}{
		{
			models.ExportRadar, "kind=freeze&min=20", models.ExportRows{Radar: []models.RadarEntry{item}},
			func(f models.ExportFilter) bool {
				return f.Radar.Kind == misjudge.KindFreeze && f.Radar.MinBP == 2000 && f.Radar.State == models.RadarOpen
			},
			[]string{item.PublicID(), who, "'=C1", "张**", "freeze", id.Public(models.PrefixSanction), "open", "3000", "12", "0", "0", "0", at, "", "", "", ""}, "kind=none",
		},
		{
			models.ExportOutbox, "channel=sms&state=retry", models.ExportRows{Sent: []models.OutboxItem{sent}},
			func(f models.ExportFilter) bool {
				return f.Outbox.State == models.DeliveryRetry && f.Outbox.Channel == models.ChannelSMS
			},
			[]string{
				sent.Delivery.PublicID(), held.Message.PublicID(), who, "", "张**", "sanction", "en", "", "sms", "138****1234", "retry", "2", "refused", "", at, at, "",
			}, "state=lost",
		},
		{
			models.ExportOutbox, "state=held", models.ExportRows{Sent: []models.OutboxItem{held}}, func(f models.ExportFilter) bool { return f.Outbox.Held },
			[]string{"", held.Message.PublicID(), who, "", "张**", "sanction", "en", "", "", "", "held", "0", "", "", "", at, ""}, "state=held&channel=sms",
		},
		{
			models.ExportChallenges, "state=failed", models.ExportRows{Asked: []models.ChallengeItem{asked}},
			func(f models.ExportFilter) bool { return f.Challenges.State == models.ChallengeFailed },
			[]string{asked.PublicID(), who, "", "", id.Public(models.PrefixDecision), "code", "failed", "1999", at, at, "", "ivr", "hold"}, "state=none",
		},
	} {
		store := &exportStore{rows: &c.rows}
		h, lead := &Exports{Site: s, Store: store}, as(t, models.RoleLead, "en")
		want(t, call(s, lead, h.Ask, http.MethodGet, exportHref(c.kind, c.view), nil), 200, "/"+string(c.kind)+"?")
		rows := csvRows(t, call(s, lead, h.Make, http.MethodPost, "/exports", url.Values{"of": {string(c.kind)}, "view": {c.view}}).Body.String())
		if len(rows) != 3 || !slices.Equal(rows[2], c.cells) || len(rows[1]) != len(c.cells) {
			t.Errorf("%s: rows %q, want %q", c.kind, rows, c.cells)
		}
		if !store.ask.Filter.Of(c.kind) || !c.right(store.ask.Filter) {
			t.Errorf("%s: asked for %+v", c.kind, store.ask.Filter)
		}
		if w := call(s, lead, h.Ask, http.MethodGet, exportHref(c.kind, c.wrong), nil); w.Code == 200 {
			t.Errorf("%s: %q is a filter", c.kind, c.wrong)
		}
		if w := call(s, as(t, models.RoleService, "en"), h.Ask, http.MethodGet, exportHref(models.ExportChallenges, ""), nil); w.Code == 200 {
			t.Error("service takes challenges away")
		}
	}
}
