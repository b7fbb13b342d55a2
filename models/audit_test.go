package models_test

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"candor/models"
)

// TestActionsListsEveryConstant reads the source, so that a new action cannot be forgotten
// in lists and language catalogues.
func TestActionsListsEveryConstant(t *testing.T) {
	src, err := os.ReadFile("audit_actions.go")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^\tAction\w+\s+= "([a-z_.]+)"`).FindAllStringSubmatch(string(src), -1) {
		want = append(want, m[1])
	}
	if got := models.Actions(); !slices.Equal(got, want) {
		t.Errorf("Actions() = %v\nconstants = %v", got, want)
	}
}

func TestSumDependsOnEveryColumnAndItsPlace(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	base := models.AuditEntry{Seq: 1, At: at, ActorID: "ab", ActorName: "c"}
	seen := map[string]string{string(base.Sum()): "base"}
	for name, change := range map[string]func(*models.AuditEntry){
		"seq": func(e *models.AuditEntry) { e.Seq++ }, "time": func(e *models.AuditEntry) { e.At = at.Add(time.Microsecond) },
		"moved between columns": func(e *models.AuditEntry) { e.ActorID, e.ActorName = "a", "bc" },
		"account":               func(e *models.AuditEntry) { e.AccountID = 1 },
		"kind":                  func(e *models.AuditEntry) { e.ActorKind = models.ActorUser }, "role": func(e *models.AuditEntry) { e.Role = "x" },
		"action": func(e *models.AuditEntry) { e.Action = "x" }, "type": func(e *models.AuditEntry) { e.ObjectType = "x" },
		"object": func(e *models.AuditEntry) { e.ObjectID = "x" }, "reason": func(e *models.AuditEntry) { e.Reason = "x" },
		"before": func(e *models.AuditEntry) { e.Before = "x" }, "after": func(e *models.AuditEntry) { e.After = "x" },
		"source": func(e *models.AuditEntry) { e.Source = "x" }, "request": func(e *models.AuditEntry) { e.RequestID = "x" },
		"ip": func(e *models.AuditEntry) { e.IP = "x" }, "previous": func(e *models.AuditEntry) { e.PrevHash = []byte("x") },
	} {
		e := base
		change(&e)
		if other, taken := seen[string(e.Sum())]; taken {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[string(e.Sum())] = name
	}
	same := base
	same.Seal, same.Hash = []byte("x"), []byte("y")
	if string(same.Sum()) != string(base.Sum()) {
		t.Error("the hash depends on itself or on the seal")
	}
}
