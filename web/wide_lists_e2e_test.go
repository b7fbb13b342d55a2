package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// everyColumn is a view of the queue that no narrow screen has room for, with the account in the middle of it.
const everyColumn = "/queue?cols=severity,due,account,code,score,change,exposure,used,limit,dpd,flagged,source,queue,status,amount,device,card,ip,who"

// TestWhatNamesARowStaysInSight scrolls lists sideways that are wider than the screen: the account stays, its head above it, and a press
// anywhere in a row opens it. The box of a row ticks it.
func TestWhatNamesARowStaysInSight(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	for name, l := range map[string]look{"with scripting": {width: 1100, dark: true}, "without scripting, narrow": {noScript: true, width: 900}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			for _, list := range []struct{ path, table, leads string }{{everyColumn, "#cases", "/cases/"}, {"/queue", "#cases", "/cases/"}, {"/accounts?cols=external,status,until,account,score,scored,used,owed,limit,dpd,source,opened,updated", "#accounts", "/accounts/"}} {
				for _, share := range []string{"0", ".5", "1"} {
					b.open(list.path)
					b.sideways(list.table, share)
					if got := b.shown(list.table); got != "" {
						t.Errorf("%s scrolled by %s: %s", list.path, share, got)
					}
					b.shot("wide-" + strings.Trim(list.table, "#") + "-" + share)
					if share != "1" && !l.noScript {
						continue // each press opens a page
					}
					if got := b.pressedRow(list.table); !strings.HasPrefix(got, list.leads) {
						t.Errorf("%s scrolled by %s: a press in a row leads to %s", list.path, share, got)
					}
				}
			}
			b.open(everyColumn)
			b.sideways("#cases", "1")
			b.check("#cases tbody tr:nth-child(2) [name=id]")
			if !l.noScript {
				b.press("jj")
				b.shot("wide-row")
			}
			if !strings.HasPrefix(b.path(), "/queue?") || b.measured("document.querySelectorAll('#cases [name=id]:checked').length") != 1 {
				t.Errorf("the box of a row leads to %s", b.path())
			}
		})
	}
}

// sideways scrolls a list by a share of what is not seen of it.
func (b *browser) sideways(table, share string) {
	b.t.Helper()
	b.do("scroll "+table, chromedp.Evaluate[chromedp.Void](`(() => {
		const list = document.querySelector("`+table+`").parentElement;
		list.scrollIntoView({ block: "center", behavior: "instant" });
		list.scrollLeft = `+share+` * (list.scrollWidth - list.clientWidth);
	})()`))
}

// shown says what is wrong with a list that was scrolled: its account is out of sight, or not below its head, it became wider than its
// table, or a place in a row leads nowhere.
func (b *browser) shown(table string) string {
	b.t.Helper()
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(() => {
		const table = document.querySelector("`+table+`"), list = table.parentElement, seen = list.getBoundingClientRect();
		if (list.scrollWidth - list.clientWidth < 50) return "it has room for all";
		if (list.scrollWidth > table.offsetWidth + 1) return "it is wider than its table: " + list.scrollWidth + ", " + table.offsetWidth;
		const row = table.querySelector("tbody tr:nth-child(3)"), link = row.querySelector(".row-link"), at = link.getBoundingClientRect();
		const head = table.querySelector("th.stays").getBoundingClientRect(), cell = link.closest("td").getBoundingClientRect();
		if (at.left < seen.left || at.right > Math.min(seen.right, innerWidth)) return "the account is at " + at.left + " to " + at.right;
		if (Math.abs(head.left - cell.left) > 1) return "its head is at " + head.left + ", the account at " + cell.left;
		const box = row.querySelector("[name=id]")?.closest("td").getBoundingClientRect(), y = (cell.top + cell.bottom) / 2;
		if (box && box.right > cell.left + 1) return "the boxes lie on the account";
		for (let x = (box ?? seen).right * !!box + seen.left * !box + 5; x < seen.left + list.clientWidth - 5; x += 25) {
			if (document.elementFromPoint(x, y) !== link) return "nothing opens it at " + x;
		}
		const under = [...table.querySelectorAll("tbody tr")].find(r => r.getBoundingClientRect().top < table.tHead.getBoundingClientRect().top);
		return under ? "rows stand above their head" : "";
	})()`))
	if err != nil {
		b.t.Fatal(err)
	}
	return said
}

// pressedRow presses the middle of what is seen of a row, and returns where that leads.
func (b *browser) pressedRow(table string) string {
	b.t.Helper()
	at, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](`(() => {
		const list = document.querySelector("`+table+`").parentElement, seen = list.getBoundingClientRect(), row = list.querySelector("tbody tr:nth-child(3)").getBoundingClientRect();
		return [seen.left + list.clientWidth / 2, (row.top + row.bottom) / 2];
	})()`))
	if err != nil || len(at) != 2 {
		b.t.Fatalf("a row of %s: %v, %v", table, at, err)
	}
	b.arrive("press a row", chromedp.MouseClickXY(at[0], at[1]))
	return b.path()
}
