package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// TestALimitIsProposedByAShare: typed as a percentage, with a file that it rests on and a day on which it is looked at again, the
// effect is shown in yuan and what was typed stays; the change's page leads to the file.
func TestALimitIsProposedByAShare(t *testing.T) {
	t.Parallel()
	for _, l := range []look{{}, {noScript: true}, {width: 390}} {
		t.Run(fmt.Sprintf("scripting %t width %d", !l.noScript, l.width), func(t *testing.T) {
			o := newOffice(t, models.RoleReviewer)
			o.clock.at.Store(time.Now().UnixMicro())
			a := o.customer(t, "1", "zh-CN")
			file, err := o.store.AddFile(context.Background(), models.Operator("test"), models.NewFile{
				Owner: models.FileOwner{Prefix: models.PrefixAccount, ID: a.ID}, Name: "payslip-march.txt", Content: []byte("12,000 a month"),
			})
			if err != nil {
				t.Fatal(err)
			}
			b := o.as(t, models.RoleReviewer, l)
			b.open("/accounts/" + a.PublicID() + "/limit")
			b.fill("#f-unit", "percent")
			b.fill("#f-limit", "12.5")
			b.stepsTheLimit(l)
			b.fill("#f-kept", file.PublicID())
			b.fill("#f-review_at", o.day(60))
			b.click("#limit-form [name=preview]") // which no reason is needed for
			if got := b.text("[data-testid=effect]"); !strings.Contains(got, "¥11,250.00") {
				t.Errorf("preview = %q", got)
			}
			if !l.noScript {
				b.axe()
				if n := b.measured(`new Set([...document.querySelectorAll("#limit-form .form-actions > *")].map((x) => x.offsetTop)).size`); n != 1 {
					t.Errorf("the buttons of the form stand in %d lines", n)
				}
			}
			b.shot(fmt.Sprintf("limit-share-%t-%d", l.noScript, l.width))
			b.fill("#f-reason_code", "good_history")
			b.fill("#f-reason", "payslip of March")
			b.chooseAll("#f-file", "contract.txt", "employed since 2020", "c.pdf", "no document")
			b.click("#limit-form .btn-primary")
			if got := b.text("#f-file-error"); !strings.Contains(got, "c.pdf: The file is not what") {
				t.Errorf("a file that is none: %q", got)
			}
			b.shot(fmt.Sprintf("limit-refused-%t-%d", l.noScript, l.width))
			b.fits()
			b.chooseAll("#f-file", "contract.txt", "employed since 2020", "letter.txt", "from the employer")
			if l.noScript {
				b.click("#limit-form .btn-primary")
			} else {
				b.arrive("Ctrl Enter", chromedp.KeyEvent("\r", chromedp.KeyModifiers(2)))
			}
			if got := b.text("main"); !strings.Contains(got, "contract.txt") || !strings.Contains(got, "letter.txt") {
				t.Errorf("the change says %q", got)
			}
			if got := b.text("main"); !strings.Contains(got, "¥10,000.00 → ¥11,250.00") || !strings.Contains(got, "payslip-march.txt") || !strings.Contains(got, "Look at it again on") {
				t.Errorf("the change says %q", got)
			}
			b.shot(fmt.Sprintf("limit-change-%t-%d", l.noScript, l.width))
			b.click("main a[href='/files/" + file.PublicID() + "']")
			if got := b.path0(); got != "/files/"+file.PublicID() {
				t.Errorf("the evidence leads to %s", got)
			}
			b.open("/accounts/" + a.PublicID())
			if got := b.text("main a[href^='/files/of/lim_']"); got != "3 files" {
				t.Errorf("the account's list leads by %q", got)
			}
			b.shot(fmt.Sprintf("limit-list-%t-%d", l.noScript, l.width))
			b.fits()
			b.click("main a[href^='/files/of/lim_']")
			if got := b.text("main"); !strings.Contains(got, "payslip-march.txt") || !strings.Contains(got, "letter.txt") || b.has("main form[enctype]") {
				t.Errorf("the files of the change: %q", got)
			}
			b.shot(fmt.Sprintf("limit-files-%t-%d", l.noScript, l.width))
			b.fits()
		})
	}
}

// stepsTheLimit goes a percent up and down again, by the buttons and, where there are keys, by these: both leave what was typed as it was.
func (b *browser) stepsTheLimit(l look) {
	b.t.Helper()
	click := b.check // which leads nowhere
	if l.noScript {
		click = b.click
	}
	at := func(want string) {
		b.t.Helper()
		if got := b.value("#f-limit"); got != want {
			b.t.Errorf("the limit is %q, want %s", got, want)
		}
	}
	click("#limit-form [name=step][value=up]")
	at("13.5")
	click("#limit-form [name=step][value=down]")
	at("12.5")
	if l.noScript || l.width != 0 {
		return
	}
	b.press("+")
	at("13.5")
	b.press("-")
	at("12.5")
}
