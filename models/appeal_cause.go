package models

// CauseKind is what a cause of a measure is.
type CauseKind string

// The causes of a measure that people appeal against.
const (
	CauseRule CauseKind = "rule" // an event rule that fired and asked for it, by its key
	CauseFlag CauseKind = "flag" // a confirmed flag of the case on which a person decided it, by its code
)

// AppealCause is one thing that stood behind the measure that an appeal is against.
type AppealCause struct {
	Kind     CauseKind `gorm:"primaryKey" class:"C1"`
	Code     string    `gorm:"primaryKey" class:"C1"`
	AppealID ID        `gorm:"primaryKey;autoIncrement:false" class:"C1"`
}

// AboveBound reports whether measures of a group are overturned more often than the policy's guards
// allow: by OverturnLeast decided appeals or more, and even by the lower end of the interval. The bound is in
// basis points.
func (g *AppealGroup) AboveBound(bp int) bool {
	return g.Whole >= OverturnLeast && float64(g.Overturned.Rate().Low)*10_000 > float64(bp)
}
