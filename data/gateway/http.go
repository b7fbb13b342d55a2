package gateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"candor/models"
)

// caller posts to one address.
type caller struct {
	url    string
	client *http.Client
}

// errBlocked is an address that no gateway of ours may be at.
var errBlocked = errors.New("the address is in a network that gateways may not be in")

// Loopback reports whether a host's name or address means this machine.
func Loopback(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || (err == nil && ip.IsLoopback())
}

// CheckURL refuses an address that a gateway may not have: not https, or plain http elsewhere than on loopback, or with a user,
// a query's or fragment's secrets in it.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return errors.New("want https://host/path")
	case u.User != nil || u.Fragment != "":
		return errors.New("want an address without user and fragment")
	case u.Scheme == "https" || (u.Scheme == "http" && Loopback(u.Hostname())):
		return nil
	}
	return errors.New("want https, or http on loopback")
}

// newCaller makes a client that keeps to the rules of the package's documentation. roots is nil for the machine's own.
func newCaller(address string, roots *x509.CertPool) (*caller, error) {
	if err := CheckURL(address); err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if roots, err = rootsOf(roots); err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: dialTime, Control: guard(Loopback(u.Hostname()))}
	transport := &http.Transport{
		Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: answerTime,
		MaxResponseHeaderBytes: 16 << 10, MaxIdleConnsPerHost: 4, IdleConnTimeout: sendTime, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
	}
	return &caller{url: address, client: &http.Client{
		Transport: transport, Timeout: answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// rootsOf is the certificates that a gateway is held against: those given, or the machine's. These are many files and are read here, once:
// the first message would wait for them within its time for an answer, which a cold disk takes longer than.
func rootsOf(given *x509.CertPool) (*x509.CertPool, error) {
	if given != nil {
		return given, nil
	}
	machine, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("read the machine's certificates: %w", err)
	}
	return machine, nil
}

// guard looks at the address that is dialled, after its name was looked up.
func guard(loopback bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return errBlocked
		}
		if ip := at.Addr().Unmap(); loopback != ip.IsLoopback() || (!loopback && !public(ip)) {
			return errBlocked
		}
		return nil
	}
}

// special are networks that lead to nobody in the open, besides those that netip knows: shared and reserved addresses, tests,
// documentation (RFC 6890), and IPv6 forms that hide an IPv4 address (RFC 6052, RFC 3056, RFC 4380).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

func public(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// post sends a body and says what the answer means. Of the answer only the status is read.
func (c *caller) post(ctx context.Context, body []byte, header map[string]string) models.HandOver {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return refused(models.CodeNetwork)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Candor")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return whatBroke(err)
	}
	// A little of the body is taken in, so that the connection can be used again; a gateway that talks on is hung up on.
	_, drained := io.CopyN(io.Discard, answer.Body, 4<<10)
	if err := answer.Body.Close(); err != nil || (drained != nil && !errors.Is(drained, io.EOF)) {
		c.client.CloseIdleConnections()
	}
	return judge(answer.StatusCode)
}

// judge says what a status means.
func judge(status int) models.HandOver {
	code := fmt.Sprintf("http_%d", status)
	switch {
	case status >= 200 && status <= 299:
		return models.HandOver{Result: models.TryAccepted}
	case status >= 300 && status <= 399:
		return refused(models.CodeRedirect)
	case status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests || status >= 500:
		return failed(code)
	}
	return refused(code)
}

// whatBroke names what kept an answer from coming. All of it may pass, but an address inside, which somebody has to correct.
func whatBroke(err error) models.HandOver {
	var timeout net.Error
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errBlocked):
		return refused(models.CodeBlocked)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return failed(models.CodeTimeout)
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &record), errors.As(err, &verify):
		return failed(models.CodeTLS)
	}
	return failed(models.CodeNetwork)
}
