package handlers

import (
	"encoding/json"
	"fmt"
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
func decodeStrict(body []byte, into any) error { return decodeStrictMost(body, jsonBytes, into) }

// decodeStrictMost is decodeStrict of a document of so many bytes at most.
func decodeStrictMost(body []byte, most int, into any) error {
	if len(body) > most {
		return &jsonFault{Status: http.StatusRequestEntityTooLarge, Code: "too_large"}
	}
	if !utf8.Valid(body) {
		return &jsonFault{Status: http.StatusBadRequest, Code: "not_utf8"}
	}
	sc := scanner{l: jsonLexer{b: body}}
	if err := sc.document(); err != nil {
		return err
	}
	r := strictReader{jsonLexer{b: body}}
	return r.value("", reflect.ValueOf(into).Elem())
}

// strictReader puts a document that the scanner found sound into Go values.
type strictReader struct{ l jsonLexer }

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
func (r *strictReader) value(at string, v reflect.Value) error {
	if r.l.peek() == 'n' {
		r.l.i += len("null")
		if v.Kind() == reflect.Pointer || v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
			v.SetZero()
			return nil
		}
		return refuse(at, "type", "want", wanted(v.Type()))
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return r.value(at, v.Elem())
	}
	switch r.l.peek() {
	case '{', '[':
		return r.nested(at, v)
	case '"':
		return r.text(at, v)
	case 't', 'f':
		if v.Kind() != reflect.Bool {
			return refuse(at, "type", "want", wanted(v.Type()))
		}
		yes := r.l.b[r.l.i] == 't'
		v.SetBool(yes)
		r.l.i += len("false")
		if yes {
			r.l.i--
		}
		return nil
	}
	n, err := r.l.number()
	if err != nil {
		return malformed(at, err)
	}
	return setNumber(at, v, json.Number(n))
}

func (r *strictReader) text(at string, v reflect.Value) error {
	s, err := r.l.text()
	if err != nil {
		return malformed(at, err)
	}
	switch {
	case v.Type() == timeType:
		return setTime(at, v, s)
	case v.Kind() == reflect.String:
		v.SetString(s)
		return nil
	}
	return refuse(at, "type", "want", wanted(v.Type()))
}

var timeType = reflect.TypeFor[time.Time]()

func (r *strictReader) nested(at string, v reflect.Value) error {
	open := r.l.b[r.l.i]
	switch {
	case open == '{' && v.Kind() == reflect.Struct && v.Type() != timeType:
		return r.object(at, v)
	case open == '{' && v.Kind() == reflect.Map:
		return r.mapping(at, v)
	case open == '[' && v.Kind() == reflect.Slice:
		return r.list(at, v)
	case open == '[' && v.Kind() == reflect.Array:
		return r.array(at, v)
	}
	return refuse(at, "type", "want", wanted(v.Type()))
}

// member reads the name of the n-th member of an object; false after the last.
func (r *strictReader) member(at string, n int) (string, bool, error) {
	more, err := r.l.more('}', n)
	if err != nil || !more {
		return "", false, malformed(at, err)
	}
	name, err := r.l.text()
	if err == nil {
		err = r.l.take(':')
	}
	return name, true, malformed(at, err)
}

func (r *strictReader) object(at string, v reflect.Value) error {
	r.l.i++
	for i := 0; ; i++ {
		name, more, err := r.member(at, i)
		if err != nil || !more {
			return err
		}
		next := at + "/" + pointerPart(name)
		field, ok := fieldNamed(v, name)
		if !ok {
			return refuse(next, "unknown_field")
		}
		if err := r.value(next, field); err != nil {
			return err
		}
	}
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

func (r *strictReader) mapping(at string, v reflect.Value) error {
	v.Set(reflect.MakeMap(v.Type()))
	r.l.i++
	for i := 0; ; i++ {
		name, more, err := r.member(at, i)
		if err != nil || !more {
			return err
		}
		value := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(at+"/"+pointerPart(name), value); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name), value)
	}
}

func (r *strictReader) list(at string, v reflect.Value) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 4))
	r.l.i++
	for i := 0; ; i++ {
		more, err := r.l.more(']', i)
		if err != nil || !more {
			return malformed(at, err)
		}
		item := reflect.New(v.Type().Elem()).Elem()
		if err := r.value(at+"/"+strconv.Itoa(i), item); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
}

// array reads a list of exactly as many elements as there is room for.
func (r *strictReader) array(at string, v reflect.Value) error {
	r.l.i++
	for i := 0; ; i++ {
		more, err := r.l.more(']', i)
		switch {
		case err != nil:
			return malformed(at, err)
		case more && i == v.Len(), !more && i < v.Len():
			return refuse(at, "type", "want", wanted(v.Type()))
		case !more:
			return nil
		}
		if err := r.value(at+"/"+strconv.Itoa(i), v.Index(i)); err != nil {
			return err
		}
	}
}

func setTime(at string, v reflect.Value, s string) error {
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
	case reflect.Slice, reflect.Array:
		return "array"
	}
	if t == reflect.TypeFor[time.Time]() {
		return "time"
	}
	return "object"
}
