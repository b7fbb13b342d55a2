package models

import (
	"slices"
	"time"
)

// Sealed is ciphertext: only the data layer, which holds the keys, can open it.
type Sealed []byte

// AccountStatus is what an account may do as a whole.
type AccountStatus string

// The statuses, mildest first.
const (
	StatusActive      AccountStatus = "active"
	StatusRestricted  AccountStatus = "restricted"
	StatusFrozen      AccountStatus = "frozen"
	StatusDeactivated AccountStatus = "deactivated"
	StatusClosed      AccountStatus = "closed"
)

// Function is something an account can do that a sanction can take away.
type Function string

// Functions lists every function in the order pages show them.
func Functions() []Function {
	return []Function{FunctionPurchase, FunctionDraw, FunctionTransfer, FunctionRaise}
}

// The functions of an account.
const (
	FunctionPurchase Function = "purchase" // buy now, pay later
	FunctionDraw     Function = "draw"     // draw cash
	FunctionTransfer Function = "transfer" // transfer out
	FunctionRaise    Function = "raise"    // ask for a higher limit
)

// Account is a customer as the lender knows them. Identity is sealed; sums over the
// credit lines and the latest statement are kept here so that lists need no join.
type Account struct {
	ID               ID                `gorm:"primaryKey" class:"C1"`
	Source           string            `class:"C1"` // who sent it: an import map or an API key's name
	ExternalID       string            `class:"C1"` // the lender's own number, unique within the source
	Status           AccountStatus     `class:"C1"`
	Reach            []Function        `gorm:"serializer:json" class:"C1"` // functions taken away
	StatusUntil      *time.Time        `class:"C1"`
	HardshipUntil    *time.Time        `class:"C2f"` // end of the hardship flag that stands, nil for none
	Name             Sealed            `gorm:"column:name_sealed" class:"C2"`
	Phone            Sealed            `gorm:"column:phone_sealed" class:"C2"`
	IDNumber         Sealed            `gorm:"column:id_number_sealed" class:"C2"`
	Email            Sealed            `gorm:"column:email_sealed" class:"C2"`
	NameIndex        []byte            `class:"C2"`
	PhoneIndex       []byte            `class:"C2"`
	PhoneTailIndex   []byte            `class:"C2"`
	IDNumberIndex    []byte            `class:"C2"`
	IDTailIndex      []byte            `class:"C2"`
	Declared         map[string]string `gorm:"serializer:json" class:"C2f"` // sex, marital status, age: for fairness only
	Education        int               `class:"C2f"`                        // 0 unknown, 1 graduate school, 2 university, 3 high school, 4 other
	Employer         string            `class:"C2f"`                        // kind of employer, never its name
	EmploymentMonths *int              `class:"C2f"`
	IncomeFen        int64             `class:"C2f"` // monthly, 0 unknown
	OpenedAt         *time.Time        `class:"C1"`
	Lang             string            `class:"C1"`
	Jurisdiction     string            `class:"C1"`  // ISO 3166-1 alpha-2, "" when not known
	LimitFen         int64             `class:"C2f"` // sum of the lines' limits in force
	UsedFen          int64             `class:"C2f"` // sum of the lines' use
	DaysPastDue      int               `class:"C2f"`
	Score            *int              `class:"C2f"`
	Band             string            `class:"C2f"`
	DecisionID       ID                `class:"C1"` // the assessment that gave Score
	ScoredAt         *time.Time        `class:"C1"`
	Basis            []byte            `class:"C2f"` // hash of what the decision was made of; empty for one that cannot stand
	SubjectSlot      int64             `class:"C1"`  // number of the person's own key, 0 for none
	ErasedAt         *time.Time        `class:"C1"`  // when that key was destroyed
	ContentHash      string            `class:"C1"`  // of what the source sent, to know a repeat
	CreatedAt        time.Time         `class:"C1"`
	UpdatedAt        time.Time         `class:"C1"`
	Version          int64             `class:"C1"`
}

// PublicID is the account's id as pages, URLs and the API write it.
func (a *Account) PublicID() string { return a.ID.Public(PrefixAccount) }

// UtilisationBP is used over limit in basis points; −1 without a limit.
func (a *Account) UtilisationBP() int64 {
	if a.LimitFen <= 0 {
		return -1
	}
	return a.UsedFen * 10_000 / a.LimitFen
}

// Product is a kind of credit line.
type Product string

// The products.
const (
	ProductPayLater Product = "paylater"
	ProductCashLoan Product = "cashloan"
)

// CreditLine is one limit of an account. LimitFen is what was granted; sanctions do not
// overwrite it but put a ceiling over it, so that lifting them loses nothing.
type CreditLine struct {
	ID        ID         `gorm:"primaryKey" class:"C1"`
	AccountID ID         `class:"C1"`
	Product   Product    `class:"C1"`
	LimitFen  int64      `class:"C2f"`
	TempFen   *int64     `class:"C2f"` // a temporary limit in place of LimitFen …
	TempUntil *time.Time `class:"C1"`  // … until then
	CapFen    *int64     `class:"C2f"` // the lowest ceiling of the sanctions in force
	UsedFen   int64      `class:"C2f"`
	Version   int64      `class:"C1"`
}

// PublicID is the line's id as pages write it.
func (l *CreditLine) PublicID() string { return l.ID.Public(PrefixLine) }

// InForceFen is the limit that counts now: temporary or granted, under the ceiling.
func (l *CreditLine) InForceFen() int64 {
	limit := l.LimitFen
	if l.TempFen != nil {
		limit = *l.TempFen
	}
	if l.CapFen != nil {
		limit = min(limit, *l.CapFen)
	}
	return limit
}

// AvailableFen is what may still be used, never below zero.
func (l *CreditLine) AvailableFen() int64 { return max(0, l.InForceFen()-l.UsedFen) }

// MaxFen bounds every amount that enters: 1 trillion yuan in fen, far from overflow.
const MaxFen int64 = 100_000_000_000_000

// SumLines refreshes the account's sums from its lines.
func (a *Account) SumLines(lines []CreditLine) {
	a.LimitFen, a.UsedFen = 0, 0
	for i := range lines {
		a.LimitFen += lines[i].InForceFen()
		a.UsedFen += lines[i].UsedFen
	}
}

// Apply sets status, lost functions and ceilings to what the sanctions in force say
// together: the strongest status, the union of functions, the lowest ceiling. It is
// a function of the set, so sanctions may end in any order.
func (a *Account) Apply(inForce []Sanction, lines []CreditLine) {
	if a.Status == StatusClosed {
		return
	}
	a.Status, a.Reach, a.StatusUntil = StatusActive, []Function{}, nil
	for i := range lines {
		lines[i].CapFen = nil
	}
	for n := range inForce {
		s := &inForce[n]
		for i := range lines {
			if ceiling, capped := s.Ceiling(lines[i].Product); capped {
				if lines[i].CapFen == nil || ceiling < *lines[i].CapFen {
					lines[i].CapFen = &ceiling
				}
			}
		}
		for _, f := range s.Lost() {
			if !slices.Contains(a.Reach, f) {
				a.Reach = append(a.Reach, f)
			}
		}
		switch status := s.Status(); {
		case status == StatusActive:
		case status.rank() > a.Status.rank():
			a.Status, a.StatusUntil = status, s.EndsAt
		case status == a.Status && later(s.EndsAt, a.StatusUntil):
			a.StatusUntil = s.EndsAt
		}
	}
	slices.Sort(a.Reach)
	a.SumLines(lines)
}

// later reports whether an end comes after another; none at all comes last.
func later(a, b *time.Time) bool { return b != nil && (a == nil || a.After(*b)) }

// Statement is one month's bill.
type Statement struct {
	AccountID   ID         `gorm:"primaryKey" class:"C1"`
	Month       int        `gorm:"primaryKey" class:"C1"` // yyyymm
	BillFen     int64      `class:"C2f"`
	PaidFen     int64      `class:"C2f"` // paid during the month, towards the bill before
	DueAt       *time.Time `class:"C1"`
	Standing    int        `class:"C2f"` // −2 not used, −1 paid in full, 0 revolving, n months past due
	DaysPastDue int        `class:"C2f"`
}

// IdentityCheck is one verification of who the customer is.
type IdentityCheck struct {
	AccountID ID        `gorm:"primaryKey" class:"C1"`
	Kind      string    `gorm:"primaryKey" class:"C1"` // name_match, document, face, phone, card
	Passed    bool      `class:"C1"`
	Strength  float64   `class:"C1"` // face: similarity 0–100; phone: months bound; else 0 or 1
	CheckedAt time.Time `class:"C1"`
	Source    string    `class:"C1"`
}

// Relationship says that two accounts share something. It is stored once each way.
type Relationship struct {
	AccountID ID        `gorm:"primaryKey" class:"C1"`
	OtherID   ID        `gorm:"primaryKey" class:"C1"`
	Kind      string    `gorm:"primaryKey" class:"C1"` // device, card, address, phone, transfer, contact
	Since     time.Time `class:"C1"`
}

// Device is a phone or computer an account was used from.
type Device struct {
	ID        ID        `gorm:"primaryKey" class:"C1"`
	AccountID ID        `class:"C1"`
	Label     string    `class:"C1"` // "Android phone", never a serial number
	City      string    `class:"C1"`
	FirstSeen time.Time `class:"C1"`
	LastSeen  time.Time `class:"C1"`
}

// Label is an outcome that became known, to train on or to answer for.
type Label struct {
	AccountID ID        `gorm:"primaryKey" class:"C1"`
	Name      string    `gorm:"primaryKey" class:"C1"` // default_next_month, false_positive:<code> …
	Bad       bool      `class:"C2f"`
	Source    string    `class:"C1"`
	At        time.Time `class:"C1"`
}

// Features is an account's factor values in catalogue order, as one exact blob.
type Features struct {
	AccountID ID         `gorm:"primaryKey" class:"C1"`
	Vector    []byte     `class:"C2f"`
	At        time.Time  `class:"C1"`
	ToldAt    *time.Time `class:"C1"` // when the account's source last sent it, nil for not recorded
	LinkedAt  *time.Time `class:"C1"` // when its links were last counted, nil for never or not recorded
}

// Note is a remark of staff on an account, or what was said in a contact with the customer.
type Note struct {
	ID         ID        `gorm:"primaryKey" class:"C1"`
	AccountID  ID        `class:"C1"`
	AuthorID   ID        `class:"C1"`
	AuthorName string    `class:"C1"`
	Text       Sealed    `gorm:"column:text_sealed" class:"C2"`
	At         time.Time `class:"C1"`

	PinnedAt   *time.Time `class:"C1"` // since when it stands before the others, nil for among them
	PinnedName string     `class:"C1"` // who put it there

	Version  int64      `class:"C1"` // counted up by every change of its text
	EditedAt *time.Time `class:"C1"` // when its author last changed it, nil for never
	ContactFacts
}
