package handlers

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// sent sends a form with files, each a name and its content, about the fifth account.
func sent(t *testing.T, s *Site, handle echo.HandlerFunc, role string, files []string, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	var failed error
	for i := 0; i+1 < len(fields); i += 2 {
		failed = errors.Join(failed, w.WriteField(fields[i], fields[i+1]))
	}
	for i := 0; i+1 < len(files); i += 2 {
		part, err := w.CreateFormFile("file", files[i])
		if err == nil {
			_, err = part.Write([]byte(files[i+1]))
		}
		failed = errors.Join(failed, err)
	}
	if failed = errors.Join(failed, w.Close()); failed != nil {
		t.Fatal(failed)
	}
	return askedWith(t, s, handle, role, acc5, httptest.NewRequest(http.MethodPost, "/x", &b), w.FormDataContentType())
}

// TestAnAppealIsTakenInWithItsPapers sends papers with the form: what is refused is said beside the field and by name, and what
// was typed stays.
func TestAnAppealIsTakenInWithItsPapers(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	typed := []string{"sanction", san9, "channel", "phone", "lang", "en", "words", "it was me"}
	send := func(files ...string) *httptest.ResponseRecorder {
		return sent(t, s, h.File, models.RoleService, files, typed...)
	}
	wants(t, asked(t, s, h.NewIntake, models.RoleService, acc5), http.StatusOK, `enctype="multipart/form-data"`, `name="file"`, " multiple", "up to 5")
	wants(t, send("a.txt", "one", "b.txt", "two"), http.StatusSeeOther)
	if got := f.filed.Files; len(got) != 2 || got[1].Name != "b.txt" || string(got[1].Content) != "two" {
		t.Errorf("the store got %+v", got)
	}
	f.act = refusal("file", "upload_mismatch", "name", "b <1>.pdf")
	wants(t, send("b.pdf", "two"), http.StatusUnprocessableEntity, `id="f-file-error"`, "b &lt;1&gt;.pdf: The file is not what", "it was me", `href="#f-file"`)
	f.act = refusal("words", "required")
	wants(t, send("b.txt", "two"), http.StatusUnprocessableEntity, "f-words-error", "Choose them again", "it was me")
	f.act = func(string) error { return models.ErrUnchecked }
	wants(t, send("b.txt", "two"), http.StatusServiceUnavailable, "could not look", "it was me")
	half := strings.Repeat("a", models.FileMax/2+1)
	wants(t, send("a.txt", half, "b.txt", half), http.StatusUnprocessableEntity, "larger than 10 MB together", "it was me")
	wants(t, send("1", "a", "2", "a", "3", "a", "4", "a", "5", "a", "6", "a"), http.StatusUnprocessableEntity, "At most 5 files", `id="f-file-error"`, "it was me")
}

// TestPapersAreForThoseWhoMayAddFiles takes papers from nobody who may not add files.
func TestPapersAreForThoseWhoMayAddFiles(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	wants(t, asked(t, s, h.NewIntake, models.RoleAuditor, acc5), http.StatusOK, `!name="file"`)
	wants(t, sent(t, s, h.File, models.RoleAuditor, []string{"a.txt", "a"}, "sanction", san9, "channel", "phone", "lang", "en", "words", "it was me"), http.StatusForbidden)
	if f.filed.SanctionID != 0 {
		t.Error("the store was asked")
	}
}
