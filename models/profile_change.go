package models

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// What is known of a customer besides their identity, as changes of it are named. What the customer declared follows after a prefix.
const (
	ProfileEducation    = "education"
	ProfileEmployer     = "employer"
	ProfileMonths       = "employment_months"
	ProfileIncome       = "income_fen"
	ProfileLang         = "lang"
	ProfileJurisdiction = "jurisdiction"
	ProfileDeclared     = "declared."
)

// Profile is what is known of the account's customer, by field; a field that is not known is left out. Identity is no part of it.
func (a *Account) Profile() map[string]string {
	p := map[string]string{ProfileEmployer: a.Employer, ProfileLang: a.Lang, ProfileJurisdiction: a.Jurisdiction}
	if a.Education != 0 {
		p[ProfileEducation] = strconv.Itoa(a.Education)
	}
	if a.EmploymentMonths != nil {
		p[ProfileMonths] = strconv.Itoa(*a.EmploymentMonths)
	}
	if a.IncomeFen != 0 {
		p[ProfileIncome] = strconv.FormatInt(a.IncomeFen, 10)
	}
	for key, value := range a.Declared {
		p[ProfileDeclared+key] = value
	}
	for key, value := range p {
		if value == "" {
			delete(p, key)
		}
	}
	return p
}

// ProfileFacts is what an entry of the record says of a changed profile: fields with their values, before or after, and by name alone
// which fields of the identity are others. Those leave nothing in the record that an erasure could not take away.
type ProfileFacts struct {
	Profile  map[string]string `json:"profile,omitempty"`
	Identity []PersonalField   `json:"identity,omitempty"`
}

// ProfileDiff is the fields that differ, as they were and as they are.
func ProfileDiff(was, is map[string]string) (before, after map[string]string) {
	before, after = map[string]string{}, map[string]string{}
	for key, value := range was {
		if is[key] != value {
			before[key], after[key] = value, is[key]
		}
	}
	for key, value := range is {
		if _, had := was[key]; !had {
			before[key], after[key] = "", value
		}
	}
	return before, after
}

// ProfileChange is one changed field of a customer's profile, or a change of phone or password that the customer made.
type ProfileChange struct {
	At       time.Time
	Field    string        // of Profile
	Identity PersonalField // or of the identity, whose values are not kept
	Event    EventKind     // or what the customer did
	EventID  ID
	Old, New string
	By       AuditEntry // who sent it: its actor; none of an event
	Source   string     // of the event
}

// ProfileEvents are what a customer does that changes how they are known.
func ProfileEvents() []EventKind {
	return []EventKind{EventPhoneChange, EventPasswordChange, EventDeviceBind}
}

// ProfileChanges reads what entries about an account say of its profile, in their order and by field.
func ProfileChanges(entries []AuditEntry) []ProfileChange {
	var list []ProfileChange
	for _, e := range entries {
		var was, is ProfileFacts
		if e.Before == "" || json.Unmarshal([]byte(e.Before), &was) != nil || json.Unmarshal([]byte(e.After), &is) != nil {
			continue // made the account
		}
		for _, f := range is.Identity {
			list = append(list, ProfileChange{At: e.At, Identity: f, By: e})
		}
		var keys []string
		for key := range is.Profile {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			list = append(list, ProfileChange{At: e.At, Field: key, Old: was.Profile[key], New: is.Profile[key], By: e})
		}
	}
	return list
}
