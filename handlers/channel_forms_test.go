package handlers

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// TestAPreviewShowsEveryChannelInBothLanguages holds the editor's preview against what Compose makes of the same message.
func TestAPreviewShowsEveryChannelInBothLanguages(t *testing.T) {
	d, f := ruleDesk(t)
	d.site.Public = "https://lender.example"
	form := d.wordingFormOf(f, "sanction_started.restrict")
	form.Set("text.en", "Switched off: {{.functions}} <now>.")
	w := d.previewWords(f, "sanction_started.restrict", form)
	want(t, w, http.StatusOK)
	page := html.UnescapeString(w.Body.String())
	body := func(document string) string {
		_, after, _ := strings.Cut(html.UnescapeString(document), "<body>")
		inside, _, _ := strings.Cut(after, "</body>")
		return inside
	}
	doc := f.policy.Document.PutWording(decide.Wording{Code: "sanction_started.restrict", Lang: "en", Body: "Switched off: {{.functions}} <now>."})
	for _, lang := range decide.WordingLangs() {
		m := wordingExample("sanction_started.restrict", lang, d.site.letterPage(lang))
		m.Word(&models.Policy{Document: doc})
		for _, channel := range []models.Channel{models.ChannelEmail, models.ChannelSMS, models.ChannelWebhook} {
			n := composed(d.site.Compose(context.Background(), &models.Parcel{
				Delivery: models.Delivery{Channel: channel, CreatedAt: m.CreatedAt.Add(models.MessageHold)}, Message: m, Account: exampleAccount(), Link: models.HiddenLink,
			}))
			said := map[models.Channel]string{
				models.ChannelEmail: `<div class="notice-mail">` + body(n.HTML), models.ChannelSMS: smsSize(d.site.letterPage("en"), n.Text), models.ChannelWebhook: webhookText(n),
			}[channel]
			if !strings.Contains(page, said) {
				t.Errorf("%s in %s lacks %s", channel, lang, said)
			}
		}
	}
	lacks(t, w, "⟦", "<now>")
	if got := strings.Count(w.Body.String(), `class="notice-mail"`); got != 2 {
		t.Errorf("%d e-mails, want 2", got)
	}
}

// TestAWebhookIsShownAsItIsSent reads the JSON of the page back.
func TestAWebhookIsShownAsItIsSent(t *testing.T) {
	n := composed(testSite(t).Compose(context.Background(), parcelOf(restricted("zh-CN"), models.ChannelWebhook)))
	sent, err := n.WebhookBody()
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(sent, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(webhookText(n)), &b); err != nil {
		t.Fatal(err)
	}
	if x, y := mustJSON(t, a), mustJSON(t, b); x != y || !strings.Contains(x, `"code":"sanction_started.restrict"`) {
		t.Errorf("shown %s, sent %s", y, x)
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAHeldMessageSaysHowItWillLeave looks at the page of a message before it left, with and without gateways.
func TestAHeldMessageSaysHowItWillLeave(t *testing.T) {
	s := measureSite(t)
	s.Public = "https://lender.example"
	m := restricted("en")
	m.ID, m.AccountID, m.State, m.CreatedAt = 12, 5, models.MessageHeld, today
	for _, tt := range []struct {
		outlets  models.Outlets
		by, none int // channels it leaves by, and not
	}{{models.Outlets{Webhook: true}, 1, 2}, {models.Outlets{}, 0, 3}} {
		h := &Messages{Site: s, Store: &fakeMessages{message: m}, Outlets: tt.outlets}
		w := asked(t, s, h.Show, models.RoleService, msg12)
		wants(t, w, http.StatusOK, "By each channel", models.HiddenLink, "(GSM-7)", `class="notice-mail"`, "message.ready")
		if by, none := strings.Count(w.Body.String(), "Leaves by it"), strings.Count(w.Body.String(), "Not used"); by != tt.by || none != tt.none {
			t.Errorf("%+v: by %d channels and not by %d", tt.outlets, by, none)
		}
	}
	refused := &fakeMessages{message: m, chosen: []models.ContactChoice{{Way: models.WaySMS}}} // a duty, which goes by paper then
	wants(t, asked(t, s, (&Messages{Site: s, Store: refused, Outlets: models.Outlets{SMS: true}}).Show, models.RoleService, msg12), http.StatusOK, "!Leaves by it")
	m.State = models.MessageReady
	h := &Messages{Site: s, Store: &fakeMessages{message: m}}
	wants(t, asked(t, s, h.Show, models.RoleService, msg12), http.StatusOK, "By each channel", "!Leaves by it", "!Not used", "!"+models.HiddenLink)
}
