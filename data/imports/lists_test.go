package imports

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"candor/models"
)

var listNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// TestBadListFiles reads every kind of bad file and row.
func TestBadListFiles(t *testing.T) {
	const head = "lane,kind,value,reason,until\n"
	many := strings.Repeat("watch,merchant,shop,because,\n", models.ListRowsMax+1)
	for name, tt := range map[string]struct{ file, whole, rows string }{
		"empty":             {"", "list_file_empty", ""},
		"blank":             {" \n\n", "list_file_empty", ""},
		"header alone":      {head, "list_file_empty", ""},
		"wrong header":      {"kind,value\nip,1.2.3.4\n", "list_file_header", ""},
		"header twice":      {"lane,lane,kind,value\n", "list_file_twice", ""},
		"not UTF-8":         {head + "watch,merchant,\xd6\xd0,because,\n", "list_file_encoding", ""},
		"open quote":        {head + "watch,merchant,\"shop,because,\n", "list_file_broken", ""},
		"too many rows":     {head + many, "list_file_rows", ""},
		"too large":         {head + strings.Repeat("x", models.ListFileMax), "list_file_large", ""},
		"too few cells":     {head + "watch,merchant\n", "", "2::list_row_width"},
		"malformed network": {head + "block,cidr,203.0.113/24,because,\n", "", "2:value:list_network"},
		"everything":        {head + "block,cidr,0.0.0.0/0,because,\n", "", "2:value:list_everything"},
		"expired":           {head + "block,ip,203.0.113.9,because,2026-03-01\n", "", "2:until:date_future"},
		"no date":           {head + "block,ip,203.0.113.9,because,soon\n", "", "2:until:date"},
		"no account":        {head + "block,account,acc_1,because,\n", "", "2:value:unknown_account"},
		"twice":             {head + "block,phone,138 0013 8000,because,\nblock,phone,13800138000,because,\n", "", "3:value:list_row_twice"},
		"same network":      {head + "block,cidr,203.0.113.0/24,because,\nblock,cidr,::ffff:203.0.113.0/120,because,\n", "", "3:value:list_row_twice"},
		"a payment":         {head + "allow,payment,acc_04am52yg1jv50 12000 shop,because,2026-03-09\n", "", "2:kind:list_payment"},
		"two faults":        {head + "maybe,planet,x,because,\n", "", "2:lane:choice 2:kind:choice"},
		"a long reason":     {head + "watch,merchant,shop," + strings.Repeat("a", 2001) + ",\n", "", "2:reason:length"},
		"byte order mark":   {"\ufeff" + head + "watch,merchant,shop,because,\n", "", ""},
		"other order":       {"Value, KIND ,lane\nshop,Merchant,WATCH\n", "", ""},
		"note of an export": {ListNote + "Ann\n" + head + "watch,merchant,'=shop,because,\n", "", ""},
	} {
		_, refused, err := ReadLists(models.ListFile{Content: []byte(tt.file), Reason: "a reason"}, listNow)
		var bad *models.Invalid
		whole := ""
		if errors.As(err, &bad) {
			whole = bad.Fields["file"].Code
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var rows []string
		for _, r := range refused {
			rows = append(rows, fmt.Sprintf("%d:%s:%s", r.Line, r.Column, r.Code))
		}
		if whole != tt.whole || strings.Join(rows, " ") != tt.rows {
			t.Errorf("%s: %q and %q, want %q and %q", name, whole, rows, tt.whole, tt.rows)
		}
	}
}

// TestADayEndsInTheFilesZone reads the same last day in two zones, and a moment.
func TestADayEndsInTheFilesZone(t *testing.T) {
	const file = "lane,kind,value,until\nwatch,merchant,a,2026-12-31\nwatch,merchant,b,2026-12-31T10:00:00+08:00\n"
	for zone, want := range map[*time.Location]string{nil: "2026-12-31T23:59:59Z", time.FixedZone("CST", 8*3600): "2026-12-31T15:59:59Z"} {
		rows, refused, err := ReadLists(models.ListFile{Content: []byte(file), Reason: "a reason", Zone: zone}, listNow)
		if err != nil || len(refused) > 0 {
			t.Fatal(refused, err)
		}
		if day, moment := rows[0].EndsAt.Format(time.RFC3339), rows[1].EndsAt.Format(time.RFC3339); day != want || moment != "2026-12-31T02:00:00Z" {
			t.Errorf("in %s: %s and %s", zone, day, moment)
		}
	}
}

func TestListFileMasksWhatItRefuses(t *testing.T) {
	_, refused, err := ReadLists(models.ListFile{Content: []byte("lane,kind,value\nblock,phone,13800138000x138001380001\nmaybe,card,6222021234567890123\n"), Reason: "a reason"}, listNow)
	if err != nil || len(refused) != 2 {
		t.Fatalf("%v, %v", refused, err)
	}
	for _, r := range refused {
		if strings.Contains(r.Value, "138001380") || strings.Contains(r.Value, "1234567") {
			t.Errorf("%+v shows the value", r)
		}
	}
}

func FuzzReadLists(f *testing.F) {
	f.Add("lane,kind,value,reason,until\nblock,cidr,203.0.113.0/24,because,2026-12-31\n")
	f.Add("\ufefflane,kind,value\nwatch,phone,token:0123456789abcdef0123456789abcdef\n")
	f.Add("lane,kind,value\n\"")
	f.Add(ListNote + "x\nvalue,lane,kind\n'=1+1,allow,merchant\n")
	f.Add("lane,kind,value\nblock,cidr,::/0\r\nblock,ip,fe80::1%1\r\n,,\n")
	f.Fuzz(func(t *testing.T, file string) {
		rows, refused, err := ReadLists(models.ListFile{Content: []byte(file), Reason: "a reason"}, listNow)
		if err != nil {
			if len(rows)+len(refused) > 0 {
				t.Error("rows of a file that is refused")
			}
			return
		}
		seen := map[string]bool{}
		for _, r := range rows {
			if err := r.Validate(listNow); err != nil {
				t.Errorf("line %d: %v", r.Line, err)
			}
			key := string(r.Lane) + r.Kind + "\x00" + canonical(r.AddListEntry)
			if seen[key] {
				t.Errorf("line %d is there twice", r.Line)
			}
			seen[key] = true
		}
	})
}
