package misjudge

// Kind is what stands against the customer.
type Kind string

// The kinds of measure, mildest first.
const (
	KindEvent      Kind = "event" // an event that was declined or is held
	KindLimitCut   Kind = "limit_cut"
	KindRestrict   Kind = "restrict"
	KindFreeze     Kind = "freeze"
	KindDeactivate Kind = "deactivate"
)

// Kinds is every kind, the gravest first.
func Kinds() []Kind {
	return []Kind{KindDeactivate, KindFreeze, KindRestrict, KindLimitCut, KindEvent}
}

// Challenge kinds that a customer may have passed, named as the lender's challenges are.
const (
	challengeCode        = "code"
	challengeFace        = "face"
	challengeDocument    = "document"
	challengeExplanation = "explanation"
)

// Evidence is all that a finding depends on. The zero value says that nothing is known.
type Evidence struct {
	Kind   Kind   `json:"kind"`
	Reason string `json:"reason"` // the coded reason of the measure

	// Appeals against measures of this kind and reason that were decided and carried out, whoever's.
	Appealed   int `json:"appealed"`
	Overturned int `json:"overturned"`

	ScoreThen int    `json:"score_then,omitempty"` // 0 when there was no score
	ScoreNow  int    `json:"score_now,omitempty"`
	BandThen  string `json:"band_then,omitempty"`
	BandNow   string `json:"band_now,omitempty"`
	BandAt    int    `json:"band_at"` // place of today's band, 0 the lowest
	Bands     int    `json:"bands"`   // how many bands there are
	PDO       int    `json:"pdo"`     // points of the card's scale that double the odds

	FlagsThen []string `json:"flags_then,omitempty"` // codes that held when the measure was made
	FlagsNow  []string `json:"flags_now,omitempty"`  // codes that hold today
	Cleared   int      `json:"cleared,omitempty"`    // flags that a person found groundless since

	Passed []string `json:"passed,omitempty"` // kinds of challenge passed since, each once
	Failed int      `json:"failed,omitempty"` // challenges failed or ignored since

	LateThen bool `json:"late_then,omitempty"` // behind with a payment when the measure was made
	LateNow  int  `json:"late_now,omitempty"`  // days past due today

	Brought int `json:"brought,omitempty"` // things that the customer brought in appeals since
	Upheld  int `json:"upheld,omitempty"`  // appeals against this very measure that upheld it

	Links    int `json:"links,omitempty"`     // linked accounts today
	BadThen  int `json:"bad_then,omitempty"`  // of them sanctioned or in default when the measure was made
	BadLinks int `json:"bad_links,omitempty"` // and today

	IdentitySure bool `json:"identity_sure,omitempty"` // name, document and face match today
	MissingKnown int  `json:"missing_known,omitempty"` // points gained by factors that were missing then and are known now
	Automatic    bool `json:"automatic,omitempty"`     // no person made or approved it

	Milder        int  `json:"milder,omitempty"` // rungs of the outcome ladder by which today's policy is milder
	ConfirmedGood bool `json:"confirmed_good,omitempty"`
	ConfirmedBad  bool `json:"confirmed_bad,omitempty"`

	Harm Taken `json:"harm"`
}

// onLinks reports whether the measure rests on what others did.
func (e *Evidence) onLinks() bool {
	return e.Reason == "identity_shared" || e.Reason == "linked_sanctions" || e.Reason == "cash_out"
}

// doubtsIdentity reports whether the measure rests on who the customer is. A takeover does not: there somebody else acts,
// whoever the customer is.
func (e *Evidence) doubtsIdentity() bool {
	return e.Reason == "identity_shared" || e.Reason == "identity_doubt" || e.Reason == "documents_missing"
}

// Taken is what a measure takes away from the customer.
type Taken struct {
	Fen       int64 `json:"fen"`       // limit taken away, or the amount of the event; never below 0
	Functions int   `json:"functions"` // functions of the account taken away
	Days      int   `json:"days"`      // whole days in force
}

// The weights of harm; see the package's documentation.
const (
	FunctionPoints = 50
	FenAPoint      = 10_000 // 100 yuan
	DaysMost       = 90
)

// Points is the harm in points, 0 or above.
func (t Taken) Points() int64 {
	days := int64(min(max(t.Days, 0), DaysMost))
	return (max(t.Fen, 0)/FenAPoint + FunctionPoints*int64(max(t.Functions, 0))) * (7 + days) / 7
}
