package demo

import (
	"context"
	"fmt"
	"time"

	"candor/data"
	"candor/models"
)

// story is the staff's work on the personas, done through the store as the pages do it.
// The first error ends it; later steps are left out.
type story struct {
	ctx   context.Context
	s     *data.Store
	staff map[string]models.Actor
	ids   map[string]models.ID
	until time.Time
	clock func(time.Time)
	acts  []act // planned beside the stories, in the order of time
	err   error
}

// at moves the clock to an hour of a day before the end, where there is one to move.
func (t *story) at(daysAgo, hour, minute int) {
	if t.clock == nil {
		return
	}
	day := t.until.AddDate(0, 0, -daysAgo).Truncate(24 * time.Hour)
	at := day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	t.past(at)
	if at.After(t.s.Now()) && !at.After(t.until) {
		t.clock(at)
	}
}

// ago moves the clock to a time shortly before the end.
func (t *story) ago(d time.Duration) {
	if t.clock != nil {
		t.past(t.until.Add(-d))
		t.clock(t.until.Add(-d))
	}
}

func (t *story) check(what string, err error) {
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("%s: %w", what, err)
	}
}

func (t *story) later(days int) *time.Time {
	at := t.s.Now().AddDate(0, 0, days)
	return &at
}

// score assesses one account now.
func (t *story) score(id string) {
	if t.err == nil {
		_, err := t.s.RescoreAccount(t.ctx, Actor(), t.ids[id])
		t.check("score "+id, err)
	}
}

// claim takes the open case of an account and returns it.
func (t *story) claim(who, id string) *models.Case {
	if t.err != nil {
		return &models.Case{}
	}
	d, err := t.s.AccountDetail(t.ctx, t.ids[id])
	if err == nil && d.OpenCase == nil {
		err = models.ErrNotFound
	}
	if err != nil {
		t.check("case of "+id, err)
		return &models.Case{}
	}
	c, err := t.s.ClaimCase(t.ctx, t.staff[who], d.OpenCase.ID)
	t.check("claim "+id, err)
	if err != nil {
		return &models.Case{}
	}
	return c
}

func (t *story) confirm(who string, c *models.Case, code, reason string) {
	if t.err == nil {
		_, err := t.s.DecideCase(t.ctx, t.staff[who], models.DecideCase{
			CaseID: c.ID, Version: c.Version, Outcome: models.CaseConfirmed, Reason: reason, Principal: []string{code},
		})
		t.check("decide case", err)
	}
}

// sanction proposes a sanction on an account as it stands.
func (t *story) sanction(who, id string, cmd models.ProposeSanction) *models.Sanction {
	if t.err != nil {
		return &models.Sanction{}
	}
	a, err := t.s.Account(t.ctx, t.ids[id])
	if err != nil {
		t.check(id, err)
		return &models.Sanction{}
	}
	cmd.AccountID, cmd.Version = a.ID, a.Version
	made, err := t.s.ProposeSanction(t.ctx, t.staff[who], cmd)
	t.check("sanction "+id, err)
	if err != nil {
		return &models.Sanction{}
	}
	return made
}

func (t *story) approve(who string, s *models.Sanction) {
	if t.err == nil {
		t.check("approve", t.s.ApproveSanction(t.ctx, t.staff[who], s.ID, s.Version))
	}
}

func (t *story) hardship(who, id string, cmd models.SetHardship) {
	if t.err == nil {
		cmd.AccountID = t.ids[id]
		_, err := t.s.SetHardship(t.ctx, t.staff[who], cmd)
		t.check("hardship of "+id, err)
	}
}

func (t *story) note(who, id, text string) {
	if t.err == nil {
		_, err := t.s.AddNote(t.ctx, t.staff[who], models.NewNote{AccountID: t.ids[id], Text: text})
		t.check("note on "+id, err)
	}
}

// appeal takes one in.
func (t *story) appeal(s *models.Sanction, lang, words string) models.ID {
	if t.err != nil {
		return 0
	}
	filed, err := t.s.FileAppeal(t.ctx, t.staff["service"], models.FileAppeal{
		SanctionID: s.ID, Channel: "phone", Lang: lang, Words: words,
	})
	t.check("appeal", err)
	if err != nil {
		return 0
	}
	return filed.ID
}

// step does one thing with an appeal as it stands.
func (t *story) step(id models.ID, do func(d *models.AppealDetail) error) {
	if t.err != nil {
		return
	}
	d, err := t.s.Appeal(t.ctx, id)
	if err == nil {
		err = do(d)
	}
	t.check("appeal", err)
}
