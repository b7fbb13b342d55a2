package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// defaultFolder is where a lender is kept unless another folder is named.
const defaultFolder = "candor-data"

// Config is everything that can be set, by flag over environment over default.
type Config struct {
	Data        string   `name:"data" env:"CANDOR_DATA" default:"candor-data" help:"Folder of the embedded database and the keys."`
	DB          string   `name:"db" env:"CANDOR_DB" help:"PostgreSQL URL to use instead of the embedded database."`
	Listen      string   `name:"listen" env:"CANDOR_LISTEN" default:"127.0.0.1:8080" help:"Address to serve on."`
	LogLevel    string   `name:"log-level" env:"CANDOR_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"Least level to log."`
	Seed        uint64   `name:"seed" env:"CANDOR_SEED" default:"1" help:"Seed of whatever is generated."`
	Dev         bool     `name:"dev" env:"CANDOR_DEV" help:"Development mode: shows the component gallery."`
	Secure      bool     `name:"secure" env:"CANDOR_SECURE" help:"Behind TLS: secure cookies and HSTS."`
	Proxies     []string `name:"proxies" env:"CANDOR_PROXIES" help:"Networks of trusted reverse proxies (CIDR); the client address is believed only from these."`
	KEK         string   `name:"kek" env:"CANDOR_KEK" help:"32 bytes in base64 that seal the keys; better CANDOR_KEK_FILE."`
	KEKFile     string   `name:"kek-file" env:"CANDOR_KEK_FILE" help:"File that holds the key that seals the keys."`
	KEKCommand  string   `name:"kek-command" env:"CANDOR_KEK_COMMAND" help:"Command that prints that key in base64, such as a key management service's client. Split at spaces; no shell."`
	SubjectKeys bool     `name:"subject-keys" env:"CANDOR_SUBJECT_KEYS" help:"Give every account a key of its own, so that one person can be erased from backups too."`
	ScanCommand string   `name:"scan-command" env:"CANDOR_SCAN_COMMAND" help:"Command that looks for viruses in a file on standard input: exit status 0 nothing found, 1 something. Split at spaces; no shell."`
	Zone        string   `name:"zone" env:"CANDOR_ZONE" default:"Asia/Shanghai" help:"Time zone of pages."`

	PublicURL         string `name:"public-url" env:"CANDOR_PUBLIC_URL" help:"Address under which customers reach this server, https://host; messages about measures and appeals then carry a link."`
	SMTP              string `name:"smtp" env:"CANDOR_SMTP" help:"Mail server for messages to customers, smtp://user@host:port; STARTTLS unless it is on loopback."`
	SMTPFrom          string `name:"smtp-from" env:"CANDOR_SMTP_FROM" help:"Sender of mails, such as Lender <service@lender.example>."`
	SMTPPassword      string `name:"smtp-password" env:"CANDOR_SMTP_PASSWORD" help:"Password at the mail server; better CANDOR_SMTP_PASSWORD_FILE."`
	SMTPPasswordFile  string `name:"smtp-password-file" env:"CANDOR_SMTP_PASSWORD_FILE" help:"File that holds that password."`
	SMS               string `name:"sms" env:"CANDOR_SMS" help:"HTTPS address of the gateway for text messages."`
	SMSSecret         string `name:"sms-secret" env:"CANDOR_SMS_SECRET" help:"At least 16 characters that sign calls of that gateway; better CANDOR_SMS_SECRET_FILE."`
	SMSSecretFile     string `name:"sms-secret-file" env:"CANDOR_SMS_SECRET_FILE" help:"File that holds that secret."`
	Webhook           string `name:"webhook" env:"CANDOR_WEBHOOK" help:"HTTPS address of a system of the lender's that tells customers itself."`
	WebhookSecret     string `name:"webhook-secret" env:"CANDOR_WEBHOOK_SECRET" help:"One or two secrets like whsec_... that sign its calls, the newer first; better CANDOR_WEBHOOK_SECRET_FILE."`
	WebhookSecretFile string `name:"webhook-secret-file" env:"CANDOR_WEBHOOK_SECRET_FILE" help:"File that holds those secrets."`

	fetched []byte // what the command gave
}

// Validate refuses settings that cannot work, naming the one to change.
func (c *Config) Validate() error {
	var errs []error
	if c.Data == "" {
		errs = append(errs, errors.New("--data: a folder is needed for the keys"))
	}
	if c.DB != "" {
		if u, err := url.Parse(c.DB); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
			errs = append(errs, errors.New("--db: want postgres://user@host/database"))
		}
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		errs = append(errs, fmt.Errorf("--listen: %w", err))
	}
	for _, p := range c.Proxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			errs = append(errs, fmt.Errorf("--proxies: %w", err))
		}
	}
	if c.KEKCommand != "" && (c.KEK != "" || c.KEKFile != "") {
		errs = append(errs, errors.New("--kek-command: give the key in one way, not in two"))
	}
	if _, err := c.givenKEK(); err != nil {
		errs = append(errs, err)
	}
	if _, err := c.public(); err != nil {
		errs = append(errs, fmt.Errorf("--public-url: %w", err))
	}
	if _, err := c.gateways(time.Now); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// public is the address that customers reach, without the slash at its end.
func (c *Config) public() (string, error) {
	if c.PublicURL == "" {
		return "", nil
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil {
		return "", err
	}
	ip, _ := netip.ParseAddr(u.Hostname())
	here := ip.IsLoopback() || u.Hostname() == "localhost"
	if u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && (u.Scheme != "http" || !here)) {
		return "", errors.New("want https://host, without a path")
	}
	return u.Scheme + "://" + u.Host, nil
}

// String shows the settings with secrets left out.
func (c *Config) String() string {
	db := c.DB
	if u, err := url.Parse(db); err == nil && db != "" {
		db = u.Redacted()
	}
	sealed := "no"
	if c.KEK != "" || c.KEKFile != "" || c.KEKCommand != "" {
		sealed = "yes"
	}
	return fmt.Sprintf("data=%s db=%s listen=%s log_level=%s dev=%t secure=%t proxies=%v zone=%s keys_sealed=%s subject_keys=%t scan_command=%t smtp=%t sms=%t webhook=%t",
		c.Data, db, c.Listen, c.LogLevel, c.Dev, c.Secure, c.Proxies, c.Zone, sealed, c.SubjectKeys, c.ScanCommand != "",
		c.SMTP != "", c.SMS != "", c.Webhook != "")
}
