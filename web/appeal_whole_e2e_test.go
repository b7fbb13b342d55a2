package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"candor/models"
)

// hand is how somebody works a page: with nothing but the keyboard, or with plain forms and links where nothing runs scripts.
type hand struct {
	*browser
	keys bool
}

// write types a text into a field.
func (h hand) write(selector, text string) {
	h.t.Helper()
	if !h.keys {
		h.fill(selector, text)
		return
	}
	h.tabTo(selector)
	h.press(text)
}

// follow presses a button or follows a link, and waits for the page it leads to.
func (h hand) follow(selector string) {
	h.t.Helper()
	if !h.keys {
		h.click(selector)
		return
	}
	h.tabTo(selector)
	h.arrive("Enter on "+selector, chromedp.KeyEvent("\r"))
}

// attach chooses files; the dialog in which they are chosen is not the page's.
func (h hand) attach(selector string, files ...string) {
	h.t.Helper()
	if h.keys {
		h.tabTo(selector)
	}
	h.chooseAll(selector, files...)
}

// says fails when a part of the page does not say something.
func (h hand) says(selector, want string) {
	h.t.Helper()
	if got := h.text(selector); !strings.Contains(got, want) {
		h.t.Fatalf("%s on %s does not say %q: %s", selector, h.path(), want, got)
	}
}

// TestAWholeAppealByKeyboardAndWithoutScripting goes from the customer's link to the letter that says how it ended, on both sides: once
// with the keyboard alone, once where nothing runs scripts.
func TestAWholeAppealByKeyboardAndWithoutScripting(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]bool{"keyboard": true, "no script": false} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			addTestUser(t, p.store, "judge", models.RoleService) // not who made the measure
			_, path := p.customer("A")
			customer := hand{newBrowser(t, p.base, look{width: 390, noScript: !keys}), keys}
			staff := hand{newBrowser(t, p.base, look{noScript: !keys}), keys}
			customer.appealsByLink(path)
			staff.asksForPapers()
			customer.answersAll()
			staff.overturns()
			p.skew = 2 * time.Minute
			if _, err := p.store.RunJobs(context.Background(), "test", 100); err != nil {
				t.Fatal(err)
			}
			customer.readsHowItEnded()
		})
	}
}

// appealsByLink opens the link and sends an appeal with a paper.
func (h hand) appealsByLink(path string) {
	h.t.Helper()
	h.open(path)
	h.write("[name=tail]", "5678")
	h.follow("main form button")
	h.says("h1", "A measure on your account")
	h.write("#appeal [name=words]", "I bought a bicycle, all of it was mine.")
	h.attach("#appeal input[type=file]", "receipt.txt", "one bicycle")
	h.follow("#appeal form button")
	h.says("#appeal", "I bought a bicycle")
	h.says("#files", "receipt.txt")
	h.says("#appeal", "We decide by")
}

// asksForPapers signs in, finds the appeal, acknowledges it, looks at the letter that asks for what would help, and asks.
func (h hand) asksForPapers() {
	h.t.Helper()
	h.open("/signin")
	h.write("[name=login]", "judge")
	h.write("[name=password]", testPassword)
	h.follow("main form [type=submit]")
	h.follow("nav a[href='/appeals']")
	h.follow("#appeals tbody a[href^='/appeals/app_']")
	h.says("[data-testid=words]", "I bought a bicycle")
	h.seesLetter("form[action$='/acknowledge'] button[name=preview]", "#step-letter")
	h.says("#step-letter [data-testid=letter]", "We")
	h.follow("form[action$='/acknowledge'] button:not([name])")
	h.seesLetter("#ask .form-actions button[name=preview]", "#letters")
	h.says("#letters [data-testid=letter]", "Proof of purchase")
	h.says("#letters [data-testid=letter]", "Please send it by")
	h.follow("#ask .form-actions button:not([name])")
	h.says("#says", "0 of 2")
}

// seesLetter presses a button that shows a letter in both languages, in its place where scripts run.
func (h hand) seesLetter(button, place string) {
	h.t.Helper()
	if !h.keys {
		h.click(button)
		return
	}
	h.tabTo(button)
	h.press("\r")
	h.do("see the letter", chromedp.WaitVisible(chromedp.CSS(place+" [data-testid=letter][lang=en]")))
	h.axe()
	h.shot("sees-" + place[1:])
}

// answersAll answers whatever was asked for, one after the other.
func (h hand) answersAll() {
	h.t.Helper()
	h.open("/c")
	h.says("#appeal", "We wait for you until")
	for n := 0; h.has("#appeal form[action^='/c/evidence/']"); n++ {
		if n == 2 {
			h.t.Fatalf("more is asked for than was: %s", h.text("#appeal"))
		}
		h.write("#appeal form[action^='/c/evidence/'] [name=words]", "It is on the receipt.")
		h.follow("#appeal form[action^='/c/evidence/'] button")
	}
	h.says("#appeal", "We decide by")
}

// overturns takes the appeal up, overturns the measure, carries that out and closes the appeal.
func (h hand) overturns() {
	h.t.Helper()
	h.open(h.path0())
	h.says("#says", "It is on the receipt.")
	h.follow("form[action$='/review'] button")
	h.follow("a[href*='text=overturn']")
	h.write("#f-reason", "the receipt matches the purchase")
	h.follow("form[action$='/decide'] .form-actions button[name=preview]")
	h.says("#trial", "Functions taken away")
	h.follow("form[action$='/decide'] .form-actions button:not([name])")
	h.follow("form[action$='/execute'] button")
	if h.has("[data-restored=no]") || !h.has("[data-restored=yes]") {
		h.t.Errorf("not everything came back: %s", h.text("#result"))
	}
	h.follow("form[action$='/close'] button")
	h.says("main header", "Closed")
}

// readsHowItEnded sees the outcome on the page and reads its letter.
func (h hand) readsHowItEnded() {
	h.t.Helper()
	h.open("/c")
	h.says("[data-testid=verdict]", "You were right")
	h.says("#works", "Buy now, pay later works")
	h.follow("#letters a[href^='/c/letters/']")
	h.says("[data-testid=letter]", "Your appeal was justified")
	h.follow("main a[href='/c']")
	h.says("#appeal", "Finished")
}
