package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"candor/models"
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

// TestWhatNamesARowStaysAmongOtherControls is the same of lists whose rows have more than one link: each goes below what names the row and
// leads where it says, and a press beside them opens the row. What names it takes no more than half of the list, and nothing stays on a card.
func TestWhatNamesARowStaysAmongOtherControls(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	o := newOffice(t, models.RoleReviewer, models.RoleLead, models.RoleService)
	o.frozen(t, "1", "I bought building material, all of it for my own house.")
	o.frozen(t, "2", "The phone is mine.")
	every := "&cols=due,against,locked,account,received,decider,stage,assignee,evidence,alike,reason,band,lang,channel,outcome,decided,judge"
	for name, l := range map[string]look{"with scripting": {width: 1024, dark: true}, "without scripting, narrow": {noScript: true, width: 720}, "phone": {width: 320}} {
		t.Run(name, func(t *testing.T) {
			o.as(t, models.RoleLead, l).staysInSight("/appeals?view=all"+every, "/appeals?view=all")
			b := newBrowser(t, base, l)
			b.signIn("test_lead")
			b.staysInSight("/audit", "/models", "/rules")
		})
	}
}

// staysInSight holds lists against that, each scrolled to its beginning, its middle and its end. The id of a table is that of its page.
func (b *browser) staysInSight(lists ...string) {
	b.t.Helper()
	for i, path := range lists {
		page, _, _ := strings.Cut(path, "?")
		table := "#" + page[1:]
		for _, share := range []string{"0", ".5", "1"} {
			b.open(path)
			if share == "0" && !b.look.noScript {
				b.axe()
			}
			if b.look.width == 320 {
				if n := b.measured(`[...document.querySelectorAll("` + table + ` td")].filter(e => getComputedStyle(e).position === "sticky" || e.offsetWidth > innerWidth).length`); n != 0 {
					b.t.Errorf("%s: %d cells stay on a phone", path, n)
				}
				b.shot("wide-phone-" + page[1:])
				break
			}
			b.sideways(table, share)
			if got := b.shown(table); got != "" && (b.look.noScript || got != roomForAll) {
				b.t.Errorf("%s scrolled by %s: %s", path, share, got)
			}
			b.shot(fmt.Sprintf("wide-%s-%d-%d-%s", page[1:], i, b.look.width, share))
			if got := b.pressedBeside(table); !strings.HasPrefix(got, page+"/") {
				b.t.Errorf("%s scrolled by %s: a press in a row leads to %s", path, share, got)
			}
		}
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

// rowSeen finds the third row of a list, or the last of fewer, of those whose middle is seen: not below the page's bars.
const rowSeen = `rows => rows.filter(r => {
	const list = r.closest(".table-wrap").getBoundingClientRect(), at = r.getBoundingClientRect(), y = (at.top + at.bottom) / 2;
	return y > 70 && y < Math.min(list.bottom - 10, innerHeight - 80);
}).slice(0, 3).at(-1)`

// roomForAll is said of a list that needs not scroll.
const roomForAll = "it has room for all"

// shown says what is wrong with a list that was scrolled: what names a row is out of sight, too wide, covered, or not below its head, the list
// became wider than its table, or a place in a row that is no control of its own leads nowhere.
func (b *browser) shown(table string) string {
	b.t.Helper()
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(() => {
		const table = document.querySelector("`+table+`"), list = table.parentElement, seen = list.getBoundingClientRect();
		if (list.scrollWidth - list.clientWidth < 50) return "`+roomForAll+`";
		if (list.scrollWidth > table.offsetWidth + 1) return "it is wider than its table: " + list.scrollWidth + ", " + table.offsetWidth;
		const rows = [...table.querySelectorAll("tbody tr")], row = (`+rowSeen+`)(rows), link = row.querySelector(".row-link"), at = link.getBoundingClientRect();
		const head = table.querySelector("th.stays").getBoundingClientRect(), named = link.closest("td"), cell = named.getBoundingClientRect();
		if (at.left < seen.left || at.right > Math.min(seen.right, innerWidth)) return "what names it is at " + at.left + " to " + at.right;
		if (Math.abs(head.left - cell.left) > 1) return "its head is at " + head.left + ", what names it at " + cell.left;
		if (cell.width > list.clientWidth / 2) return "what names it takes " + cell.width + " of " + list.clientWidth;
		const box = row.querySelector("[name=id]")?.closest("td").getBoundingClientRect(), y = (cell.top + cell.bottom) / 2;
		if (box && box.right > cell.left + 1) return "the boxes lie on the account";
		const cover = row.querySelector(".row-cover"), opens = [link, cover];
		for (let x = (box ?? seen).right * !!box + seen.left * !box + 5; x < seen.left + list.clientWidth - 5; x += 25) {
			const met = document.elementFromPoint(x, y), on = x > cell.left && x < cell.right;
			if (on && !named.contains(met)) return "what names it is covered at " + x;
			if (!opens.includes(met) && !(cover && row.contains(met.closest("a, button")))) return "nothing opens it at " + x;
		}
		const under = rows.find(r => r.getBoundingClientRect().top < table.tHead.getBoundingClientRect().top);
		return under ? "rows stand above their head" : "";
	})()`))
	if err != nil {
		b.t.Fatal(err)
	}
	return said
}

// pressedBeside presses the first place of a row, from the right, that is no control of its own and not what names it.
func (b *browser) pressedBeside(table string) string {
	b.t.Helper()
	at, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](`(() => {
		const list = document.querySelector("`+table+`").parentElement, seen = list.getBoundingClientRect(), rows = [...list.querySelectorAll("tbody tr")];
		const row = (`+rowSeen+`)(rows), side = row.getBoundingClientRect(), y = (side.top + side.bottom) / 2;
		for (let x = seen.left + list.clientWidth - 5; x > seen.left; x -= 5) {
			if (document.elementFromPoint(x, y)?.matches(".row-cover")) return [x, y];
		}
		return [];
	})()`))
	if err != nil || len(at) != 2 {
		b.t.Fatalf("a place in a row of %s: %v, %v", table, at, err)
	}
	b.arrive("press a row", chromedp.MouseClickXY(at[0], at[1]))
	return b.path()
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
