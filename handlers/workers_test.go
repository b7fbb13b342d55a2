package handlers

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"candor/models"
	"candor/views"
	"candor/views/text"
)

var jobKind = regexp.MustCompile(`(?m)^\tJob\w+\s*= "([a-z_]+\.[a-z_]+)"`)

// TestUnattendedWorkHasANameInBothLanguages: the record names each kind of job in the reader's language, and keeps a name that it does not know.
func TestUnattendedWorkHasANameInBothLanguages(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../models/*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := []string{"engine", "setup", "vault", "message.deliver"}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range jobKind.FindAllStringSubmatch(string(source), -1) {
			kinds = append(kinds, m[1])
		}
	}
	if len(kinds) < 40 {
		t.Fatalf("only %d kinds of job were found", len(kinds))
	}
	for _, lang := range text.Languages() {
		p := views.Page{Texts: bundle.For(lang), Lang: lang}
		for _, kind := range kinds {
			if got := actorText(p, &models.AuditEntry{ActorKind: models.ActorJob, ActorName: kind}); got == kind {
				t.Errorf("%s: %s has no name", lang, kind)
			}
		}
		if got := actorText(p, &models.AuditEntry{ActorKind: models.ActorJob, ActorName: "of.old"}); got != "of.old" {
			t.Errorf("a name that nobody knows became %q", got)
		}
		if got := actorText(p, &models.AuditEntry{ActorKind: models.ActorUser, ActorName: "engine"}); got != "engine" {
			t.Errorf("a person of that name became %q", got)
		}
	}
}
