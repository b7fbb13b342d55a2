package learn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math"

	"candor/engine/factor"
)

// MinBads is the fewest bad accounts, and good ones, that a scorecard is trained on. With fewer, bins of a twentieth of the
// book hold too few bads in a training fold for their rates to mean anything.
const MinBads = 200

// Data is labelled history: one vector and one label per account.
type Data struct {
	Specs  []factor.Spec // what the columns of a row are, usually factor.Catalogue
	Rows   [][]float64   // one vector per account, as long as Specs; NaN is missing
	Labels []bool        // true for bad
	Label  string        // what "bad" means, in words; kept in the card

	// What validation looks at and training never does. Either may be nil; else they are as long as Rows.
	Months []int               // yyyymm in which the account was as its row says, 0 for not known
	Groups map[string][]string // declared attributes, such as sex: the group of each account, "" for not known
}

// errNoSpecs says that there is nothing to learn from.
var errNoSpecs = errors.New("no factors to learn from")

// check reports data that cannot be trained on.
func (d Data) check() error {
	if len(d.Specs) == 0 {
		return errNoSpecs
	}
	if len(d.Rows) != len(d.Labels) {
		return fmt.Errorf("%d rows but %d labels", len(d.Rows), len(d.Labels))
	}
	if d.Months != nil && len(d.Months) != len(d.Rows) {
		return fmt.Errorf("%d rows but %d months", len(d.Rows), len(d.Months))
	}
	for name, groups := range d.Groups {
		if len(groups) != len(d.Rows) {
			return fmt.Errorf("%d rows but %d of attribute %q", len(d.Rows), len(groups), name)
		}
	}
	for i, row := range d.Rows {
		if len(row) != len(d.Specs) {
			return fmt.Errorf("row %d has %d values, want %d", i, len(row), len(d.Specs))
		}
		for j, x := range row {
			if math.IsInf(x, 0) {
				return fmt.Errorf("row %d: factor %q is infinite", i, d.Specs[j].Key)
			}
		}
	}
	bads := countBads(d.Labels)
	if bads == 0 || bads == len(d.Labels) {
		return fmt.Errorf("all %d labels are the same: there is nothing to tell apart", len(d.Labels))
	}
	if least := min(bads, len(d.Labels)-bads); least < MinBads {
		return fmt.Errorf("%d bad and %d good accounts, want at least %d of each", bads, len(d.Labels)-bads, MinBads)
	}
	return nil
}

// countBads counts the bad labels.
func countBads(labels []bool) int {
	bads := 0
	for _, bad := range labels {
		if bad {
			bads++
		}
	}
	return bads
}

// columns turns the rows on their side: binning reads one factor at a time.
func (d Data) columns() [][]float64 {
	flat := make([]float64, len(d.Specs)*len(d.Rows))
	columns := make([][]float64, len(d.Specs))
	for j := range columns {
		columns[j] = flat[j*len(d.Rows) : (j+1)*len(d.Rows)]
	}
	for i, row := range d.Rows {
		for j, x := range row {
			columns[j][i] = x
		}
	}
	return columns
}

// Fingerprint returns the SHA-256 of the data in hexadecimal: the keys, then each row's values as little-endian float64 bits
// with its label. Every NaN counts as the same one, since its bits carry no meaning here.
func (d Data) Fingerprint() string {
	h := sha256.New()
	for _, s := range d.Specs {
		writeString(h, s.Key)
	}
	row := make([]byte, 0, 8*len(d.Specs)+1)
	for i, values := range d.Rows {
		row = row[:0]
		for _, x := range values {
			if math.IsNaN(x) {
				x = math.NaN()
			}
			row = binary.LittleEndian.AppendUint64(row, math.Float64bits(x))
		}
		row = append(row, 0)
		if d.Labels[i] {
			row[len(row)-1] = 1
		}
		h.Write(row) // a hash never returns an error
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeString adds a string and its end to a hash.
func writeString(h hash.Hash, s string) {
	h.Write(append([]byte(s), 0)) // a hash never returns an error
}
