package handlers

import (
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// policyTabs are the pages of one version. current is the end of the page's address, "" for the document.
func policyTabs(p views.Page, v *models.Policy, current string) []ui.Tab {
	var tabs []ui.Tab
	for _, tab := range []struct{ path, label string }{
		{"", "policy.tab.document"},
		{"/thresholds", "policy.tab.thresholds"},
		{"/rules", "rule_edit.tab"},
		{"/ladder", "ladder_edit.tab"},
		{"/wordings", "wording.tab"},
		{"/grounds", "ground.tab"},
		{quickPath, "quick.tab"},
		{"/try", "policy_try.tab"},
		{"/backtests", "policy.tab.backtests"},
		{"/release", "policy.tab.release"},
		{"/impact", "policy.tab.effect"},
	} {
		if tab.path == "/impact" && v.PublishedAt == nil { // it did nothing yet
			continue
		}
		tabs = append(tabs, ui.Tab{Label: p.T(tab.label), Href: policyHref(v.Version) + tab.path, Current: tab.path == current})
	}
	return tabs
}
