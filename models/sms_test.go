package models_test

import (
	"strings"
	"testing"

	"candor/models"
)

func TestTextMessagesAreCountedInParts(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want models.SMSSize
	}{
		"nothing":                       {"", models.SMSSize{}},
		"one of 160":                    {strings.Repeat("a", 160), models.SMSSize{Parts: 1, Units: 160}},
		"161 take two":                  {strings.Repeat("a", 161), models.SMSSize{Parts: 2, Units: 161}},
		"306 fill two":                  {strings.Repeat("a", 306), models.SMSSize{Parts: 2, Units: 306}},
		"307 take three":                {strings.Repeat("a", 307), models.SMSSize{Parts: 3, Units: 307}},
		"yuan is in the basic set":      {"¥100", models.SMSSize{Parts: 1, Units: 4}},
		"a euro takes two":              {strings.Repeat("a", 159) + "€", models.SMSSize{Parts: 2, Units: 161}},
		"an escape is not cut":          {strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), models.SMSSize{Parts: 3, Units: 306}},
		"70 characters":                 {strings.Repeat("额", 70), models.SMSSize{Parts: 1, Wide: true, Units: 70}},
		"71 take two":                   {strings.Repeat("额", 71), models.SMSSize{Parts: 2, Wide: true, Units: 71}},
		"one wide makes all wide":       {strings.Repeat("a", 134) + "额", models.SMSSize{Parts: 3, Wide: true, Units: 135}},
		"beyond the basic plane":        {strings.Repeat("😀", 35), models.SMSSize{Parts: 1, Wide: true, Units: 70}},
		"a surrogate pair is not cut":   {strings.Repeat("额", 66) + "😀额", models.SMSSize{Parts: 1, Wide: true, Units: 69}},
		"nor between parts":             {strings.Repeat("额", 66) + "😀" + strings.Repeat("额", 66), models.SMSSize{Parts: 3, Wide: true, Units: 134}},
		"curly quotes are not in there": {"“a”", models.SMSSize{Parts: 1, Wide: true, Units: 3}},
	} {
		if got := models.SizeSMS(tt.text); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

func FuzzSizeSMS(f *testing.F) {
	f.Add("¥100 {{.to}}")
	f.Add("额度€\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		s := models.SizeSMS(text)
		if (s.Parts == 0) != (text == "") || s.Units < len([]rune(text)) || s.Parts > s.Units || s.Parts*153 < s.Units {
			t.Errorf("%q: %+v", text, s)
		}
	})
}

// TestTheHiddenLinkCountsLikeALink keeps what stands for a link in pages within the basic set.
func TestTheHiddenLinkCountsLikeALink(t *testing.T) {
	if got := models.SizeSMS(models.HiddenLink); got.Wide || got.Units != len("/c/")+models.CustomerTokenLength {
		t.Errorf("the link takes %+v", got)
	}
}
