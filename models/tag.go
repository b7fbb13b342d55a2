package models

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// TagMost is how many tags an account may have, TagLength how many characters one has at most, and TagShow how many of those in use a
// form offers; any other can be typed.
const (
	TagMost   = 10
	TagLength = 24
	TagShow   = 50
)

// AccountTag is a short word that staff put on an account.
type AccountTag struct {
	AccountID ID         `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Tag       string     `gorm:"primaryKey" class:"C1"`
	At        time.Time  `class:"C1"`
	ByID      ID         `class:"C1"`
	ByName    string     `class:"C1"`
	Reason    string     `class:"C1"` // "" for none
	EndsAt    *time.Time `class:"C1"` // when it comes off by itself, nil for never
}

// Gone reports whether the tag's time is over.
func (t *AccountTag) Gone(now time.Time) bool { return t.EndsAt != nil && !now.Before(*t.EndsAt) }

// Tag is a tag in use, and how many accounts have it.
type Tag struct {
	Tag string `gorm:"primaryKey" class:"C1"`
	N   int64  `class:"C1"`
}

// TagAccount asks for a tag to be put on an account, or taken off it.
type TagAccount struct {
	AccountID ID
	Tag       string
	On        bool
	Reason    string     // why it is put on, "" for none
	EndsAt    *time.Time // when it comes off by itself, nil for never
}

// TagUntilMost is for how long a tag with an end may stay on.
const TagUntilMost = 365 * 24 * time.Hour

// CheckPut refuses, field by field, a tag, a reason or an end that may not be put on.
func (c TagAccount) CheckPut(now time.Time) error {
	var bad Invalid
	CheckTag(&bad, "tag", c.Tag)
	if c.Reason != "" {
		checkReason(&bad, "reason", c.Reason)
	}
	if c.EndsAt != nil {
		checkDate(&bad, "ends_at", c.EndsAt, now, TagUntilMost)
	}
	return bad.OrNil()
}

// JudgeTags says why the tags of an account keep it from being part of the batch, "" when they do not.
func (b *Batch) JudgeTags(tags []string) string {
	has := slices.Contains(tags, b.Tag)
	switch {
	case b.Kind == BatchTag && has:
		return CodeTagged
	case b.Kind == BatchTag && len(tags) >= TagMost:
		return CodeTagsFull
	case b.Kind == BatchUntag && !has:
		return CodeUntagged
	}
	return ""
}

// NormTag is a tag as it is kept: small letters, with hyphens where spaces were.
func NormTag(typed string) string { return strings.Join(strings.Fields(strings.ToLower(typed)), "-") }

// CheckTag refuses, under a field, what is no tag once NormTag is done with it: nothing, more than TagLength characters, or others than
// letters of any script, digits and hyphens.
func CheckTag(bad *Invalid, field, tag string) {
	if tag == "" {
		bad.Add(field, "required")
		return
	}
	strange := strings.ContainsFunc(tag, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
	if strange || utf8.RuneCountInString(tag) > TagLength || strings.Trim(tag, "-") == "" {
		bad.Add(field, "tag_form", "max", strconv.Itoa(TagLength))
	}
}
