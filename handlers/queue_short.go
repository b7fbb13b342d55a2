package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"candor/models"
)

// A view stands in every row of its page, so rows carry it in few letters: a shipped view by its key, any other as a sign and its
// fields, each a letter and its value, parted by the sign. One with a value that has other characters is carried whole.

// viewSign begins a short view, and parts its fields; no query begins with it.
const viewSign = "~"

// viewLetters are the letters of the fields that a view is made of.
var viewLetters = map[string]string{
	"severity": "s", "code": "c", "source": "o", "band": "b", "queue": "q", "who": "w", "due": "d", "changed": "h", "state": "t",
	"score_min": "m", "score_max": "x", "exposure": "e", "exposure_max": "f",
	"due_from": "i", "due_to": "j", "late_min": "l", "late_max": "n", "flagged_from": "u", "flagged_to": "v", "sort": "r", "cols": "k", "density": "y", "tag": "g", "product": "p", "appeal": "a", "hardship": "H", "payment": "P", "outcome": "z", "group": "G", "thing": "T", "batch": "B",
}

// shortView is a view as rows carry it along.
func shortView(view url.Values) string {
	query := view.Encode()
	for _, s := range shippedViews() {
		if s.encoded == query {
			return s.key
		}
	}
	var short strings.Builder
	for _, name := range queueFields {
		value := view.Get(name)
		switch {
		case value == "", name == "sort" && value == string(models.SortRisk):
			continue
		case name == "cols":
			value = columnLetters(value)
		}
		if value == "" || viewLetters[name] == "" || strings.ContainsFunc(value, notShort) {
			return query
		}
		short.WriteString(viewSign + viewLetters[name] + value)
	}
	return short.String()
}

// notShort reports whether a character keeps a value from standing in a short view.
func notShort(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.-!,", r)
}

// wholeView turns a view that a row carried back into its query. What is none stays, to be refused where it is read.
func wholeView(view string) string {
	for _, s := range shippedViews() {
		if s.key == view {
			return s.encoded
		}
	}
	rest, ok := strings.CutPrefix(view, viewSign)
	if !ok {
		return view
	}
	q := url.Values{"sort": {string(models.SortRisk)}}
	for _, part := range strings.Split(rest, viewSign) {
		i := slices.IndexFunc(queueFields, func(name string) bool { return part != "" && viewLetters[name] == part[:1] })
		if i < 0 {
			return view
		}
		value := part[1:]
		if queueFields[i] == "cols" {
			value = columnNames(value)
		}
		q.Set(queueFields[i], value)
	}
	return q.Encode()
}

// Columns that stand as they do in their list are said by a number that has a bit for the letter of each: most views leave some out and
// turn none round, and a view stands in every row and in most links of its page.

// columnSign begins such a number; no column's name or letter does.
const columnSign = "."

// columnBits is the number of columns that stand as in their list, "" for others.
func columnBits(names string) string {
	var bits uint64
	last := -1
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(queueColumns, func(c queueColumn) bool { return c.key == name })
		if i <= last {
			return ""
		}
		bits, last = bits|queueColumns[i].bit(), i
	}
	return columnSign + strconv.FormatUint(bits, 36)
}

// bitColumns is columnBits turned round. What is no such number stays, to be refused where it is read.
func bitColumns(number string) string {
	digits, ok := strings.CutPrefix(number, columnSign)
	bits, err := strconv.ParseUint(digits, 36, 64)
	var names []string
	for _, c := range queueColumns {
		if bits&c.bit() != 0 {
			names, bits = append(names, c.key), bits&^c.bit()
		}
	}
	if !ok || err != nil || bits != 0 || names == nil {
		return number
	}
	return strings.Join(names, ",")
}

// bit stands for the column in a number of columns.
func (c *column[T]) bit() uint64 { return 1 << (c.letter - 'a') }

// linked is a view as links of its page write it: its columns as their number.
func linked(view url.Values) url.Values {
	bits := columnBits(view.Get("cols"))
	if bits == "" {
		return view
	}
	short := maps.Clone(view)
	short.Set("cols", bits)
	return short
}

// columnLetters writes the names of columns as their number or letters, "" for a name that is none.
func columnLetters(names string) string {
	if bits := columnBits(names); bits != "" {
		return bits
	}
	var letters strings.Builder
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(queueColumns, func(c queueColumn) bool { return c.key == name })
		if i < 0 {
			return ""
		}
		letters.WriteByte(queueColumns[i].letter)
	}
	return letters.String()
}

// columnNames is columnLetters turned round. A letter that is no column's becomes a name that is none.
func columnNames(letters string) string {
	if strings.HasPrefix(letters, columnSign) {
		return bitColumns(letters)
	}
	names := make([]string, len(letters))
	for k := range len(letters) {
		names[k] = letters[k : k+1]
		if i := slices.IndexFunc(queueColumns, func(c queueColumn) bool { return c.letter == letters[k] }); i >= 0 {
			names[k] = queueColumns[i].key
		}
	}
	return strings.Join(names, ",")
}
