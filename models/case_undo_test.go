package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/models"
)

func TestOnlyTheActorTakesTheLastActBack(t *testing.T) {
	now := time.Date(2026, 11, 26, 4, 0, 0, 0, time.UTC)
	const me, other = models.ID(7 << 22), models.ID(9 << 22)
	until := now.Add(time.Minute)
	free := models.Case{State: models.CaseOpen}
	mine := models.Case{State: models.CaseOpen, AssigneeID: me, LeaseUntil: &until}
	others := models.Case{State: models.CaseOpen, AssigneeID: other, LeaseUntil: &until}
	off := models.Case{State: models.CaseOpen, Place: models.PlaceSnoozed, SnoozedUntil: &until}
	back := models.Case{State: models.CaseOpen, Place: models.PlaceReturned, SnoozedUntil: &until}
	fraud := models.Case{State: models.CaseOpen, Queue: models.QueueFraud}
	closed := models.Case{State: models.CaseClosed}
	act := func(action string) models.AuditEntry {
		return models.AuditEntry{ActorKind: models.ActorUser, ActorID: me.Public(models.PrefixUser), Action: action}
	}
	moved := act(models.ActionCaseMoved)
	moved.Before, moved.After = `{"queue":"first"}`, `{"queue":"fraud"}`
	broken := moved
	broken.Before = "{"
	away := moved
	away.After = `{"queue":"lead"}`
	machine := act(models.ActionCaseReleased)
	machine.ActorKind = models.ActorKey
	given, taken := act(models.ActionCaseAssigned), act(models.ActionCaseTaken)
	third := models.ID(11 << 22)
	from := `{"assignee":"Cleo","holder":"` + third.Public(models.PrefixUser) + `","until":"2026-11-26T04:09:00Z"}`
	given.Before, given.After = from, `{"assignee":"Bob","holder":"`+other.Public(models.PrefixUser)+`"}`
	taken.Before, taken.After = from, `{"assignee":"Anna","holder":"`+me.Public(models.PrefixUser)+`"}`
	free2, spent, old := given, given, given
	free2.Before = `{"assignee":""}`
	spent.Before = strings.Replace(from, "04:09", "03:59", 1)
	offed, awake := given, given
	offed.Before, awake.Before = `{"assignee":"","off":"2026-11-26T04:09:00Z"}`, `{"assignee":"","off":"2026-11-26T03:59:00Z"}`
	old.Before, old.After = `{"assignee":"Cleo","until":"2026-11-26T04:09:00Z"}`, given.After
	before := time.Date(2026, 11, 26, 4, 9, 0, 0, time.UTC)
	again := &models.CaseUndo{Verb: "unassign", Holder: third, HolderName: "Cleo", Until: &before}
	claim, release := &models.CaseUndo{Verb: "claim"}, &models.CaseUndo{Verb: "release"}
	for name, tt := range map[string]struct {
		c    models.Case
		e    models.AuditEntry
		user models.ID
		want *models.CaseUndo
	}{
		"given up":                       {free, act(models.ActionCaseReleased), me, claim},
		"given up by another":            {free, act(models.ActionCaseReleased), other, nil},
		"given up by a machine":          {free, machine, me, nil},
		"given up, taken since":          {others, act(models.ActionCaseReleased), me, nil},
		"put off":                        {off, act(models.ActionCaseSnoozed), me, claim},
		"put off, back since":            {back, act(models.ActionCaseSnoozed), me, nil},
		"claimed":                        {mine, act(models.ActionCaseClaimed), me, release},
		"claimed, run out since":         {free, act(models.ActionCaseClaimed), me, nil},
		"moved":                          {fraud, moved, me, &models.CaseUndo{Verb: "move", To: models.QueueFirst}},
		"given to another":               {others, given, me, again},
		"given, nobody held it":          {others, free2, me, &models.CaseUndo{Verb: "unassign"}},
		"given, the lease has run out":   {others, spent, me, &models.CaseUndo{Verb: "unassign"}},
		"given, as older entries say it": {others, old, me, nil},
		"given, to a third since":        {mine, given, me, nil},
		"given, put off before":          {others, offed, me, &models.CaseUndo{Verb: "unassign", Off: &before}},
		"given, put off until before":    {others, awake, me, &models.CaseUndo{Verb: "unassign"}},
		"given by another":               {others, given, other, nil},
		"given, run out since":           {free, given, me, nil},
		"taken over":                     {mine, taken, me, again},
		"taken over, another's since":    {others, taken, me, nil},
		"moved, and further since":       {fraud, away, me, nil},
		"moved by an entry unread":       {fraud, broken, me, nil},
		"escalated":                      {fraud, act(models.ActionCaseEscalated), me, nil},
		"decided":                        {closed, act(models.ActionCaseDecided), me, nil},
		"given up, decided meantime":     {closed, act(models.ActionCaseReleased), me, nil},
	} {
		if d := cmp.Diff(tt.want, tt.c.UndoOf(&tt.e, tt.user, now)); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}
