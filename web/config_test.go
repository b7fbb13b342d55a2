package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestConfigRefusesWhatCannotWork(t *testing.T) {
	good := Config{Data: "d", Listen: "127.0.0.1:8080"}
	tests := map[string]struct {
		change func(*Config)
		names  string
	}{
		"no folder":                  {func(c *Config) { c.Data = "" }, "--data"},
		"another database":           {func(c *Config) { c.DB = "mysql://x" }, "--db"},
		"no port":                    {func(c *Config) { c.Listen = "localhost" }, "--listen"},
		"not a network":              {func(c *Config) { c.Proxies = []string{"10.0.0.1"} }, "--proxies"},
		"short key":                  {func(c *Config) { c.KEK = "AAAA" }, "--kek"},
		"two keys":                   {func(c *Config) { c.KEK, c.KEKCommand = "AAAA", "kms" }, "--kek-command"},
		"a public address in clear":  {func(c *Config) { c.PublicURL = "http://lender.example" }, "--public-url"},
		"a public address, a path":   {func(c *Config) { c.PublicURL = "https://lender.example/candor" }, "--public-url"},
		"a mail server of no kind":   {func(c *Config) { c.SMTP, c.SMTPFrom = "mail.example", "a@lender.example" }, "--smtp"},
		"a mail server, no sender":   {func(c *Config) { c.SMTP = "smtp://mail.example" }, "--smtp"},
		"a sender without a server":  {func(c *Config) { c.SMTPFrom = "a@lender.example" }, "--smtp"},
		"a gateway without TLS":      {func(c *Config) { c.SMS, c.SMSSecret = "http://gateway.example", "0123456789abcdef" }, "--sms"},
		"a gateway without a secret": {func(c *Config) { c.SMS = "https://gateway.example" }, "--sms"},
		"a secret without a gateway": {func(c *Config) { c.SMSSecret = "0123456789abcdef" }, "--sms"},
		"a secret in two ways": {func(c *Config) {
			c.SMS, c.SMSSecret, c.SMSSecretFile = "https://gateway.example", "0123456789abcdef", "/x"
		}, "--sms-secret-file"},
		"an absent secret file":       {func(c *Config) { c.Webhook, c.WebhookSecretFile = "https://lender.example", "/nowhere" }, "--webhook-secret-file"},
		"a webhook's secret is plain": {func(c *Config) { c.Webhook, c.WebhookSecret = "https://lender.example", "secret" }, "--webhook"},
		"absent key file":             {func(c *Config) { c.KEKFile = "/nowhere" }, "--kek-file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := good
			tt.change(&c)
			if err := c.Validate(); err == nil || !strings.Contains(err.Error(), tt.names) {
				t.Errorf("err = %v, want one that names %s", err, tt.names)
			}
		})
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}

func TestConfigShowsNoSecret(t *testing.T) {
	c := Config{Data: "d", DB: "postgres://me:hunter2@db/candor", KEK: "c2VjcmV0", SMTP: "smtp://candor@mail", SMTPPassword: "hunter3", SMSSecret: "hunter4", WebhookSecret: "hunter5"}
	if s := c.String(); strings.Contains(s, "hunter") || strings.Contains(s, "c2VjcmV0") {
		t.Errorf("a secret is shown: %s", s)
	}
}

// TestReadmeListsEverySetting keeps the README's table true.
func TestReadmeListsEverySetting(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	kind := reflect.TypeFor[Config]()
	for i := range kind.NumField() {
		tag := kind.Field(i).Tag
		if !kind.Field(i).IsExported() {
			continue
		}
		row := "| `--" + tag.Get("name") + "` | `" + tag.Get("env") + "` |"
		if !strings.Contains(string(readme), row) {
			t.Errorf("README lacks the row %s", row)
		}
	}
}
