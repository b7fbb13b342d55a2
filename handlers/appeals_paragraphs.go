package handlers

import (
	"strings"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// appealParagraphs are the grounds that a decision is put together from: the reason in the reader's language, what the customer is
// told in theirs, in the words of the policy in force. The digit of each is its key.
func (s *Site) appealParagraphs(p views.Page, a *models.AppealDetail) []views.AppealParagraph {
	list := make([]views.AppealParagraph, 0, decide.GroundsMost)
	letter := s.letterPage(a.Appeal.Lang)
	for _, code := range decide.GroundCodes() {
		own, told := s.groundIn(&a.Policy.Document, code, p.Lang), s.groundIn(&a.Policy.Document, code, letter.Lang)
		list = append(list, views.AppealParagraph{
			Digit: code, Title: own.Title, Text: models.Fill(own.Reason, groundValues(p, a, "sanction.kind.")...),
			Customer: models.Fill(told.Customer, groundValues(letter, a, "letter.kind.")...), Said: p.T("appeal.paragraph_in", "title", own.Title),
		})
	}
	return list
}

// groundValues is what the variables of a ground stand for.
func groundValues(p views.Page, a *models.AppealDetail, kind string) []string {
	return []string{"kind", p.Texts.T(kind + string(a.Sanction.Kind)), "received", p.Date(a.Appeal.ReceivedAt)}
}

// withParagraph puts a ground at the end of what was typed, as it is without scripting. A digit that no ground has adds nothing.
func (s *Site) withParagraph(p views.Page, a *models.AppealDetail, f *form, digit string) {
	for _, one := range s.appealParagraphs(p, a) {
		if one.Digit == digit {
			f.Values.Set("reason", atEnd(f.text("reason"), one.Text))
			f.Values.Set("customer_text", atEnd(f.text("customer_text"), one.Customer))
		}
	}
}

// atEnd is a text with a paragraph at its end.
func atEnd(text, paragraph string) string {
	text = strings.TrimRight(text, " \r\n")
	switch {
	case paragraph == "":
		return text
	case text == "":
		return paragraph
	}
	return text + "\n" + paragraph
}
