package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/views/text"
)

// What is the same for every cell of a column, its label on a phone and its side, would be a fifth of a page of fifty rows. It is said
// once in a style sheet of the columns, which browsers keep; its address names all that it is made of.

// sheetFields are the fields of that address; v tells one version of the words from another.
var sheetFields = []string{"cols", "lang", "tick", "v"}

// Sheet is the style sheet of columns.
func (h *Queue) Sheet(c echo.Context) error {
	f, err := h.readQuery(c, sheetFields...)
	if err != nil {
		return err
	}
	columns, ok := queueColumnsOf(columnNames(f.text("cols")))
	f.oneOf("lang", text.Languages()...)
	f.oneOf("tick", "1")
	if !ok || f.text("cols") == "" || f.text("lang") == "" || f.err() != nil {
		return errBadForm
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", []byte(columnSheet(h.Texts.For(f.text("lang")), columns, f.one("tick", "1"))))
}

// sheetHref is the address of the style sheet of a view's columns.
func (l labels) sheetHref(view url.Values, tick bool) string {
	columns, ok := queueColumnsOf(view.Get("cols"))
	if !ok {
		columns, _ = queueColumnsOf("")
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.key
	}
	sum := sha256.Sum256([]byte(columnSheet(l.p.Texts, columns, tick)))
	q := url.Values{"cols": {columnLetters(strings.Join(names, ","))}, "lang": {l.p.Texts.Lang()}, "v": {hex.EncodeToString(sum[:4])}}
	if tick {
		q.Set("tick", "1")
	}
	return "/queue/sheet.css?" + q.Encode()
}

// columnSheet gives the cells of each column their label, side and room as properties, which the pages' own sheet uses where it lays them out.
func columnSheet(words *text.Localizer, columns []*queueColumn, tick bool) string {
	var b strings.Builder
	b.WriteString("@layer parts{\n")
	for i, c := range columns {
		n := i + 1
		if tick {
			n++
		}
		said := ""
		if !c.bare {
			said = "--label:" + cssString(words.T(c.label)) + ";"
		}
		if c.numeric {
			said += "--side:right"
		}
		if c.wraps != "" {
			said += "--space:normal;--least:" + c.wraps
		}
		if said != "" {
			b.WriteString("#cases td:nth-child(" + strconv.Itoa(n) + "){" + said + "}\n")
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// cssString writes words as a string of a style sheet.
func cssString(s string) string { return `"` + cssEscape.Replace(s) + `"` }

var cssEscape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ")
