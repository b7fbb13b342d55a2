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
	if w.failed != nil {
		if err := g.tx.tellFailed(e, w.failed); err != nil {
			return err
		}
	}
	if r.Challenge != "" {
		asked, err := g.tx.ask(e, r)
		if err != nil {
			return err
		}
		w.out.Challenge = asked
	}
	if r.Outcome == models.OutcomeHold {
		until := g.tx.now.Add(time.Duration(w.by.monitor.Events().HoldHours) * time.Hour)
		if err := g.tx.enqueue(models.JobEventLapse, "event.lapse:"+e.PublicID(), e.ID, until); err != nil {
			return err
		}
	}
	if err := g.tx.tellDeclined(w.by.policy, w.by.monitor, &g.accounts[w.account].account, e, r, nil); err != nil {
		return err
	}
	if r.Sanction == "" {
		return nil
	}
	return g.tx.sanctionFor(w.by, e, r.Sanction, w.by.monitor.Family(r), r.Reasons)
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
	facts := map[string]any{"kind": c.Kind, "state": c.State, "due_at": c.DueAt}
	if !c.Proof() {
		facts["event"] = c.EventID.Public(models.PrefixDecision)
	}
	return facts
}

// raise puts the flags of the batch's decisions on the cases of their accounts, each by the
// version that decided: two versions meet in a batch around a publication and in a rollout.
func (g *eventGroup) raise() error {
	var versions []*decider
	for i, w := range g.fresh {
		known := slices.ContainsFunc(versions, func(d *decider) bool { return d.version == w.by.version })
		if len(g.results[i].Flags) > 0 && !known {
			versions = append(versions, w.by)
		}
	}
	for _, by := range versions {
		if err := g.raiseBy(by); err != nil {
			return err
		}
	}
	return nil
}

// raiseBy raises the flags of the decisions that one version made.
func (g *eventGroup) raiseBy(by *decider) error {
	var accounts []models.ID
	raises := func(i int) bool {
		w := g.fresh[i]
		return w.by.version == by.version && len(g.results[i].Flags) > 0 && g.accounts[w.account].account.Status != models.StatusDeactivated
	}
	for i, w := range g.fresh {
		if raises(i) && !slices.Contains(accounts, w.account) {
			accounts = append(accounts, w.account)
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	quiet, err := g.tx.quietFlags(accounts, by.policy.SLA.QuietDays)
	if err != nil {
		return err
	}
	open, err := g.openCases(accounts)
	if err != nil {
		return err
	}
	work := flagWork{tx: g.tx, policy: *by.policy, open: open}
	for i, w := range g.fresh {
		if !raises(i) {
			continue
		}
		a := g.accounts[w.account]
		for _, f := range g.results[i].Flags {
			if quiet[quietKey{w.account, f.Code}] {
				continue
			}
			quiet[quietKey{w.account, f.Code}] = true
			if err := work.raise(a.scored(), a.standing(), f, byEvent(&w.out.Event)); err != nil {
				return err
			}
		}
	}
	_, err = work.store()
	for _, c := range work.order {
		g.accounts[c.row.AccountID].cased = true
	}
	return err
}

// openCases loads the open cases of those accounts that have one; most have none.
func (g *eventGroup) openCases(accounts []models.ID) (map[models.ID]*caseWork, error) {
	cased := slices.DeleteFunc(slices.Clone(accounts), func(id models.ID) bool { return !g.accounts[id].flagged && !g.accounts[id].cased })
	if len(cased) == 0 {
		return map[models.ID]*caseWork{}, nil
	}
	return g.tx.openCases(cased)
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
// in force, or proposed, already is enough. The customer is told those of the decision's reasons, the
// strongest first, that customers can be told; it is counted under the family.
func (tx *writeTx) sanctionFor(by *decider, e *models.Event, kind, family string, reasons []string) error {
	there, err := tx.hasSanction(e.AccountID, models.SanctionKind(kind))
	if err != nil || there {
		return err
	}
	h, err := tx.hold(e.AccountID)
	if err != nil {
		return err
	}
	cmd := tx.engineSanction(by.monitor.Events().Measures, h, e, models.SanctionKind(kind))
	if cmd == nil {
		return nil
	}
	class := models.SanctionReasonOf(family)
	cmd.ReasonCode, cmd.Reason = class, family+" · "+e.PublicID()
	if told := models.EngineReasons(reasons); len(told) > 0 {
		cmd.ReasonCode, cmd.Further = told[0], told[1:]
	}
	made, err := tx.newSanction(h, *cmd)
	var refused *models.Refused
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	made.ReasonCode = class
	return tx.impose(h, made)
}

// hasSanction tells whether a sanction of a kind is in force or proposed.
func (tx *writeTx) hasSanction(account models.ID, kind models.SanctionKind) (there bool, err error) {
	err = tx.query("SELECT kind FROM sanctions WHERE state IN ('proposed','active') AND account_id ", []any{int64(account)}, "", func(rows scanner) error {
		var k models.SanctionKind
		err := rows.Scan(&k)
		there = there || k == kind
		return err
	})
	return there, err
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
