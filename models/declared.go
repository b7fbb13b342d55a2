package models

import "strconv"

// ageBands are the ages from which a band begins, in years, and its code. They follow the
// stages of working life and keep each band large enough to be compared.
var ageBands = []struct {
	from int
	code string
}{{0, "under_25"}, {25, "25_34"}, {35, "35_44"}, {45, "45_59"}, {60, "60_over"}}

// oldest is the highest age that is believed.
const oldest = 120

// DeclaredGroup returns the group that an account belongs to by what it declared, for
// comparing groups: the value itself, but for age, whose years become a band. "" for an
// age that is none.
func DeclaredGroup(name, value string) string {
	if name != "age" {
		return value
	}
	years, err := strconv.Atoi(value)
	if err != nil || years < 0 || years > oldest {
		return ""
	}
	code := ""
	for _, b := range ageBands {
		if years >= b.from {
			code = b.code
		}
	}
	return code
}
