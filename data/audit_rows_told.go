package data

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"candor/models"
)

// fact is what a field must be, as JSON, and the number of the entry that said so.
type fact struct {
	value string
	seq   int64
}

// told is what the record says of one thing, by field.
type told map[string]fact

// plainFacts writes the values of a row as those of entries are compared.
func plainFacts(row map[string]any) (map[string]string, error) {
	out := map[string]string{}
	for field, value := range row {
		b, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		if out[field], err = plainJSON(b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// plainJSON writes a value so that equal ones are equal text: keys in order, and "" for nothing, an empty text and an empty list,
// which entries leave out or write one for the other.
func plainJSON(raw []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	switch x := v.(type) {
	case nil:
		return "", nil
	case string:
		if x == "" {
			return "", nil
		}
	case []any:
		if len(x) == 0 {
			return "", nil
		}
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// said takes fields of what an entry says a thing became; a field that the entry leaves out is nothing.
func (t told) said(e *models.AuditEntry, fields ...string) error {
	var after map[string]json.RawMessage
	if err := json.Unmarshal([]byte(e.After), &after); err != nil {
		return err
	}
	return t.take(e, after, fields)
}

// saidIn is said of what an entry says in one of its fields, and takes nothing where it has none, as those of earlier versions.
func (t told) saidIn(e *models.AuditEntry, in string, fields ...string) error {
	var after map[string]json.RawMessage
	if err := json.Unmarshal([]byte(e.After), &after); err != nil || after[in] == nil {
		return err
	}
	var inner map[string]json.RawMessage
	if err := json.Unmarshal(after[in], &inner); err != nil {
		return err
	}
	return t.take(e, inner, fields)
}

func (t told) take(e *models.AuditEntry, after map[string]json.RawMessage, fields []string) error {
	for _, field := range fields {
		value := ""
		if raw, there := after[field]; there {
			var err error
			if value, err = plainJSON(raw); err != nil {
				return err
			}
		}
		t[field] = fact{value, e.Seq}
	}
	return nil
}

// word takes one field that an entry's action says.
func (t told) word(e *models.AuditEntry, field, word string) {
	t[field] = fact{strconv.Quote(word), e.Seq}
}

// whether takes a field that is so or not.
func (t told) whether(e *models.AuditEntry, field string, so bool) {
	t[field] = fact{strconv.FormatBool(so), e.Seq}
}

// became takes the state that an entry says a thing came into: its only content, or one field of it.
func (t told) became(e *models.AuditEntry) error {
	if !strings.HasPrefix(e.After, "{") {
		value, err := plainJSON([]byte(e.After))
		t["state"] = fact{value, e.Seq}
		return err
	}
	return t.said(e, "state")
}
