package factor

import "math"

// Special standings of a statement. Any number above 0 is how many months past due the account was.
const (
	StandingUnused    int8 = -2 // the line was not used
	StandingPaidFull  int8 = -1 // the bill was paid in full
	StandingRevolving int8 = 0  // at least the minimum was paid
)

// MaxStatements is how many statements Compute looks at.
const MaxStatements = 24

// Facts is what is known of one account when it is assessed. Amounts are in fen.
type Facts struct {
	LimitFen   int64       // credit limit, 0 when there is none
	UsedFen    int64       // what is owed now, below 0 when the lender owes the customer
	Statements []Statement // newest first, months consecutive, up to MaxStatements
	Identity   Identity
	Relations  Relations
	Background Background
}

// Statement is one monthly bill and what was paid.
type Statement struct {
	Month    int   // yyyymm
	BillFen  int64 // the bill of this month; below 0 for a credit balance
	PaidFen  int64 // what was paid during this month, towards the bill of the month before
	Standing int8  // -2 not used, -1 paid in full, 0 revolving, n months past due
}

// Identity is the outcome of the checks on who the customer is. NaN stands for a check that was never made.
type Identity struct {
	NameMatch      float64 // 1 when the real name matches the ID number, else 0
	Document       float64 // 1 when the ID document's images are genuine, else 0
	Face           float64 // face similarity, 0..100
	PhoneMonths    float64 // months for which the phone number has been the customer's
	CardBound      float64 // 1 when a bank card in the same name is bound, else 0
	SharedIdentity float64 // other accounts on the same ID, phone, card or device
}

// UnknownIdentity returns an Identity of which nothing has been checked: every field is NaN.
func UnknownIdentity() Identity {
	nan := math.NaN()
	return Identity{NameMatch: nan, Document: nan, Face: nan, PhoneMonths: nan, CardBound: nan, SharedIdentity: nan}
}

// Relations is what the graph of shared devices, cards, addresses and transfers says about the account's surroundings.
type Relations struct {
	Known         bool // false when the aspect is switched off or was never computed: every factor of it is then missing
	Neighbours    int  // accounts directly linked
	Defaulted     int  // of them, in default
	Sanctioned    int  // of them, frozen or deactivated
	ClusterSize   int  // accounts in the connected cluster, this one included
	SharedDevices int  // devices used by this and at least one other account
}

// Codes of education, as in Background.Education.
const (
	EducationUnknown = iota
	EducationGraduate
	EducationUniversity
	EducationHighSchool
	EducationOther
)

// Background is what the customer's life outside the account says.
type Background struct {
	Education        int     // 0 unknown, 1 graduate school, 2 university, 3 high school, 4 other
	EmploymentMonths float64 // months with the present employer, NaN unknown
	AccountMonths    float64 // months since the account was opened, NaN unknown
	MonthlyIncomeFen int64   // monthly income in fen, 0 unknown
}
