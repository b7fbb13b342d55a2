package models

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"candor/engine/learn"
	"candor/engine/score"
)

// ModelState is what a model may do.
type ModelState string

// A champion decides; a challenger waits; a retired model only explains old decisions.
const (
	ModelChampion   ModelState = "champion"
	ModelChallenger ModelState = "challenger"
	ModelRetired    ModelState = "retired"
)

// Model is a trained scorecard with its training report.
type Model struct {
	ID         ID         `gorm:"primaryKey" class:"C1"`
	Name       string     `class:"C1"`
	Method     string     `class:"C1"`
	Label      string     `class:"C1"`
	State      ModelState `class:"C1"`
	Artefact   []byte     `class:"C1"`          // the scorecard as JSON
	Report     []byte     `class:"C1"`          // the training report as JSON
	Validation []byte     `class:"C1"`          // what a model-risk team reads, as JSON; nil for a model from before it was kept
	Validated  bool       `gorm:"-" class:"C1"` // has a Validation, which lists leave out
	SHA256     string     `class:"C1"`          // of Artefact
	Scores     string     `class:"C1"`          // scores of the training rows by bucket, JSON; "" where none were kept
	CreatedBy  string     `class:"C1"`
	CreatedAt  time.Time  `class:"C1"`
	ChampionAt *time.Time `class:"C1"`
	Shadow     bool       `class:"C1"` // a challenger that scores beside the champion
	Origin     string     `class:"C1"` // trained or imported
	PreviousID ID         `class:"C1"` // the champion whose place it took, 0 for none
	Version    int64      `class:"C1"`
}

// PublicID is the model's id as pages write it.
func (m *Model) PublicID() string { return m.ID.Public(PrefixModel) }

// Where a model comes from.
const (
	OriginTrained  = "trained"
	OriginImported = "imported"
)

// ShadowMax is how many challengers may score beside the champion: each costs a rescoring
// about as much as the champion's own evaluation does.
const ShadowMax = 3

// SetShadow lets a challenger score beside the champion, or stops it. others is how many
// already do.
func (m *Model) SetShadow(on bool, others int) error {
	if m.State != ModelChallenger {
		return ErrState
	}
	if on && !m.Shadow && others >= ShadowMax {
		return &Refused{Code: "shadow_full"}
	}
	m.Shadow = on
	return nil
}

// Intact reports whether the artefact is what its fingerprint says.
func (m *Model) Intact() bool {
	sum := sha256.Sum256(m.Artefact)
	return hex.EncodeToString(sum[:]) == m.SHA256
}

// ShadowScore is what a challenger said about an account, beside the champion's score of
// the same vector at the same moment.
type ShadowScore struct {
	ModelID       ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	AccountID     ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	RunID         ID        `class:"C1"` // 0 for one account alone
	Score         int       `class:"C2f"`
	ChampionID    ID        `class:"C1"`
	ChampionScore int       `class:"C2f"`
	Gap           int       `class:"C2f"` // points between the two, never below zero
	At            time.Time `class:"C1"`
}

// TrainingMethods is how a model may be trained.
func TrainingMethods() []string { return []string{learn.MethodWoE, learn.MethodBoosted} }

// TrainingState is the stage of a training.
type TrainingState string

// A training waits, runs, and ends in one of three ways.
const (
	TrainingQueued    TrainingState = "queued"
	TrainingRunning   TrainingState = "running"
	TrainingDone      TrainingState = "done"
	TrainingFailed    TrainingState = "failed"
	TrainingCancelled TrainingState = "cancelled"
)

// Training is a request to learn a challenger from a label, and how far it is.
type Training struct {
	ID        ID            `gorm:"primaryKey" class:"C1"`
	Method    string        `class:"C1"`
	Label     string        `class:"C1"`
	Pairs     int           `class:"C1"` // of factors that a boosted card may have
	Folds     int           `class:"C1"`
	Seed      int64         `class:"C1"`
	State     TrainingState `class:"C1"`
	AskedBy   ID            `class:"C1"` // 0 for the schedule and for commands
	AskedName string        `class:"C1"`
	AskedAt   time.Time     `class:"C1"`
	StartedAt *time.Time    `class:"C1"`
	EndedAt   *time.Time    `class:"C1"`
	Step      int           `class:"C1"` // fits that are done …
	Steps     int           `class:"C1"` // … of so many, 0 before the first
	Problem   string        `class:"C1"` // why it failed, in the words of the training
	ModelID   ID            `class:"C1"` // the challenger it made
	Lane      string        `class:"C1"`
	Version   int64         `class:"C1"`
}

// PublicID is the training's id as pages write it.
func (t *Training) PublicID() string { return t.ID.Public(PrefixTraining) }

// Open reports whether the training waits or runs.
func (t *Training) Open() bool { return t.State == TrainingQueued || t.State == TrainingRunning }

// Cancel ends a training that waits or runs; what it learnt so far is lost.
func (t *Training) Cancel(now time.Time) error {
	if !t.Open() {
		return ErrState
	}
	t.State, t.EndedAt = TrainingCancelled, &now
	return nil
}

// AskTraining asks for a challenger. Folds and Seed are the defaults of the product when 0.
type AskTraining struct {
	Method string
	Label  string
	Pairs  int // of factors that a boosted card may have
	Folds  int
	Seed   int64
}

// Bounds and defaults of a training.
const (
	FoldsDefault    = 5
	FoldsMax        = 20
	FoldSeedDefault = 7
)

// Normalise fills in what was left out: an empty method is the scorecard of weights of evidence.
func (a *AskTraining) Normalise() {
	if a.Method == "" {
		a.Method = learn.MethodWoE
	}
	if a.Folds == 0 {
		a.Folds = FoldsDefault
	}
	if a.Seed == 0 {
		a.Seed = FoldSeedDefault
	}
}

// Validate refuses an unknown method, a label that cannot exist, too many folds, and pairs that are too many or of a method without.
func (a *AskTraining) Validate() error {
	var bad Invalid
	if !slices.Contains(TrainingMethods(), a.Method) {
		bad.Add("method", "choice")
	}
	if !validSlug(a.Label) {
		bad.Add("label", "choice")
	}
	if a.Folds < 2 || a.Folds > FoldsMax {
		bad.Add("folds", "range_between", "min", "2", "max", "20")
	}
	if a.Pairs < 0 || a.Pairs > score.MaxPairs {
		bad.Add("pairs", "range_between", "min", "0", "max", strconv.Itoa(score.MaxPairs))
	} else if a.Pairs > 0 && a.Method != learn.MethodBoosted {
		bad.Add("pairs", "pairs_boosted") // the other method would leave them out without a word
	}
	return bad.OrNil()
}

// RetrainMaxDays is the longest time between two trainings of a schedule.
const RetrainMaxDays = 365

// Retrain is the schedule of trainings: every so many days, 0 for never.
type Retrain struct {
	Days    int        `json:"days"`
	Method  string     `json:"method"`
	Label   string     `json:"label"`
	Next    *time.Time `json:"next,omitempty"`
	Version int64      `json:"version"`
}

// Validate refuses a schedule that could not be kept.
func (r *Retrain) Validate() error {
	var bad Invalid
	if r.Days < 0 || r.Days > RetrainMaxDays {
		bad.Add("days", "range_between", "min", "0", "max", "365")
	}
	if r.Days > 0 {
		ask := AskTraining{Method: r.Method, Label: r.Label}
		ask.Normalise()
		if err := ask.Validate(); err != nil {
			return err
		}
	}
	return bad.OrNil()
}

// LabelCount is how many accounts a label knows, and how many of them as bad.
type LabelCount struct {
	Name      string
	Rows, Bad int
}
