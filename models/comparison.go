package models

import (
	"time"

	"candor/engine/contrast"
	"candor/engine/score"
)

// Comparison is a model beside the champion on the same vectors. Pairs are of the last
// rescoring; Matured is of outcomes that became known after the model was made, each scored
// by both on the vector of a decision from before the outcome.
type Comparison struct {
	Model    Model  // without artefact, report and validation
	Champion *Model // nil when nothing decides yet
	Bands    []score.Band
	Pairs    []contrast.Pair
	ScoredAt time.Time // of the newest pair, zero for none
	Matured  contrast.AUCs
}

// ShadowPair is how many accounts had one score by the champion and one by a challenger when a rescoring ended, with the outcomes that
// were known then.
type ShadowPair struct {
	ModelID       ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	ChampionScore int       `gorm:"primaryKey;autoIncrement:false" class:"C2f"`
	Score         int       `gorm:"primaryKey;autoIncrement:false" class:"C2f"`
	ChampionID    ID        `class:"C1"`
	Count         int       `class:"C1"`
	Known         int       `class:"C1"`
	Bad           int       `class:"C1"`
	At            time.Time `class:"C1"` // when it was counted
}

// Flip is one account that the two put into different bands.
type Flip struct {
	ShadowScore
	ExternalID string
	Masked     Personal
}

// FlipFilter asks for a page of flips, the largest difference first, from after a place in
// the list. Was and Would narrow to a band of the champion and of the model.
type FlipFilter struct {
	ModelID, ChampionID ID
	Bands               []score.Band
	AfterGap            int
	AfterID             ID // 0: from the start
	Limit               int
}

// ShadowCell narrows the list of accounts to a cell of a migration matrix: those that the
// champion put into one band and a model into another.
type ShadowCell struct {
	ModelID    ID
	Was, Would string // bands of the live policy
}

// BandRange is the scores of a band: from the lowest up to the highest, both included. ok is
// false for a band that is not among them. The first band takes what lies below it too.
func BandRange(bands []score.Band, name string) (from, to int, ok bool) {
	for i, b := range bands {
		if b.Name != name {
			continue
		}
		from, to = b.From, score.MaxPoints
		if i == 0 {
			from = -score.MaxPoints
		}
		if i+1 < len(bands) {
			to = bands[i+1].From - 1
		}
		return from, to, true
	}
	return 0, 0, false
}
