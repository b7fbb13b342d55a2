package main

import "candor/handlers"

// governance is the pages of policy, models, drift, record and help, and the API.
type governance struct {
	policies    *handlers.Policies
	releases    *handlers.Releases
	models      *handlers.Models
	promotions  *handlers.Promotions
	audit       *handlers.Audit
	help        *handlers.Help
	palette     *handlers.Palette
	api         *handlers.API
	apiLists    *handlers.APILists
	drift       *handlers.Drift
	ruleEditor  *handlers.RuleEditor
	ladder      *handlers.Ladder
	wordings    *handlers.Wordings
	grounds     *handlers.Grounds
	quick       *handlers.QuickReasons
	backtests   *handlers.Backtests
	thresholds  *handlers.Thresholds
	effects     *handlers.Effects
	ruleQuality *handlers.RuleQuality
	policyFiles *handlers.PolicyFiles
}

// wireGovernance gives them the record.
func (s *server) wireGovernance() {
	s.governance = governance{
		policies:    &handlers.Policies{Site: s.site, Store: s.store},
		releases:    &handlers.Releases{Site: s.site, Store: s.store},
		models:      &handlers.Models{Site: s.site, Store: s.store},
		promotions:  &handlers.Promotions{Site: s.site, Store: s.store},
		audit:       &handlers.Audit{Site: s.site, Store: s.store},
		help:        &handlers.Help{Site: s.site},
		palette:     &handlers.Palette{Site: s.site, Store: s.store},
		api:         &handlers.API{Site: s.site, Store: s.store},
		apiLists:    &handlers.APILists{Site: s.site, Store: s.store},
		drift:       &handlers.Drift{Site: s.site, Store: s.store},
		ruleEditor:  &handlers.RuleEditor{Site: s.site, Store: s.store},
		ladder:      &handlers.Ladder{Site: s.site, Store: s.store},
		wordings:    &handlers.Wordings{Site: s.site, Store: s.store},
		grounds:     &handlers.Grounds{Site: s.site, Store: s.store},
		quick:       &handlers.QuickReasons{Site: s.site, Store: s.store},
		backtests:   &handlers.Backtests{Site: s.site, Store: s.store},
		thresholds:  &handlers.Thresholds{Site: s.site, Store: s.store},
		effects:     &handlers.Effects{Site: s.site, Store: s.store},
		ruleQuality: &handlers.RuleQuality{Site: s.site, Store: s.store},
		policyFiles: &handlers.PolicyFiles{Site: s.site, Store: s.store},
	}
}
