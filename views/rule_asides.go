package views

import "candor/views/ui"

// AsideForm is the form that sets a rule aside for an account.
type AsideForm struct {
	Action  string
	Back    string
	Head    string // whose account it is
	Latest  string // the last day it may run to
	Rules   []ui.Option
	Already []ListedNote // what is set aside for the account, or waits to be
	Form    MeasureForm
}

// AsidePageData is one rule set aside for an account.
type AsidePageData struct {
	Account        MeasureAccount
	ID             string
	State          ui.BadgeArgs
	Rule, RuleHref string
	Steps          MeasureSteps
	Facts          []ui.Pair
	Actions        MeasureActions
	End            string // address of the form that ends it before its day
	Events         []ui.Event
}
