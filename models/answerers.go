package models

import "slices"

// Answerers is who may do what takes one permission: the roles that hold it, and the people who have one of them.
type Answerers struct {
	Roles  []Role
	People []User // by name, without those who are disabled
}

// AnswerersOf finds them.
func AnswerersOf(need Permission, people []User, roles []Role) Answerers {
	var a Answerers
	for i := range roles {
		if slices.Contains(roles[i].Permissions, need) {
			a.Roles = append(a.Roles, roles[i])
		}
	}
	for i := range people {
		if !people[i].Disabled && slices.Contains(people[i].Permissions(roles), need) {
			a.People = append(a.People, people[i])
		}
	}
	return a
}

// But leaves one person out: who asked does not answer.
func (a Answerers) But(id ID) []User {
	return slices.DeleteFunc(slices.Clone(a.People), func(u User) bool { return u.ID == id })
}
