package handlers

import (
	"bytes"
	"encoding/csv"
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
	return h.export(c, h.Store, models.AskExport{Kind: models.ExportLists, Filter: models.ExportFilter{Lists: &filter}, Query: f.Values.Encode()})
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
	rows := [][]string{{listNote(who, now, filter, cut, len(list))}, listColumns()}
	for i := range list {
		rows = append(rows, listCells(&list[i]))
	}
	err := w.WriteAll(harmless(rows))
	return b.Bytes(), err
}

// listColumns are the names of a list file's columns.
func listColumns() []string {
	return []string{"id", "lane", "kind", "value", "reason", "until", "source", "made_by", "made_at", "ended_at", "ended_by", "hits", "last_hit_at"}
}

// listCells is one entry in the order of listColumns.
func listCells(e *models.ListedEntry) []string {
	return []string{
		e.PublicID(), string(e.Lane), e.Kind, e.Exported(), e.Reason, fileTimePtr(e.EndsAt), e.Source, e.MadeName, fileTime(e.MadeAt),
		fileTimePtr(e.EndedAt), e.EndName, strconv.FormatInt(e.Hits.N, 10), fileTime(e.Hits.LastAt),
	}
}
