package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The English fields of the editor.
const titleEn, wordsEn = "[name='title.en']", "[name='text.en']"

// waitFor waits for what a script brings.
func (b *browser) waitFor(what string, there func() bool) {
	b.t.Helper()
	for end := time.Now().Add(patience); !there(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("%s did not come", what)
		}
	}
}

// TestWordsAreWrittenInTheBrowser puts a message into a lender's own words with and without scripting: a bad variable is refused at
// its place with what was typed kept, a preview keeps nothing, and the shipped words come back.
func TestWordsAreWrittenInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, noScript := range []bool{false, true} {
		t.Run(fmt.Sprintf("no script %t", noScript), func(t *testing.T) {
			_, base := smallLender(t)
			b := newBrowser(t, base, look{noScript: noScript})
			b.signIn("test_admin")
			b.open("/policy")
			b.click("form[action='/policy/draft'] button")
			b.open("/policy/2/ladder")
			b.click("nav a[href='/policy/2/wordings']")
			b.click("a[href='/policy/2/wordings/limit_raised']")
			b.fill(titleEn, "Good news")
			b.fill(wordsEn, "Until {{.due}}.")
			b.click("#edit .btn-primary")
			if got := b.text(".error-summary"); !strings.Contains(got, "English, First paragraph: Character 7") || !strings.Contains(got, "{{.due}}") {
				t.Errorf("a bad variable is refused with %q", got)
			}
			if got := b.text(wordsEn); got != "Until {{.due}}." {
				t.Errorf("what was typed is now %q", got)
			}
			b.shot(fmt.Sprintf("wordings-refused-%t", noScript))
			if !noScript {
				b.axe()
			}
			b.previewWords(noScript)
			b.click("#edit .btn-primary")
			if got := b.text(".error-summary") + b.text("[data-testid=gaps]"); !strings.Contains(got, "{{.product}} is missing in: English") {
				t.Errorf("languages that differ are saved with %q", got)
			}
			b.check("[name=gaps]")
			b.click("#edit .btn-primary")
			if got := b.path0(); got != "/policy/2/wordings/limit_raised" || !strings.Contains(b.text("#words-en"), "Own words") {
				t.Fatalf("saving led to %s: %s", got, b.text(".error-summary"))
			}
			b.open("/policy/2/wordings")
			if got := b.text("main"); !strings.Contains(got, "1 text of ") || !strings.Contains(got, "Good news") {
				t.Errorf("the list says %s", got)
			}
			b.shot(fmt.Sprintf("wordings-list-%t", noScript))
			b.open("/policy/2/wordings/limit_raised")
			b.click("#edit [name=shipped]")
			if b.has("#edit [name=shipped]") || !strings.Contains(b.text("#letter-en"), "Your limit is higher") {
				t.Errorf("the shipped words did not come back: %s", b.text("main"))
			}
		})
	}
}

// previewWords asks for the letter in words that are typed; with scripting it follows by itself, too.
func (b *browser) previewWords(noScript bool) {
	b.t.Helper()
	b.fill(wordsEn, "You now have {{.to}}.")
	if !noScript {
		b.check(wordsEn)
		b.press("!")
		b.waitFor("the letter as it is typed", func() bool { return strings.Contains(b.text("#letter-en"), "You now have ¥20,000.00.") })
	}
	if noScript {
		b.click("#edit [formaction$='/preview']")
	} else {
		b.fill(wordsEn, "It is {{.to}} by now.")
		b.check("#edit [formaction$='/preview']") // which stays on the page
		b.waitFor("the preview asked for", func() bool { return strings.Contains(b.text("#letter-en"), "It is ¥20,000.00 by now.") })
	}
	b.waitFor("the preview", func() bool { return strings.Contains(b.text("#letter-en"), "Good news") })
	b.shot(fmt.Sprintf("wordings-preview-%t", noScript))
	if !noScript {
		b.axe()
	}
}

// TestWordingPagesAreAccessible looks at the pages as a draft's author and as a reader, in both themes, both languages, wide and
// narrow.
func TestWordingPagesAreAccessible(t *testing.T) {
	t.Parallel()
	_, base := smallLender(t)
	first := newBrowser(t, base, look{})
	first.signIn("test_admin")
	first.open("/policy")
	first.click("form[action='/policy/draft'] button")
	first.open("/policy/2/wordings/limit_lowered")
	first.do("type words", chromedp.Evaluate[chromedp.Void](`document.querySelector("[name='text.zh-CN']").value = "您的{{.product}}额度现为 {{.to}}，此前为 {{.from}}。\n\n已使用部分仍按约定偿还。"`))
	first.click("#edit .btn-primary")
	for _, c := range everyLook {
		name := fmt.Sprintf("wordings-%d-%t-%s", c.width, c.dark, c.lang)
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, base, c.look)
			b.signIn("test_admin")
			b.language(c.lang)
			for i, path := range []string{
				"/policy/1/wordings", "/policy/2/wordings", "/policy/1/wordings/appeal_overturned", "/policy/2/wordings/limit_lowered", "/policy/2/wordings/sanction_started.freeze",
			} {
				if status := b.open(path); status != 200 {
					t.Errorf("%s: status %d", path, status)
				}
				b.axe()
				b.shot(fmt.Sprintf("%s-%02d", name, i))
			}
		})
	}
}
