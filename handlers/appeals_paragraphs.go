package handlers

import (
	"strconv"
	"strings"

	"candor/views"
)

// appealParagraphsMost is how many paragraphs have a digit.
const appealParagraphsMost = 9

// appealParagraphs are the paragraphs that a decision's reason is put together from, in the reader's
// language. The digit of each is its key.
func appealParagraphs(p views.Page) []views.AppealParagraph {
	list := make([]views.AppealParagraph, 0, appealParagraphsMost)
	for n := 1; n <= appealParagraphsMost; n++ {
		digit := strconv.Itoa(n)
		title := p.T("appeal.paragraph." + digit)
		list = append(list, views.AppealParagraph{
			Digit: digit, Title: title, Text: p.T("appeal.paragraph_text." + digit), Said: p.T("appeal.paragraph_in", "title", title),
		})
	}
	return list
}

// withParagraph is a reason with a paragraph at its end, as it is without scripting. A digit that no
// paragraph has adds nothing.
func withParagraph(p views.Page, reason, digit string) string {
	for _, one := range appealParagraphs(p) {
		if one.Digit != digit {
			continue
		}
		if reason = strings.TrimRight(reason, " \n"); reason == "" {
			return one.Text
		}
		return reason + "\n" + one.Text
	}
	return reason
}
