package handlers

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

// saidToCustomers reports whether a text of the catalogues is one that a customer reads or is read to: the customer's side of
// reasons, what would help, and letters.
func saidToCustomers(key string) bool {
	reason := strings.HasPrefix(key, "reason.") && (strings.HasSuffix(key, ".customer") || strings.HasSuffix(key, ".help"))
	return reason || strings.HasPrefix(key, "next.customer.") || strings.HasPrefix(key, "next.say.") || strings.HasPrefix(key, "letter.") || strings.HasPrefix(key, "customer.")
}

// TestNoTextForCustomersLeaks holds the words of every text for customers in the catalogues, as written and with whatever values,
// to the check that letters go through.
func TestNoTextForCustomersLeaks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "views", "text", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d catalogues, %v", len(files), err)
	}
	policy, seen := decide.Default(), map[string]int{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(b, &texts); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, said := range texts {
			if !saidToCustomers(key) {
				continue
			}
			seen[key]++
			forms := []any{said}
			if several, ok := said.(map[string]any); ok {
				forms = forms[:0]
				for _, form := range several {
					forms = append(forms, form)
				}
			}
			for _, form := range forms {
				if found := models.Leaks(form.(string), &policy); len(found) > 0 {
					t.Errorf("%s %s gives away %q: %s", filepath.Base(file), key, found, form)
				}
			}
		}
	}
	for key, n := range seen {
		if n != 2 {
			t.Errorf("%s stands in %d languages", key, n)
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d texts for customers were found", len(seen))
	}
}
