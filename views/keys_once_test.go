package views

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pressedKey finds the key of a control in a page's source.
var pressedKey = regexp.MustCompile(`(?:\b[Kk]ey: |data-key=|models\.Outcome\w+, )"([^"]+)"`)

// TestEveryKeyIsInTheList: a key that a page listens to has its one meaning in the list that ? opens.
func TestEveryKeyIsInTheList(t *testing.T) {
	known := strings.Fields("j k o x g f s e [ ] 2 3 4 5 6 7 8") // with lines of their own, and the digits between 1 and 9
	for _, k := range actionKeys {
		for _, one := range strings.Fields(strings.NewReplacer("−", "-", "–", " ").Replace(k.key)) {
			if slices.Contains(known, one) {
				t.Errorf("%s has two meanings", one)
			}
			known = append(known, one)
		}
	}
	seen := 0
	for _, pattern := range []string{"*.templ", "../handlers/*_view.go", "../handlers/appeals_can.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasPrefix(file, "gallery") {
				continue // its controls do nothing
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range pressedKey.FindAllStringSubmatch(string(source), -1) {
				if len([]rune(m[1])) > 1 { // a name of another kind
					continue
				}
				seen++
				if !slices.Contains(known, m[1]) {
					t.Errorf("%s: the key %s is not in the list", file, m[1])
				}
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d keys were found", seen)
	}
}
