package handlers

import "strings"

// personalPages are the addresses below which pages show something about a person: each is drawn over with who looks and when.
var personalPages = []string{
	"/accounts", "/appeals", "/cases", "/challenges", "/decisions", "/files", "/inbox", "/limits", "/links", "/messages",
	"/outbox", "/queue", "/radar", "/sanctions",
}

// personal reports whether a page shows something about a person.
func personal(path string) bool {
	for _, p := range personalPages {
		if path == p || strings.HasPrefix(path, p+"/") {
			return true
		}
	}
	return path == "/" || strings.HasPrefix(path, "/samples/") && strings.Contains(path, "/items/")
}
