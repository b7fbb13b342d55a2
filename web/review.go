package main

import "candor/handlers"

// review is the pages of the daily work: home, queue, cases, accounts and scores.
type review struct {
	home        *handlers.Home
	queue       *handlers.Queue
	cases       *handlers.Cases
	desk        *handlers.CaseDesk
	views       *handlers.SavedViews
	queues      *handlers.Queues
	accounts    *handlers.Accounts
	mentions    *handlers.Mentions
	notes       *handlers.Notes
	timelines   *handlers.Timelines
	linked      *handlers.Linked
	dossiers    *handlers.Dossiers
	compared    *handlers.AccountCompare
	contacts    *handlers.Contacts
	contactLogs *handlers.ContactLogs
	scores      *handlers.Scores
	overrides   *handlers.Overrides
	disputes    *handlers.Disputes
	asides      *handlers.RuleAsides
	hardships   *handlers.Hardships
	tells       *handlers.Tells
	caseOpens   *handlers.CaseOpens
	caseAsks    *handlers.CaseAsks
}

// wireReview gives those pages the record, and the navigation its counts.
func (s *server) wireReview() {
	s.review = review{
		home:        &handlers.Home{Site: s.site, Store: s.store},
		queue:       &handlers.Queue{Site: s.site, Store: s.store},
		cases:       &handlers.Cases{Site: s.site, Store: s.store},
		accounts:    &handlers.Accounts{Site: s.site, Store: s.store},
		mentions:    &handlers.Mentions{Site: s.site, Store: s.store},
		notes:       &handlers.Notes{Site: s.site, Store: s.store},
		timelines:   &handlers.Timelines{Site: s.site, Store: s.store},
		linked:      &handlers.Linked{Site: s.site, Store: s.store},
		dossiers:    &handlers.Dossiers{Site: s.site, Store: s.store},
		compared:    &handlers.AccountCompare{Site: s.site, Store: s.store},
		contacts:    &handlers.Contacts{Site: s.site, Store: s.store},
		contactLogs: &handlers.ContactLogs{Site: s.site, Store: s.store},
		scores:      &handlers.Scores{Site: s.site, Store: s.store},
		overrides:   &handlers.Overrides{Site: s.site, Store: s.store},
		disputes:    &handlers.Disputes{Site: s.site, Store: s.store},
		asides:      &handlers.RuleAsides{Site: s.site, Store: s.store},
		hardships:   &handlers.Hardships{Site: s.site, Store: s.store},
		tells:       &handlers.Tells{Site: s.site, Store: s.store},
		caseOpens:   &handlers.CaseOpens{Site: s.site, Store: s.store},
	}
	s.cases.Queue = s.queue
	s.desk = &handlers.CaseDesk{Cases: s.cases, Desk: s.store}
	s.caseAsks = &handlers.CaseAsks{CaseDesk: s.desk, Asks: s.store}
	s.queues = &handlers.Queues{Site: s.site, Store: s.store, Queue: s.queue}
	s.views = &handlers.SavedViews{Site: s.site, Store: s.store}
	s.site.Notices = handlers.Notices(s.store)
	s.site.Waiting = handlers.Waiting(s.store)
	s.site.Stopped, s.site.Rules = s.store.Stopped, s.store.LiveRules
	s.site.Answerers = s.store.Answerers
	s.site.Recorded = s.store.AuditHead
}
