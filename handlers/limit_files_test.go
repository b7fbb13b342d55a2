package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"candor/models"
)

// TestALimitChangeIsProposedWithItsFiles sends files with the form: what is refused is said beside the field and by name, what was typed
// stays, a preview keeps none of them and says so, and nobody who may add no files sends any.
func TestALimitChangeIsProposedWithItsFiles(t *testing.T) {
	s := measureSite(t)
	var got *models.ProposeLimit
	var fail func(string) error
	f := &fakeLimits{records: records{changed: "Ben"}, propose: func(cmd models.ProposeLimit) (*models.LimitChange, error) {
		got = &cmd
		if fail != nil {
			return nil, fail("")
		}
		return &models.LimitChange{ID: 8, State: models.LimitApplied}, nil
	}}
	h := &Limits{s, f}
	send := func(more []string, files ...string) *httptest.ResponseRecorder {
		got = nil
		return sent(t, s, h.Propose, models.RoleReviewer, files, append(typedLimit(), more...)...)
	}
	wants(t, asked(t, s, h.New, models.RoleReviewer, acc5, "line", lin6), http.StatusOK, `enctype="multipart/form-data"`, `name="file"`, " multiple", "up to 5", `hx-params="not file"`)
	wants(t, send(nil, "a.txt", "one", "b.txt", "two"), http.StatusSeeOther)
	if got == nil || len(got.Files) != 2 || got.Files[1].Name != "b.txt" || string(got.Files[1].Content) != "two" || got.ToFen != 1_200_000 {
		t.Errorf("the store got %+v", got)
	}
	wants(t, send([]string{"preview", "1"}, "a.txt", "one"), http.StatusOK, `data-testid="effect"`, "A preview keeps no files", `value="12,000"`)
	if got != nil {
		t.Error("a preview proposed the change")
	}
	fail = refusal("file", "upload_mismatch", "name", "b <1>.pdf")
	wants(t, send(nil, "b.pdf", "two"), http.StatusUnprocessableEntity, `id="f-file-error"`, "b &lt;1&gt;.pdf: The file is not what", "pays on time")
	fail = refusal("reason", "required")
	wants(t, send(nil, "b.txt", "two"), http.StatusUnprocessableEntity, "Choose them again", `value="12,000"`)
	fail = func(string) error { return models.ErrUnchecked }
	wants(t, send(nil, "b.txt", "two"), http.StatusServiceUnavailable, "could not look", "pays on time")
	half := strings.Repeat("a", models.FileMax/2+1)
	wants(t, send(nil, "a.txt", half, "b.txt", half), http.StatusUnprocessableEntity, "larger than 10 MB together", "pays on time")
	wants(t, send(nil, "1", "a", "2", "a", "3", "a", "4", "a", "5", "a", "6", "a"), http.StatusUnprocessableEntity, "At most 5 files", "pays on time")
	got = nil
	wants(t, sent(t, s, h.Propose, models.RoleAuditor, []string{"a.txt", "a"}, typedLimit()...), http.StatusForbidden)
	if got != nil {
		t.Error("the store was asked")
	}
	f.change = models.LimitChange{ID: 8, AccountID: 5, FileCount: 2, State: models.LimitApplied, Product: models.ProductPayLater, ReasonCode: "good_history"}
	wants(t, asked(t, s, h.Show, models.RoleReviewer, lim8), http.StatusOK, "payslip.pdf", "/files/"+fil9)
}
