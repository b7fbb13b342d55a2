package handlers

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// Export writes the entries of the filter as CSV, newest first. What identifies a person
// leaves as its token, which an import reads back.
func (h *Lists) Export(c echo.Context) error {
	f, filter, err := h.readLists(c)
	if err != nil {
		return err
	}
	filter.After = 0
	f.Values.Del("after")
	list, cut, err := h.Store.ExportLists(c.Request().Context(), actor(c), filter, f.Values.Encode())
	if err != nil { // what cannot be recorded does not leave
		return err
	}
	who := ""
	if u := CurrentVisitor(c).User; u != nil {
		who = u.Name + " (" + u.Login + ")"
	}
	body, err := WriteListFile(list, who, h.Now(), f.Values.Encode(), cut)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="candor-lists-`+h.Now().UTC().Format("20060102-150405")+`.csv"`)
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", body)
}

// listNote is the first line of an export: who took it, when, of what, and whether it is all.
func listNote(who string, now time.Time, filter string, cut bool, rows int) string {
	note := "List export by " + who + " at " + now.UTC().Format(time.RFC3339) + ", filter: " + orDash(filter)
	if cut {
		note += ", cut at the newest " + strconv.Itoa(rows) + " rows"
	}
	return note
}

// WriteListFile writes entries as CSV, under a note of who took them of which filter and a
// head, as an import reads them back. What identifies a person is written as its token, and a
// cell that a spreadsheet would run is made harmless.
func WriteListFile(list []models.ListedEntry, who string, now time.Time, filter string, cut bool) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{listNote(who, now, filter, cut, len(list))}, {"id", "lane", "kind", "value", "reason", "until", "source", "made_by", "made_at", "ended_at", "ended_by", "hits", "last_hit_at"}}
	at := func(t *time.Time) string {
		if t == nil || t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	for i := range list {
		e := &list[i]
		rows = append(rows, []string{
			e.PublicID(), string(e.Lane), e.Kind, e.Exported(), e.Reason, at(e.EndsAt), e.Source, e.MadeName, at(&e.MadeAt), at(e.EndedAt), e.EndName,
			strconv.FormatInt(e.Hits.N, 10), at(&e.Hits.LastAt),
		})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = safeCell(row[i])
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}
