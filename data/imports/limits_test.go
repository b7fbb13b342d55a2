package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"candor/models"
)

// TestBadLimitFiles reads every kind of bad file and row.
func TestBadLimitFiles(t *testing.T) {
	const head = "account,product,limit,percent,reason\n"
	a, b := models.ID(1<<30).Public(models.PrefixAccount), models.ID(2<<30).Public(models.PrefixAccount)
	for name, tt := range map[string]struct {
		file, whole, rows string
		read              int
	}{
		"empty":            {"", "list_file_empty", "", 0},
		"header alone":     {head, "list_file_empty", "", 0},
		"no product":       {"account,limit\n", "list_file_header", "", 0},
		"no amount":        {"account,product\n", "list_file_header", "", 0},
		"unknown column":   {"account,product,limit,colour\n", "batch_file_column", "", 0},
		"column twice":     {"account,product,limit,limit\n", "list_file_twice", "", 0},
		"not UTF-8":        {head + "\xd6\xd0,paylater,1,,\n", "list_file_encoding", "", 0},
		"open quote":       {head + "\"" + a + ",paylater,1,,\n", "list_file_broken", "", 0},
		"too large":        {head + strings.Repeat("x", models.BatchFileMax), "list_file_large", "", 0},
		"too many rows":    {head + strings.Repeat(a+",paylater,1,,\n", models.BatchItemsMax+1), "list_file_rows", "", 0},
		"too few cells":    {head + a + ",paylater\n", "", "2::list_row_width", 0},
		"another noun":     {head + "lin_0000000000001,paylater,1,,\n", "", "2:account:batch_no_account", 0},
		"unknown product":  {head + a + ",car,1,,\n", "", "2:product:batch_product", 0},
		"no amount given":  {head + a + ",paylater,,,\n", "", "2:limit:batch_one_of", 0},
		"both amounts":     {head + a + ",paylater,1,1,\n", "", "2:limit:batch_one_of", 0},
		"words":            {head + a + ",paylater,much,,\n", "", "2:limit:amount", 0},
		"thousands":        {head + a + ",paylater,\"12,000\",,\n", "", "2:limit:amount", 0},
		"exponent":         {head + a + ",paylater,1e5,,\n", "", "2:limit:amount", 0},
		"negative":         {head + a + ",paylater,-1,,\n", "", "2:limit:amount", 0},
		"thousandths":      {head + a + ",paylater,1.234,,\n", "", "2:limit:amount", 0},
		"overflow":         {head + a + ",paylater,99999999999999999999,,\n", "", "2:limit:amount", 0},
		"percent too much": {head + a + ",paylater,,101,\n", "", "2:percent:batch_percent", 0},
		"percent of none":  {head + a + ",paylater,,0,\n", "", "2:percent:batch_percent", 0},
		"unknown reason":   {head + a + ",paylater,1,,because\n", "", "2:reason:batch_reason", 0},
		"twice":            {head + a + ",paylater,1,,\n" + a + ",paylater,2,,\n", "", "3:account:list_row_twice", 1},
		"three faults":     {head + "x,y,z,,\n", "", "2:account:batch_no_account 2:product:batch_product 2:limit:amount", 0},
		"good":             {"\ufeffPercent,Account,Product\n-10%," + a + ",PayLater\n12.5," + b + ",cashloan\n", "", "", 2},
	} {
		rows, refused, err := ReadLimits(models.BatchFile{Content: []byte(tt.file)})
		var bad *models.Invalid
		whole := ""
		if errors.As(err, &bad) {
			whole = bad.Fields["file"].Code
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var said []string
		for _, r := range refused {
			said = append(said, fmt.Sprintf("%d:%s:%s", r.Line, r.Column, r.Code))
		}
		if whole != tt.whole || strings.Join(said, " ") != tt.rows || len(rows) != tt.read {
			t.Errorf("%s: %q, %q and %d rows, want %q, %q and %d", name, whole, said, len(rows), tt.whole, tt.rows, tt.read)
		}
	}
}

func TestWhatARowOfLimitsAsksFor(t *testing.T) {
	a := models.ID(1 << 30).Public(models.PrefixAccount)
	file := "account,product,limit,percent,reason\n" + a + ",paylater,12000.5,,good_history late_payment\n" + a + ",cashloan,,-12.5,\n"
	rows, refused, err := ReadLimits(models.BatchFile{Content: []byte(file)})
	if err != nil || len(refused) > 0 {
		t.Fatal(refused, err)
	}
	got := []string{
		fmt.Sprint(rows[0].To(5), rows[0].Reasons([]string{"correction"})), fmt.Sprint(rows[1].To(1_000_000), rows[1].Reasons([]string{"correction"})), fmt.Sprint(rows[1].To(999)),
	}
	if want := []string{"1200050 [good_history late_payment]", "875000 [correction]", "800"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzReadLimits never panics, and each line of a file is read or refused, never both.
func FuzzReadLimits(f *testing.F) {
	f.Add("account,product,limit\nacc_0000000000001,paylater,1\n")
	f.Add("account,product,percent\n\"x\ny\",paylater,-5%\n")
	f.Add("\ufeffaccount,product,limit,percent,reason\n,,,,\n")
	f.Fuzz(func(t *testing.T, file string) {
		rows, refused, err := ReadLimits(models.BatchFile{Content: []byte(file)})
		if err != nil {
			return
		}
		bad := map[int]bool{}
		for _, r := range refused {
			bad[r.Line] = true
		}
		for _, r := range rows {
			if bad[r.Line] || r.AccountID == 0 || r.ToFen < 0 || r.ToFen > models.MaxFen || (r.Share && r.ByBP == 0) {
				t.Errorf("row %+v of %q", r, file)
			}
		}
	})
}
