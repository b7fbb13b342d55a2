package imports

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"candor/models"
)

// Bounds of a file. They keep a broken file from filling memory.
const (
	recordMost  = 64 << 10 // bytes of one record
	columnsMost = 1000
	valueMost   = 200 // characters of a value that a reject repeats
)

// ErrBroken is a file that cannot be trusted as a whole. Nothing of it should be stored.
var ErrBroken = errors.New("broken file")

// Reject says why one row is left out.
type Reject struct {
	Line   int    // where the row begins, the header being line 1
	Column string // "" when it is about the whole row
	Value  string
	Reason string
}

// Row is one row of the file: an account, an event of one, or the reasons why it is none. Event is only valid until the next row.
type Row struct {
	Line    int
	Account models.PutAccount
	Event   *Transaction // of a mapping of transactions
	Vector  *Vector      // of a mapping of a table
	Rejects []Reject
}

// Summary is what a whole file held.
type Summary struct {
	Rows     int
	Rejected int
	Hash     string // SHA-256 of mapping and file
}

// Read reads a file, plain or gzip, and calls each for every row in order. An error that
// is ErrBroken says where; rows before it have been seen by then. An error of each ends
// the reading and is returned.
func (m *Mapping) Read(file io.Reader, each func(Row) error) (Summary, error) {
	r := &reader{m: m, seen: map[string]int{}}
	return r.read(file, each)
}

func (r *reader) read(file io.Reader, each func(Row) error) (Summary, error) {
	m, h := r.m, sha256.New()
	h.Write(m.document)
	h.Write([]byte{0})
	body, err := unzip(io.TeeReader(file, h))
	if err != nil {
		return Summary{}, err
	}
	guard := &guard{r: body}
	c := csv.NewReader(guard)
	c.ReuseRecord = true
	header, err := c.Read()
	if err != nil {
		return Summary{}, broken(err, 1)
	}
	if err := r.begin(header); err != nil {
		return Summary{}, err
	}
	c.FieldsPerRecord = -1
	var sum Summary
	for {
		guard.taken = 0
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sum, broken(err, sum.Rows+2)
		}
		line, _ := c.FieldPos(0)
		row, err := r.row(record, line)
		if err != nil {
			return sum, err
		}
		sum.Rows++
		if len(row.Rejects) > 0 {
			sum.Rejected++
		}
		if err := each(row); err != nil {
			return sum, err
		}
	}
	sum.Hash = hex.EncodeToString(h.Sum(nil))
	return sum, nil
}

// unzip looks at the first bytes, not at the name, to know a gzip file.
func unzip(file io.Reader) (io.Reader, error) {
	b := bufio.NewReader(file)
	head, err := b.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, broken(err, 1)
	}
	if len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, broken(err, 1)
		}
		return z, nil
	}
	return b, nil
}

// broken says that a file is broken and where.
func broken(err error, line int) error {
	var p *csv.ParseError
	switch {
	case errors.As(err, &p):
		return fmt.Errorf("%w: line %d: %w", ErrBroken, p.Line, p.Err)
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it is empty", ErrBroken)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: near line %d: the compressed file ends early", ErrBroken, line)
	}
	return fmt.Errorf("%w: near line %d: %w", ErrBroken, line, err)
}

// guard refuses a record that is too long, before it is held in memory.
type guard struct {
	r     io.Reader
	taken int
}

// Read counts what one record takes; csv reads ahead by no more than its own small buffer.
func (g *guard) Read(b []byte) (int, error) {
	if g.taken > recordMost {
		return 0, fmt.Errorf("a row is longer than %d bytes: is a quote missing?", recordMost)
	}
	n, err := g.r.Read(b)
	g.taken += n
	return n, err
}

// reader turns records into accounts.
type reader struct {
	m      *Mapping
	header []string
	at     map[string]int
	seen   map[string]int         // line of each id
	event  Transaction            // of the row that is read
	newest time.Time              // of the events so far
	levels map[int]map[string]int // of a table: numbers of the names of each factor
}

// begin checks the header: every column of the mapping, none twice.
func (r *reader) begin(header []string) error {
	if len(header) > columnsMost {
		return fmt.Errorf("%w: line 1: %d columns, at most %d are read", ErrBroken, len(header), columnsMost)
	}
	r.at = make(map[string]int, len(header))
	for i, name := range header {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff")
		}
		name = strings.TrimSpace(strings.Clone(name))
		if !utf8.ValidString(name) {
			return fmt.Errorf("%w: line 1: not UTF-8", ErrBroken)
		}
		if _, twice := r.at[name]; twice {
			return fmt.Errorf("%w: line 1: column %q is there twice", ErrBroken, name)
		}
		r.at[name] = i
		r.header = append(r.header, name)
	}
	var missing []string
	for _, c := range r.m.fields() {
		if _, ok := r.at[c.field.Column]; !ok && c.field.Column != "" {
			missing = append(missing, c.field.Column)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: line 1: no column %s", ErrBroken, strings.Join(missing, ", "))
	}
	return nil
}

// row reads one record. Only text that is not UTF-8 is an error.
func (r *reader) row(record []string, line int) (Row, error) {
	for i, value := range record {
		if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
			return Row{}, fmt.Errorf("%w: line %d, column %d: not UTF-8 text", ErrBroken, line, i+1)
		}
	}
	row := Row{Line: line}
	if len(record) != len(r.header) {
		row.Rejects = []Reject{{Line: line, Value: strconv.Itoa(len(record)), Reason: fmt.Sprintf(
			"has %d fields, want %d", len(record), len(r.header))}}
		return row, nil
	}
	b := builder{reader: r, record: record, row: &row}
	if r.m.Transactions != nil {
		return row, b.transaction()
	}
	if r.m.Table != nil {
		b.line()
		return row, nil
	}
	b.build()
	return row, nil
}
