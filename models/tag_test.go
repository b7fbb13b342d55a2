package models

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTags(t *testing.T) {
	for typed, want := range map[string]string{
		"VIP": "vip", "  Lost  Phone ": "lost-phone", "黑产 团伙": "黑产-团伙", "q3-2026": "q3-2026", "Ärger": "ärger",
		"": "required", "  ": "required", "a,b": "tag_form", "<b>": "tag_form", "a\u202eb": "tag_form", "---": "tag_form",
		strings.Repeat("长", TagLength): strings.Repeat("长", TagLength), strings.Repeat("长", TagLength+1): "tag_form",
	} {
		tag, bad := NormTag(typed), Invalid{}
		CheckTag(&bad, "tag", tag)
		if got := tag; len(bad.Fields) == 0 && got != want {
			t.Errorf("%q is the tag %q, want %q", typed, got, want)
		}
		if len(bad.Fields) > 0 && bad.Fields["tag"].Code != want {
			t.Errorf("%q is refused as %q, want %q", typed, bad.Fields["tag"].Code, want)
		}
	}
}

// TestATagIsOneWhateverItIsTypedAs: writing a kept tag again changes nothing.
func TestATagIsOneWhateverItIsTypedAs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := NormTag(rapid.String().Draw(t, "typed"))
		if again := NormTag(tag); again != tag {
			t.Fatalf("%q becomes %q", tag, again)
		}
	})
}
