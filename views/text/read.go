package text

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// forms are the plural objects of a catalogue. English and Chinese need no others.
type forms struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// readLanguage gathers the entries of every <area>.<lang>.json, refusing a key that two areas share.
func readLanguage(fsys fs.FS, lang string) ([]*i18n.Message, error) {
	names, err := fs.Glob(fsys, "*."+lang+".json")
	if err != nil {
		return nil, fmt.Errorf("list catalogues: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no catalogue for %s", lang)
	}
	var all []*i18n.Message
	from := map[string]string{}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		entries, err := parse(string(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range entries {
			if other, ok := from[e.ID]; ok {
				return nil, fmt.Errorf("%s: key %s is already in %s", name, e.ID, other)
			}
			from[e.ID] = name
			all = append(all, e)
		}
	}
	return all, nil
}

// parse reads one catalogue by tokens rather than into a map, because a map hides a key that is written twice.
func parse(src string) ([]*i18n.Message, error) {
	d := json.NewDecoder(strings.NewReader(src))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(errors.New("want one JSON object"), err)
	}
	var out []*i18n.Message
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, fmt.Errorf("want a key, got %v", t)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, fmt.Errorf("key %s: %w", key, err)
		}
		f, err := readForms(raw)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", key, err)
		}
		out = append(out, &i18n.Message{ID: key, One: f.One, Other: f.Other})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return out, nil
}

func readForms(raw json.RawMessage) (forms, error) {
	var f forms
	if raw[0] == '"' {
		if err := json.Unmarshal(raw, &f.Other); err != nil {
			return f, err
		}
	} else {
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.DisallowUnknownFields()
		if err := d.Decode(&f); err != nil {
			return f, err
		}
	}
	if strings.TrimSpace(f.Other) == "" {
		return f, errors.New("empty text")
	}
	return f, nil
}
