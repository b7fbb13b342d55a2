package handlers

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"candor/data/gateway"
	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// parcelOf is a message to the canary on a channel.
func parcelOf(m models.Message, channel models.Channel) *models.Parcel {
	m.ID, m.CreatedAt = 3, testNow
	return &models.Parcel{
		Delivery: models.Delivery{ID: 5, MessageID: 3, Channel: channel, CreatedAt: testNow}, Message: m, Name: "Li <b>Lei</b>", To: "to",
		Account: models.Account{ID: 7, Source: "core", ExternalID: "A-1"},
	}
}

func restricted(lang string) models.Message {
	return models.Message{Template: models.TemplateSanctionStarted, Lang: lang, ObjectID: "san_0000000000001", Values: map[string]string{
		"kind": "restrict", "functions": "draw", "reason": "cash_out", "until": "2026-12-24T15:59:59Z",
	}}
}

// TestNoticesReadAsTheyDid compares a measure in every channel and language with what is checked in.
func TestNoticesReadAsTheyDid(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		for _, channel := range []models.Channel{models.ChannelSMS, models.ChannelEmail, models.ChannelWebhook} {
			n, err := s.Compose(context.Background(), parcelOf(restricted(lang), channel))
			if err != nil {
				t.Fatal(err)
			}
			if n.Lang != lang || n.Key != models.ID(5).Public(models.PrefixDelivery) || n.Code != "sanction_started.restrict" || n.Account.ExternalID != "A-1" {
				t.Errorf("notice %+v", n)
			}
			for _, bad := range []string{"⟦", "%!", "<no value>"} {
				if strings.Contains(n.Text+n.HTML+n.Subject, bad) {
					t.Errorf("%s %s holds %s", lang, channel, bad)
				}
			}
			if (n.HTML != "") != (channel == models.ChannelEmail) || strings.Contains(n.HTML, "<b>") {
				t.Errorf("%s: HTML %q", channel, n.HTML)
			}
			compare(t, filepath.Join("..", "views", "testdata", "notice-"+string(channel)+"."+lang+".txt"), n.Text+"\n")
			if n.HTML != "" {
				compare(t, filepath.Join("..", "views", "testdata", "notice."+lang+".html"), strings.ReplaceAll(n.HTML, "><", ">\n<")+"\n")
			}
		}
	}
}

// TestTheWebhookIsAsDescribed holds what a gateway sends against the description of the API.
func TestTheWebhookIsAsDescribed(t *testing.T) {
	sent := make(chan []byte, 1)
	lender := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		sent <- b
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(lender.Close)
	hook, err := gateway.NewWebhook(lender.URL, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", nil, func() time.Time { return testNow })
	if err != nil {
		t.Fatal(err)
	}
	n, err := testSite(t).Compose(context.Background(), parcelOf(restricted("en"), models.ChannelWebhook))
	if err != nil {
		t.Fatal(err)
	}
	if h := hook.Send(context.Background(), n); h.Result != models.TryAccepted {
		t.Fatalf("hand-over %+v", h)
	}
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	var body any
	if err := json.Unmarshal(<-sent, &body); err != nil {
		t.Fatal(err)
	}
	if err := doc.Components.Schemas["MessageReady"].Value.VisitJSON(body, openapi3.EnableJSONSchema2020()); err != nil {
		t.Errorf("%v: %v", body, err)
	}
}

func TestTheCustomersLinkStandsInEveryNotice(t *testing.T) {
	s := testSite(t)
	for _, channel := range []models.Channel{models.ChannelSMS, models.ChannelEmail, models.ChannelWebhook} {
		for _, lang := range []string{"en", "zh-CN"} {
			p := parcelOf(restricted(lang), channel)
			p.Link = "/c/token"
			s.Public = ""
			if n := composed(s.Compose(context.Background(), p)); strings.Contains(n.Text+n.HTML, "/c/token") {
				t.Errorf("%s: a link that customers cannot reach", channel)
			}
			s.Public = "https://lender.example"
			n := composed(s.Compose(context.Background(), p))
			if !strings.Contains(n.Text, "https://lender.example/c/token") || (n.HTML != "" && !strings.Contains(n.HTML, "https://lender.example/c/token")) {
				t.Errorf("%s %s lacks the link: %s", channel, lang, n.Text)
			}
		}
	}
}

// composed is a notice that could be composed.
func composed(n *models.Notice, err error) *models.Notice {
	if err != nil {
		panic(err)
	}
	return n
}

func TestANoticeWithoutAnAddressHasNone(t *testing.T) {
	s := testSite(t)
	for _, to := range []string{"", models.Unreadable, models.Erased} {
		p := parcelOf(restricted("en"), models.ChannelSMS)
		p.To, p.Name = to, to
		n, err := s.Compose(context.Background(), p)
		if err != nil || n.To != "" || strings.Contains(n.Text, "\x00") {
			t.Errorf("%q: %+v, %v", to, n, err)
		}
	}
}

// TestEveryShippedTextMessageIsShortEnough composes each message of each language with example values.
func TestEveryShippedTextMessageIsShortEnough(t *testing.T) {
	s := testSite(t)
	for _, w := range models.WordingsOf() {
		for _, lang := range decide.WordingLangs() {
			page := s.letterPage(lang)
			n, err := s.Compose(context.Background(), parcelOf(wordingExample(w.Code, lang, page), models.ChannelSMS))
			if err != nil {
				t.Fatal(err)
			}
			if size := models.SizeSMS(n.Text); size.Parts < 1 || size.Parts > models.SMSMost {
				t.Errorf("%s in %s takes %d parts: %s", w.Code, lang, size.Parts, n.Text)
			}
		}
	}
}

// TestEveryLessonIsWholeAndGivesNothingAway writes each lesson in each language.
func TestEveryLessonIsWholeAndGivesNothingAway(t *testing.T) {
	s, policy := testSite(t), decide.Default()
	for _, lang := range decide.WordingLangs() {
		for _, lesson := range models.Lessons() {
			l := writeLesson(s.letterPage(lang), lesson)
			if want := map[bool]int{false: 3, true: 4}[lesson.Law()]; len(l.Points) != want {
				t.Fatalf("%s in %s: %+v", lesson, lang, l)
			}
			for _, point := range append(l.Points, views.LessonPoint{Label: l.Head, Text: l.Title}) {
				if found := models.Leaks(point.Text, &policy); len(found) > 0 || strings.Contains(point.Label+point.Text, "⟦") {
					t.Errorf("%s in %s says %q, which gives away %q", lesson, lang, point, found)
				}
			}
		}
	}
}
