package data

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"candor/models"
)

// stored is every model and the table that migrations make for it.
var stored = []any{
	&models.Account{}, &models.CreditLine{}, &models.Statement{}, &models.IdentityCheck{}, &models.Relationship{},
	&models.Device{}, &models.Event{}, &models.AccountState{}, &models.EventLabel{}, &models.Challenge{}, &models.ListEntry{}, &models.Sighting{}, &models.MinuteCount{}, &models.MerchantDay{},
	&models.Label{}, &models.Features{}, &models.Note{},
	&models.Decision{}, &models.Override{}, &models.Dispute{}, &models.RuleAside{}, &models.Run{}, &models.Model{},
	&models.Flag{}, &models.Case{}, &models.LimitChange{}, &models.Sanction{}, &models.Appeal{}, &models.AppealCause{}, &models.Evidence{}, &models.Opinion{},
	&models.Policy{}, &models.AuditEntry{}, &models.AuditHead{}, &models.Checkpoint{}, &models.Job{}, &models.Message{},
	&models.User{}, &models.Role{}, &models.Session{}, &models.APIKey{}, &models.Attempt{},
	&models.VaultHead{}, &models.Rotation{},
	&models.Observation{}, &models.ShadowScore{}, &models.ShadowPair{}, &models.Training{}, &models.Promotion{},
	&models.RunSketch{}, &models.CutCount{}, &models.Stand{},
	&models.Backtest{},
	&models.EffectReport{}, &models.GuardAlert{},
	&models.ListHit{}, &models.ListChange{},
	&models.Batch{}, &models.BatchItem{},
	&models.RuleDay{}, &models.RuleAccount{}, &models.RuleSet{}, &models.RuleJudgement{},
	&models.CaseViewer{}, &models.StaffNotice{}, &models.Mention{}, &models.FormerNote{}, &models.Draft{},
	&models.AccountTag{}, &models.Tag{}, &models.Hardship{}, &models.FactorNote{}, &models.ContactChoice{},
	&models.Delivery{}, &models.Try{},
	&models.File{}, &models.FileChunk{}, &models.CustomerLink{}, &models.CustomerSession{},
	&models.QueueView{}, &models.QueueSetting{},
	&models.Export{}, &models.ExportChunk{}, &models.FormKey{},
	&models.RadarItem{}, &models.DriftCount{}, &models.DriftCohort{}, &models.DriftAlert{},
	&models.TrialCount{}, &models.TrialFlip{}, &models.Stop{},
	&models.Sample{}, &models.SampleItem{},
	&setting{}, &importRecord{},
}

// TestMigratedSchemaIsTheModels compares the columns that migrations make with the fields
// that the models have, on both databases.
func TestMigratedSchemaIsTheModels(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		for _, model := range stored {
			parsed, err := schema.Parse(model, &sync.Map{}, s.w.NamingStrategy)
			if err != nil {
				t.Fatal(err)
			}
			var have []string
			err = s.read(context.Background(), func(db *gorm.DB) error {
				columns, err := db.Migrator().ColumnTypes(model)
				for _, c := range columns {
					have = append(have, c.Name())
				}
				return err
			})
			if err != nil {
				t.Errorf("table %s: %v", parsed.Table, err)
				continue
			}
			want := slices.Clone(parsed.DBNames)
			slices.Sort(want)
			slices.Sort(have)
			if !slices.Equal(have, want) {
				t.Errorf("table %s has %v, the model has %v", parsed.Table, have, want)
			}
		}
	})
}

// TestEveryTableHasAModel fails on a table that migrations make and no model of the list above is of.
func TestEveryTableHasAModel(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		known := []string{"goose_db_version"}
		for _, model := range stored {
			parsed, err := schema.Parse(model, &sync.Map{}, s.w.NamingStrategy)
			ok(t, err)
			known = append(known, parsed.Table)
		}
		tables := must[[]string](t)(s.w.Migrator().GetTables())
		if len(tables) < 80 {
			t.Fatalf("only %d tables are found", len(tables))
		}
		for _, table := range tables {
			if !slices.Contains(known, table) && !strings.HasPrefix(table, "sqlite_") {
				t.Errorf("table %s has no model in the list", table)
			}
		}
	})
}
