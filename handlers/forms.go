package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// form reads the fields of a request one by one and collects what is wrong with them. What
// was typed stays in Values, to be shown again.
type form struct {
	Values url.Values
	bad    models.Invalid
	zone   *time.Location
}

// errBadForm is a request that no form of ours sends.
var errBadForm = echo.NewHTTPError(http.StatusBadRequest, "unexpected form fields")

// readForm reads a POST body. A field that is not listed, or is there twice, is a 400: no
// form of ours sends it. A name ending in * may repeat.
func (s *Site) readForm(c echo.Context, fields ...string) (*form, error) {
	if err := c.Request().ParseForm(); err != nil {
		return nil, errBadForm
	}
	takeOnce(c, c.Request().PostForm)
	return s.formOf(c, c.Request().PostForm, fields)
}

// readQuery reads the address's query the same way.
func (s *Site) readQuery(c echo.Context, fields ...string) (*form, error) {
	return s.formOf(c, c.QueryParams(), fields)
}

func (s *Site) formOf(c echo.Context, values url.Values, fields []string) (*form, error) {
	for name, list := range values {
		repeats := slices.Contains(fields, name+"*")
		if !repeats && !slices.Contains(fields, name) {
			return nil, errBadForm
		}
		if len(list) > 1 && !repeats {
			return nil, errBadForm
		}
		for _, v := range list {
			if len(v) > 20_000 || !utf8.ValidString(v) {
				return nil, errBadForm
			}
		}
	}
	return &form{Values: values, zone: s.zone(c)}, nil
}

// text is a field without the space around it, and with plain line breaks.
func (f *form) text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Values.Get(name), "\r\n", "\n"))
}

// list is every value of a repeating field.
func (f *form) list(name string) []string { return f.Values[name] }

// checked is a checkbox.
func (f *form) checked(name string) bool { return f.Values.Get(name) != "" }

// fen reads an amount in yuan with up to two decimals; commas and ¥ may stay in.
func (f *form) fen(name string) int64 {
	typed := strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", " ", "").Replace(f.text(name))
	if typed == "" {
		f.bad.Add(name, "required")
		return 0
	}
	v, ok := parseYuan(typed)
	if !ok {
		f.bad.Add(name, "amount")
	}
	return v
}

// parseYuan turns 1234.5 into 123450 without floating point.
func parseYuan(s string) (fen int64, ok bool) {
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 2 || len(whole) > 13 || whole == "" {
		return 0, false
	}
	digits := whole + (part + "00")[:2]
	for _, r := range digits {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	v, err := strconv.ParseInt(digits, 10, 64)
	return v, err == nil && v <= models.MaxFen
}

// number reads a whole number; required says whether it may be empty.
func (f *form) number(name string, required bool) int {
	typed := f.text(name)
	if typed == "" {
		if required {
			f.bad.Add(name, "required")
		}
		return 0
	}
	v, err := strconv.ParseInt(typed, 10, 32)
	if err != nil {
		f.bad.Add(name, "number")
	}
	return int(v)
}

// version reads the hidden field that says which version of a row the form was made from.
func (f *form) version() int64 {
	v, err := strconv.ParseInt(f.Values.Get("version"), 10, 64)
	if err != nil {
		f.bad.Add("", "stale_form")
	}
	return v
}

// id reads an optional public id; a malformed one is refused, an empty one is 0.
func (f *form) id(name, prefix string) models.ID {
	typed := f.text(name)
	if typed == "" {
		return 0
	}
	id, err := models.ParseID(prefix, typed)
	if err != nil {
		f.bad.Add(name, "choice")
	}
	return id
}

// date reads a day (2026-11-22) or minute (2026-11-22T09:30) in the page's zone; a day
// alone means its end when end is set, else its start. Empty is nil.
func (f *form) date(name string, end bool) *time.Time {
	typed := f.text(name)
	if typed == "" {
		return nil
	}
	t, err := time.ParseInLocation("2006-01-02T15:04", typed, f.zone)
	if err != nil {
		t, err = time.ParseInLocation("2006-01-02", typed, f.zone)
		if err == nil && end {
			t = t.AddDate(0, 0, 1).Add(-time.Second)
		}
	}
	if err != nil || t.Year() < 2000 || t.Year() > 2200 {
		f.bad.Add(name, "date")
		return nil
	}
	t = t.UTC()
	return &t
}

// err is what is wrong so far, nil when nothing is.
func (f *form) err() error { return f.bad.OrNil() }

// problems puts what was refused into the reader's words, by field name. The empty name is
// the whole form.
func problems(p views.Page, err error) map[string]string {
	out := map[string]string{}
	for field, problem := range invalidOf(err).Fields {
		kv := make([]any, 0, 2*len(problem.Args))
		for name, value := range problem.Args {
			kv = append(kv, name, value)
		}
		out[field] = p.T("invalid."+problem.Code, kv...)
	}
	return out
}
