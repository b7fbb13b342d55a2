package handlers

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"candor/models"
	"candor/views"
)

// Compose puts a parcel into the customer's words for its channel: a text message says what happened and why, everything else is the
// whole letter.
func (s *Site) Compose(ctx context.Context, p *models.Parcel) (*models.Notice, error) {
	m, page := &p.Message, s.letterPage(p.Message.Lang)
	letter := s.linkedLetter(page, m, p.Name, p.Link)
	n := &models.Notice{
		Key: p.Delivery.PublicID(), Message: m.PublicID(), Channel: p.Delivery.Channel, Lang: page.Lang, Subject: letter.Title, Text: letterText(letter),
		About: m.ObjectID, Code: models.WordingCode(m.Template, m.Values), At: p.Delivery.CreatedAt,
	}
	if shows(p.To) {
		n.To = p.To
	}
	n.Account.ID, n.Account.Source, n.Account.ExternalID = p.Account.PublicID(), p.Account.Source, p.Account.ExternalID
	switch p.Delivery.Channel {
	case models.ChannelSMS:
		n.Text = smsText(page, letter)
	case models.ChannelEmail:
		var b bytes.Buffer
		if err := views.LetterMail(letter).Render(ctx, &b); err != nil {
			return nil, fmt.Errorf("draw a letter: %w", err)
		}
		n.HTML = b.String()
	}
	return n, nil
}

// linkedLetter is a letter with the customer's link in it, where customers reach the server.
func (s *Site) linkedLetter(page views.Page, m *models.Message, name, link string) views.Letter {
	letter := writeLetter(page, m, name)
	if link != "" && s.Public != "" {
		letter.Body = append(letter.Body, page.T("notice.link", "link", s.Public+link))
	}
	return letter
}

// smsText is a letter as a text message: without greeting and advice, which are in the letter that the reference leads to.
func smsText(p views.Page, l views.Letter) string {
	return p.T("notice.sms", "title", l.Title, "text", strings.Join(l.Body, "\n"), "reference", l.Reference)
}

// letterText is a letter as plain text, its parts apart by empty lines.
func letterText(l views.Letter) string {
	parts := []string{l.Title, l.Reference, l.Date, l.Greeting}
	parts = append(parts, l.Body...)
	list := func(head string, items []string) {
		if len(items) > 0 {
			parts = append(parts, head+"\n- "+strings.Join(items, "\n- "))
		}
	}
	list(l.ItemsHead, l.Items)
	list(l.CanHead, l.CanDo)
	for _, lesson := range l.Lessons {
		parts = append(parts, lesson.Title)
		for _, point := range lesson.Points {
			parts = append(parts, point.Label+"\n"+point.Text)
		}
	}
	parts = append(parts, l.Closing)
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(part)
	}
	return b.String()
}
