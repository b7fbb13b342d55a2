package handlers

import (
	"archive/zip"
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"

	"candor/models"
	"candor/views"
)

// dossierFile writes the files of a dossier, row by row: each list as CSV, a page to print, the whole as JSON, and the manifest,
// in the order of their names. The same state gives the same bytes: times are those of the rows, and of the end of the audit
// chain in place of now. Every file reads the lists anew, so that none is ever in memory as a whole.
type dossierFile struct {
	ctx      context.Context
	p        views.Page
	cmd      models.ExportDossier
	d        *models.Dossier
	tables   []dossierTable
	zip      *zip.Writer
	manifest models.DossierManifest
}

func newDossierFile(ctx context.Context, p views.Page, cmd models.ExportDossier, d *models.Dossier, w io.Writer) *dossierFile {
	m := models.DossierManifest{
		Schema: models.DossierSchema, Account: d.Account.PublicID(), Lang: cmd.Lang, Personal: "masked",
		ChainSeq: d.Head.Seq, Chain: hex.EncodeToString(d.Head.Hash), ChainAt: d.HeadAt.UTC(),
		Rows: map[string]int{}, Cut: []string{}, Withheld: d.Withheld, SHA256: map[string]string{},
	}
	if cmd.Personal {
		m.Personal = "clear"
	}
	return &dossierFile{ctx: ctx, p: p, cmd: cmd, d: d, tables: dossierTables(), zip: zip.NewWriter(w), manifest: m}
}

// write writes every file.
func (f *dossierFile) write() error {
	for _, t := range f.byName() {
		if err := f.add("csv/"+string(t.list)+".csv", func(w io.Writer) error { return f.csv(w, t) }); err != nil {
			return err
		}
	}
	if err := f.add("dossier.html", f.page); err != nil {
		return err
	}
	if err := f.add("dossier.json", f.json); err != nil {
		return err
	}
	if err := f.add(models.DossierManifestFile, f.ends); err != nil {
		return err
	}
	return f.zip.Close()
}

// byName is the tables in the order of their names.
func (f *dossierFile) byName() []dossierTable {
	return slices.SortedFunc(slices.Values(f.tables), func(a, b dossierTable) int { return cmp.Compare(a.list, b.list) })
}

// add writes one file into the archive and notes what it hashes to. Its time is the chain's.
func (f *dossierFile) add(name string, write func(io.Writer) error) error {
	entry, err := f.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: f.d.HeadAt.UTC()})
	if err != nil {
		return err
	}
	sum := sha256.New()
	w := bufio.NewWriter(io.MultiWriter(entry, sum))
	if err := errors.Join(write(w), w.Flush()); err != nil {
		return err
	}
	if name != models.DossierManifestFile {
		f.manifest.SHA256[name] = hex.EncodeToString(sum.Sum(nil))
	}
	return nil
}

// each hands over the rows of a table, one after the other, as files carry them.
func (f *dossierFile) each(t dossierTable, take func(row []string) error) error {
	return f.d.Read(t.list, func(rows *models.DossierRows) error {
		for i := range rows.Hardships { // in the file's language: nobody's name could be told from a code
			if h := &rows.Hardships[i]; h.EndedWith(&f.d.Account) {
				h.EndedName = f.p.T("hardship.ended_erased")
			}
		}
		for _, row := range t.rows(rows) {
			if err := take(row); err != nil {
				return err
			}
		}
		return f.ctx.Err()
	})
}

// csv writes a table's values, each safe for a spreadsheet, and counts its rows for the manifest.
func (f *dossierFile) csv(to io.Writer, t dossierTable) error {
	w := csv.NewWriter(to)
	head := make([]string, len(t.columns))
	for i, c := range t.columns {
		head[i] = c.key
	}
	if err := w.Write(head); err != nil {
		return err
	}
	f.manifest.Rows[string(t.list)] = 0
	err := f.each(t, func(row []string) error {
		f.manifest.Rows[string(t.list)]++
		for i := range row {
			row[i] = safeCell(row[i])
		}
		return w.Write(row)
	})
	w.Flush()
	return errors.Join(err, w.Error())
}

// json writes the account and every list with its columns as keys.
func (f *dossierFile) json(w io.Writer) error {
	_, err := io.WriteString(w, "{\n  \"account\": ")
	err = errors.Join(err, inner(w, dossierAccount(f.d), "  "))
	for _, t := range f.byName() {
		if err == nil {
			err = f.jsonList(w, t)
		}
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n}\n")
	return err
}

func (f *dossierFile) jsonList(w io.Writer, t dossierTable) error {
	if _, err := io.WriteString(w, ",\n  \""+string(t.list)+"\": ["); err != nil {
		return err
	}
	before := "\n    "
	err := f.each(t, func(row []string) error {
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		before = ",\n    "
		values := map[string]string{}
		for i, c := range t.columns {
			values[c.key] = row[i]
		}
		return inner(w, values, "    ")
	})
	if err != nil {
		return err
	}
	end := "\n  ]"
	if f.manifest.Rows[string(t.list)] == 0 {
		end = "]"
	}
	_, err = io.WriteString(w, end)
	return err
}

// ends writes the manifest, which says what the other files are.
func (f *dossierFile) ends(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(f.manifest)
}

// inner writes a value as JSON that stands within another, each line but the first after prefix.
func inner(w io.Writer, v any, prefix string) error {
	b, err := json.MarshalIndent(v, prefix, "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
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
