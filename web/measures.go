package main

import "candor/handlers"

// measures is the pages about limits, sanctions, appeals, approvals, letters and the radar.
type measures struct {
	limits    *handlers.Limits
	sanctions *handlers.Sanctions
	appeals   *handlers.Appeals
	approvals *handlers.Approvals
	messages  *handlers.Messages
	outgoing  *handlers.Outbox
	radar     *handlers.Radar
	batches   *handlers.Batches
	samples   *handlers.Samples
	exports   *handlers.Exports
}

// wireMeasures gives those pages the record.
func (s *server) wireMeasures() {
	s.measures = measures{
		limits:    &handlers.Limits{Site: s.site, Store: s.store},
		sanctions: &handlers.Sanctions{Site: s.site, Store: s.store},
		appeals:   &handlers.Appeals{Site: s.site, Store: s.store},
		approvals: &handlers.Approvals{Site: s.site, Store: s.store},
		messages:  &handlers.Messages{Site: s.site, Store: s.store, Outlets: s.gateways.Outlets()},
		outgoing:  &handlers.Outbox{Site: s.site, Store: s.store, Outlets: s.gateways.Outlets()},
		radar:     &handlers.Radar{Site: s.site, Store: s.store},
		batches:   &handlers.Batches{Site: s.site, Store: s.store},
		samples:   &handlers.Samples{Site: s.site, Store: s.store},
		exports:   &handlers.Exports{Site: s.site, Store: s.store},
	}
}
