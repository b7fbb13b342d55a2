package models

import (
	"math"

	"candor/engine/decide"
)

// RunSketch is how the values of one measure lie over the book at a rescoring. Only the newest run has any.
type RunSketch struct {
	RunID   ID     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Measure string `gorm:"primaryKey" class:"C1"` // decide.MeasureScoreDrop or a factor key
	Sketch  Sketch `gorm:"serializer:json" class:"C1"`
}

// Sketch counts a measure's values in steps, ascending and apart from each other. A figure is exact at the ends of a step and for
// steps of one value; within a step it is off by the accounts of that step at most.
type Sketch struct {
	Steps      []SketchStep `json:"steps"`
	Missing    int          `json:"missing"` // accounts for which the measure is not known
	MissingFen int64        `json:"missing_fen"`
}

// SketchStep is the accounts whose values lie between the lowest and the highest seen in it, both included.
type SketchStep struct {
	Lo  float64 `json:"lo"`
	Hi  float64 `json:"hi"`
	N   int     `json:"n"`
	Fen int64   `json:"fen"` // in use by them
}

// Cut is what a threshold holds for.
type Cut struct {
	Accounts int
	UsedFen  int64
	Off      int // by how many accounts the figures may be off, 0 when they are exact
}

// Known returns how many accounts the sketch knows a value of, and their use.
func (s *Sketch) Known() (accounts int, usedFen int64) {
	for _, b := range s.Steps {
		accounts += b.N
		usedFen += b.Fen
	}
	return accounts, usedFen
}

// Cut counts the accounts that a threshold holds for. Within a step they are shared out evenly over its width.
func (s *Sketch) Cut(op decide.Op, threshold float64) Cut {
	var below Cut
	for _, b := range s.Steps {
		switch {
		case threshold > b.Hi:
			below.Accounts += b.N
			below.UsedFen += b.Fen
		case threshold > b.Lo:
			part := threshold - b.Lo
			n := half(float64(b.N) * part / (b.Hi - b.Lo))
			below.Accounts += int(n)
			below.UsedFen += int64(half(float64(b.Fen) * part / (b.Hi - b.Lo)))
			below.Off = b.N
		}
	}
	if op == decide.OpBelow {
		return below
	}
	accounts, used := s.Known()
	return Cut{Accounts: accounts - below.Accounts, UsedFen: used - below.UsedFen, Off: below.Off}
}

// half rounds as scripts in browsers do: halves upwards.
func half(v float64) float64 { return math.Floor(v + .5) }

// SketchOfScores is the sketch of the run's scores, one step a score. Runs from before scores were counted one by one have steps of
// ten points.
func (r *RunSummary) SketchOfScores() Sketch {
	var s Sketch
	if len(r.Points) == 0 {
		for i, n := range r.Scores {
			if n > 0 {
				from := decide.ScoreMin + bucket*i
				s.Steps = append(s.Steps, SketchStep{Lo: float64(from), Hi: float64(min(from+bucket-1, decide.ScoreMax)), N: n, Fen: r.usedAt(i)})
			}
		}
		return s
	}
	for i, n := range r.Points {
		if n > 0 {
			at := float64(decide.ScoreMin + i)
			s.Steps = append(s.Steps, SketchStep{Lo: at, Hi: at, N: n, Fen: r.PointsFen[i]})
		}
	}
	return s
}
