package imports

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

// mini is a mapping with one column of each sort.
const mini = `{
	"name": "mini", "source": "bank", "currency": "CNY", "unit": 100, "lang": "en",
	"id": {"column": "no"},
	"person_name": {"column": "name", "optional": true},
	"income": {"column": "income", "optional": true, "min": 0},
	"opened_at": {"column": "since", "optional": true, "layout": "2006-01-02"},
	"declared": {"age": {"column": "age", "min": 18, "max": 120}},
	"lines": [{"product": "cashloan", "limit": {"column": "limit", "min": 0}, "used": {"column": "used", "floor": 0}}],
	"labels": [{"name": "gone_bad", "value": {"column": "bad", "codes": {"y": "bad", "n": "good", "": ""}}}]
}`

const head = "no,name,income,since,age,limit,used,bad,extra\n"

func parse(t testing.TB, document string) *Mapping {
	t.Helper()
	m, err := Parse([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rows reads a whole text.
func rows(m *Mapping, text string) (all []Row, sum Summary, err error) {
	sum, err = m.Read(strings.NewReader(text), func(r Row) error {
		all = append(all, r)
		return nil
	})
	return all, sum, err
}

func TestRowBecomesAnAccount(t *testing.T) {
	all, sum, err := rows(parse(t, mini), "\ufeff"+head+"7,\"Una, the elder\",123.45,2020-02-29,44,5000.0,-3,y,left alone\r\n")
	if err != nil || sum.Rows != 1 || sum.Rejected != 0 {
		t.Fatalf("%+v, %v, %+v", sum, err, all)
	}
	a := all[0].Account
	if a.Source != "bank" || a.ExternalID != "7" || a.Personal.Name != "Una, the elder" || a.IncomeFen != 12_345 || a.OpenedAt.Format("20060102") != "20200229" {
		t.Errorf("account %+v", a)
	}
	if want := []models.CreditLine{{Product: models.ProductCashLoan, LimitFen: 500_000}}; !cmp.Equal(a.Lines, want) {
		t.Errorf("lines %+v", a.Lines)
	}
	if !a.Labels[0].Bad || a.Declared["age"] != "44" {
		t.Errorf("labels %+v, declared %v", a.Labels, a.Declared)
	}
}

func TestWhatIsNotKnownStaysUnknown(t *testing.T) {
	all, _, err := rows(parse(t, mini), head+"7,,,,44,5000,0,,\n")
	if err != nil || len(all[0].Rejects) > 0 {
		t.Fatal(err, all)
	}
	if a := all[0].Account; a.Personal != nil || a.IncomeFen != 0 || a.OpenedAt != nil || len(a.Labels) > 0 {
		t.Errorf("account %+v", a)
	}
}

func TestRowsAreRejectedByLineColumnAndReason(t *testing.T) {
	good := "1,,,,44,5000,0,n,\n"
	for name, test := range map[string]struct {
		row  string
		want Reject
	}{
		"empty id":                {",,,,44,5000,0,n,\n", Reject{3, "no", "", "is empty"}},
		"the same id twice":       {"1,,,,44,5000,0,n,\n", Reject{3, "no", "1", "is the same as in line 2"}},
		"words for an amount":     {"2,,,,44,much,0,n,\n", Reject{3, "limit", "much", "is not an amount"}},
		"a thousands separator":   {"2,,,,44,\"5,000\",0,n,\n", Reject{3, "limit", "5,000", "is not an amount"}},
		"an exponent":             {"2,,,,44,5e3,0,n,\n", Reject{3, "limit", "5e3", "is not an amount"}},
		"part of a fen":           {"2,,,,44,0.001,0,n,\n", Reject{3, "limit", "0.001", "is not a whole number of fen"}},
		"a negative limit":        {"2,,,,44,-1,0,n,\n", Reject{3, "limit", "-1", "is below 0"}},
		"more than all the money": {"2,,,,44,99999999999999,0,n,\n", Reject{3, "limit", "99999999999999", "is too large"}},
		"too young":               {"2,,,,17,5000,0,n,\n", Reject{3, "age", "17", "is below 18"}},
		"half a year":             {"2,,,,44.5,5000,0,n,\n", Reject{3, "age", "44.5", "is not a whole number"}},
		"no such day":             {"2,,,2023-02-29,44,5000,0,n,\n", Reject{3, "since", "2023-02-29", "is not a date of the form 2006-01-02"}},
		"unknown code":            {"2,,,,44,5000,0,maybe,\n", Reject{3, "bad", "maybe", "is not one of , n, y"}},
		"too few fields":          {"2,,,,44\n", Reject{3, "", "5", "has 5 fields, want 9"}},
		"too long an id":          {strings.Repeat("9", 65) + ",,,,44,5000,0,n,\n", Reject{3, "external_id", "", "is refused: length"}},
		"a control character":     {"2,a\x07b,,,44,5000,0,n,\n", Reject{3, "personal.name", "", "is refused: length"}},
	} {
		all, sum, err := rows(parse(t, mini), head+good+test.row+strings.Replace(good, "1,", "3,", 1))
		if err != nil || sum.Rows != 3 || sum.Rejected != 1 {
			t.Errorf("%s: %+v, %v", name, sum, err)
			continue
		}
		if !cmp.Equal(all[1].Rejects, []Reject{test.want}) {
			t.Errorf("%s: %+v", name, all[1].Rejects)
		}
	}
}

func TestOneRowIsReportedWithAllThatIsWrong(t *testing.T) {
	all, _, err := rows(parse(t, mini), head+",,,,x,y,z,q,\n")
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, r := range all[0].Rejects {
		columns = append(columns, r.Column)
	}
	if want := []string{"no", "age", "limit", "used", "bad"}; !cmp.Equal(columns, want) {
		t.Errorf("columns %v, want %v", columns, want)
	}
}

func TestHashNamesMappingAndFile(t *testing.T) {
	row := head + "1,,,,44,5000,0,n,\n"
	_, a, _ := rows(parse(t, mini), row)
	_, b, _ := rows(parse(t, mini), row)
	_, c, _ := rows(parse(t, mini), row+"2,,,,44,5000,0,n,\n")
	_, d, _ := rows(parse(t, strings.Replace(mini, "100", "10", 1)), row)
	if a.Hash != b.Hash || a.Hash == c.Hash || a.Hash == d.Hash || len(a.Hash) != 64 {
		t.Errorf("hashes %s %s %s %s", a.Hash, b.Hash, c.Hash, d.Hash)
	}
}

func TestAmountsAreExact(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "-0": 0, "12": 1200, "12.3": 1230, "12.34": 1234, "12.340000": 1234, "-5.01": -501, "1000000000000": 100_000_000_000_000} {
		if got, err := parseFen(text, 100); err != nil || got != want {
			t.Errorf("%s = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", ".5", "1.2.3", "1,2", "+1", "0x1", "1 2", "NaN", "1.005", "1000000000001", strings.Repeat("9", 40)} {
		if got, err := parseFen(text, 100); err == nil {
			t.Errorf("%q was read as %d", text, got)
		}
	}
}

func TestMappingsThatCannotBeMeantAreRefused(t *testing.T) {
	for name, change := range map[string][2]string{
		"a field that does not exist": {`"name": "mini"`, `"name": "mini", "colour": 1`},
		"no source":                   {`"source": "bank"`, `"source": ""`},
		"no unit":                     {`"unit": 100`, `"unit": 0`},
		"a column without a name":     {`{"column": "no"}`, `{"column": ""}`},
		"a label without codes":       {`, "codes": {"y": "bad", "n": "good", "": ""}`, ``},
		"a label that leads nowhere":  {`"y": "bad"`, `"y": "worse"`},
		"something after the end":     {`"name": "mini"`, `"name": "mini"}{"a": 1`},
	} {
		if _, err := Parse([]byte(strings.Replace(mini, change[0], change[1], 1))); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := Load("no-such"); err == nil || !strings.Contains(err.Error(), "uci-credit-default") {
		t.Errorf("an unknown name: %v", err)
	}
	for _, name := range Names() {
		if m, err := Load(name); err != nil || m.Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func zipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A gzip file that is cut anywhere is broken, even where a row happens to end.
func TestCutGzipIsBrokenWhereverItIsCut(t *testing.T) {
	m := parse(t, mini)
	whole := zipped(t, head+"1,,,,44,5000,0,n,\n2,,,,44,5000,0,n,\n")
	if _, err := m.Read(bytes.NewReader(whole), func(Row) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		if _, err := m.Read(bytes.NewReader(whole[:n]), func(Row) error { return nil }); !errors.Is(err, ErrBroken) {
			t.Errorf("cut at %d of %d: %v", n, len(whole), err)
		}
	}
}

// Whatever the bytes, reading ends with accounts that keep the rules or with an error.
func FuzzRead(f *testing.F) {
	m := parse(f, mini)
	f.Add([]byte(head + "1,Una,12.5,2020-01-31,44,5000,-1,y,\n"))
	f.Add([]byte(head + "1,\"Una\nLee\",,,44,5000,0,n,\n,,\n"))
	f.Add([]byte("\ufeff" + head))
	f.Add([]byte(head + "\"1"))
	f.Add(zipped(f, head+"1,,,,44,5000,0,n,\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ids := map[string]bool{}
		sum, err := m.Read(bytes.NewReader(b), func(r Row) error {
			if len(r.Rejects) > 0 {
				return nil
			}
			if err := r.Account.Validate(); err != nil {
				t.Errorf("line %d: %v", r.Line, err)
			}
			if ids[r.Account.ExternalID] {
				t.Errorf("line %d: %s was there before", r.Line, r.Account.ExternalID)
			}
			ids[r.Account.ExternalID] = true
			return nil
		})
		if err != nil && !errors.Is(err, ErrBroken) {
			t.Errorf("%v is not ErrBroken", err)
		}
		if err == nil && sum.Rows != sum.Rejected+len(ids) {
			t.Errorf("%+v but %d accounts", sum, len(ids))
		}
	})
}
