package handlers

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/text"
)

// NoticeStore keeps what people are told at their next page.
type NoticeStore interface {
	Notices(ctx context.Context, user models.ID, after time.Time) ([]models.StaffNotice, error)
}

// Notices returns the function that puts notices on pages.
func Notices(store NoticeStore) func(context.Context, *Visitor, time.Time) ([]models.StaffNotice, error) {
	return func(ctx context.Context, v *Visitor, after time.Time) ([]models.StaffNotice, error) {
		return store.Notices(ctx, v.UserID(), after)
	}
}

// noticedValue is when the last notice was shown in this session.
const noticedValue = "noticed"

// notices are the messages that others caused since the last page. The session remembers which were shown, so that showing them
// writes nothing else. A page is worth more than its notices: when they cannot be read they wait for the next one.
func (s *Site) notices(c echo.Context, v *Visitor, words *text.Localizer) []views.Flash {
	if s.Notices == nil || v.Session == nil || c.Request().Method != http.MethodGet {
		return nil
	}
	after := s.Now().UTC().Add(-models.NoticeFor)
	if kept, ok := v.Session.Values[noticedValue].(string); ok {
		if t, err := time.Parse(time.RFC3339Nano, kept); err == nil && t.After(after) {
			after = t
		}
	}
	list, err := s.Notices(c.Request().Context(), v, after)
	if err != nil || len(list) == 0 {
		return nil
	}
	var flashes []views.Flash
	for _, n := range list {
		key := "notice." + string(n.Kind)
		if n.Reason != "" {
			key += "_why"
		}
		f := views.Flash{Kind: "warn", Text: words.T(key, "name", n.ByName, "case", n.ObjectID, "reason", n.Reason)}
		switch n.Kind {
		case models.NoticeExportReady:
			f.Kind, f.Href, f.Link = "ok", "/exports", words.T("notice.export_open")
		case models.NoticePolicyKept:
			f.Href, f.Link = "/policy/"+n.ObjectID+"/release", words.T("notice.policy_open")
		case models.NoticeProofIgnored:
			f.Href, f.Link = "/challenges/"+n.ObjectID, words.T("notice.proof_open")
		case models.NoticeExportFailed:
			f.Href, f.Link = "/exports", words.T("notice.export_open")
		}
		if !slices.Contains(flashes, f) { // ten notes of one account ask for one look
			flashes = append(flashes, f)
		}
	}
	v.Session.Values[noticedValue] = list[len(list)-1].At.Format(time.RFC3339Nano)
	return flashes
}

// noticesMost is how many notices stand over a page at once: on a phone a third would cover what they are about.
const noticesMost = 2

// few returns the last notices and, where there were more, a line that says where those are.
func few(notices []views.Flash, words *text.Localizer) []views.Flash {
	over := len(notices) - noticesMost
	if over <= 0 {
		return notices
	}
	return append(slices.Clone(notices[over:]), views.Flash{Kind: "warn", Text: words.N("nav.told_more", over)})
}
