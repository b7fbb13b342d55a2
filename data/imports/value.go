package imports

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"candor/models"
)

// Why a value is rejected.
var (
	errEmpty    = errors.New("is empty")
	errWhole    = errors.New("is not a whole number")
	errAmount   = errors.New("is not an amount")
	errFraction = errors.New("is not a whole number of fen")
	errLarge    = errors.New("is too large")
)

// text returns the value of a field: through its codes where it has some.
func (f *Field) text(value string) (string, error) {
	value = strings.TrimSpace(value)
	if value == "" && f.Optional {
		return "", nil
	}
	if f.Codes == nil {
		if value == "" {
			return "", errEmpty
		}
		return value, nil
	}
	if to, ok := f.Codes[value]; ok {
		return to, nil
	}
	// The same code written as 2.0, as spreadsheets do.
	if whole, cut := strings.CutSuffix(value, ".0"); cut {
		if to, ok := f.Codes[whole]; ok {
			return to, nil
		}
	}
	codes := make([]string, 0, len(f.Codes))
	for c := range f.Codes {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	return "", fmt.Errorf("is not one of %s", strings.Join(codes, ", "))
}

// whole returns the value as a whole number within the field's bounds; known is false for
// an optional empty one.
func (f *Field) whole(value string) (n int64, known bool, err error) {
	s, err := f.text(value)
	if err != nil || s == "" {
		return 0, false, err
	}
	if n, err = strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64); err != nil {
		return 0, false, errWhole
	}
	return n, true, f.bounds(n)
}

func (f *Field) bounds(n int64) error {
	if f.Min != nil && n < *f.Min {
		return fmt.Errorf("is below %d", *f.Min)
	}
	if f.Max != nil && n > *f.Max {
		return fmt.Errorf("is above %d", *f.Max)
	}
	return nil
}

// fen returns the value as an amount in fen, exactly.
func (f *Field) fen(value string, unit int64) (int64, error) {
	s, err := f.text(value)
	if err != nil || s == "" {
		return 0, err
	}
	fen, err := parseFen(s, unit)
	if err != nil {
		return 0, err
	}
	if f.Floor != nil && fen < *f.Floor*unit {
		fen = *f.Floor * unit
	}
	if f.Min != nil && fen < *f.Min*unit {
		return 0, fmt.Errorf("is below %d", *f.Min)
	}
	if f.Max != nil && fen > *f.Max*unit {
		return 0, fmt.Errorf("is above %d", *f.Max)
	}
	return fen, nil
}

// parseFen reads a decimal number and multiplies it by unit without rounding.
func parseFen(s string, unit int64) (int64, error) {
	digits, negative := strings.CutPrefix(s, "-")
	integer, fraction, _ := strings.Cut(digits, ".")
	fraction = strings.TrimRight(fraction, "0")
	if integer == "" || strings.Trim(integer, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" {
		return 0, errAmount
	}
	if len(fraction) > 6 {
		return 0, errFraction
	}
	if len(integer) > 15 {
		return 0, errLarge
	}
	n, err := strconv.ParseInt(integer+fraction, 10, 64)
	if err != nil {
		return 0, errLarge
	}
	scale := int64(1)
	for range fraction {
		scale *= 10
	}
	// Whole units and the rest are multiplied apart, so that neither can overflow.
	whole, rest := n/scale, n%scale
	if whole > models.MaxFen/unit {
		return 0, errLarge
	}
	if rest*unit%scale != 0 {
		return 0, errFraction
	}
	n = whole*unit + rest*unit/scale
	if negative {
		n = -n
	}
	return n, nil
}

// date returns the value as a day.
func (f *Field) date(value string) (*time.Time, error) {
	s, err := f.text(value)
	if err != nil || s == "" {
		return nil, err
	}
	layout := f.Layout
	if layout == "" {
		layout = time.DateOnly
	}
	at, err := time.Parse(layout, s)
	if err != nil {
		return nil, fmt.Errorf("is not a date of the form %s", layout)
	}
	return &at, nil
}
