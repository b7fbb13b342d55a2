package data

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"candor/data/vault"
	"candor/models"
)

// Cases with their flags, appeals, and notes with their former wordings are written by so many acts, and hold so many words about
// people, that entries do not say in clear what such a row became. An entry about the account carries marks instead: of each field
// that its unit wrote, some bytes that only this lender's keys make from the field's place and value. Who changes a row past the
// program can make no mark for it, and who reads the record learns nothing from one.

// markedKind is a table whose rows entries mark.
type markedKind struct {
	row    reflect.Type
	table  string
	prefix string
	kept   []string // columns that Store.keep, a rotation or the counting of versions changes, of which no entry tells
	// The column that is sealed, and where: its mark is of what it says, because a rotation seals it anew. "" for none.
	sealed string
	place  func(models.ID) vault.Place
	read   func(db *gorm.DB, after, last models.ID) (reflect.Value, error) // the rows of some accounts
}

// rowsOf reads the rows of the accounts after one and up to another.
func rowsOf[T any](db *gorm.DB, after, last models.ID) (reflect.Value, error) {
	rows, err := find[T](db, "", "WHERE account_id > ? AND account_id <= ? ORDER BY account_id, id", int64(after), int64(last))
	return reflect.ValueOf(rows), err
}

// markedKinds is in the order of models.MarkedTables.
var markedKinds = []markedKind{
	{row: reflect.TypeFor[models.Case](), read: rowsOf[models.Case], table: "cases", prefix: models.PrefixCase, kept: []string{"lease_until"}},
	{row: reflect.TypeFor[models.Flag](), read: rowsOf[models.Flag], table: "flags", prefix: models.PrefixFlag},
	{row: reflect.TypeFor[models.Appeal](), read: rowsOf[models.Appeal], table: "appeals", prefix: models.PrefixAppeal, sealed: "words_sealed", place: wordsPlace},
	{row: reflect.TypeFor[models.Note](), read: rowsOf[models.Note], table: "notes", prefix: models.PrefixNote, sealed: "text_sealed", place: notePlace},
	{row: reflect.TypeFor[models.FormerNote](), read: rowsOf[models.FormerNote], table: "former_notes", prefix: models.PrefixFormer, sealed: "text_sealed", place: formerPlace},
}

// errUnmarked is a unit that would have changed such a row without an entry that can carry its marks.
var errUnmarked = errors.New("a write of a row that the record marks left no entry about its account")

// markedActions are the acts whose entries carry marks.
func markedActions() []any {
	return []any{
		models.ActionCaseClaimed, models.ActionCaseReleased, models.ActionCaseAssigned, models.ActionCaseUnassigned, models.ActionCaseTaken,
		models.ActionCaseSnoozed, models.ActionCaseReturned, models.ActionCaseAsked, models.ActionCaseEscalated, models.ActionCaseMoved, models.ActionCaseDecided,
		models.ActionCaseReopened, models.ActionCaseFlagged, models.ActionFlagRaised, models.ActionFlagOverturned,
		models.ActionAppealReceived, models.ActionAppealMoved, models.ActionAppealDecided, models.ActionAppealExecuted, models.ActionAppealOverdue,
		models.ActionAppealWarned, models.ActionAppealEscalated, models.ActionEvidenceLapsed,
		models.ActionNoteAdded, models.ActionContactLogged, models.ActionNoteEdited, models.ActionNotePinned, models.ActionNoteUnpinned,
	}
}

// markColumns is the columns of a kind's rows that entries mark.
func (k *markedKind) markColumns() ([]string, error) {
	s, err := schema.Parse(reflect.New(k.row).Interface(), &schemas, schema.NamingStrategy{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(s.DBNames), func(c string) bool {
		return c == "id" || c == "version" || slices.Contains(k.kept, c)
	}), nil
}

// marker makes the marks of one row's fields.
type marker struct {
	kind   *markedKind
	schema *schema.Schema
	vault  *vault.Vault
	row    reflect.Value
	id     models.ID
	key    []byte
}

// marker begins with a row of a kind.
func (k *markedKind) marker(v *vault.Vault, row reflect.Value) (*marker, error) {
	s, err := schema.Parse(reflect.New(k.row).Interface(), &schemas, schema.NamingStrategy{})
	if err != nil {
		return nil, err
	}
	m := &marker{kind: k, schema: s, vault: v, row: row, id: row.FieldByName("ID").Interface().(models.ID)}
	m.key = v.MAC("row", []byte(m.name()))
	return m, nil
}

// name is how marks name the row.
func (m *marker) name() string { return m.kind.table + "/" + m.id.Public(m.kind.prefix) }

// mark is that of one field, vault.ErrErased or vault.ErrOpen for words that do not open.
func (m *marker) mark(column string) (string, error) {
	f := m.schema.FieldsByDBName[column]
	if f == nil {
		return "", fmt.Errorf("mark %s: no column %s", m.kind.table, column)
	}
	text, err := m.text(column, m.row.FieldByIndex(f.StructField.Index).Interface())
	if err != nil {
		return "", err
	}
	b := append(append(slices.Clone(m.key), column...), 0)
	sum := sha256.Sum256(append(b, text...))
	return base64.RawURLEncoding.EncodeToString(sum[:9]), nil
}

// text writes a value so that what the databases give back is the same text as what was written.
func (m *marker) text(column string, value any) (string, error) {
	switch x := value.(type) {
	case models.Sealed:
		return m.vault.Open(x, m.kind.place(m.id))
	case time.Time:
		return stamp(x).Format(time.RFC3339Nano), nil
	case *time.Time:
		if x == nil {
			return "", nil
		}
		return stamp(*x).Format(time.RFC3339Nano), nil
	}
	b, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("mark %s.%s: %w", m.kind.table, column, err)
	}
	switch s := string(b); s {
	case "null", `""`, "[]":
		return "", nil
	default:
		return s, nil
	}
}

// marked takes in that the unit wrote columns of rows, all of them for none named. Rows of tables that entries do not mark pass.
func (tx *writeTx) marked(rows any, columns ...string) error {
	v := reflect.Indirect(reflect.ValueOf(rows))
	if v.Kind() != reflect.Slice {
		return tx.markRow(v, columns)
	}
	for i := range v.Len() {
		if err := tx.markRow(reflect.Indirect(v.Index(i)), columns); err != nil {
			return err
		}
	}
	return nil
}

func (tx *writeTx) markRow(row reflect.Value, columns []string) error {
	at := slices.IndexFunc(markedKinds, func(k markedKind) bool { return k.row == row.Type() })
	if at < 0 {
		return nil
	}
	m, err := markedKinds[at].marker(tx.store.vault, row)
	if err == nil && len(columns) == 0 {
		columns, err = m.kind.markColumns()
	}
	if err != nil {
		return err
	}
	account := row.FieldByName("AccountID").Interface().(models.ID)
	if tx.marks == nil {
		tx.marks = map[models.ID]models.RowMarks{}
	}
	if tx.marks[account] == nil {
		tx.marks[account] = models.RowMarks{}
	}
	of := tx.marks[account][m.name()]
	if of == nil {
		of = map[string]string{}
		tx.marks[account][m.name()] = of
	}
	for _, c := range columns {
		if slices.Contains(m.kind.kept, c) {
			continue
		}
		if of[c], err = m.mark(c); err != nil {
			return err
		}
	}
	return nil
}

// tellMarks puts the marks of each row that the unit wrote onto the last entry about the row, or else about its account, that can
// carry them.
func (tx *writeTx) tellMarks() error {
	if len(tx.marks) == 0 {
		return nil
	}
	ofRow, ofAccount := tx.carriers()
	carried := map[int]models.RowMarks{}
	for account, marks := range tx.marks {
		for name, of := range marks {
			_, id, _ := strings.Cut(name, "/")
			at, own := ofRow[id]
			if !own {
				if at, own = ofAccount[account]; !own {
					return errUnmarked
				}
			}
			if carried[at] == nil {
				carried[at] = models.RowMarks{}
			}
			carried[at][name] = of
		}
	}
	for at, marks := range carried {
		b, err := json.Marshal(marks)
		if err != nil {
			return err
		}
		e := &tx.entries[at]
		said := strings.TrimSuffix(e.After, "}")
		if said != "" && said != "{" {
			said += ","
		} else {
			said = "{"
		}
		e.After = said + `"` + models.MarkKey + `":` + string(b) + "}"
	}
	tx.marks = nil
	return nil
}

// carriers is the places of the unit's last entries that can carry marks, by what they are about and by account.
func (tx *writeTx) carriers() (ofRow map[string]int, ofAccount map[models.ID]int) {
	ofRow, ofAccount = map[string]int{}, map[models.ID]int{}
	actions := markedActions()
	for i := range tx.entries {
		if e := &tx.entries[i]; (e.After == "" || e.After[0] == '{') && slices.Contains(actions, any(e.Action)) {
			ofRow[e.ObjectID], ofAccount[e.AccountID] = i, i
		}
	}
	return ofRow, ofAccount
}
