package handlers

import (
	"strings"

	"github.com/a-h/templ"

	"candor/engine/decide"
	"candor/views"
	"candor/views/ui"
)

// The single fields of how versions are released, and of what is switched off.
const (
	fieldShadowFirst  = "release.shadow_first"
	fieldBackSecond   = "release.rollback_needs_second"
	fieldRelationsOff = "switches.relationships_off"
)

func switchFields() []string { return []string{fieldShadowFirst, fieldBackSecond, fieldRelationsOff} }

// switchesOf writes them into an editor's fields.
func switchesOf(doc decide.Policy, single map[string]string) {
	if doc.Release.ShadowFirst {
		single[fieldShadowFirst] = "on"
	}
	if doc.Release.RollbackNeedsSecond {
		single[fieldBackSecond] = "on"
	}
	single[fieldRelationsOff] = strings.Join(doc.Switches.RelationshipsOff, ", ")
}

// switches reads them. Codes of jurisdictions may be typed in small letters and parted by anything
// that parts a list.
func (in policyInput) switches(doc *decide.Policy) {
	doc.Release = decide.Release{ShadowFirst: in.Single[fieldShadowFirst] != "", RollbackNeedsSecond: in.Single[fieldBackSecond] != ""}
	doc.Switches = decide.Switches{}
	for _, code := range splitList(in.Single[fieldRelationsOff]) {
		doc.Switches.RelationshipsOff = append(doc.Switches.RelationshipsOff, strings.ToUpper(code))
	}
}

// switchGroups are their fields in the editor.
func (e policyEditor) switchGroups() []views.PolicyFormGroup {
	box := func(name, label string) ui.FieldArgs {
		return ui.FieldArgs{Kind: "checkbox", Name: name, Label: e.l.p.Texts.T("policy." + label), Checked: e.in.Single[name] != "", Error: e.said[name], Wide: true}
	}
	off := ui.FieldArgs{
		Name: fieldRelationsOff, Label: e.l.p.T("policy.relationships_off"), Hint: e.l.p.T("policy.relationships_hint"),
		Value: e.in.Single[fieldRelationsOff], Error: e.said[fieldRelationsOff], Wide: true, Attrs: templ.Attributes{"autocomplete": "off"},
	}
	return []views.PolicyFormGroup{
		{Title: e.l.p.T("policy.release"), Fields: []ui.FieldArgs{box(fieldShadowFirst, "shadow_first"), box(fieldBackSecond, "rollback_second")}},
		{Title: e.l.p.T("policy.switches"), Fields: []ui.FieldArgs{off}},
	}
}

// policySwitches are the same to read.
func (t labels) policySwitches(d *views.PolicyDoc, doc decide.Policy) {
	said := func(key string, on bool) ui.Pair {
		value := t.p.T("common.no")
		if on {
			value = t.p.T("common.yes")
		}
		return ui.Pair{Key: t.p.Texts.T("policy." + key), Value: value}
	}
	d.Release = []ui.Pair{said("shadow_first", doc.Release.ShadowFirst), said("rollback_second", doc.Release.RollbackNeedsSecond)}
	off := strings.Join(doc.Switches.RelationshipsOff, t.p.T("common.list_separator"))
	d.Switches = []ui.Pair{{Key: t.p.T("policy.relationships_off"), Value: orDash(off)}}
}
