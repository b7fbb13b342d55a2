package gateway

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"candor/models"
)

const secret = "0123456789abcdef"

func at() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func notice(channel models.Channel, to string) *models.Notice {
	n := &models.Notice{
		Key: "dlv_0000000000001", Message: "msg_0000000000002", Channel: channel, To: to, Lang: "zh-CN", Subject: "账户通知", Text: "您好<b>",
		HTML: "<p>您好&lt;b&gt;</p>", About: "san_0000000000003", Code: "sanction_started.freeze", At: at(),
	}
	n.Account.ID, n.Account.Source, n.Account.ExternalID = "acc_0000000000004", "core", "A-1"
	return n
}

// received is one call that the fake gateway got.
type received struct {
	header http.Header
	body   []byte
}

// fakeHTTP answers every call with a status and keeps it.
func fakeHTTP(t *testing.T, status int) (address string, calls *[]received) {
	t.Helper()
	calls = &[]received{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*calls = append(*calls, received{r.Header, body})
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		fmt.Fprint(w, strings.Repeat("13800001234 ", 10_000)) // which nobody must keep
	}))
	t.Cleanup(s.Close)
	return s.URL + "/sms", calls
}

func TestTextMessagesAreSignedAndKeepTheirKey(t *testing.T) {
	address, calls := fakeHTTP(t, http.StatusAccepted)
	g, err := NewSMS(address, secret, nil, at)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if h := (Gateways{SMS: g}).Send(context.Background(), notice(models.ChannelSMS, "13800001234"), false); h.Result != models.TryAccepted || h.Code != "" {
			t.Fatalf("hand-over %+v", h)
		}
	}
	first, second := (*calls)[0], (*calls)[1]
	if !bytes.Equal(first.body, second.body) || first.header.Get("Idempotency-Key") != "dlv_0000000000001" {
		t.Error("a second attempt differs, or the key is missing")
	}
	var got map[string]string
	if err := json.Unmarshal(first.body, &got); err != nil || len(got) != 4 || got["id"] != "dlv_0000000000001" || got["to"] != "13800001234" || got["lang"] != "zh-CN" || got["text"] != "您好<b>" {
		t.Errorf("body %s, %v", first.body, err)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at().Unix(), first.body)
	if want := fmt.Sprintf("t=%d,v1=%s", at().Unix(), hex.EncodeToString(mac.Sum(nil))); first.header.Get("Candor-Signature") != want {
		t.Errorf("signature %s, want %s", first.header.Get("Candor-Signature"), want)
	}
}

func TestAStatusMeansWhatIsDocumented(t *testing.T) {
	for status, want := range map[int]models.HandOver{
		200: {Result: models.TryAccepted}, 202: {Result: models.TryAccepted}, 204: {Result: models.TryAccepted},
		302: {Result: models.TryRefused, Code: "redirect"}, 400: {Result: models.TryRefused, Code: "http_400"}, 401: {Result: models.TryRefused, Code: "http_401"},
		404: {Result: models.TryRefused, Code: "http_404"}, 409: {Result: models.TryRefused, Code: "http_409"},
		408: {Result: models.TryFailed, Code: "http_408"}, 425: {Result: models.TryFailed, Code: "http_425"}, 429: {Result: models.TryFailed, Code: "http_429"},
		500: {Result: models.TryFailed, Code: "http_500"}, 503: {Result: models.TryFailed, Code: "http_503"},
	} {
		address, calls := fakeHTTP(t, status)
		g, err := NewSMS(address, secret, nil, at)
		if err != nil {
			t.Fatal(err)
		}
		if h := g.Send(context.Background(), notice(models.ChannelSMS, "13800001234")); h != want || len(*calls) != 1 {
			t.Errorf("%d: %+v after %d calls, want %+v", status, h, len(*calls), want)
		}
	}
}

// TestWebhooksAreSignedAsStandardWebhooksDo checks both signatures of a change of secrets, and the vector of the specification's
// reference libraries.
func TestWebhooksAreSignedAsStandardWebhooksDo(t *testing.T) {
	key := []byte("a secret of twenty-eight byt")
	old := []byte("another one that is still in")
	address, calls := fakeHTTP(t, http.StatusNoContent)
	g, err := NewWebhook(address, "whsec_"+base64.StdEncoding.EncodeToString(key)+" whsec_"+base64.StdEncoding.EncodeToString(old), nil, at)
	if err != nil {
		t.Fatal(err)
	}
	if h := (Gateways{Webhook: g}).Send(context.Background(), notice(models.ChannelWebhook, ""), false); h.Result != models.TryAccepted {
		t.Fatalf("hand-over %+v", h)
	}
	call := (*calls)[0]
	var want []string
	for _, k := range [][]byte{key, old} {
		mac := hmac.New(sha256.New, k)
		fmt.Fprintf(mac, "dlv_0000000000001.%d.%s", at().Unix(), call.body)
		want = append(want, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	if got := call.header.Get("Webhook-Signature"); got != strings.Join(want, " ") || call.header.Get("Webhook-Id") != "dlv_0000000000001" || call.header.Get("Webhook-Timestamp") != fmt.Sprint(at().Unix()) {
		t.Errorf("headers %v", call.header)
	}
	if body := string(call.body); body != `{"type":"message.ready","timestamp":"2026-03-02T09:00:00Z","data":{"id":"msg_0000000000002","account":{"id":"acc_0000000000004","source":"core","external_id":"A-1"},"about":"san_0000000000003","code":"sanction_started.freeze","lang":"zh-CN","title":"账户通知","text":"您好\u003cb\u003e"}}` {
		t.Errorf("body %s", body)
	}
	vector, err := ReadWebhookSecrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := base64.StdEncoding.EncodeToString(sign(vector[0], "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.", []byte(`{"test": 2432232314}`)))
	if got != "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("the reference vector is signed %s", got)
	}
}

func TestGatewaysThatCannotBeAreRefused(t *testing.T) {
	for _, address := range []string{
		"", "gateway", "http://gateway.example/sms", "ftp://gateway.example", "https://", "https://me:pw@gateway.example", "https://gateway.example/#a", "http://10.0.0.1/",
		"http://127.0.0.1.example/", "http://localhost.example/", "://", "https://:443/",
	} {
		if err := CheckURL(address); err == nil {
			t.Errorf("%q is taken for a gateway", address)
		}
	}
	for _, address := range []string{"https://gateway.example/sms", "http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost:9", "https://gateway.example:8443/a?b=c"} {
		if err := CheckURL(address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := NewSMS("https://gateway.example", "short", nil, at); err == nil {
		t.Error("a short secret is taken")
	}
	for _, s := range []string{"", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%", strings.Repeat("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", 3)} {
		if _, err := ReadWebhookSecrets(s); err == nil {
			t.Errorf("%q is taken for secrets", s)
		}
	}
}

// TestNoAddressInsideIsDialled looks at what the guard lets through: a gateway in the open never leads inside, one on loopback
// nowhere else.
func TestNoAddressInsideIsDialled(t *testing.T) {
	for _, ip := range []string{
		"127.0.0.1", "127.8.8.8", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
		"224.0.0.1", "198.18.0.1", "192.0.2.1", "240.0.0.1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
		"2002:a00:1::", "2001:0:1::", "2001:db8::1",
	} {
		address := netip.AddrPortFrom(netip.MustParseAddr(ip), 443).String()
		if guard(false)("tcp", address, nil) == nil {
			t.Errorf("%s is dialled", address)
		}
	}
	for _, ip := range []string{"1.1.1.1", "172.32.0.1", "2606:4700::1111", "100.128.0.1"} {
		address := netip.AddrPortFrom(netip.MustParseAddr(ip), 443).String()
		if err := guard(false)("tcp", address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if guard(true)("tcp", address, nil) == nil {
			t.Errorf("a gateway on loopback leads to %s", address)
		}
	}
	if guard(false)("tcp", "nonsense", nil) == nil || guard(true)("tcp", "127.0.0.1:9", nil) != nil {
		t.Error("the guard has it the wrong way round")
	}
	// A name in the open that leads to loopback: the guard sees the address, not the name.
	c, err := newCaller("https://gateway.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	address, calls := fakeHTTP(t, 200)
	c.url = address
	if h := c.post(context.Background(), nil, nil); h.Code != models.CodeBlocked || h.Result != models.TryRefused || len(*calls) != 0 {
		t.Errorf("led inside: %+v, %d calls", h, len(*calls))
	}
}

func TestWhatKeepsAnAnswerAwayIsNamed(t *testing.T) {
	over := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(func() { close(over); silent.Close() })
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	sealed := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	t.Cleanup(sealed.Close)
	roots := x509.NewCertPool()
	roots.AddCert(sealed.Certificate())
	for name, tt := range map[string]struct {
		address string
		roots   *x509.CertPool
		want    models.HandOver
	}{
		"no answer":              {silent.URL, nil, models.HandOver{Result: models.TryFailed, Code: "timeout"}},
		"nobody there":           {closed.URL, nil, models.HandOver{Result: models.TryFailed, Code: "network"}},
		"an unknown certificate": {sealed.URL, nil, models.HandOver{Result: models.TryFailed, Code: "tls"}},
		"no TLS there":           {strings.Replace(plain.URL, "http:", "https:", 1), nil, models.HandOver{Result: models.TryFailed, Code: "tls"}},
		"a known certificate":    {sealed.URL, roots, models.HandOver{Result: models.TryAccepted}},
	} {
		t.Run(name, func(t *testing.T) {
			g, err := NewSMS(tt.address, secret, tt.roots, at)
			if err != nil {
				t.Fatal(err)
			}
			g.client.Timeout = 300 * time.Millisecond
			if tt.want.Code != "timeout" {
				g.client.Timeout = answerTime
			}
			if h := g.Send(context.Background(), notice(models.ChannelSMS, "13800001234")); h != tt.want {
				t.Errorf("hand-over %+v, want %+v", h, tt.want)
			}
		})
	}
}

func TestNothingLeavesWithoutAGatewayOrAnAddress(t *testing.T) {
	address, calls := fakeHTTP(t, 200)
	g, err := NewSMS(address, secret, nil, at)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		gateways Gateways
		notice   *models.Notice
		inbox    bool
		want     models.HandOver
	}{
		"the inbox":  {Gateways{SMS: g}, notice(models.ChannelSMS, "1"), true, models.HandOver{Result: models.TryAccepted}},
		"no gateway": {Gateways{SMS: g}, notice(models.ChannelEmail, "a@b.example"), false, models.HandOver{Result: models.TryFailed, Code: "no_gateway"}},
		"no address": {Gateways{SMS: g}, notice(models.ChannelSMS, ""), false, models.HandOver{Result: models.TryRefused, Code: "no_address"}},
	} {
		if h := tt.gateways.Send(context.Background(), tt.notice, tt.inbox); h != tt.want {
			t.Errorf("%s: %+v", name, h)
		}
	}
	if len(*calls) != 0 {
		t.Errorf("%d calls", len(*calls))
	}
	if o := (Gateways{SMS: g}).Outlets(); o != (models.Outlets{SMS: true}) || !(Gateways{}).Outlets().None() {
		t.Errorf("outlets %+v", o)
	}
}
