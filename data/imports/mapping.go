package imports

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"candor/models"
)

//go:embed *.json
var shipped embed.FS

// Mapping says how a row of a file becomes an account.
type Mapping struct {
	Comments         []string         `json:"comments,omitempty"`
	Name             string           `json:"name"`
	Source           string           `json:"source"`                 // of the accounts; ids are unique within it
	Currency         string           `json:"currency"`               // of the file, for people
	Unit             int64            `json:"unit"`                   // fen that one unit of an amount is worth
	Lang             string           `json:"lang"`                   // of customers: zh-CN or en
	Jurisdiction     string           `json:"jurisdiction,omitempty"` // of the accounts, ISO 3166-1 alpha-2
	ID               Field            `json:"id"`
	PersonName       *Field           `json:"person_name,omitempty"`
	Phone            *Field           `json:"phone,omitempty"`
	IDNumber         *Field           `json:"id_number,omitempty"`
	Email            *Field           `json:"email,omitempty"`
	Education        *Field           `json:"education,omitempty"` // to 0 … 4
	Employer         *Field           `json:"employer,omitempty"`
	EmploymentMonths *Field           `json:"employment_months,omitempty"`
	Income           *Field           `json:"income,omitempty"` // monthly
	OpenedAt         *Field           `json:"opened_at,omitempty"`
	Declared         map[string]Field `json:"declared,omitempty"` // never factors
	Lines            []Line           `json:"lines"`
	Statements       []Month          `json:"statements,omitempty"`
	Labels           []Outcome        `json:"labels,omitempty"`
	Transactions     *Transactions    `json:"transactions,omitempty"` // one row is an event of the account, not an account
	Table            *Table           `json:"table,omitempty"`        // one row is a vector of factors of the file's own

	document []byte
}

// Field is one column and how to read it.
type Field struct {
	Column   string            `json:"column"`
	Constant string            `json:"constant,omitempty"` // the value of every row, instead of a column
	Codes    map[string]string `json:"codes,omitempty"`
	Optional bool              `json:"optional,omitempty"`
	Min      *int64            `json:"min,omitempty"`
	Max      *int64            `json:"max,omitempty"`
	Floor    *int64            `json:"floor,omitempty"`
	Layout   string            `json:"layout,omitempty"`
}

// Line is one credit line of every account.
type Line struct {
	Product models.Product `json:"product"`
	Limit   Field          `json:"limit"`
	Used    Field          `json:"used"`
}

// Month is one statement of every account.
type Month struct {
	Month    int   `json:"month"` // yyyymm
	Bill     Field `json:"bill"`
	Paid     Field `json:"paid"`
	Standing Field `json:"standing"` // −2 … months past due
}

// Outcome is one label of every account; its codes lead to good, bad, or "" for not known.
type Outcome struct {
	Name  string `json:"name"`
	Value Field  `json:"value"`
}

// daysAMonth is how many days past due a month past due counts as.
const daysAMonth = 30

// mappingMost is the largest mapping file that is read.
const mappingMost = 1 << 20

// Names lists the mappings that come with the program.
func Names() []string {
	files, err := fs.Glob(shipped, "*.json")
	if err != nil { // only for a malformed pattern
		panic(err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".json")
	}
	return files
}

// Load reads a mapping that comes with the program, by name, or a file, by path.
func Load(nameOrPath string) (*Mapping, error) {
	var b []byte
	var err error
	if strings.ContainsAny(nameOrPath, `/\.`) {
		b, err = readFile(nameOrPath)
	} else if b, err = shipped.ReadFile(nameOrPath + ".json"); errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("no mapping %q; there are: %s, or give the path of a file", nameOrPath, strings.Join(Names(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	m, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("mapping %s: %w", nameOrPath, err)
	}
	return m, nil
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, mappingMost+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(b) > mappingMost {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, mappingMost)
	}
	return b, nil
}

// Parse reads a mapping document. Unknown fields are errors, so that a typing mistake
// cannot silently leave a column out.
func Parse(document []byte) (*Mapping, error) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	var m Mapping
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the document")
	}
	m.document = document
	return &m, m.validate()
}

func (m *Mapping) validate() error {
	var errs []error
	if m.Name == "" || m.Source == "" {
		errs = append(errs, errors.New("name and source are needed"))
	}
	if m.Table == nil && (m.Unit < 1 || m.Unit > 1_000_000) {
		errs = append(errs, errors.New("unit: want 1 to 1000000 fen"))
	}
	if len(m.Lines) == 0 && m.Transactions == nil && m.Table == nil {
		errs = append(errs, errors.New("lines: want at least one"))
	}
	for _, c := range m.fields() {
		if c.name == "id" && m.Table != nil && c.field.Column == "" {
			continue // its rows are numbered
		}
		if (c.field.Column == "") == (c.field.Constant == "") {
			errs = append(errs, fmt.Errorf("%s: want a column or a constant", c.name))
		}
	}
	if m.Transactions != nil {
		errs = append(errs, m.Transactions.validate())
	}
	if m.Table != nil {
		errs = append(errs, m.Table.validate())
	}
	for _, o := range m.Labels {
		if len(o.Value.Codes) == 0 {
			errs = append(errs, fmt.Errorf("label %s: codes are needed to tell good from bad", o.Name))
		}
		for from, to := range o.Value.Codes {
			if to != "good" && to != "bad" && to != "" {
				errs = append(errs, fmt.Errorf("label %s: code %s leads to %q, want good, bad or nothing", o.Name, from, to))
			}
		}
	}
	return errors.Join(errs...)
}

type named struct {
	name  string
	field *Field
}

// fields lists every column the mapping reads.
func (m *Mapping) fields() []named {
	all := []named{{"id", &m.ID}}
	for _, f := range []named{
		{"person_name", m.PersonName}, {"phone", m.Phone}, {"id_number", m.IDNumber}, {"email", m.Email},
		{"education", m.Education}, {"employer", m.Employer}, {"employment_months", m.EmploymentMonths},
		{"income", m.Income}, {"opened_at", m.OpenedAt},
	} {
		if f.field != nil {
			all = append(all, f)
		}
	}
	if m.Transactions != nil {
		all = append(all, m.Transactions.fields()...)
	}
	if m.Table != nil {
		all = append(all, m.Table.fields()...)
	}
	for name, f := range m.Declared {
		all = append(all, named{"declared." + name, &f})
	}
	for i := range m.Lines {
		all = append(all, named{"limit", &m.Lines[i].Limit}, named{"used", &m.Lines[i].Used})
	}
	for i := range m.Statements {
		s := &m.Statements[i]
		all = append(all, named{"bill", &s.Bill}, named{"paid", &s.Paid}, named{"standing", &s.Standing})
	}
	for i := range m.Labels {
		all = append(all, named{"label", &m.Labels[i].Value})
	}
	return all
}
