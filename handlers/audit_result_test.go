package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"candor/models"
)

// auditPageMost is what 50 entries may take, in bytes before compression.
const auditPageMost = 56_000

// TestTheLogSaysResultRoleAndOrigin: of every entry, and narrows by each of them; fifty rows stay small.
func TestTheLogSaysResultRoleAndOrigin(t *testing.T) {
	d := newDesk(t, models.PermAuditRead, models.PermAccountRead)
	list := entries(50)
	for i := range list {
		list[i].Role, list[i].IP, list[i].AccountID, list[i].Reason = "reviewer,lead", fmt.Sprintf("2001:db8::%d", i), models.ID(i+1)<<22, "He called and said so."
	}
	list[3].Action, list[4].Action = models.ActionPersonalRefused, models.ActionMessageFailed
	fake := &auditFake{entries: list}
	h := &Audit{Site: d.site, Store: fake}
	w := d.ask(http.MethodGet, "/audit", "/audit?role=lead&result=refused&ip=2001:db8::7", nil, h.List)
	if f := fake.filter; f.Role != "lead" || f.Result != models.ResultRefused || f.IP != "2001:db8::7" {
		t.Errorf("filter = %+v", f)
	}
	body := w.Body.String()
	for _, has := range []string{">2001:db8::49<", ">Reviewer, Lead<", "Refused", "Failed", `<td data-label="Result">Done</td>`, `/audit/export?ip=2001%3Adb8%3A%3A7&amp;result=refused&amp;role=lead`} {
		if !strings.Contains(body, has) {
			t.Errorf("the log lacks %q", has)
		}
	}
	if len(body) > auditPageMost {
		t.Errorf("50 entries take %d bytes, more than %d", len(body), auditPageMost)
	}
	if w := d.ask(http.MethodGet, "/audit", "/audit?result=perhaps", nil, h.List); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a result that there is none of: %d", w.Code)
	}
}
