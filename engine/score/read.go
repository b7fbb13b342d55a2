package score

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDocument is the size in bytes above which a document is refused unread: above 64 factors of 64 bins in 16 bags.
const maxDocument = 4 << 20

// Read parses and validates a scorecard. It refuses unknown fields, a field twice or in capitals, anything after the document, a document above four
// mebibytes, and whatever Validate refuses; the error names the factor.
func Read(document []byte) (Scorecard, error) {
	if len(document) > maxDocument {
		return Scorecard{}, fmt.Errorf("read scorecard: %d bytes, above %d", len(document), maxDocument)
	}
	if err := checkKeys(document); err != nil {
		return Scorecard{}, fmt.Errorf("read scorecard: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	var card Scorecard
	if err := decoder.Decode(&card); err != nil {
		return Scorecard{}, fmt.Errorf("read scorecard: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Scorecard{}, errors.New("read scorecard: something follows the document")
	}
	if err := card.Validate(); err != nil {
		return Scorecard{}, fmt.Errorf("read scorecard: %w", err)
	}
	return card, nil
}

// Write returns the document of a card, indented, ending in a newline; the same card always gives the same bytes.
func Write(card Scorecard) ([]byte, error) {
	if err := card.Validate(); err != nil {
		return nil, fmt.Errorf("write scorecard: %w", err)
	}
	document, err := json.MarshalIndent(card, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write scorecard: %w", err)
	}
	return append(document, '\n'), nil
}

// checkKeys refuses what encoding/json lets pass: the same key twice in one object, where the last would silently win, and a key
// that differs from the field's name in case.
func checkKeys(document []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(document))
	var objects []map[string]bool // keys seen in each open object, nil for an array
	key := false                  // the next token is a key, or the end of the object
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{':
				objects = append(objects, map[string]bool{})
			case '[':
				objects = append(objects, nil)
			default:
				objects = objects[:len(objects)-1]
			}
		case string:
			if key {
				seen := objects[len(objects)-1]
				if seen[t] || t != strings.ToLower(t) {
					return fmt.Errorf("key %q is listed twice or is not in lower case", t)
				}
				seen[t] = true
				key = false
				continue
			}
		}
		key = len(objects) > 0 && objects[len(objects)-1] != nil
	}
}
