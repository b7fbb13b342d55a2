package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
)

// dossierFiles are the files of a dossier by name: a page to print, the whole as JSON, each list
// as CSV, and the manifest. The same state gives the same bytes: times are those of the rows,
// and of the end of the audit chain in place of now.
func dossierFiles(ctx context.Context, p views.Page, cmd models.ExportDossier, d *models.Dossier) (map[string][]byte, error) {
	tables := dossierTables(d)
	files := map[string][]byte{}
	var errs []error
	keep := func(name string, content []byte, err error) {
		files[name] = content
		errs = append(errs, err)
	}
	page, err := dossierPage(ctx, p, cmd, d, tables)
	keep("dossier.html", page, err)
	whole, err := dossierJSON(d, tables)
	keep("dossier.json", whole, err)
	for _, t := range tables {
		content, err := t.csv()
		keep("csv/"+t.key+".csv", content, err)
	}
	manifest, err := json.MarshalIndent(dossierManifest(cmd, d, tables, files), "", "  ")
	keep(models.DossierManifestFile, append(manifest, '\n'), err)
	return files, errors.Join(errs...)
}

func dossierManifest(cmd models.ExportDossier, d *models.Dossier, tables []dossierTable, files map[string][]byte) models.DossierManifest {
	m := models.DossierManifest{
		Schema: models.DossierSchema, Account: d.Account.PublicID(), Lang: cmd.Lang, Personal: "masked",
		ChainSeq: d.Head.Seq, Chain: hex.EncodeToString(d.Head.Hash), ChainAt: d.HeadAt.UTC(),
		Rows: map[string]int{}, Cut: []string{}, SHA256: map[string]string{},
	}
	if cmd.Personal {
		m.Personal = "clear"
	}
	m.Withheld = d.Withheld
	for _, t := range tables {
		m.Rows[t.key] = len(t.rows)
		if len(t.rows) >= models.DossierMost {
			m.Cut = append(m.Cut, t.key)
		}
	}
	for name, content := range files {
		sum := sha256.Sum256(content)
		m.SHA256[name] = hex.EncodeToString(sum[:])
	}
	return m
}

// csv writes a table's values, each safe for a spreadsheet.
func (t dossierTable) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := make([]string, len(t.columns))
	for i, c := range t.columns {
		head[i] = c.key
	}
	errs := []error{w.Write(head)}
	for _, row := range t.rows {
		cells := make([]string, len(row))
		for i := range row {
			cells[i] = safeCell(row[i])
		}
		errs = append(errs, w.Write(cells))
	}
	w.Flush()
	return b.Bytes(), errors.Join(append(errs, w.Error())...)
}

// dossierJSON writes the account and every list with its columns as keys.
func dossierJSON(d *models.Dossier, tables []dossierTable) ([]byte, error) {
	whole := map[string]any{"account": dossierAccount(d)}
	for _, t := range tables {
		list := make([]map[string]string, len(t.rows))
		for i, row := range t.rows {
			list[i] = map[string]string{}
			for j, c := range t.columns {
				list[i][c.key] = row[j]
			}
		}
		whole[t.key] = list
	}
	b, err := json.MarshalIndent(whole, "", "  ")
	return append(b, '\n'), err
}

// dossierAccount is the account itself by the names of its fields.
func dossierAccount(d *models.Dossier) map[string]string {
	a := &d.Account
	score := ""
	if a.Score != nil {
		score = strconv.Itoa(*a.Score)
	}
	return map[string]string{
		"id": a.PublicID(), "source": a.Source, "external_id": a.ExternalID, "status": string(a.Status), "status_until": fileTimePtr(a.StatusUntil),
		"name": d.Personal.Name, "phone": d.Personal.Phone, "id_number": d.Personal.IDNumber, "email": d.Personal.Email,
		"opened_at": fileTimePtr(a.OpenedAt), "lang": a.Lang, "jurisdiction": a.Jurisdiction, "limit_fen": fen(a.LimitFen), "used_fen": fen(a.UsedFen),
		"days_past_due": strconv.Itoa(a.DaysPastDue), "score": score, "band": a.Band,
	}
}

// zipped packs files in the order of their names. Their times are the chain's.
func zipped(files map[string][]byte, d *models.Dossier) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.HeadAt.UTC()})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}
