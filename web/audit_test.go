package main

import (
	"strings"
	"testing"

	"candor/models"
)

func TestWhatTheRecordContradictsIsPrinted(t *testing.T) {
	var b strings.Builder
	rows := models.RowCheck{Rows: 9, More: 2, Tables: []models.RowTable{{Table: "users", Rows: 7}, {Table: "roles", Rows: 2}}, Findings: []models.RowFinding{
		{Table: "users", ID: "usr_1", Field: "roles", Problem: models.RowDiffers, Seq: 12}, {Table: "users", ID: "usr_2", Problem: models.RowGone, Seq: 13},
		{Table: "api_keys", ID: "key_1", Problem: models.RowUntold}, {Table: "roles", ID: "auditor", Field: "permissions", Problem: models.RowDiffers},
	}}
	if err := printRows(&b, &rows); err != nil {
		t.Fatal(err)
	}
	want := `9 rows held against what the record last said of them: users 7 roles 2
users usr_1: roles is not what entry 12 says
users usr_2: gone, though entry 13 tells of it
api_keys key_1: there, though no entry tells of it
roles auditor: permissions is not what the program says of a built-in role
and 2 more
`
	if b.String() != want {
		t.Errorf("printed\n%s", b.String())
	}
}
