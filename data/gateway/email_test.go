package gateway

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// fakeMail is a mail server of a few words. reply gives its answer to a command, "" for the usual one.
type fakeMail struct {
	t     *testing.T
	tls   *tls.Config // nil: it offers none
	auth  bool
	reply func(command string) string

	mu       sync.Mutex
	mails    []string
	secure   []bool // whether each came over TLS
	commands []string
}

// serve answers until the test ends, and returns where.
func (f *fakeMail) serve() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { f.talk(conn) })
		}
	})
	f.t.Cleanup(func() {
		if err := l.Close(); err != nil {
			f.t.Error(err)
		}
		open.Wait()
	})
	return "smtp://" + l.Addr().String()
}

func (f *fakeMail) talk(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // a test's
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return
	}
	in, secure := bufio.NewReader(conn), false
	say := func(s string) { fmt.Fprint(conn, s+"\r\n") }
	say("220 fake")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		f.mu.Lock()
		f.commands = append(f.commands, strings.TrimSpace(line))
		f.mu.Unlock()
		if f.reply != nil {
			if r := f.reply(word); r != "" {
				say(r)
				continue
			}
		}
		switch word {
		case "EHLO":
			say("250-fake")
			if f.tls != nil && !secure {
				say("250-STARTTLS")
			}
			if f.auth {
				say("250-AUTH PLAIN")
			}
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go")
			c := tls.Server(conn, f.tls)
			conn, in, secure = c, bufio.NewReader(c), true
		case "AUTH":
			say("235 in")
		case "DATA":
			say("354 go")
			var b strings.Builder
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				b.WriteString(l)
			}
			f.mu.Lock()
			f.mails, f.secure = append(f.mails, b.String()), append(f.secure, secure)
			f.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func sender(t *testing.T, address, password string) *Email {
	t.Helper()
	e, err := NewEmail(address, password, "出借人 <service@lender.example>", nil, at)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMailHoldsTextAndHTMLUnderOneKey(t *testing.T) {
	f := &fakeMail{t: t}
	e := sender(t, f.serve(), "")
	n := notice(models.ChannelEmail, "xiaoming@example.com")
	n.Subject = "账户通知\r\nBcc: evil@example.com"
	for range 2 {
		if h := (Gateways{Email: e}).Send(context.Background(), n, false); h.Result != models.TryAccepted {
			t.Fatalf("hand-over %+v", h)
		}
	}
	if len(f.mails) != 2 {
		t.Fatalf("%d mails", len(f.mails))
	}
	for _, raw := range f.mails {
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != "账户通知 Bcc: evil@example.com" || m.Header.Get("Bcc") != "" {
			t.Errorf("subject %q, %v", subject, err)
		}
		if m.Header.Get("Message-Id") != "<dlv_0000000000001@lender.example>" || m.Header.Get("To") != "<xiaoming@example.com>" || m.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("header %v", m.Header)
		}
		_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		parts := multipart.NewReader(m.Body, params["boundary"])
		for _, want := range []string{"您好<b>", "<p>您好&lt;b&gt;</p>"} {
			part, err := parts.NextRawPart()
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(quotedprintable.NewReader(part))
			if err != nil || strings.TrimSpace(string(body)) != want {
				t.Errorf("part %q, %v; want %q", body, err, want)
			}
		}
	}
}

// TestMailWaitsForTLS sends to servers in the open: one that offers TLS, one whose certificate nobody knows, one that offers none.
func TestMailWaitsForTLS(t *testing.T) {
	certified := httptest.NewTLSServer(nil)
	t.Cleanup(certified.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	offers := &tls.Config{Certificates: certified.TLS.Certificates}
	for name, tt := range map[string]struct {
		server *fakeMail
		roots  *x509.CertPool
		want   models.HandOver
	}{
		"with TLS":               {&fakeMail{t: t, tls: offers, auth: true}, roots, models.HandOver{Result: models.TryAccepted}},
		"an unknown certificate": {&fakeMail{t: t, tls: offers, auth: true}, nil, models.HandOver{Result: models.TryFailed, Code: "tls"}},
		"without TLS":            {&fakeMail{t: t, auth: true}, roots, models.HandOver{Result: models.TryFailed, Code: "tls"}},
	} {
		t.Run(name, func(t *testing.T) {
			address := strings.Replace(tt.server.serve(), "smtp://", "smtp://candor@", 1)
			e := sender(t, address, "a password")
			e.strict, e.roots = true, tt.roots
			if h := e.Send(context.Background(), notice(models.ChannelEmail, "xiaoming@example.com")); h != tt.want {
				t.Errorf("hand-over %+v, want %+v", h, tt.want)
			}
			tt.server.mu.Lock()
			defer tt.server.mu.Unlock()
			if accepted := tt.want.Result == models.TryAccepted; accepted != (len(tt.server.mails) == 1) || (accepted && !tt.server.secure[0]) {
				t.Errorf("%d mails, over TLS: %v", len(tt.server.mails), tt.server.secure)
			}
			for _, c := range tt.server.commands {
				if tt.want.Result != models.TryAccepted && strings.HasPrefix(c, "AUTH") {
					t.Error("the password went out without TLS")
				}
			}
		})
	}
}

func TestMailServersAnswersAreNamedWithoutTheirWords(t *testing.T) {
	on := func(command, reply string) func(string) string {
		return func(word string) string {
			if word == command {
				return reply
			}
			return ""
		}
	}
	certified := httptest.NewTLSServer(nil)
	t.Cleanup(certified.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	for name, tt := range map[string]struct {
		reply func(string) string
		to    string
		want  models.HandOver
	}{
		"busy":               {on("MAIL", "451 later, xiaoming@example.com"), "xiaoming@example.com", models.HandOver{Result: models.TryFailed, Code: "smtp_451"}},
		"a full mailbox":     {on("RCPT", "452 full"), "xiaoming@example.com", models.HandOver{Result: models.TryFailed, Code: "smtp_452"}},
		"unknown there":      {on("RCPT", "550 no xiaoming@example.com here"), "xiaoming@example.com", models.HandOver{Result: models.TryRefused, Code: "smtp_550"}},
		"not the data":       {on("DATA", "554 no"), "xiaoming@example.com", models.HandOver{Result: models.TryRefused, Code: "smtp_554"}},
		"closed for today":   {func(word string) string { return map[string]string{"EHLO": "421 closed", "HELO": "421 closed"}[word] }, "xiaoming@example.com", models.HandOver{Result: models.TryFailed, Code: "smtp_421"}},
		"a wrong password":   {on("AUTH", "535 no"), "xiaoming@example.com", models.HandOver{Result: models.TryFailed, Code: "login"}},
		"no address":         {nil, "xiaoming", models.HandOver{Result: models.TryRefused, Code: "address"}},
		"two addresses":      {nil, "a@example.com, b@example.com", models.HandOver{Result: models.TryRefused, Code: "address"}},
		"a header in it":     {nil, "a@example.com\r\nBcc: b@example.com", models.HandOver{Result: models.TryRefused, Code: "address"}},
		"a farewell is late": {on("RSET", "421 bye"), "xiaoming@example.com", models.HandOver{Result: models.TryAccepted}},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeMail{t: t, reply: tt.reply, auth: true}
			e := sender(t, f.serve(), "")
			if name == "a wrong password" {
				f.tls = &tls.Config{Certificates: certified.TLS.Certificates}
				e.user, e.password, e.roots = "candor", "wrong", roots
			}
			if h := e.Send(context.Background(), notice(models.ChannelEmail, tt.to)); h != tt.want {
				t.Errorf("hand-over %+v, want %+v", h, tt.want)
			}
		})
	}
	e := sender(t, "smtp://127.0.0.1:1", "")
	if h := e.Send(context.Background(), notice(models.ChannelEmail, "a@example.com")); h != (models.HandOver{Result: models.TryFailed, Code: "network"}) {
		t.Errorf("nobody there: %+v", h)
	}
	silent := &fakeMail{t: t, reply: on("EHLO", "250-fake")}
	e = sender(t, silent.serve(), "")
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if h := e.Send(ctx, notice(models.ChannelEmail, "a@example.com")); h.Code != models.CodeTimeout {
		t.Errorf("no end of its answer: %+v", h)
	}
}

func TestMailServersThatCannotBeAreRefused(t *testing.T) {
	const from = "service@lender.example"
	for name, tt := range map[string]struct{ address, password, from string }{
		"no server": {"", "", from}, "another scheme": {"https://mail.example", "", from}, "a path": {"smtp://mail.example/a", "", from}, "a password in it": {"smtp://u:p@mail.example", "p", from},
		"a user alone": {"smtp://u@mail.example", "", from}, "a password alone": {"smtp://mail.example", "p", from}, "port 0": {"smtp://mail.example:0", "", from},
		"no sender": {"smtp://mail.example", "", ""}, "a sender that is none": {"smtp://mail.example", "", "lender"},
	} {
		if _, err := NewEmail(tt.address, tt.password, tt.from, nil, at); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	e, err := NewEmail("smtp://u@mail.example", "p", from, nil, at)
	if err != nil || e.port != 587 || !e.strict {
		t.Errorf("%+v, %v", e, err)
	}
}
