package models

import "time"

// ProposeLimit asks for a new limit of one credit line. Version is the line's, as the
// proposer read it.
type ProposeLimit struct {
	AccountID   ID
	LineID      ID
	CaseID      ID
	ToFen       int64    // the new limit, unless
	OnlyLower   bool     // anything but a lower one is refused
	ByBP        int64    // it is the granted one changed by a share, in basis points; 0 for an amount
	ReasonCode  string   // the first principal reason
	Further     []string // those after it
	Reason      string
	EffectiveAt time.Time // zero: now
	AtDue       bool      // or on the account's next due day
	ExpiresAt   *time.Time
	ReviewAt    *time.Time
	FileID      ID        // the account's file that the change rests on
	Files       []NewFile // those that come with it; their owner is the new change
	AppealID    ID        // the account's appeal that it goes back to
	TellLang    string    // in which the customer is told; "" for their own
	Version     int64
	Unwarned    bool // the form was drawn without the warning of a hardship flag: one that stands makes it out of date
}

// ProposeSanction asks for a sanction. Version is the account's, as the proposer read it.
type ProposeSanction struct {
	AccountID  ID
	CaseID     ID
	Kind       SanctionKind
	Reach      []Function
	CutProduct Product
	CutFen     int64
	ReasonCode string   // the first principal reason
	Further    []string // those after it
	Reason     string
	EndsAt     *time.Time
	ReviewAt   *time.Time
	Version    int64
}

// FileAppeal takes in an appeal against a sanction.
type FileAppeal struct {
	SanctionID ID
	Channel    string
	Lang       string
	Words      string
	Files      []NewFile // papers that belong to it; their owner is the new appeal
}

// PutAccount is what a source knows about one account: from the API or an import. Lists
// replace what was known; a nil list leaves it. Version is the account's version that the
// sender read, 0 to create or to not care.
type PutAccount struct {
	Source           string
	ExternalID       string
	Personal         *Personal
	Declared         map[string]string
	Education        int
	Employer         string
	EmploymentMonths *int
	IncomeFen        int64
	OpenedAt         *time.Time
	Lang             string
	Jurisdiction     string       `json:",omitempty"` // so that what was sent before it was known keeps its hash
	Lines            []CreditLine // product, limit, used
	Statements       []Statement
	Checks           []IdentityCheck
	Labels           []Label
	Version          int64
}
