package models

import (
	"strings"
	"unicode/utf8"
)

// Password lengths in characters (OWASP ASVS 5.0, 6.2.1 and 6.2.9).
const (
	PasswordMin = 12
	PasswordMax = 128
)

// ValidatePassword accepts 12 to 128 characters that neither hold the login name nor are
// made of what guessers try first. There is no rule about kinds of characters and no
// rotation (OWASP ASVS 5.0, 6.2.5 and 6.2.10).
func ValidatePassword(field, login, password string) error {
	var bad Invalid
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case n < PasswordMin || n > PasswordMax || !utf8.ValidString(password):
		bad.Add(field, "length", "min", "12", "max", "128")
	case len(login) >= 3 && strings.Contains(lower, strings.ToLower(login)):
		bad.Add(field, "password_login")
	case guessable(lower):
		bad.Add(field, "password_weak")
	}
	return bad.OrNil()
}

// guessable reports whether a password only repeats a unit of one to four characters, only
// counts up or down, or is common words with digits and signs around them: fewer than four
// other letters, also after undoing the usual swaps of digits for letters.
func guessable(lower string) bool {
	runes := []rune(lower)
	for unit := 1; unit <= 4; unit++ {
		if repeats(runes, unit) {
			return true
		}
	}
	if counts(runes) {
		return true
	}
	for _, s := range []string{lower, unleet.Replace(lower)} {
		if rest, taken := withoutCommon(s); taken && letters(rest) < 4 {
			return true
		}
	}
	return false
}

// counts reports whether nearly each character follows its neighbour: 123456789012, abcdefghijkl.
func counts(runes []rune) bool {
	steps := 0
	for i := 1; i < len(runes); i++ {
		switch runes[i] - runes[i-1] {
		case 1, -1, 0, 9, -9:
			steps++
		}
	}
	return steps >= len(runes)-3
}

func repeats(runes []rune, unit int) bool {
	for i := unit; i < len(runes); i++ {
		if runes[i] != runes[i-unit] {
			return false
		}
	}
	return true
}

// unleet undoes the swaps that add nothing against a guesser. It is never changed.
var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")

// withoutCommon takes away up to three common words, each once, so that a phrase of many
// words keeps what it adds, and reports whether there were any.
func withoutCommon(s string) (rest string, taken bool) {
	n := 0
	for _, word := range strings.Fields(commonWords) {
		if n == 3 {
			break
		}
		if at := strings.Index(s, word); at >= 0 {
			s, n = s[:at]+s[at+len(word):], n+1
		}
	}
	return s, n > 0
}

// letters counts what is neither a digit nor a sign of ASCII.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r > 127 {
			n++
		}
	}
	return n
}

// commonWords is what guessers try first, and words of this place; longer ones before
// the ones they hold.
const commonWords = `
	qwertyuiop asdfghjkl zxcvbnm qazwsxedc qwerty asdfgh zxcvbn azerty abcdefgh abcdef abcd
	administrator reviewer password passwort passw0rd passwd secret changeme letmein welcome
	candor credit lender console customer account banking finance risk bank card loan demo test admin root user login guest manager
	iloveyou princess football baseball superman dragon monkey shadow master sunshine trustno starwars
	woaini wodemima mima zhongguo beijing shanghai nihao woshi
	spring summer autumn winter january february monday friday
	hello hallo love china taiwan`
