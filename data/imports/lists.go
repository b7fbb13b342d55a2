package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"candor/models"
)

// ListRow is one row of a file of list entries that can be an entry.
type ListRow struct {
	Line int
	models.AddListEntry
}

// listColumns is the header of a file of list entries; the last two may be missing.
var listColumns = []string{"lane", "kind", "value", "reason", "until"}

const listColumnsLeast = 3

// listFile refuses a file as a whole.
func listFile(code string, args ...string) error {
	var bad models.Invalid
	bad.Add("file", code, args...)
	return bad.OrNil()
}

// ReadLists reads a file of list entries: UTF-8, with a byte order mark or not, a header of
// lane, kind, value and perhaps reason and until, in any order, at most models.ListRowsMax
// rows. A note that an export begins with is passed over, and so are further columns of an
// export. A file that cannot be read as a whole is refused as *models.Invalid by "file";
// rows that cannot be entries come back with why, in order of lines. until is the last day in
// the file's zone, 2026-11-22, or a moment of RFC 3339.
func ReadLists(f models.ListFile, now time.Time) ([]ListRow, []models.ListRefusal, error) {
	file := f.Content
	switch {
	case len(bytes.TrimSpace(file)) == 0:
		return nil, nil, listFile("list_file_empty")
	case len(file) > models.ListFileMax:
		return nil, nil, listFile("list_file_large", "most", strconv.Itoa(models.ListFileMax>>20))
	case !utf8.Valid(file):
		return nil, nil, listFile("list_file_encoding", "line", strconv.Itoa(1+bytes.Count(file[:validTo(file)], []byte("\n"))))
	}
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err == nil && len(header) == 1 && strings.HasPrefix(header[0], ListNote) {
		header, err = c.Read()
	}
	if err != nil {
		return nil, nil, brokenList(err)
	}
	at, err := listHeader(header)
	if err != nil {
		return nil, nil, err
	}
	r := listReader{at: at, width: len(header), reason: f.Reason, zone: f.Zone, now: now, seen: map[string]int{}}
	for n := 0; ; n++ {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, brokenList(err)
		}
		if n == models.ListRowsMax {
			return nil, nil, listFile("list_file_rows", "most", strconv.Itoa(models.ListRowsMax))
		}
		line, _ := c.FieldPos(0)
		r.row(line, record)
	}
	if len(r.rows)+len(r.refused) == 0 {
		return nil, nil, listFile("list_file_empty")
	}
	return r.rows, r.refused, nil
}

// ListNote begins the first line of an export: who took it, when, and of what.
const ListNote = "List export by "

// validTo is where the first byte stands that is not UTF-8.
func validTo(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

func brokenList(err error) error {
	var p *csv.ParseError
	switch {
	case errors.As(err, &p):
		return listFile("list_file_broken", "line", strconv.Itoa(p.Line), "column", strconv.Itoa(p.Column))
	case errors.Is(err, io.EOF):
		return listFile("list_file_empty")
	}
	return err
}

// listHeader finds the columns. One that is missing or stands twice refuses the file.
func listHeader(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := at[name]; twice && slices.Contains(listColumns, name) {
			return nil, listFile("list_file_twice", "column", name)
		}
		at[name] = i
	}
	for _, name := range listColumns[:listColumnsLeast] {
		if _, ok := at[name]; !ok {
			return nil, listFile("list_file_header", "column", name, "want", strings.Join(listColumns, ","))
		}
	}
	return at, nil
}

// listReader turns records into entries.
type listReader struct {
	at      map[string]int
	width   int
	reason  string
	zone    *time.Location
	now     time.Time
	seen    map[string]int // line of each entry
	rows    []ListRow
	refused []models.ListRefusal
}

// cell is a value without the quote that keeps spreadsheets from reading a formula.
func (r *listReader) cell(record []string, name string) string {
	i, ok := r.at[name]
	if !ok || i >= len(record) {
		return ""
	}
	v := strings.TrimSpace(record[i])
	if rest, quoted := strings.CutPrefix(v, "'"); quoted && rest != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(rest)[0]) {
		return rest
	}
	return v
}

func (r *listReader) row(line int, record []string) {
	if len(record) != r.width {
		r.refuse(line, "", "", "list_row_width", map[string]string{"n": strconv.Itoa(len(record)), "want": strconv.Itoa(r.width)})
		return
	}
	cmd := models.AddListEntry{
		Lane: models.ListLane(strings.ToLower(r.cell(record, "lane"))), Kind: strings.ToLower(r.cell(record, "kind")),
		Value: r.cell(record, "value"), Reason: r.cell(record, "reason"),
	}
	if cmd.Reason == "" {
		cmd.Reason = r.reason
	}
	if until := r.cell(record, "until"); until != "" {
		at, ok := lastMoment(until, r.zone)
		if !ok {
			r.refuse(line, "until", until, "date", nil)
			return
		}
		cmd.EndsAt = &at
	}
	if err := cmd.Validate(r.now); err != nil {
		r.refuseAll(line, cmd, record, err)
		return
	}
	key := string(cmd.Lane) + "\x00" + cmd.Kind + "\x00" + canonical(cmd)
	if first, twice := r.seen[key]; twice {
		r.refuse(line, "value", models.MaskedValue(cmd.Kind, cmd.Value), "list_row_twice", map[string]string{"line": strconv.Itoa(first)})
		return
	}
	r.seen[key] = line
	r.rows = append(r.rows, ListRow{line, cmd})
}

// canonical is a value in the form in which two of them are the same.
func canonical(cmd models.AddListEntry) string {
	switch cmd.Kind {
	case models.ListNetwork:
		if p, fault, _ := models.ParseNetwork(cmd.Value); fault == "" {
			return p.String()
		}
	case models.ListPhone:
		if !cmd.Tokened() {
			return strings.Map(func(c rune) rune {
				if c < '0' || c > '9' {
					return -1
				}
				return c
			}, cmd.Value)
		}
	}
	return cmd.Value
}

// lastMoment reads a day, which counts to its end, or a moment.
func lastMoment(s string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Second).UTC(), true
	}
	at, err := time.Parse(time.RFC3339, s)
	return at.UTC(), err == nil
}

// refuseAll says what is wrong with each field of a row, in the order of the columns.
func (r *listReader) refuseAll(line int, cmd models.AddListEntry, record []string, err error) {
	var bad *models.Invalid
	if !errors.As(err, &bad) {
		return
	}
	for _, column := range listColumns {
		field := column
		if column == "until" {
			field = "ends_at"
		}
		p, wrong := bad.Fields[field]
		if !wrong {
			continue
		}
		value := r.cell(record, column)
		if column == "value" {
			value = models.MaskedValue(cmd.Kind, value)
		}
		r.refuse(line, column, value, p.Code, p.Args)
	}
}

func (r *listReader) refuse(line int, column, value, code string, args map[string]string) {
	if v := []rune(value); len(v) > valueMost {
		value = string(v[:valueMost]) + "…"
	}
	r.refused = append(r.refused, models.ListRefusal{Line: line, Column: column, Value: value, Code: code, Args: args})
}
