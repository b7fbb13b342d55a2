package models_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/models"
)

func worded(code, lang, title, body string) decide.Policy {
	p := decide.Default()
	p.Wordings = []decide.Wording{{Code: code, Lang: lang, Title: title, Body: body}}
	return p
}

// TestCheckPolicyReadsWordings breaks one thing of a wording at a time.
func TestCheckPolicyReadsWordings(t *testing.T) {
	tests := map[string]struct {
		doc  decide.Policy
		want string // field code, with the place where there is one
	}{
		"sound":                     {worded("limit_raised", "en", "Good news", "Your limit for {{.product}} is {{.to}} now."), ""},
		"sound, in Chinese":         {worded("appeal_received", "zh-CN", "", "您对{{.kind}}的申诉已收到，我们会在{{.due}}前答复。"), ""},
		"without the amount":        {worded("limit_raised", "en", "Now {{.to}}", "Your limit is higher."), "wordings.0.body variable_missing"},
		"without what is off":       {worded("sanction_started.restrict", "zh-CN", "", "您的账户受到限制。"), "wordings.0.body variable_missing"},
		"without the deadline":      {worded("appeal_received", "en", "", "Your {{.kind}} appeal is here."), "wordings.0.body variable_missing"},
		"no such message":           {worded("limit_doubled", "en", "", "Good day."), "wordings.0.code choice"},
		"a kind is missing":         {worded("sanction_started", "en", "", "Good day."), "wordings.0.code choice"},
		"another's variable":        {worded("limit_raised", "en", "", "Until {{.due}}."), "wordings.0.body variable 7"},
		"a variable in the title":   {worded("limit_raised", "en", "Now {{.score}}", "Good day."), "wordings.0.title variable 5"},
		"after Chinese":             {worded("limit_raised", "zh-CN", "", "您的{{.x}}"), "wordings.0.body variable 3"},
		"a variable without a dot":  {worded("limit_raised", "en", "", "Now {{to}}."), "wordings.0.body variable 5"},
		"space in a variable":       {worded("limit_raised", "en", "", "Now {{ .to }}."), "wordings.0.body variable 5"},
		"code instead of a name":    {worded("limit_raised", "en", "", `Now {{printf "%s" .to}}.`), "wordings.0.body variable 5"},
		"a brace that never ends":   {worded("limit_raised", "en", "", "Now {{.to"), "wordings.0.body brace 5"},
		"an end without a start":    {worded("limit_raised", "en", "", "Now .to}} it is"), "wordings.0.body brace 8"},
		"a brace within braces":     {worded("limit_raised", "en", "", "Now {{ {{.to}}"), "wordings.0.body brace 5"},
		"a rule's name":             {worded("limit_raised", "en", "", "Because of score_low."), "wordings.0.body leak"},
		"a rule on events":          {worded("limit_raised", "en", "", "Because of "+decide.DefaultEvents().Rules[0].Key+"."), "wordings.0.body leak"},
		"a threshold":               {worded("limit_raised", "en", "", "Above 480 you may."), "wordings.0.body leak"},
		"a third party":             {worded("limit_raised", "en", "", "The bureau told us."), "wordings.0.body leak"},
		"a third party, in Chinese": {worded("limit_raised", "zh-CN", "", "第三方告诉了我们。"), "wordings.0.body leak"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := models.CheckPolicy(tt.doc)
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			field, rest, _ := strings.Cut(tt.want, " ")
			code, at, _ := strings.Cut(rest, " ")
			var bad *models.Invalid
			if !errors.As(err, &bad) {
				t.Fatal(err)
			}
			fields := bad.Fields
			if p, ok := fields[field]; !ok || p.Code != code || p.Args["at"] != at {
				t.Errorf("refused %+v, want %s", fields, tt.want)
			}
		})
	}
}

// TestFillLeavesNoVariable fills every variable that a sound text can hold, once each: what a value says is never read again.
func TestFillLeavesNoVariable(t *testing.T) {
	if got := models.Fill("{{.a}} and {{.b}}", "a", "{{.b}}", "b", "two"); got != "{{.b}} and two" {
		t.Errorf("filled %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom(models.WordingsOf()).Draw(t, "message")
		var body strings.Builder
		var kv []string
		for _, name := range w.Variables {
			body.WriteString(rapid.StringMatching(`[a-z ]{0,8}`).Draw(t, "words") + "{{." + name + "}}")
			kv = append(kv, name, "ok")
		}
		if got := models.Fill(body.String(), kv...); strings.ContainsAny(got, "{}") {
			t.Fatalf("%q is left", got)
		}
	})
}
