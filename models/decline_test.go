package models

import (
	"testing"

	"pgregory.net/rapid"
)

// TestSamePaymentsHaveOneToken and no other has it: tokens are equal just where kind, account, amount and place are, whatever a source
// calls a merchant, and what a page reads back is what went in.
func TestSamePaymentsHaveOneToken(t *testing.T) {
	account := ID(5).Public(PrefixAccount)
	place := rapid.OneOf(rapid.StringMatching(`[a-z :]{0,6}`), rapid.SampledFrom([]string{"cashloan", "draw:" + account, "transfer_out:" + account + " 5 aunt"}))
	draw := func(t *rapid.T, name string) *Event {
		e := &Event{AccountID: ID(rapid.Int64Range(5, 6).Draw(t, name+" account")), AmountFen: rapid.Int64Range(1, 3).Draw(t, name+" amount")}
		e.Kind = rapid.SampledFrom([]EventKind{EventPurchase, EventDraw, EventTransferOut}).Draw(t, name+" kind")
		to := place.Draw(t, name+" place")
		switch e.Kind {
		case EventPurchase:
			e.Body.Merchant = to
		case EventTransferOut:
			e.Body.Payee = to
		case EventDraw:
			e.Body.Product, e.Body.Payee = ProductCashLoan, rapid.SampledFrom([]string{"", "0123456789abcdef"}).Draw(t, name+" payee")
		}
		return e
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		token := SamePayment(a)
		same := a.Kind == b.Kind && a.AccountID == b.AccountID && a.AmountFen == b.AmountFen && a.Body.Merchant == b.Body.Merchant && a.Body.Payee == b.Body.Payee
		if token != "" && (token == SamePayment(b)) != same {
			t.Errorf("%+v and %+v: %q", a, b, token)
		}
		if token == "" {
			return
		}
		kind, who, fen, merchant, ok := SamePaymentOf(token)
		if !ok || kind != a.Kind || who != a.AccountID.Public(PrefixAccount) || fen != a.AmountFen || a.Kind == EventPurchase && merchant != a.Body.Merchant {
			t.Errorf("%q is read as %s of %s, %d to %q, %t", token, kind, who, fen, merchant, ok)
		}
	})
	for _, token := range []string{"", "kiosk", account, account + " 5", account + " five kiosk", "acc_x 5 kiosk", "refund:" + account + " 5 kiosk"} {
		if _, _, _, _, ok := SamePaymentOf(token); ok {
			t.Errorf("%q is read as a payment", token)
		}
	}
}
