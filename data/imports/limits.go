package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"candor/models"
)

// LimitRow is one row of a file of limits that can be an item of a batch. Exactly one of
// ToFen and ByBP counts: ByBP when Share is set.
type LimitRow struct {
	Line      int
	AccountID models.ID
	Product   models.Product
	ToFen     int64
	ByBP      int64 // basis points of the limit now
	Share     bool
	Codes     []string // the principal reasons, none for the batch's
}

// To is the limit that the row asks for, from the limit now, in fen; a share is rounded down
// to whole yuan.
func (r *LimitRow) To(nowFen int64) int64 {
	if !r.Share {
		return r.ToFen
	}
	to := nowFen + nowFen/10_000*r.ByBP + nowFen%10_000*r.ByBP/10_000
	return to - to%100
}

// Reasons is the row's principal reasons, or those of the whole batch.
func (r *LimitRow) Reasons(whole []string) []string {
	if len(r.Codes) > 0 {
		return r.Codes
	}
	return whole
}

// limitColumns is the header of a file of limits; reason may be missing, and one of limit
// and percent.
var limitColumns = []string{"account", "product", "limit", "percent", "reason"}

// ReadLimits reads a file of limits: UTF-8, with a byte order mark or not, a header of
// account, product, limit or percent, and perhaps reason, in any order. What no batch can be
// made of is refused as *models.Invalid by its field "file"; rows that cannot be items are
// returned with line, column and why.
func ReadLimits(f models.BatchFile) ([]LimitRow, []models.BatchRefusal, error) {
	file := f.Content
	switch {
	case len(bytes.TrimSpace(file)) == 0:
		return nil, nil, listFile("list_file_empty")
	case len(file) > models.BatchFileMax:
		return nil, nil, listFile("list_file_large", "most", strconv.Itoa(models.BatchFileMax>>20))
	case !utf8.Valid(file):
		return nil, nil, listFile("list_file_encoding", "line", strconv.Itoa(1+bytes.Count(file[:validTo(file)], []byte("\n"))))
	}
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err != nil {
		return nil, nil, brokenList(err)
	}
	at, err := limitHeader(header)
	if err != nil {
		return nil, nil, err
	}
	r := limitReader{at: at, width: len(header), seen: map[string]int{}}
	for n := 0; ; n++ {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, brokenList(err)
		}
		if n == models.BatchItemsMax {
			return nil, nil, listFile("list_file_rows", "most", strconv.Itoa(models.BatchItemsMax))
		}
		line, _ := c.FieldPos(0)
		r.row(line, record)
	}
	if len(r.rows)+len(r.refused) == 0 {
		return nil, nil, listFile("list_file_empty")
	}
	return r.rows, r.refused, nil
}

// limitHeader finds the columns. One that is unknown, missing or there twice refuses the file.
func limitHeader(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(limitColumns, name) {
			return nil, listFile("batch_file_column", "column", shortened(name), "want", strings.Join(limitColumns, ","))
		}
		if _, twice := at[name]; twice {
			return nil, listFile("list_file_twice", "column", name)
		}
		at[name] = i
	}
	for _, name := range limitColumns[:2] {
		if _, ok := at[name]; !ok {
			return nil, listFile("list_file_header", "column", name, "want", strings.Join(limitColumns, ","))
		}
	}
	_, limit := at["limit"]
	_, percent := at["percent"]
	if !limit && !percent {
		return nil, listFile("list_file_header", "column", "limit", "want", strings.Join(limitColumns, ","))
	}
	return at, nil
}

// limitReader turns records into rows.
type limitReader struct {
	at      map[string]int
	width   int
	seen    map[string]int // line of each account and product
	rows    []LimitRow
	refused []models.BatchRefusal
}

func (r *limitReader) cell(record []string, name string) string {
	i, ok := r.at[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(record[i])
}

func (r *limitReader) refuse(line int, column, value, code string, args ...string) {
	x := models.BatchRefusal{Line: line, Column: column, Value: shortened(value), Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if x.Args == nil {
			x.Args = map[string]string{}
		}
		x.Args[args[i]] = args[i+1]
	}
	r.refused = append(r.refused, x)
}

func (r *limitReader) row(line int, record []string) {
	if len(record) != r.width {
		r.refuse(line, "", "", "list_row_width", "n", strconv.Itoa(len(record)), "want", strconv.Itoa(r.width))
		return
	}
	before := len(r.refused)
	row := LimitRow{Line: line, Codes: strings.Fields(r.cell(record, "reason"))}
	account := r.cell(record, "account")
	id, err := models.ParseID(models.PrefixAccount, account)
	if err != nil {
		r.refuse(line, "account", account, "batch_no_account")
	}
	row.AccountID = id
	product := r.cell(record, "product")
	row.Product = models.Product(strings.ToLower(product))
	if row.Product != models.ProductPayLater && row.Product != models.ProductCashLoan {
		r.refuse(line, "product", product, "batch_product", "want", string(models.ProductPayLater)+", "+string(models.ProductCashLoan))
	}
	r.amount(line, record, &row)
	r.reasons(line, row.Codes)
	if len(r.refused) > before {
		return
	}
	key := account + " " + string(row.Product)
	if first, twice := r.seen[key]; twice {
		r.refuse(line, "account", account, "list_row_twice", "line", strconv.Itoa(first))
		return
	}
	r.seen[key] = line
	r.rows = append(r.rows, row)
}

// reasons refuses codes that no limit changes for, a code that stands twice, and more than PrincipalMost.
func (r *limitReader) reasons(line int, codes []string) {
	if len(codes) > models.PrincipalMost {
		r.refuse(line, "reason", strings.Join(codes, " "), "reasons_most", "most", strconv.Itoa(models.PrincipalMost))
		return
	}
	for i, code := range codes {
		switch {
		case !slices.Contains(models.LimitReasons(), code):
			r.refuse(line, "reason", code, "batch_reason", "want", strings.Join(models.LimitReasons(), ", "))
		case slices.Contains(codes[:i], code):
			r.refuse(line, "reason", code, "reason_twice")
		}
	}
}

// amount reads the new limit in yuan, or the share by which it changes in per cent.
func (r *limitReader) amount(line int, record []string, row *LimitRow) {
	limit, percent := r.cell(record, "limit"), r.cell(record, "percent")
	switch {
	case (limit == "") == (percent == ""):
		r.refuse(line, "limit", limit, "batch_one_of")
	case limit != "":
		fen, ok := hundredths(limit)
		if !ok || fen < 0 || fen > models.MaxFen {
			r.refuse(line, "limit", limit, "amount")
		}
		row.ToFen = fen
	default:
		bp, ok := hundredths(strings.TrimSuffix(percent, "%"))
		if !ok || bp == 0 || bp < -10_000 || bp > 10_000 {
			r.refuse(line, "percent", percent, "batch_percent")
		}
		row.ByBP, row.Share = bp, true
	}
}

// hundredths reads a number of at most two decimals as hundredths, without floating point.
func hundredths(s string) (int64, bool) {
	body, negative := strings.CutPrefix(s, "-")
	if !negative {
		body = strings.TrimPrefix(s, "+")
	}
	whole, part, dotted := strings.Cut(body, ".")
	if whole == "" || len(whole) > 13 || len(part) > 2 || (dotted && part == "") {
		return 0, false
	}
	digits := whole + (part + "00")[:2]
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil
}

// shortened cuts what a file says short enough to be shown.
func shortened(s string) string {
	if v := []rune(s); len(v) > valueMost {
		return string(v[:valueMost]) + "…"
	}
	return s
}
