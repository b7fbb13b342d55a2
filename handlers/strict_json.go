package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Limits of a body (S10).
const (
	jsonDepth = 32
	jsonBytes = 64 << 10
)

// jsonFault is a body that is not what the API accepts: the status to answer, a pointer
// (RFC 6901) to the place, and a code.
type jsonFault struct {
	Status  int
	Pointer string
	Code    string
	Args    map[string]string
}

// Error names place and code.
func (f *jsonFault) Error() string { return fmt.Sprintf("body %s: %s", f.Pointer, f.Code) }

// decodeStrict reads one JSON document into a struct. The standard decoder lets the last
// of two equal keys win, matches keys in any case and ignores what it does not know; here
// each of these is refused at its place, so that no two readers of a body can disagree
// about what it says. What is not JSON is a 400, what is JSON but not this document a 422.
func decodeStrict(body []byte, into any) error {
	if len(body) > jsonBytes {
		return &jsonFault{Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	}
	if !utf8.Valid(body) {
		return &jsonFault{Status: http.StatusBadRequest, Code: "not_utf8"}
	}
	if err := scan(body); err != nil {
		return err
	}
	r := strictReader{json.NewDecoder(bytes.NewReader(body))}
	r.d.UseNumber()
	return r.value("", reflect.ValueOf(into).Elem())
}

// scan reads the whole document once for what no document may have, so that a fault of the
// form is told before a fault of the content, wherever each stands.
func scan(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := scanValue(d, "", 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return &jsonFault{Status: http.StatusBadRequest, Code: "trailing"}
	}
	return nil
}

func scanValue(d *json.Decoder, at string, depth int) error {
	if depth > jsonDepth {
		return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "too_deep"}
	}
	token, err := d.Token()
	if err != nil {
		return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "syntax"}
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	seen := map[string]bool{}
	for i := 0; d.More(); i++ {
		next := at + "/" + strconv.Itoa(i)
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "syntax"}
			}
			name, _ := key.(string)
			next = at + "/" + pointerPart(name)
			if seen[strings.ToLower(name)] {
				return &jsonFault{Status: http.StatusBadRequest, Pointer: next, Code: "duplicate"}
			}
			seen[strings.ToLower(name)] = true
		}
		if err := scanValue(d, next, depth+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "syntax"}
	}
	return nil
}

// pointerPart escapes one part of a pointer (RFC 6901, section 3).
func pointerPart(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// strictReader puts a document that scan found sound into Go values.
type strictReader struct{ d *json.Decoder }

func refuse(at, code string, args ...string) error {
	f := &jsonFault{Status: http.StatusUnprocessableEntity, Pointer: at, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[args[i]] = args[i+1]
	}
	return f
}

// value reads the next value into v. null is allowed only where there is a pointer or a
// list to leave empty.
func (r strictReader) value(at string, v reflect.Value) error {
	token, err := r.d.Token()
	if err != nil {
		return &jsonFault{Status: http.StatusBadRequest, Pointer: at, Code: "syntax"}
	}
	return r.set(at, v, token)
}

func (r strictReader) set(at string, v reflect.Value, token json.Token) error {
	if token == nil {
		if v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
			v.SetZero()
			return nil
		}
		return refuse(at, "type", "want", wanted(v.Type()))
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return r.set(at, v.Elem(), token)
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		return setTime(at, v, token)
	}
	switch t := token.(type) {
	case json.Delim:
		return r.nested(at, v, t)
	case string:
		if v.Kind() == reflect.String {
			v.SetString(t)
			return nil
		}
	case bool:
		if v.Kind() == reflect.Bool {
			v.SetBool(t)
			return nil
		}
	case json.Number:
		return setNumber(at, v, t)
	}
	return refuse(at, "type", "want", wanted(v.Type()))
}

func (r strictReader) nested(at string, v reflect.Value, open json.Delim) error {
	switch {
	case open == '{' && v.Kind() == reflect.Struct:
		return r.object(at, v)
	case open == '{' && v.Kind() == reflect.Map:
		return r.mapping(at, v)
	case open == '[' && v.Kind() == reflect.Slice:
		return r.list(at, v)
	}
	return refuse(at, "type", "want", wanted(v.Type()))
}

func (r strictReader) object(at string, v reflect.Value) error {
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		next := at + "/" + pointerPart(name)
		field, ok := fieldNamed(v, name)
		if !ok {
			return refuse(next, "unknown_field")
		}
		if err := r.value(next, field); err != nil {
			return err
		}
	}
	_, err := r.d.Token()
	return err
}

// fieldIndexes is where each type's fields are, by their exact JSON names; types never
// change, so it is filled once each.
var fieldIndexes sync.Map // of reflect.Type → map[string][]int

// fieldNamed finds a field by its exact JSON name, in embedded structs too.
func fieldNamed(v reflect.Value, name string) (reflect.Value, bool) {
	known, ok := fieldIndexes.Load(v.Type())
	if !ok {
		fields := map[string][]int{}
		for _, f := range reflect.VisibleFields(v.Type()) {
			if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag != "" && tag != "-" {
				fields[tag] = f.Index
			}
		}
		known, _ = fieldIndexes.LoadOrStore(v.Type(), fields)
	}
	at, ok := known.(map[string][]int)[name]
	if !ok {
		return reflect.Value{}, false
	}
	return v.FieldByIndex(at), true
}

func (r strictReader) mapping(at string, v reflect.Value) error {
	v.Set(reflect.MakeMap(v.Type()))
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		value := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(at+"/"+pointerPart(name), value); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name), value)
	}
	_, err := r.d.Token()
	return err
}

func (r strictReader) list(at string, v reflect.Value) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 4))
	for i := 0; r.d.More(); i++ {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(at+"/"+strconv.Itoa(i), item); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	_, err := r.d.Token()
	return err
}

func setTime(at string, v reflect.Value, token json.Token) error {
	s, ok := token.(string)
	if !ok {
		return refuse(at, "type", "want", "time")
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return refuse(at, "time")
	}
	v.Set(reflect.ValueOf(t.UTC()))
	return nil
}

// setNumber refuses a fraction where whole numbers belong, and what does not fit.
func setNumber(at string, v reflect.Value, n json.Number) error {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(n.String(), 10, 64)
		if err != nil || v.OverflowInt(i) {
			return refuse(at, "whole_number")
		}
		v.SetInt(i)
		return nil
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.String(), 64)
		if err != nil || math.IsInf(f, 0) {
			return refuse(at, "number")
		}
		v.SetFloat(f)
		return nil
	}
	return refuse(at, "type", "want", wanted(v.Type()))
}

// wanted names what belongs in a field, as JSON calls it.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return wanted(t.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	}
	if t == reflect.TypeFor[time.Time]() {
		return "time"
	}
	return "object"
}
