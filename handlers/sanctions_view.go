package handlers

import (
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

func sanctionForm(p views.Page, v *Visitor, around *models.SanctionContext) views.SanctionForm {
	d := views.SanctionForm{
		Account: measureAccount(p, v, &around.Account, around.Name), Version: strconv.FormatInt(around.Account.Version, 10),
	}
	taken := map[models.SanctionKind]bool{}
	for i := range around.InForce {
		taken[around.InForce[i].Kind] = true
		d.InForce = append(d.InForce, sanctionRow(p, &around.InForce[i]))
	}
	for _, kind := range models.SanctionKinds() {
		o := ui.Option{Value: string(kind), Label: p.T("sanction.kind." + string(kind)), Hint: p.T("sanction.rung." + string(kind)), Disabled: taken[kind]}
		if taken[kind] {
			o.Hint = p.T("refused.sanction_exists")
		}
		d.Kinds = append(d.Kinds, o)
	}
	for _, f := range models.Functions() {
		d.Functions = append(d.Functions, ui.Option{Value: string(f), Label: p.T("measure.function." + string(f))})
	}
	for i := range around.Lines {
		l := &around.Lines[i]
		d.Products = append(d.Products, ui.Option{Value: string(l.Product), Label: productText(p, l.Product) + " · " + views.Money(l.InForceFen())})
	}
	for i := range around.Flags {
		d.Flags = append(d.Flags, measureFlag(p, v, &around.Flags[i]))
	}
	return d
}

// measureFlag is one flag; who may not see rules sees only that there is one.
func measureFlag(p views.Page, v *Visitor, f *models.Flag) views.MeasureFlag {
	tone := ui.Amber
	switch f.State {
	case models.FlagConfirmed:
		tone = ui.Red
	case models.FlagCleared, models.FlagOverturned:
		tone = ui.Neutral
	}
	out := views.MeasureFlag{
		Text: p.T("measure.flag"), Time: p.Time(f.RaisedAt),
		Badge: ui.BadgeArgs{Label: p.T("measure.flag_state." + string(f.State)), Tone: tone, Icon: "flag"},
	}
	if v.Can(models.PermScoreRead) {
		out.Text = flagText(p, f.Code)
	}
	return out
}

// flagText names a flag's code in staff's words where somebody wrote them.
func flagText(p views.Page, code string) string {
	for _, key := range []string{"flag." + code, "flag.code." + code, "reason." + code + ".staff"} {
		if p.Texts.Has(key) {
			return p.T(key)
		}
	}
	return code
}

func sanctionRow(p views.Page, sn *models.Sanction) views.MeasureRow {
	r := views.MeasureRow{
		Href: "/sanctions/" + sn.PublicID(), Title: p.T("sanction.kind." + string(sn.Kind)), State: sanctionBadge(p, sn.State),
		Time: p.Time(sn.MadeAt), Note: sn.MadeName,
	}
	if sn.EndsAt != nil {
		r.Note += " · " + p.T("sanction.until", "date", p.DateTime(*sn.EndsAt))
	}
	return r
}

func sanctionBadge(p views.Page, state models.SanctionState) ui.BadgeArgs {
	tone := ui.Neutral
	switch state {
	case models.SanctionProposed:
		tone = ui.Amber
	case models.SanctionActive:
		tone = ui.Red
	case models.SanctionOverturned:
		tone = ui.Violet
	case models.SanctionLifted, models.SanctionExpired:
		tone = ui.Green
	}
	return ui.BadgeArgs{Label: p.T("sanction.state." + string(state)), Tone: tone}
}

// draftSanction is what a form would make.
func draftSanction(cmd *models.ProposeSanction, now time.Time) *models.Sanction {
	sn := &models.Sanction{
		Kind: cmd.Kind, Reach: cmd.Reach, CutProduct: cmd.CutProduct, CutFen: cmd.CutFen, Principal: models.Principal(cmd.ReasonCode, cmd.Further),
		State: models.SanctionActive, StartsAt: &now, EndsAt: cmd.EndsAt, ReviewAt: cmd.ReviewAt,
	}
	if len(sn.Principal) > 0 {
		sn.ReasonCode = models.SanctionReasonFor(sn.Principal[0])
	}
	return sn
}

// sanctionMessage is the message that a sanction will queue.
func sanctionMessage(sn *models.Sanction, lang string, now time.Time) *models.Message {
	return &models.Message{Template: models.TemplateSanctionStarted, Lang: lang, Values: sn.Telling(), CreatedAt: now}
}

// sanctionEffect compares the account now with the account under one more sanction.
func sanctionEffect(p views.Page, around *models.SanctionContext, sn *models.Sanction) *ui.DiffArgs {
	a, lines := around.Account, slices.Clone(around.Lines)
	before := models.TakeSnapshot(&a, lines, p.Now)
	active := []models.Sanction{*sn}
	for _, other := range around.InForce {
		if other.State == models.SanctionActive {
			active = append(active, other)
		}
	}
	a.Apply(active, lines)
	return snapshotDiff(p, before, models.TakeSnapshot(&a, lines, p.Now), p.T("sanction.effect"))
}

// snapshotDiff lists status, functions and each line's limit in force, before and after.
func snapshotDiff(p views.Page, before, after *models.Snapshot, caption string) *ui.DiffArgs {
	d := &ui.DiffArgs{Caption: caption, Field: p.T("common.field"), Before: p.T("common.before"), After: p.T("common.after")}
	row := func(field, was, is string) {
		d.Rows = append(d.Rows, ui.DiffRow{Field: field, Before: was, After: is, Same: was == is})
	}
	row(p.T("restore.status"), p.T("measure.status."+string(before.Status)), p.T("measure.status."+string(after.Status)))
	row(p.T("restore.reach"), functionsText(p, before.Reach), functionsText(p, after.Reach))
	for _, l := range after.Lines {
		if was, ok := before.Line(l.LineID); ok {
			row(p.T("restore.limit_of", "product", productText(p, l.Product)), views.Money(was.InForceFen), views.Money(l.InForceFen))
		}
	}
	return d
}

func sanctionPage(p views.Page, v *Visitor, sn *models.Sanction, around *models.SanctionContext) views.SanctionPage {
	d := views.SanctionPage{
		Account: measureAccount(p, v, &around.Account, around.Name), ID: sn.PublicID(), Kind: p.Title, State: sanctionBadge(p, sn.State),
		Facts: sanctionFacts(p, v, sn), Actions: sanctionActions(p, v, sn),
		Events: events(p, around.History), Messages: messageRows(p, around.Messages, sn.PublicID()),
	}
	way := []string{string(models.SanctionActive)}
	if sn.Kind == models.SanctionDecline {
		way = []string{string(models.SanctionStands)}
	}
	if sn.Kind.NeedsApproval() {
		way = append([]string{string(models.SanctionProposed)}, way...)
	}
	d.Steps = steps(p, "sanction.state.", way, string(sn.State))
	if sn.State == models.SanctionActive {
		d.Steps.Steps = append(d.Steps.Steps, ui.Step{Label: p.T("sanction.ended"), State: "todo"})
	}
	if sn.Snapshot != nil {
		d.Took = snapshotDiff(p, sn.Snapshot, models.TakeSnapshot(&around.Account, around.Lines, p.Now), p.T("sanction.took"))
		d.Took.Before, d.Took.After = p.T("sanction.snapshot"), p.T("sanction.now")
		d.TookNote = p.T("sanction.snapshot_at", "date", p.DateTime(sn.Snapshot.At))
	}
	open := false
	for i := range around.Appeals {
		a := &around.Appeals[i]
		open = open || !a.Stage.Ended()
		d.Appeals = append(d.Appeals, appealRow(p, a))
	}
	if sn.Appealable(p.Now) && !open && v.Can(models.PermAppealIntake) {
		d.Appeal = "/accounts/" + around.Account.PublicID() + "/appeal?sanction=" + sn.PublicID()
	}
	d.Mute = appealMute(p, v, sn, around.Appeals)
	if sn.Involved(v.UserID()) {
		d.OwnNotice = p.T("sanction.own")
	}
	return d
}

func sanctionFacts(p views.Page, v *Visitor, sn *models.Sanction) []ui.Pair {
	var facts []ui.Pair
	switch sn.Kind {
	case models.SanctionLimitCut:
		facts = append(facts, ui.Pair{Key: p.T("sanction.cut_to"), Value: productText(p, sn.CutProduct) + " " + views.Money(sn.CutFen), Numeric: true})
	case models.SanctionRestrict:
		facts = append(facts, ui.Pair{Key: p.T("sanction.reach"), Value: functionsText(p, sn.Reach)})
	case models.SanctionDecline:
		facts = append(facts, declineFacts(p, v, sn)...)
	}
	facts = append(facts, appealedFacts(p, sn)...)
	if v.Can(models.PermScoreRead) {
		facts = append(facts, principalPair(p, "sanction", sn.Reasons()),
			ui.Pair{Key: p.T("measure.reason_staff"), Value: labels{p}.engineReason(sn.Reason)})
	}
	told := letterValues{p, sn.Telling()}
	because := told.principalTexts("sanction")
	if said := told.declineTexts(); sn.Kind == models.SanctionDecline && len(said) > 0 {
		because = said
	}
	facts = append(facts, listPair(p.T("sanction.customer_reason"), because),
		ui.Pair{Key: p.T("measure.made_by"), Value: sn.MadeName}, timePair(p, "measure.made_at", &sn.MadeAt))
	if sn.ApprovedName != "" {
		facts = append(facts, ui.Pair{Key: p.T("measure.approved_by"), Value: sn.ApprovedName})
	}
	if sn.Kind != models.SanctionDecline {
		facts = append(facts, timePair(p, "sanction.starts", sn.StartsAt), timePair(p, "sanction.ends", sn.EndsAt))
	}
	if sn.ReviewAt != nil {
		facts = append(facts, timePair(p, "sanction.review", sn.ReviewAt))
	}
	if sn.EndedAt != nil {
		facts = append(facts, timePair(p, "sanction.ended_at", sn.EndedAt), ui.Pair{Key: p.T("sanction.end_reason"), Value: endText(p, sn)})
	}
	if sn.CaseID != 0 && v.Can(models.PermCaseRead) {
		facts = append(facts, ui.Pair{Key: p.T("sanction.case"), Body: link("/cases/"+sn.CaseID.Public(models.PrefixCase), p.T("common.open"))})
	}
	return facts
}

// link is a plain link as a page part.
func link(href, label string) templ.Component {
	return ui.LinkButton(ui.LinkArgs{Label: label, Href: href, Kind: "quiet", Size: "small"})
}

// endText says who ended a sanction and why.
func endText(p views.Page, sn *models.Sanction) string {
	who := sn.EndedName
	if who == "" {
		who = p.T("common.system")
	}
	if sn.EndReason == "" {
		return who
	}
	return who + ": " + sn.EndReason
}

// sanctionActions is what the viewer may do to a sanction now, and why not.
func sanctionActions(p views.Page, v *Visitor, sn *models.Sanction) views.MeasureActions {
	a := views.MeasureActions{Version: strconv.FormatInt(sn.Version, 10)}
	self := "/sanctions/" + sn.PublicID()
	switch sn.State {
	case models.SanctionProposed:
		waiting{self, models.PermSanctionApprove, sn.MadeBy, sn.MadeAt}.answer(p, v, &a)
		if sn.MadeBy == v.UserID() {
			a.Withdraw = self + "/withdraw"
		}
	case models.SanctionActive:
		switch err := sn.MayLift(v.Permissions()); {
		case err == nil:
			a.Lift = self + "/lift"
		case v.Can(models.PermSanctionPropose):
			a.LiftWhy = p.T("refused.lift_needs_approver")
		}
	}
	return a
}
