package models

import "testing"

func TestDeclaredGroups(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"sex", "female", "female"}, {"sex", "", ""}, {"age", "0", "under_25"}, {"age", "24", "under_25"}, {"age", "25", "25_34"},
		{"age", "34", "25_34"}, {"age", "35", "35_44"}, {"age", "44", "35_44"}, {"age", "45", "45_59"}, {"age", "59", "45_59"},
		{"age", "60", "60_over"}, {"age", "120", "60_over"}, {"age", "121", ""}, {"age", "-1", ""}, {"age", "old", ""}, {"age", "", ""},
		{"age", "30.5", ""},
	} {
		if got := DeclaredGroup(c.name, c.value); got != c.want {
			t.Errorf("DeclaredGroup(%q, %q) = %q, want %q", c.name, c.value, got, c.want)
		}
	}
}
