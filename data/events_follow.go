package data

import (
	"errors"
	"slices"
	"time"

	"candor/engine/decide"
	"candor/models"
)

// follow does what the decisions ask for: flags and their cases, challenges, sanctions and
// deadlines. Most batches ask for nothing.
func (g *eventGroup) follow() error {
	if err := g.raise(); err != nil {
		return err
	}
	for i, w := range g.fresh {
		if err := g.followOne(w, &g.results[i]); err != nil {
			return err
		}
	}
	return nil
}

func (g *eventGroup) followOne(w *eventWork, r *decide.EventResult) error {
	e := &w.out.Event
	if r.Challenge != "" {
		asked, err := g.tx.ask(e, r)
		if err != nil {
			return err
		}
		w.out.Challenge = asked
	}
	if r.Outcome == models.OutcomeHold {
		until := g.tx.now.Add(time.Duration(w.live.monitor.Events().HoldHours) * time.Hour)
		if err := g.tx.enqueue(models.JobEventLapse, "event.lapse:"+e.PublicID(), e.ID, until); err != nil {
			return err
		}
	}
	if r.Sanction == "" {
		return nil
	}
	return g.tx.sanctionFor(w.live, e, r.Sanction, w.live.monitor.Family(r))
}

// ask opens a challenge with its deadline.
func (tx *writeTx) ask(e *models.Event, r *decide.EventResult) (*models.Challenge, error) {
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	c := &models.Challenge{
		ID: id, AccountID: e.AccountID, EventID: e.ID, Kind: models.ChallengeKind(r.Challenge), State: models.ChallengeOpen,
		MadeAt: tx.now, DueAt: tx.now.Add(time.Duration(r.Minutes) * time.Minute), Version: 1,
	}
	if err := tx.insert(c); err != nil {
		return nil, err
	}
	if err := tx.enqueue(models.JobChallengeExpire, "challenge.expire:"+c.PublicID(), c.ID, c.DueAt); err != nil {
		return nil, err
	}
	return c, tx.audit(models.ActionChallengeAsked, challengeTarget(c), nil, challengeFacts(c), "")
}

func challengeTarget(c *models.Challenge) target {
	return target{kind: "challenge", id: c.PublicID(), accountID: c.AccountID}
}

func challengeFacts(c *models.Challenge) map[string]any {
	return map[string]any{"event": c.EventID.Public(models.PrefixDecision), "kind": c.Kind, "state": c.State, "due_at": c.DueAt}
}

// raise puts the flags of the batch's decisions on the cases of their accounts.
func (g *eventGroup) raise() error {
	var accounts []models.ID
	for i, w := range g.fresh {
		a := g.accounts[w.account]
		if len(g.results[i].Flags) > 0 && a.account.Status != models.StatusDeactivated && !slices.Contains(accounts, w.account) {
			accounts = append(accounts, w.account)
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	policy := *g.fresh[0].live.policy
	quiet, err := g.tx.quietFlags(accounts, policy.SLA.QuietDays)
	if err != nil {
		return err
	}
	open, err := g.tx.openCases(accounts)
	if err != nil {
		return err
	}
	work := flagWork{tx: g.tx, policy: policy, open: open}
	for i, w := range g.fresh {
		a := g.accounts[w.account]
		if a.account.Status == models.StatusDeactivated {
			continue
		}
		for _, f := range g.results[i].Flags {
			if quiet[quietKey{w.account, f.Code}] {
				continue
			}
			quiet[quietKey{w.account, f.Code}] = true
			if err := work.raise(a.scored(), a.standing(), f, w.out.Event.ID); err != nil {
				return err
			}
		}
	}
	_, err = work.store()
	return err
}

// scored is what a flag needs to know of its account.
func (a *eventAccount) scored() *scoreRow {
	return &scoreRow{ID: a.account.ID, UsedFen: a.account.UsedFen}
}

// standing is the account's score as flags and cases show it: the middle of the scale
// before there is one.
func (a *eventAccount) standing() decide.Result {
	r := decide.Result{Score: (decide.ScoreMin + decide.ScoreMax) / 2, Band: a.account.Band}
	if a.account.Score != nil {
		r.Score = *a.account.Score
	}
	return r
}

// sanctionFor does what rules ask for an account: a limit cut and a restriction at once,
// with an end; a freeze and a deactivation as a proposal that a person decides. One that is
// in force, or proposed, already is enough.
func (tx *writeTx) sanctionFor(live *liveMonitor, e *models.Event, kind, family string) error {
	h, err := tx.hold(e.AccountID)
	if err != nil {
		return err
	}
	cmd := tx.engineSanction(live.monitor.Events().Measures, h, e, models.SanctionKind(kind))
	if cmd == nil {
		return nil
	}
	cmd.ReasonCode = models.SanctionReasonOf(family)
	cmd.Reason = family + " · " + e.PublicID()
	made, err := tx.newSanction(h, *cmd)
	var refused *models.Refused
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.impose(h, made)
}

// engineSanction is the sanction with the policy's measure and time, nil when there is
// nothing to take away.
func (tx *writeTx) engineSanction(m decide.Measures, h *holding, e *models.Event, kind models.SanctionKind) *models.ProposeSanction {
	cmd := &models.ProposeSanction{AccountID: h.ID, Kind: kind}
	after := func(days int) *time.Time {
		t := tx.now.AddDate(0, 0, days)
		return &t
	}
	switch kind {
	case models.SanctionLimitCut:
		for i := range h.lines {
			l := &h.lines[i]
			cut := l.InForceFen() * int64(m.CutBP) / 10_000
			if (l.Product == e.Body.Product || len(h.lines) == 1) && cut < l.InForceFen() {
				cmd.CutProduct, cmd.CutFen, cmd.EndsAt = l.Product, cut, after(m.CutDays)
				return cmd
			}
		}
		return nil
	case models.SanctionRestrict:
		for _, f := range m.RestrictReach {
			cmd.Reach = append(cmd.Reach, models.Function(f))
		}
		cmd.EndsAt = after(m.RestrictDays)
	default:
		cmd.ReviewAt = after(m.ReviewDays)
	}
	return cmd
}
