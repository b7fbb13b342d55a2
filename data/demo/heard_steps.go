package demo

import (
	"candor/models"
)

// measure imposes the measure of a hearing, on the case that the score opened where it opened one.
func (t *story) measure(k *kept, key string) {
	d, err := t.s.AccountDetail(t.ctx, t.ids[key])
	if err != nil {
		t.check(key, err)
		return
	}
	cmd := models.ProposeSanction{Kind: k.kind, ReasonCode: k.code, Reason: k.why}
	switch k.kind {
	case models.SanctionLimitCut:
		line := d.Lines[0]
		cmd.CutProduct, cmd.CutFen, cmd.EndsAt = line.Product, round(line.LimitFen*2/5, 10_000), t.later(60)
	case models.SanctionRestrict:
		cmd.Reach, cmd.EndsAt = []models.Function{models.FunctionPurchase, models.FunctionDraw, models.FunctionTransfer}, t.later(60)
	default:
		cmd.ReviewAt = t.later(heardDays)
	}
	if d.OpenCase == nil {
		k.sanction = t.sanction(k.maker, key, cmd)
		return
	}
	c := t.claim(k.maker, key)
	cmd.CaseID = c.ID
	k.sanction = t.sanction(k.maker, key, cmd)
	t.confirm(k.maker, c, k.code, k.why)
}

// takeIn files the appeal: by staff, or by the customer through a link of their own.
func (t *story) takeIn(k *kept) {
	by := t.staff["service"]
	if k.channel == models.ChannelPortal {
		_, token, err := t.s.MakeCustomerLink(t.ctx, by, k.sanction.PublicID())
		t.check("link", err)
		if t.err != nil {
			return
		}
		_, visit, err := t.s.OpenCustomerLink(t.ctx, models.LinkTry{Token: token, Tail: k.tail})
		t.check("link", err)
		if t.err != nil {
			return
		}
		by = visit.Actor("", "")
	}
	filed, err := t.s.FileAppeal(t.ctx, by, models.FileAppeal{SanctionID: k.sanction.ID, Channel: k.channel, Lang: k.lang, Words: k.words})
	t.check("appeal", err)
	if err == nil {
		k.appeal, k.version = filed.ID, filed.Version
	}
}

// moved takes one step on the appeal as the step before left it. Reading all that its page shows each time would cost more than the steps.
func (t *story) moved(k *kept, by string, do func(by models.Actor, id models.ID, version int64) error) {
	if t.err == nil {
		t.check("appeal", do(t.staff[by], k.appeal, k.version))
		k.version++
	}
}

func (t *story) acknowledge(k *kept) {
	t.moved(k, "service", func(by models.Actor, id models.ID, version int64) error {
		return t.s.AcknowledgeAppeal(t.ctx, by, id, version)
	})
}

func (t *story) ask(k *kept) {
	t.moved(k, "service", func(by models.Actor, id models.ID, version int64) error {
		return t.s.RequestEvidence(t.ctx, by, models.AskEvidence{AppealID: id, Version: version, Kinds: k.asked})
	})
}

func (t *story) answer(k *kept) {
	t.step(k.appeal, func(d *models.AppealDetail) error {
		for _, e := range d.Evidence {
			if err := t.s.ReceiveEvidence(t.ctx, t.staff["service"], e.Evidence.ID, k.finding); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *story) review(k *kept) {
	t.step(k.appeal, func(d *models.AppealDetail) error {
		k.version = d.Appeal.Version + 1
		return t.s.StartAppealReview(t.ctx, t.staff[k.judge], k.appeal, d.Appeal.Version)
	})
}

// decide decides the appeal. A milder measure is one that can still buy, and a part that comes back of a restriction is buying.
func (t *story) decide(k *kept) {
	v := k.verdict
	switch v.Outcome {
	case models.OutcomePartly:
		v.Parts = []string{models.PartReach + string(models.FunctionPurchase)}
	case models.OutcomeReplace:
		v.Replacement = &models.Replacement{
			Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw, models.FunctionTransfer}, EndsAt: t.later(60),
		}
	}
	t.moved(k, k.judge, func(by models.Actor, id models.ID, version int64) error {
		return t.s.DecideAppeal(t.ctx, by, id, version, v)
	})
	t.moved(k, k.judge, func(by models.Actor, id models.ID, version int64) error {
		return t.s.ExecuteAppeal(t.ctx, by, id, version)
	})
}

func (t *story) finish(k *kept) {
	t.moved(k, "service", func(by models.Actor, id models.ID, version int64) error {
		return t.s.CloseAppeal(t.ctx, by, id, version)
	})
}
