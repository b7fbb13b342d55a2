package data

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestTheDeskIsNarrowedAndMeasured files seven appeals in different ways and asks for each part of them.
func TestTheDeskIsNarrowedAndMeasured(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		var ids []models.ID
		for i := range 4 {
			a := lenderAccount(t, s, string(rune('a'+i)))
			c.advance(24 * time.Hour)
			ids = append(ids, file(t, s, put(t, s, c, a.ID, models.SanctionRestrict)).ID)
		}
		judge(t, s, ids[0], overturn())
		v := overturn()
		v.Outcome = models.OutcomeUphold
		judge(t, s, ids[1], v)
		ok(t, s.RequestEvidence(ctx, cleo, models.AskEvidence{AppealID: ids[2], Version: versionOf(t, s, ids[2]), Kinds: []string{"income"}, Days: 90}))
		again := detail(t, s, ids[3])
		ok(t, s.WithdrawAppeal(ctx, cleo, ids[3], again.Appeal.Version))
		second := must[*models.Appeal](t)(s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: again.Sanction.ID, Channel: "email", Lang: "en", Words: "once more"}))
		c.advance(18 * 24 * time.Hour)
		runAll(t, s)
		find := func(f models.AppealFilter) []models.ID {
			f.Limit, f.Now = 10, c.now()
			var got []models.ID
			for _, r := range must[[]models.AppealRow](t)(s.Appeals(ctx, f)) {
				got = append(got, r.Appeal.ID)
				if r.AlikeDecided != 2 || r.AlikeOverturned != 1 {
					t.Errorf("like %s: %d of %d overturned", r.Appeal.PublicID(), r.AlikeOverturned, r.AlikeDecided)
				}
			}
			return got
		}
		for name, tt := range map[string]struct {
			f    models.AppealFilter
			want []models.ID
		}{
			"leads called":   {models.AppealFilter{Due: "called"}, []models.ID{second.ID}},
			"soon":           {models.AppealFilter{Due: "soon"}, []models.ID{second.ID}},
			"late":           {models.AppealFilter{Due: "late"}, nil},
			"waited for":     {models.AppealFilter{Due: "waiting"}, []models.ID{ids[2]}},
			"no such due":    {models.AppealFilter{Due: "never", Open: true}, []models.ID{ids[0], ids[1], ids[2], second.ID}},
			"in English":     {models.AppealFilter{Lang: "en"}, []models.ID{second.ID}},
			"appealed twice": {models.AppealFilter{Repeat: true}, []models.ID{second.ID}},
			"by reason":      {models.AppealFilter{Reason: "unusual_spending", Stage: models.AppealWithdrawn}, []models.ID{ids[3]}},
			"other reason":   {models.AppealFilter{Reason: "cash_out"}, nil},
			"by decider":     {models.AppealFilter{Decider: anna.UserID, Outcome: models.OutcomeUphold}, []models.ID{ids[1]}},
			"any of two":     {models.AppealFilter{Stage: "withdrawn,evidence_requested"}, []models.ID{ids[2], ids[3]}},
			"none of two":    {models.AppealFilter{Stage: "withdrawn,evidence_requested", Not: models.AppealNot{Stage: true}, Outcome: "overturn", Reason: "cash_out"}, nil},
			"not overturned": {models.AppealFilter{Outcome: "overturn", Not: models.AppealNot{Outcome: true, Reason: true}, Reason: "cash_out", Kind: "restrict,freeze"}, []models.ID{ids[1], ids[2], ids[3], second.ID}},
			"another kind":   {models.AppealFilter{Kind: "restrict", Not: models.AppealNot{Kind: true}}, nil},
			"not soon":       {models.AppealFilter{Due: "soon", Open: true, Not: models.AppealNot{Due: true}}, ids[:3]},
			"not in English": {models.AppealFilter{Lang: "en", Not: models.AppealNot{Lang: true}}, ids},
			"not of Ben's":   {models.AppealFilter{Decider: ben.UserID, Not: models.AppealNot{Decider: true}}, append(slices.Clone(ids), second.ID)},
			"not of Anna's":  {models.AppealFilter{Decider: anna.UserID, Not: models.AppealNot{Decider: true}}, nil},
			"of no rule":     {models.AppealFilter{Rule: "ring"}, nil},
			"not of a rule":  {models.AppealFilter{Rule: "ring", Open: true, Not: models.AppealNot{Rule: true}}, []models.ID{ids[0], ids[1], ids[2], second.ID}},
			"other decider":  {models.AppealFilter{Decider: ben.UserID}, nil},
		} {
			if got := find(tt.f); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", name, got, tt.want)
			}
		}
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			for _, by := range []models.Actor{anna, ben} {
				if err := tx.insert(&models.User{ID: by.UserID, Login: by.Name, Name: by.Name, Roles: []string{models.RoleLead}, CreatedAt: tx.now}); err != nil {
					return err
				}
			}
			return tx.audit(models.ActionUserAdded, target{kind: "user", id: "-"}, nil, nil, "")
		}))
		m := must[models.AppealMetrics](t)(s.AppealMetrics(ctx, 90))
		if m.All.Whole != 2 || m.All.Overturned.Part != 1 || m.All.InTime.Part != 2 || len(m.Reasons) != 1 || len(m.Reviewers) != 1 {
			t.Errorf("metrics = %+v", m)
		}
		if len(m.Deciders) != 1 || m.Deciders[0] != (models.AppealDecider{ID: anna.UserID, Name: anna.Name}) { // Ben made none
			t.Errorf("deciders = %+v", m.Deciders)
		}
		if old := must[models.AppealMetrics](t)(s.AppealMetrics(ctx, 1)); old.All.Whole != 0 {
			t.Errorf("of one day: %+v", old.All)
		}
		home := must[models.Home](t)(s.HomeCounts(ctx, models.HomeQuery{Now: c.now(), Appeals: true, Accounts: true}))
		if home.AppealsCalled != 1 {
			t.Errorf("home says %d", home.AppealsCalled)
		}
		var due []models.ID
		for _, row := range home.Due {
			due = append(due, row.Appeal.ID)
		}
		if open := find(models.AppealFilter{Open: true}); !slices.Equal(due, open[:min(len(open), models.HomeRows)]) {
			t.Errorf("home lists %v of %v", due, open)
		}
		next := must[models.ID](t)(s.NextAppeal(ctx, cleo.UserID, ids[0]))
		if next != second.ID {
			t.Errorf("next is %s", next.Public(models.PrefixAppeal))
		}
		if _, err := s.NextAppeal(ctx, anna.UserID, 0); err == nil {
			t.Error("whoever made the measures is led to one of them")
		}
		ok(t, s.RecordAppealExport(ctx, cleo, 90))
	})
}

// judgedByRule looks at the same appeals from the desk: measured and narrowed by rule, flag and band.
func judgedByRule(t *testing.T, s *Store, c *clock) {
	t.Helper()
	ctx := context.Background()
	m := must[models.AppealMetrics](t)(s.AppealMetrics(ctx, 90))
	if len(m.Rules) != 2 || m.Rules[0].Key != "ring" || m.Rules[0].Whole != 4 || m.Rules[0].Overturned.Part != 3 || m.Rules[1].Key != "noisy" || m.Rules[1].Whole != 1 {
		t.Errorf("by rule: %+v", m.Rules)
	}
	if len(m.Flags) != 1 || m.Flags[0].Whole != 1 || len(m.Known) != 3 || m.BoundBP == 0 || !m.Rules[0].AboveBound(m.BoundBP) || m.Rules[1].AboveBound(m.BoundBP) {
		t.Errorf("by flag: %+v, known %+v, bound %d", m.Flags, m.Known, m.BoundBP)
	}
	for what, f := range map[string]models.AppealFilter{"4": {Rule: "ring"}, "1": {Flag: m.Flags[0].Key}, "0": {Rule: "bystander"}, " 0": {Flag: "ring"}, "  0": {Band: "excellent"}, "   0": {Rule: "ring", Flag: m.Flags[0].Key}} {
		f.Limit, f.Now = 10, c.now()
		if rows := must[[]models.AppealRow](t)(s.Appeals(ctx, f)); strconv.Itoa(len(rows)) != strings.TrimSpace(what) {
			t.Errorf("%+v finds %d", f, len(rows))
		}
	}
}
