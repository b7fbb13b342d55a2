package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// channelForms is a message as each channel would carry it, addressed to nobody. It is composed by what composes the message when it
// leaves, so that no preview says anything else than the customer reads. With a plan each says whether the message leaves by it.
func (s *Site) channelForms(ctx context.Context, p views.Page, m *models.Message, a models.Account, name string, plan []models.Channel) ([]views.ChannelForm, error) {
	at := m.CreatedAt.Add(models.MessageHold)
	if m.ReleasedAt != nil {
		at = *m.ReleasedAt
	}
	var forms []views.ChannelForm
	for _, channel := range []models.Channel{models.ChannelEmail, models.ChannelSMS, models.ChannelWebhook} {
		parcel := models.Parcel{Delivery: models.Delivery{MessageID: m.ID, Channel: channel, CreatedAt: at}, Message: *m, Account: a, Name: name, Link: hiddenLink(m)}
		n, preview, err := s.composed(ctx, p, &parcel)
		if err != nil {
			return nil, err
		}
		f := views.ChannelForm{ID: string(channel) + "-" + m.Lang, Preview: preview}
		switch channel {
		case models.ChannelSMS:
			f.Note = f.Preview.Size
		case models.ChannelEmail:
			f.Note = n.Subject
		}
		if plan != nil {
			badge := planBadge(p, channel, plan)
			f.Badge = &badge
		}
		forms = append(forms, f)
	}
	return forms, nil
}

// composed is a parcel in its channel's words, and as a page shows it.
func (s *Site) composed(ctx context.Context, p views.Page, parcel *models.Parcel) (*models.Notice, views.NoticePreview, error) {
	n, err := s.Compose(ctx, parcel)
	if err != nil {
		return nil, views.NoticePreview{}, err
	}
	preview := noticePreview(p, n)
	if n.HTML != "" {
		letter := s.linkedLetter(s.letterPage(n.Lang), &parcel.Message, parcel.Name, parcel.Link)
		preview.Mail = &letter
	}
	return n, preview, nil
}

// hiddenLink stands for the link that a message will carry or carries, "" for one that is about nothing that a customer may open.
func hiddenLink(m *models.Message) string {
	prefix, _, _ := strings.Cut(m.ObjectID, "_")
	if m.LinkID != 0 || (m.State == models.MessageHeld && (prefix == models.PrefixSanction || prefix == models.PrefixAppeal)) {
		return models.HiddenLink
	}
	return ""
}

// planBadge says whether a message leaves by a channel.
func planBadge(p views.Page, channel models.Channel, plan []models.Channel) ui.BadgeArgs {
	if slices.Contains(plan, channel) {
		return ui.BadgeArgs{Label: p.T("letter.leaves_by"), Tone: ui.Green, Icon: "check"}
	}
	return ui.BadgeArgs{Label: p.T("letter.leaves_not")}
}

// webhookText is the JSON of a webhook, each name on a line of its own.
func webhookText(n *models.Notice) string {
	body, err := n.WebhookBody()
	if err != nil {
		return fmt.Sprint(err) // plain strings and a time: nothing that JSON cannot hold
	}
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		return string(body)
	}
	return b.String()
}
