package backtest

import "candor/engine/validate"

// Accounts is the lender's accounts, each as it was last assessed, under both policies and the same scorecard. Money is fen.
type Accounts struct {
	Accounts int            `json:"accounts"` // assessed by both
	Skipped  []Skip         `json:"skipped,omitempty"`
	Labelled int            `json:"labelled"` // whose outcome is known
	Bad      int            `json:"bad"`
	Moved    int            `json:"moved"` // whose score differs
	Swap     []AccountSwap  `json:"swap"`
	BandsNow []string       `json:"bands_now"` // in the order of the current policy, down
	BandsNew []string       `json:"bands_new"` // in the order of the proposed policy, across
	Bands    [][]int        `json:"bands"`
	Flags    []FlagCount    `json:"flags,omitempty"`
	Cells    []AccountCell  `json:"cells,omitempty"`
	Limits   LimitEffect    `json:"limits"`
	Segments []AccountGroup `json:"segments,omitempty"`
}

// AccountSwap is one quarter of the table of who passed before and who would pass.
type AccountSwap struct {
	Before   bool              `json:"before"` // passes under the current policy
	After    bool              `json:"after"`
	Accounts int               `json:"accounts"`
	UsedFen  int64             `json:"used_fen"`
	Labelled int               `json:"labelled"`
	Bad      int               `json:"bad"`
	BadRate  validate.Estimate `json:"bad_rate"`
}

// FlagCount is how many accounts a flag calls a person for.
type FlagCount struct {
	Code     string `json:"code"`
	Accounts Count  `json:"accounts"`
}

// AccountCell is the accounts that are newly flagged, or no longer, with the first by id.
type AccountCell struct {
	Flagged  bool             `json:"flagged"` // under the proposed policy
	Label    string           `json:"label"`   // bad, good or unknown
	Accounts int              `json:"accounts"`
	Examples []AccountExample `json:"examples"` // at most ExamplesMost
}

// AccountExample is one account that ends differently.
type AccountExample struct {
	Account string    `json:"account"`
	Score   [2]int    `json:"score"` // current, proposed
	Band    [2]string `json:"band"`
	Gone    []string  `json:"gone,omitempty"` // flags that are raised no more
	Fresh   []string  `json:"fresh,omitempty"`
}

// LimitEffect is what the proposed matrix does to the most that accounts may hold. Limits in force are not changed by it; above
// the cap they can only not be raised.
type LimitEffect struct {
	Falls   int         `json:"falls"` // accounts whose cap falls …
	FallFen int64       `json:"fall_fen"`
	Rises   int         `json:"rises"`
	RiseFen int64       `json:"rise_fen"`
	Over    Count       `json:"over"` // accounts whose limits are above their cap …
	OverFen Count       `json:"over_fen"`
	Largest []LimitFall `json:"largest,omitempty"` // the largest falls, at most ExamplesMost
}

// LimitFall is one account whose cap falls.
type LimitFall struct {
	Account  string `json:"account"`
	Band     string `json:"band"` // under the proposed policy
	LimitFen int64  `json:"limit_fen"`
	CapFen   Count  `json:"cap_fen"`

	id int64
}

// AccountGroup is the accounts that declared the same. What is declared is no factor of any score.
type AccountGroup struct {
	Attribute string            `json:"attribute"`
	Group     string            `json:"group"`
	Accounts  int               `json:"accounts"`
	Flagged   Count             `json:"flagged"`
	Share     Rate              `json:"share"` // flagged
	Labelled  int               `json:"labelled"`
	Bad       int               `json:"bad"`
	BadRate   validate.Estimate `json:"bad_rate"`
}
