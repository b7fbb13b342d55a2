package rules

import "slices"

// Families are the typologies of the shipped rules, in the order pages list them. The comment at each table says what it is
// after, where it is described in public, and whom it may wrong.
//
// Thresholds are in the units of package watch: fen, hours, days, shares of 1, counts. They were set from what the typology
// means and from the benign look-alikes in testdata; those of the three rules on single amounts (amount_largest_lately,
// amount_above_usual, amounts_jump) also with an eye on the simulation of the Fraud Detection Handbook. A lender tunes them.
var Families = []string{
	"sudden_spending", "cash_out", "account_takeover", "identity", "bust_out", "malicious_overdue", "ring",
}

// The kinds of event that shipped rules look at.
var (
	moneyOut = []string{"purchase", "draw", "transfer_out"} // money leaves
	creditUp = []string{"purchase", "draw"}                 // credit is used
	purchase = []string{"purchase"}
	transfer = []string{"transfer_out"}
	entering = []string{"login", "purchase", "draw", "transfer_out"} // somebody acts as the customer
)

// Shipped returns the rules a new lender starts with, all switched on, family by family. The slice is the caller's.
func Shipped() []Rule {
	var list []Rule
	for _, family := range [][]Rule{sudden, cashOut, takeover, identity, bustOut, overdue, ring} {
		list = append(list, family...)
	}
	for i := range list {
		list[i].On = true
		list[i].Kinds = slices.Clone(list[i].Kinds)
	}
	return list
}

// Reason codes that no shipped rule gives: an entry of a list did.
const (
	ReasonListBlock = "list_block"
	ReasonListWatch = "list_watch"
)

// Reasons returns every reason code that needs texts: of the shipped rules, of a failed rule and of lists, in a stable order.
func Reasons() []string {
	codes := []string{ReasonRuleError, ReasonListBlock, ReasonListWatch}
	for _, r := range Shipped() {
		if !slices.Contains(codes, r.Reason) {
			codes = append(codes, r.Reason)
		}
	}
	return codes
}
