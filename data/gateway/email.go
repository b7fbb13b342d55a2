package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"candor/models"
)

// Email is a mail server.
type Email struct {
	host     string
	port     int
	user     string
	password string
	from     string
	domain   string // of from
	strict   bool   // no word before TLS
	roots    *x509.CertPool
	now      func() time.Time
}

// submission is the port of RFC 6409.
const submission = 587

// NewEmail sends through smtp://user@host:port, whose user and port may be left out, from an address such as
// Lender <service@lender.example>. roots is nil for the machine's certificates.
func NewEmail(address, password, from string, roots *x509.CertPool, now func() time.Time) (*Email, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, errors.New("want smtp://user@host:port")
	}
	if _, given := u.User.Password(); given {
		return nil, errors.New("want the password on its own, not in the address")
	}
	if roots, err = rootsOf(roots); err != nil {
		return nil, err
	}
	e := &Email{host: u.Hostname(), port: submission, user: u.User.Username(), password: password, from: from, strict: !Loopback(u.Hostname()), roots: roots, now: now}
	if u.Port() != "" {
		if e.port, err = strconv.Atoi(u.Port()); err != nil || e.port < 1 || e.port > 65_535 {
			return nil, errors.New("want a port from 1 to 65535")
		}
	}
	if (e.user == "") != (password == "") {
		return nil, errors.New("want a user together with a password")
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("want an address of the sender, such as Lender <service@lender.example>")
	}
	e.domain = sender.Address[strings.LastIndex(sender.Address, "@")+1:]
	return e, nil
}

// Send mails the text with its HTML beside it. The message id is made of the key, so that every attempt has the same.
func (e *Email) Send(ctx context.Context, n *models.Notice) models.HandOver {
	m, err := e.message(n)
	if err != nil {
		return refused(models.CodeAddress)
	}
	// go-mail leaves the connection open when a greeting or a login fails, and knows no context once it is connected.
	end := func() {}
	defer func() { end() }()
	dial := func(dialled context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{Timeout: dialTime}).DialContext(dialled, network, address)
		if err != nil {
			return nil, err
		}
		stop := context.AfterFunc(ctx, func() { conn.Close() }) //nolint:errcheck // it is being given up
		end = func() { stop(); conn.Close() }                   //nolint:errcheck // everything was said
		return conn, nil
	}
	client, err := mail.NewClient(e.host, append(e.options(), mail.WithDialContextFunc(dial))...)
	if err != nil {
		return failed(models.CodeNetwork)
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return mailBroke(ctx, err, false)
	}
	err = client.SendWithSMTPClient(session, m)
	if m.IsDelivered() { // what follows the server's yes changes nothing
		client.CloseWithSMTPClient(session) //nolint:errcheck // a farewell
		return models.HandOver{Result: models.TryAccepted}
	}
	return mailBroke(ctx, err, true)
}

func (e *Email) message(n *models.Notice) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := errors.Join(m.From(e.from), m.To(n.To)); err != nil {
		return nil, err
	}
	m.Subject(strings.Join(strings.Fields(n.Subject), " "))
	m.SetDateWithValue(e.now())
	m.SetMessageIDWithValue(n.Key + "@" + e.domain)
	m.SetGenHeader("Content-Language", n.Lang)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answering machine writes back
	m.SetBodyString(mail.TypeTextPlain, n.Text)
	if n.HTML != "" {
		m.AddAlternativeString(mail.TypeTextHTML, n.HTML)
	}
	return m, nil
}

func (e *Email) options() []mail.Option {
	options := []mail.Option{
		mail.WithPort(e.port), mail.WithTimeout(answerTime), mail.WithoutNoop(),
		mail.WithTLSConfig(&tls.Config{ServerName: e.host, MinVersion: tls.VersionTLS12, RootCAs: e.roots}),
	}
	policy := mail.TLSOpportunistic
	if e.strict {
		policy = mail.TLSMandatory
	}
	options = append(options, mail.WithTLSPolicy(policy))
	if e.user != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(e.user), mail.WithPassword(e.password))
	}
	return options
}

// mailBroke names what went wrong without the server's words, which repeat the recipient. A refusal while connecting is about us,
// and may be put right; one of the mail itself is final when the server says so (5xx).
func mailBroke(ctx context.Context, err error, connected bool) models.HandOver {
	var reply *textproto.Error
	var send *mail.SendError
	switch {
	case ctx.Err() != nil:
		return failed(models.CodeTimeout)
	case errors.As(err, &send) && send.ErrorCode() != 0:
		code := fmt.Sprintf("smtp_%d", send.ErrorCode())
		if send.IsTemp() {
			return failed(code)
		}
		return refused(code)
	case errors.As(err, &reply) && !connected && (reply.Code == 530 || reply.Code == 534 || reply.Code == 535):
		return failed(models.CodeLogin)
	case errors.As(err, &reply):
		return failed(fmt.Sprintf("smtp_%d", reply.Code))
	case !connected && strings.Contains(err.Error(), "STARTTLS"): // go-mail has no value for it
		return failed(models.CodeTLS)
	}
	return whatBroke(err)
}
