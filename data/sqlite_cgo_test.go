//go:build cgo

package data

import (
	"crypto/rand"
	"strings"
	"testing"

	"gorm.io/gorm"

	"candor/data/csqlite"
	"candor/models"
)

// TestAStoreKeepsThePlansOfItsStatements: the library was set up before the store's first connection, whose plans hang on words alone.
func TestAStoreKeepsThePlansOfItsStatements(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader})
	for name, db := range map[string]*gorm.DB{"readers": s.r, "writer": s.w} {
		var plan []struct{ Detail string }
		if err := db.Raw("EXPLAIN QUERY PLAN SELECT version FROM policies WHERE state = ?", models.PolicyLive).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		if len(plan) == 0 || strings.Contains(plan[0].Detail, "policies_live") {
			t.Errorf("%s plan by what is bound: %v", name, plan)
		}
	}
	if !csqlite.Configure() { // not before: it would set up what is to be seen set up
		t.Error("SQLite was in use before it was set up")
	}
}
