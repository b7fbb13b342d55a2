package handlers

import (
	"cmp"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// coolingTable lists what takes effect by itself, the next first; each row leads to where it can
// be stopped or done at once.
func coolingTable(p views.Page, list []models.Cooling) views.Records {
	t := views.Records{
		ID: "cooling", Caption: p.T("approval.cooling"), Empty: p.T("approval.cooling_none"), Keys: true,
		Heads: []ui.ThArgs{
			{Label: p.T("approval.what")}, {Label: p.T("appeal.account")}, {Label: p.T("approval.settled")},
			{Label: p.T("approval.effect")}, {Label: p.T("approval.until")},
		},
	}
	for i := range list {
		c := &list[i]
		account := views.Cell{Text: views.Dash}
		if c.Account.ID != 0 {
			account = views.Cell{Text: cmp.Or(said(p, c.Name), c.Account.PublicID()), Href: "/accounts/" + c.Account.PublicID()}
		}
		what, href, until := coolingWhat(p, c)
		settled := c.Settled()
		if settled == "" {
			settled = p.T("approval.follows")
		}
		t.Rows = append(t.Rows, views.Record{Cells: []views.Cell{
			{Text: what, Href: href, Row: true, Wrap: true, Wide: true}, account,
			views.Text(settled), views.Text(coolingAt(p, c)), views.Note(until),
		}})
	}
	return t
}

// coolingWhat says what takes effect, where it can be stopped, and how.
func coolingWhat(p views.Page, c *models.Cooling) (what, href, until string) {
	switch {
	case c.Message != nil:
		return p.T("approval.letter", "title", messageTitle(p, c.Message)), "/messages/" + c.Message.PublicID(), p.T("approval.until_message")
	case c.Appeal != nil:
		return p.T("approval.appeal", "outcome", p.Texts.T("appeal.outcome."+string(c.Appeal.Outcome))), "/appeals/" + c.Appeal.PublicID(), p.T("approval.until_appeal")
	case c.Batch != nil:
		return p.T("approval.batch", "act", p.Texts.T("batch.title."+string(c.Batch.Kind)), "state", p.Texts.T("batch.state."+string(c.Batch.State))), batchHref(c.Batch.ID), coolingBatch(p, c)
	case c.Policy != nil:
		what := p.T("approval.version", "version", c.Policy.Version, "state", p.Texts.T("policy.state."+string(c.Policy.State)))
		return what, "/policy/" + strconv.Itoa(c.Policy.Version) + "/release", coolingPolicy(p, c.Policy)
	}
	l := c.Limit
	return p.T("approval.limit_later", "product", productText(p, l.Product), "from", views.Money(l.FromFen), "to", views.Money(l.ToFen)),
		"/limits/" + l.PublicID(), p.T("approval.until_limit")
}

// coolingBatch says how a batch can be stopped, and for how many seconds yet where its letters are held.
func coolingBatch(p views.Page, c *models.Cooling) string {
	switch c.Batch.State {
	case models.BatchUndoing:
		return p.T("approval.until_undoing")
	case models.BatchConfirmed, models.BatchRunning:
		return p.N("approval.until_batch", c.Batch.Eligible)
	}
	return p.N("approval.until_letters", max(0, int(c.At.Sub(p.Now).Seconds())))
}

// coolingPolicy says what a version of the policy that is approved and not in force waits for.
func coolingPolicy(p views.Page, v *models.Policy) string {
	switch {
	case v.Scheduled():
		return p.T("approval.until_scheduled")
	case v.PublishFault != "":
		return p.T("approval.until_kept", "why", p.T("refused."+v.PublishFault))
	case v.State == models.PolicyApproved && v.ApprovedAt != nil:
		return p.T("approval.until_approved", "time", p.DateTime(v.ApprovedAt.Add(models.ApprovalTTL)))
	case v.State == models.PolicyRollout:
		return p.T("approval.until_rollout", "percent", v.Percent)
	}
	return p.Texts.T("approval.until_" + string(v.State))
}

// coolingAt is when it takes effect: to the second within a minute or two, else as any time.
func coolingAt(p views.Page, c *models.Cooling) string {
	switch {
	case c.Policy != nil && !c.Policy.Scheduled():
		return p.T("approval.when_asked")
	case c.Batch != nil && c.Batch.Open():
		return p.T("approval.at_work")
	}
	if c.At.Sub(p.Now) < 2*models.MessageHold {
		return p.Clock(c.At)
	}
	return p.DateTime(c.At)
}
