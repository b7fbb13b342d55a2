package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FieldChange is one field of a document before and after; Path is its keys joined by
// slashes. A field that one side lacks is "" there.
type FieldChange struct {
	Path   string
	Before string
	After  string
	Same   bool
}

// Compare puts two JSON documents side by side, field by field, in the order of the first
// document and then of the second. An empty document has no fields. A list of objects that
// carry a name, key, code or band is compared by that instead of by place, so that an
// inserted row does not make every row after it look changed.
func Compare(before, after string) ([]FieldChange, error) {
	old, err := flatten(before)
	if err != nil {
		return nil, err
	}
	now, err := flatten(after)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	changes := make([]FieldChange, 0, len(old)+len(now))
	for _, f := range old {
		at[f.path] = len(changes)
		changes = append(changes, FieldChange{Path: f.path, Before: f.value})
	}
	for _, f := range now {
		i, known := at[f.path]
		if !known {
			changes = append(changes, FieldChange{Path: f.path, After: f.value})
			continue
		}
		changes[i].After, changes[i].Same = f.value, changes[i].Before == f.value
	}
	return changes, nil
}

// Changed is the fields of Compare that differ.
func Changed(before, after string) ([]FieldChange, error) {
	all, err := Compare(before, after)
	return slices.DeleteFunc(all, func(c FieldChange) bool { return c.Same }), err
}

type field struct{ path, value string }

// flatten lists a document's leaves in document order.
func flatten(document string) ([]field, error) {
	if strings.TrimSpace(document) == "" {
		return nil, nil
	}
	d := json.NewDecoder(strings.NewReader(document))
	d.UseNumber()
	var out []field
	if err := flattenValue(d, "", &out); err != nil {
		return nil, fmt.Errorf("compare documents: %w", err)
	}
	return out, nil
}

// flattenValue reads one value from the decoder, whose next token it starts at.
func flattenValue(d *json.Decoder, path string, out *[]field) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return flattenObject(d, path, out)
		}
		return flattenList(d, path, out)
	case nil:
		*out = append(*out, field{path, ""})
	case string:
		*out = append(*out, field{path, t})
	default:
		*out = append(*out, field{path, fmt.Sprint(t)})
	}
	return nil
}

func flattenObject(d *json.Decoder, path string, out *[]field) error {
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if err := flattenValue(d, join(path, fmt.Sprint(key)), out); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func flattenList(d *json.Decoder, path string, out *[]field) error {
	var plain []string
	for i := 0; d.More(); i++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		name := identity(raw)
		if name == "" {
			name = strconv.Itoa(i)
		}
		if len(raw) > 0 && raw[0] != '{' && raw[0] != '[' {
			plain = append(plain, string(bytes.Trim(raw, `"`)))
			continue
		}
		inner := json.NewDecoder(bytes.NewReader(raw))
		inner.UseNumber()
		if err := flattenValue(inner, join(path, name), out); err != nil {
			return err
		}
	}
	if plain != nil {
		*out = append(*out, field{path, strings.Join(plain, ", ")})
	}
	_, err := d.Token()
	return err
}

// identity is what tells an object of a list from the others, "" when nothing does.
func identity(raw json.RawMessage) string {
	var o struct{ Name, Key, Code, Band, Lang string }
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &o) != nil {
		return ""
	}
	for _, s := range []string{o.Name, o.Key, o.Code, o.Band} {
		if s != "" && o.Lang != "" { // one code, once a language
			return s + " " + o.Lang
		}
		if s != "" {
			return s
		}
	}
	return ""
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "/" + key
}
