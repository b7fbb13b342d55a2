package handlers

import (
	"context"
	"net/http"
	"testing"

	"candor/models"
)

// attachedTo is the files of what a page is about.
type attachedTo struct{ asked []models.FileOwner }

func (a *attachedTo) Files(_ context.Context, owner models.FileOwner) ([]models.FileRow, error) {
	a.asked = append(a.asked, owner)
	return []models.FileRow{{File: models.File{ID: 7 << 40, OwnerID: owner.PublicID(), Kind: models.FilePDF, Bytes: 2048, ByKind: models.ActorUser, ByName: "Cleo", At: testNow}, Title: "receipt <b>.pdf"}}, nil
}

func (a *attachedTo) ScansFiles() bool { return false }

// TestACasesFilesStandOnItsPage with the form for one more, for who may read and add them.
func TestACasesFilesStandOnItsPage(t *testing.T) {
	s, files := testSite(t), &attachedTo{}
	s.Attached = files
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return caseOf(t), nil }}}
	id := caseOf(t).Case.PublicID()
	w := call(s, as(t, models.RoleReviewer, "en"), h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200, `id="files"`, "receipt &lt;b&gt;.pdf", `action="/files/of/`+id+`"`, ".webp")
	if len(files.asked) != 1 || files.asked[0].PublicID() != id {
		t.Errorf("asked for the files of %v", files.asked)
	}
	none := as(t, models.RoleReviewer, "en")
	none.Roles = []models.Role{{Key: "narrow", Permissions: []models.Permission{models.PermCaseRead}}}
	w = call(s, none, h.Show, http.MethodGet, "/x", nil, "id", id)
	want(t, w, 200)
	lacks(t, w, `id="files"`, "receipt")
}
