package models_test

import (
	"testing"

	"candor/models"
)

func TestVariableGaps(t *testing.T) {
	for name, tt := range map[string]struct {
		required []string
		zh, en   string
		want     string
	}{
		"none":                     {nil, "好。", "Good.", ""},
		"the same":                 {nil, "{{.a}}和{{.b}}", "{{.b}} and {{.a}}, {{.a}}", ""},
		"left out in Chinese":      {nil, "好。", "{{.b}} {{.a}}", "zh-CN:a zh-CN:b"},
		"left out in both":         {nil, "{{.a}}", "{{.b}}", "zh-CN:b en:a"},
		"required ones are others": {[]string{"to"}, "{{.to}}", "{{.product}}", "zh-CN:product"},
		"faults are no variables":  {nil, "{{a}}{{.b", "Good.", ""},
	} {
		if got := models.GapsKey(models.VariableGaps(tt.required, map[string]string{"zh-CN": tt.zh, "en": tt.en})); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
