package views

import "candor/views/ui"

// ApprovalRow is one request that waits for a second person.
type ApprovalRow struct {
	Href        string
	What        string // limit change, sanction, policy
	Payload     string // what exactly is asked for
	Files       ui.LinkArgs
	Reason      string
	Account     string
	AccountHref string
	AskedBy     string
	AskedAt     ui.TimeArgs
	Left        string // until it lapses
	Can         bool
	Ready       ui.BadgeArgs
	Why         string // why the viewer may not answer
	Ask         string // and who may
	Own         bool   // the viewer asked for it
}

// Pending is the page of pending actions under one of its tabs.
type Pending struct {
	Tabs        []ui.Tab
	Rows        []ApprovalRow
	Empty       ui.EmptyArgs
	Cut         string   // says that more wait than are shown, "" when all are
	Later       string   // likewise of what cools off
	Cooling     *Records // nil under a tab that is about the second person alone
	OnlyCooling bool
	Export      string // the form that takes the list away; "" where there is none
	Fresh       *Fresh // nil where nothing new can come
}
