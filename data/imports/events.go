package imports

import (
	"errors"
	"io"

	"candor/engine/backtest"
	"candor/engine/watch"
)

// ErrNotAccounts is a mapping of transactions where one of accounts or of a table is needed.
var ErrNotAccounts = errors.New("the mapping is of transactions, not of accounts or of a table")

// ErrKind is a mapping of accounts where one of transactions is needed.
var ErrKind = errors.New("the mapping is of accounts, not of transactions")

// Events reads a file of transactions for a backtest, without a store. Accounts are numbered as they come; rejected rows go to
// reject, which may be nil. What identifies people is hashed here and not keyed as a store would, which changes no decision.
func (m *Mapping) Events(open func() (io.ReadCloser, error), reject func(Reject) error) backtest.Source {
	return func(each func(*backtest.Event) error) error {
		if m.Transactions == nil {
			return ErrKind
		}
		file, err := open()
		if err != nil {
			return err
		}
		accounts := map[string]int64{}
		var e backtest.Event
		_, err = m.Read(file, func(row Row) error {
			if len(row.Rejects) > 0 {
				return tell(row.Rejects, reject)
			}
			account, known := accounts[row.Event.Account]
			if !known {
				account = int64(len(accounts))
				accounts[row.Event.Account] = account
			}
			e = past(row.Event)
			e.ID, e.Account = int64(row.Line), account
			return each(&e)
		})
		return errors.Join(err, file.Close())
	}
}

func tell(rejects []Reject, to func(Reject) error) error {
	if to == nil {
		return nil
	}
	for _, r := range rejects {
		if err := to(r); err != nil {
			return err
		}
	}
	return nil
}

// past is a transaction as the engine takes it.
func past(t *Transaction) backtest.Event {
	kind, _ := watch.ParseKind(string(t.Kind)) // checked when it was read
	e := backtest.Event{
		Event: watch.Event{
			Kind: kind, At: t.At.UnixMicro(), AmountFen: t.AmountFen, Product: t.Product.Number(),
			Merchant: watch.Token(t.Merchant), City: watch.Token(t.City), Network: watch.Token(t.Network),
			Device: watch.Token(t.Device), Card: watch.Token(t.Card), Payee: watch.Token(t.Payee), IP: watch.Token(t.IP),
		},
		Product: string(t.Product), Category: t.Category, Scenario: uint8(t.Scenario),
		Labelled: t.Labelled, Bad: t.Bad, LabelAt: t.LabelAt.UnixMicro(),
	}
	if !t.Kind.Money() {
		e.AmountFen = 0
	}
	return e
}
