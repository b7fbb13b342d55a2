package models

import (
	"slices"
	"testing"
)

// TestKindsOfPaymentsAreThoseWithAnAmount holds the list, which databases are asked by, against the question that deciding asks of each event.
func TestKindsOfPaymentsAreThoseWithAnAmount(t *testing.T) {
	for _, k := range slices.Concat(TransactionKinds(), LoginKinds(), IdentityKinds(), []EventKind{EventRepayment, ""}) {
		if k.Money() != slices.Contains(MoneyKinds(), k) {
			t.Errorf("%s", k)
		}
	}
}
