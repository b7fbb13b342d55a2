package models

import (
	"strconv"
	"strings"
)

// ApprovalKinds are the kinds of objects that ask for a second person, as entries name them, with the prefix of their ids; a policy is
// named by its version alone.
func ApprovalKinds() map[string]string {
	return map[string]string{
		"limit": PrefixLimit, "sanction": PrefixSanction, "override": PrefixOverride, "dispute": PrefixDispute, "promotion": PrefixPromotion,
		"list_change": PrefixListChange, "bulk": PrefixBulk, "opinion": PrefixOpinion, "policy": "",
	}
}

// ApprovalObject is the kind of what asks for a second person, by its public id or a policy's version; false for anything else.
func ApprovalObject(id string) (kind string, ok bool) {
	if n, err := strconv.Atoi(id); err == nil {
		return "policy", n > 0 && strconv.Itoa(n) == id
	}
	prefix, _, _ := strings.Cut(id, "_")
	for kind, of := range ApprovalKinds() {
		if _, err := ParseID(prefix, id); err == nil && prefix == of && of != "" {
			return kind, true
		}
	}
	return "", false
}
