package handlers

import (
	"encoding/hex"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/views"
	"candor/views/text"
)

// paper is what the foot of each printed sheet says of a page about one thing: which page it is, by its address, who asked for it,
// when, and up to which entry the record went then, by whose hash the paper can be held against the record. A page is worth more
// than that: when the record's end cannot be read, it is left out.
func (s *Site) paper(c echo.Context, v *Visitor, words *text.Localizer, p views.Page) []string {
	if len(c.ParamNames()) == 0 || c.Request().Method != http.MethodGet || s.Recorded == nil {
		return nil
	}
	lines := []string{
		c.Request().URL.Path,
		words.T("common.paper", "name", v.User.Name, "login", v.User.Login, "time", p.Exact(p.Now), "zone", p.Zone.String(), "request", p.RequestID),
	}
	if head, err := s.Recorded(c.Request().Context()); err == nil {
		lines = append(lines, words.T("common.paper_record", "seq", views.Number(head.Seq), "hash", hex.EncodeToString(head.Hash)))
	}
	return lines
}
