package models_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"candor/models"
)

// rows is every model that is stored.
var rows = []any{
	models.Account{}, models.CreditLine{}, models.Statement{}, models.IdentityCheck{}, models.Relationship{},
	models.Device{}, models.Event{}, models.AccountState{}, models.EventLabel{}, models.Challenge{}, models.ListEntry{}, models.Sighting{}, models.MinuteCount{}, models.MerchantDay{},
	models.Label{}, models.Features{}, models.Note{}, models.FormerNote{},
	models.Decision{}, models.Override{}, models.Dispute{}, models.RuleAside{}, models.Run{}, models.Model{},
	models.Flag{}, models.Case{}, models.LimitChange{}, models.Sanction{}, models.Appeal{}, models.AppealFacts{}, models.AppealClock{}, models.AppealCause{}, models.Evidence{}, models.Opinion{},
	models.Policy{}, models.AuditEntry{}, models.AuditHead{}, models.Checkpoint{}, models.Job{}, models.Message{},
	models.User{}, models.Role{}, models.Session{}, models.APIKey{}, models.Attempt{},
	models.VaultHead{}, models.Rotation{},
	models.Observation{}, models.ShadowScore{}, models.Training{}, models.Promotion{},
	models.RadarItem{}, models.DriftCount{}, models.DriftCohort{}, models.DriftAlert{},
	models.TrialCount{}, models.TrialFlip{}, models.Stop{},
	models.RunSketch{}, models.CutCount{}, models.ShadowPair{}, models.Stand{},
	models.Backtest{},
	models.EffectReport{}, models.GuardAlert{},
	models.ListHit{}, models.ListChange{},
	models.Batch{}, models.BatchItem{},
	models.RuleDay{}, models.RuleAccount{}, models.RuleSet{}, models.RuleJudgement{},
	models.CaseViewer{}, models.StaffNotice{}, models.Mention{}, models.Draft{},
	models.AccountTag{}, models.Tag{}, models.Hardship{}, models.FactorNote{}, models.ContactChoice{},
	models.Delivery{}, models.Try{},
	models.File{}, models.FileChunk{}, models.CustomerLink{}, models.CustomerSession{},
	models.QueueView{}, models.QueueSetting{},
	models.Export{}, models.ExportChunk{}, models.FormKey{},
	models.Sample{}, models.SampleItem{},
}

// unclassed is the tables whose rows are the store's own and are declared in data: named settings, and how far imports came.
var unclassed = []string{"settings", "imports"}

// TestEveryTableIsClassed holds the list against the tables that the migrations leave, so that a new one cannot slip by.
func TestEveryTableIsClassed(t *testing.T) {
	known := slices.Clone(unclassed)
	for _, row := range rows {
		parsed, err := schema.Parse(reflect.New(reflect.TypeOf(row)).Interface(), &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		known = append(known, parsed.Table)
	}
	tables := migratedTables(t)
	if len(tables) < 80 {
		t.Fatalf("only %d tables are found", len(tables))
	}
	for table := range tables {
		if !slices.Contains(known, table) {
			t.Errorf("the rows of table %s are not in the list", table)
		}
	}
}

// migratedTables is the names of the tables that are there after all migrations of SQLite.
func migratedTables(t *testing.T) map[string]bool {
	t.Helper()
	names, err := filepath.Glob("../data/migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	step := regexp.MustCompile(`(?m)^(?:CREATE TABLE (\w+)|DROP TABLE (\w+)|ALTER TABLE (\w+) RENAME TO (\w+))`)
	tables := map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, ".postgres.sql") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		up, _, _ := strings.Cut(string(b), "-- +goose Down")
		for _, m := range step.FindAllStringSubmatch(up, -1) {
			delete(tables, m[2]+m[3])
			if made := m[1] + m[4]; made != "" {
				tables[made] = true
			}
		}
	}
	return tables
}

// TestEveryFieldHasAClass fails on a stored field without a class, and on identity that is
// neither sealed nor a blind index (S50).
func TestEveryFieldHasAClass(t *testing.T) {
	for _, row := range rows {
		kind := reflect.TypeOf(row)
		for i := range kind.NumField() {
			f := kind.Field(i)
			if f.Anonymous || !f.IsExported() { // the fields of the one stand in rows on their own, the other is not stored
				continue
			}
			name := kind.Name() + "." + f.Name
			switch f.Tag.Get("class") {
			case "C1", "C2f":
			case "C2":
				sealed := f.Type == reflect.TypeFor[models.Sealed]()
				index := f.Type == reflect.TypeFor[[]byte]() && strings.HasSuffix(f.Name, "Index")
				if !sealed && !index {
					t.Errorf("%s identifies a person but is %s: seal it or index it blindly", name, f.Type)
				}
			case "C3":
				if !strings.Contains(f.Name, "Hash") {
					t.Errorf("%s is a secret and must be stored as a hash", name)
				}
			default:
				t.Errorf("%s has no class", name)
			}
		}
	}
}

func TestMaskedShowsOnlyWhatItMay(t *testing.T) {
	tests := map[string]struct{ in, want models.Personal }{
		"chinese": {
			models.Personal{Name: "王小明", Phone: "10012345678", IDNumber: "110101199001011239", Email: "xiaoming@example.com"},
			models.Personal{Name: "王**", Phone: "100****5678", IDNumber: "1****************9", Email: "x*******@example.com"},
		},
		"english":       {models.Personal{Name: "Ann Lee"}, models.Personal{Name: "A** ***"}},
		"older id":      {models.Personal{IDNumber: "110101900101123"}, models.Personal{IDNumber: "1*************3"}},
		"short id":      {models.Personal{IDNumber: "12"}, models.Personal{IDNumber: "1*"}},
		"short phone":   {models.Personal{Phone: "12345"}, models.Personal{Phone: "1****"}},
		"one character": {models.Personal{Name: "王"}, models.Personal{Name: "*"}},
		"nothing":       {models.Personal{}, models.Personal{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.in.Masked(); got != tt.want {
				t.Errorf("masked = %+v, want %+v", got, tt.want)
			}
		})
	}
}
