package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

func TestCompareNamesEveryField(t *testing.T) {
	tests := map[string]struct {
		before, after string
		want          []models.FieldChange
	}{
		"changed, same, new and gone": {
			`{"a":1,"b":"x","c":true}`, `{"a":2,"b":"x","d":null}`,
			[]models.FieldChange{
				{Path: "a", Before: "1", After: "2"}, {Path: "b", Before: "x", After: "x", Same: true},
				{Path: "c", Before: "true"}, {Path: "d"},
			},
		},
		"rows are known by name, not by place": {
			`{"bands":[{"name":"low","from":1},{"name":"high","from":5}]}`,
			`{"bands":[{"name":"low","from":1},{"name":"mid","from":3},{"name":"high","from":6}]}`,
			[]models.FieldChange{
				{Path: "bands/low/name", Before: "low", After: "low", Same: true},
				{Path: "bands/low/from", Before: "1", After: "1", Same: true},
				{Path: "bands/high/name", Before: "high", After: "high", Same: true},
				{Path: "bands/high/from", Before: "5", After: "6"},
				{Path: "bands/mid/name", After: "mid"}, {Path: "bands/mid/from", After: "3"},
			},
		},
		"plain lists are one value":      {`{"h":[1,2]}`, `{"h":["a"]}`, []models.FieldChange{{Path: "h", Before: "1, 2", After: "a"}}},
		"large numbers keep every digit": {`9007199254740993`, ``, []models.FieldChange{{Before: "9007199254740993"}}},
		"nothing before":                 {``, `"x"`, []models.FieldChange{{After: "x"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := models.Compare(tt.before, tt.after)
			if d := cmp.Diff(tt.want, got); d != "" || err != nil {
				t.Errorf("%v\n%s", err, d)
			}
		})
	}
}

func TestCompareRefusesBrokenDocuments(t *testing.T) {
	for _, broken := range []string{`{`, `{"a":`, `[1,`, `nope`} {
		if _, err := models.Changed(broken, ""); err == nil {
			t.Errorf("%s was accepted", broken)
		}
	}
}
