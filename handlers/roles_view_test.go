package handlers

import (
	"strings"
	"testing"

	"candor/models"
	"candor/views/text"
)

// TestEveryRightHasWords: labels of permissions and roles are built at run time, so the
// check of the catalogues does not see them.
func TestEveryRightHasWords(t *testing.T) {
	b, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Languages() {
		words := b.For(lang)
		var keys []string
		for _, p := range append(models.Permissions(), models.Scopes()...) {
			area, _, _ := strings.Cut(string(p), ".")
			keys = append(keys, "permission."+string(p), "permission."+string(p)+".note", "permission_area."+area)
		}
		for _, r := range models.BuiltinRoles() {
			keys = append(keys, "role."+r.Key, "role."+r.Key+".note")
		}
		for _, key := range keys {
			if !words.Has(key) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
}
