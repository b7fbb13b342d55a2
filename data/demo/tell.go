package demo

import (
	"time"

	"candor/models"
)

// storyDays is how long before the end the staff's work on the personas begins.
const storyDays = 45

// tell goes through the stories in the order of time.
func (t *story) tell() error {
	t.defaulted()
	t.raised()
	t.spent()
	t.mistaken()
	t.hardUp()
	t.takenOver()
	t.past(t.until)
	return t.err
}

// defaulted: never paid; deactivated by two people; the appeal is heard and upheld.
func (t *story) defaulted() {
	t.at(41, 9, 10)
	t.score(Defaulter)
	t.at(41, 9, 30)
	c := t.claim("reviewer", Defaulter)
	s := t.sanction("reviewer", Defaulter, models.ProposeSanction{
		CaseID: c.ID, Kind: models.SanctionDeactivate, ReasonCode: "late_payment", ReviewAt: t.later(80),
		Reason: "Six months without a payment, the whole limit used within weeks of opening, no answer to five calls.",
	})
	t.confirm("reviewer", c, "late_payment", "Never paid since the limit was used up; deactivation proposed.")
	t.at(41, 14, 5)
	t.approve("lead", s)
	t.at(34, 10, 0)
	id := t.appeal(s, "en", "I did not know that the bills were due. I want to use the account again.")
	t.at(34, 10, 20)
	service, lead2 := t.staff["service"], t.staff["lead2"]
	t.step(id, func(d *models.AppealDetail) error {
		return t.s.AcknowledgeAppeal(t.ctx, service, id, d.Appeal.Version)
	})
	t.step(id, func(d *models.AppealDetail) error {
		return t.s.RequestEvidence(t.ctx, service, models.AskEvidence{AppealID: id, Version: d.Appeal.Version, Kinds: []string{"bank_statement"}})
	})
	t.at(31, 11, 0)
	t.step(id, func(d *models.AppealDetail) error {
		return t.s.ReceiveEvidence(t.ctx, service, d.Evidence[0].Evidence.ID, "Salary comes in each month; nothing was paid towards the bills.")
	})
	t.at(30, 9, 15)
	t.step(id, func(d *models.AppealDetail) error {
		return t.s.StartAppealReview(t.ctx, lead2, id, d.Appeal.Version)
	})
	t.at(30, 9, 50)
	t.step(id, func(d *models.AppealDetail) error {
		return t.s.DecideAppeal(t.ctx, lead2, id, d.Appeal.Version, models.Verdict{
			Outcome: models.OutcomeUphold, Reason: "Reminders were delivered every month and the means to pay were there.",
			CustomerText: "We sent a reminder for each bill and have received no payment. The account stays closed until the debt is settled.",
		})
	})
	t.step(id, func(d *models.AppealDetail) error { return t.s.ExecuteAppeal(t.ctx, lead2, id, d.Appeal.Version) })
	t.at(29, 9, 0)
	t.step(id, func(d *models.AppealDetail) error { return t.s.CloseAppeal(t.ctx, service, id, d.Appeal.Version) })
}

// raised: the steady payer's limit goes up.
func (t *story) raised() {
	t.at(20, 10, 0)
	t.score(Steady)
	if t.err != nil {
		return
	}
	d, err := t.s.AccountDetail(t.ctx, t.ids[Steady])
	if err != nil {
		t.check("steady payer", err)
		return
	}
	line := d.Lines[0]
	change, err := t.s.ProposeLimit(t.ctx, t.staff["reviewer"], models.ProposeLimit{
		AccountID: d.Account.ID, LineID: line.ID, ToFen: line.LimitFen + 2_000_000, ReasonCode: "good_history",
		Reason: "Paid in full for years; asked for room for a holiday.", EffectiveAt: t.s.Now(), Version: line.Version,
	})
	t.check("limit", err)
	if err == nil && change.State == models.LimitProposed {
		t.check("limit", t.s.ApproveLimit(t.ctx, t.staff["lead"], change.ID, change.Version))
	}
}

// spent: a month's income in two hours, over the limit; the limit is cut for two months.
func (t *story) spent() {
	t.at(11, 9, 0)
	t.score(Spender)
	t.at(10, 15, 30)
	if t.err == nil {
		d, err := t.s.AccountDetail(t.ctx, t.ids[Spender])
		if err == nil {
			put := putOf(d)
			put.Lines[0].UsedFen = put.Lines[0].LimitFen * 5 / 4
			_, _, err = t.s.PutAccount(t.ctx, Actor(), put)
		}
		t.check("spender", err)
	}
	t.score(Spender)
	t.at(10, 15, 50)
	c := t.claim("reviewer2", Spender)
	t.sanction("reviewer2", Spender, models.ProposeSanction{
		CaseID: c.ID, Kind: models.SanctionLimitCut, CutProduct: models.ProductPayLater, CutFen: 1_500_000,
		ReasonCode: "unusual_spending", EndsAt: t.later(70),
		Reason: "Five electronics purchases in two hours, ten times the usual month, beyond the limit.",
	})
	t.confirm("reviewer2", c, "unusual_spending", "Spending far outside the customer's own history; limit cut until it is explained.")
}

// putOf is what the core system would send for an account as it stands, without identity.
func putOf(d *models.AccountDetail) models.PutAccount {
	a := d.Account
	put := models.PutAccount{
		Source: a.Source, ExternalID: a.ExternalID, Declared: a.Declared, Education: a.Education, Employer: a.Employer,
		EmploymentMonths: a.EmploymentMonths, IncomeFen: a.IncomeFen, OpenedAt: a.OpenedAt, Lang: a.Lang,
	}
	for _, l := range d.Lines {
		put.Lines = append(put.Lines, models.CreditLine{Product: l.Product, LimitFen: l.LimitFen, UsedFen: l.UsedFen})
	}
	return put
}

// mistaken: the teacher's second-hand phone had belonged to the ring; two people
// deactivated the account, and the appeal waits.
func (t *story) mistaken() {
	t.at(8, 9, 5)
	t.score(Teacher)
	t.at(8, 9, 40)
	c := t.claim("reviewer", Teacher)
	s := t.sanction("reviewer", Teacher, models.ProposeSanction{
		CaseID: c.ID, Kind: models.SanctionDeactivate, ReasonCode: "identity_shared", ReviewAt: t.later(60),
		Reason: "Shares a phone with three accounts of the cash-out ring; taken for a member of it.",
	})
	t.confirm("reviewer", c, "linked_sanctions", "Same device as the ring; deactivation proposed.")
	t.at(8, 16, 20)
	t.approve("lead", s)
	t.at(5, 10, 10)
	t.note("service", Teacher, "Called at 10:00. Calm, can show the purchase receipt of the phone and a letter from the school.")
	t.appeal(s, "zh-CN", "我是一名教师，每个月都全额还款。今年一月我买了一部二手手机，可能以前的主人用过别的账户。我可以提供购买凭证和学校证明，请恢复我的账户。")
}

// hardUp: the one who is late lost the work that paid the bills, and one of those in the queue says that a parent died; whoever is about
// to act is to know.
func (t *story) hardUp() {
	t.at(4, 15, 30)
	since := t.s.Now().AddDate(0, -2, 0)
	t.hardship("service", Late, models.SetHardship{
		Kind: models.HardshipIncomeLost, Since: &since, EndsAt: t.later(60),
		Note: "Called at 15:00: the factory closed two months ago. Looks for work, wants to pay a little each month until then.",
	})
	t.hardship("service", Ring+"3", models.SetHardship{
		Kind: models.HardshipBereavement, EndsAt: t.later(30), Note: "A sister called for the customer: their mother died last week. Papers are to follow.",
	})
}

// takenOver: the customer's phone was stolen; the account is restricted until it is safe.
// A freeze of one of the ring waits for a second person.
func (t *story) takenOver() {
	t.at(2, 8, 20)
	t.note("service", Stolen, "Customer called from a relative's phone: the own phone was stolen in a train two days ago.")
	t.sanction("reviewer2", Stolen, models.ProposeSanction{
		Kind: models.SanctionRestrict, ReasonCode: "account_takeover", EndsAt: t.later(14),
		Reach:  []models.Function{models.FunctionPurchase, models.FunctionDraw, models.FunctionTransfer},
		Reason: "New phone in another city, three purchases of prepaid cards at night; customer reports the theft.",
	})
	t.ago(3 * time.Hour)
	t.score(Ring + "1")
	t.ago(2 * time.Hour)
	t.sanction("reviewer2", Ring+"1", models.ProposeSanction{
		Kind: models.SanctionFreeze, ReasonCode: "cash_out", ReviewAt: t.later(30),
		Reason: "Buys and refunds prepaid cards with four linked accounts; looks like the head of the ring.",
	})
}
