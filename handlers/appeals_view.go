package handlers

import (
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// readCursor reads key_id as writeCursor wrote it; anything else is the first page.
func readCursor(s string) *models.CaseCursor {
	key, id, ok := strings.Cut(s, "_")
	if !ok {
		return nil
	}
	k, err := strconv.ParseInt(key, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err != nil || err2 != nil {
		return nil
	}
	return &models.CaseCursor{Key: k, ID: models.ID(n)}
}

func writeCursor(at models.CaseCursor) string {
	return strconv.FormatInt(at.Key, 10) + "_" + strconv.FormatInt(int64(at.ID), 10)
}

// locked is how much of what the customer could use before the sanction is held down now.
func locked(sn *models.Sanction, a *models.Account) int64 {
	if sn.Snapshot == nil || sn.State != models.SanctionActive {
		return 0
	}
	total := int64(0)
	for _, l := range sn.Snapshot.Lines {
		total += l.InForceFen
	}
	return max(0, total-a.LimitFen)
}

// appealClock is how long is left, or that the clock stands.
func appealClock(p views.Page, a *models.Appeal) (words string, late bool) {
	switch {
	case !a.Undecided():
		return p.T("appeal.clock_done"), false
	case a.PausedAt != nil:
		left, _ := views.Due(p.Texts, *a.PausedAt, a.DueAt)
		return p.T("appeal.clock_paused", "left", left), false
	}
	return views.Due(p.Texts, p.Now, a.DueAt)
}

func appealBadge(p views.Page, stage models.AppealStage) ui.BadgeArgs {
	tone := ui.Violet
	switch stage {
	case models.AppealReceived:
		tone = ui.Amber
	case models.AppealInReview:
		tone = ui.Blue
	case models.AppealDecided, models.AppealExecuted:
		tone = ui.Green
	case models.AppealClosed, models.AppealWithdrawn, models.AppealDuplicate:
		tone = ui.Neutral
	}
	return ui.BadgeArgs{Label: p.T("appeal.stage." + string(stage)), Tone: tone, Icon: "appeal"}
}

// appealRow is an appeal in a short list.
func appealRow(p views.Page, a *models.Appeal) views.MeasureRow {
	r := views.MeasureRow{Href: "/appeals/" + a.PublicID(), Title: p.T("appeal.by." + a.Channel), State: appealBadge(p, a.Stage), Time: p.Time(a.ReceivedAt)}
	if a.Outcome != "" {
		r.Note = p.T("appeal.outcome." + string(a.Outcome))
	}
	return r
}

func appealIntake(p views.Page, v *Visitor, around *models.SanctionContext) views.AppealIntake {
	d := views.AppealIntake{Account: measureAccount(p, v, &around.Account, around.Name)}
	for _, list := range [][]models.Sanction{around.InForce, around.Stands} {
		for i := range list {
			sn := &list[i]
			if !sn.Appealable(p.Now) {
				continue
			}
			hint := p.T("appeal.sanction_since", "date", p.DateTime(*sn.StartsAt), "name", sn.MadeName)
			if sn.Declined != nil {
				hint = p.T("appeal.payment_of", "amount", views.Money(sn.Declined.AmountFen), "date", p.DateTime(sn.Declined.At))
			}
			d.Sanctions = append(d.Sanctions, ui.Option{Value: sn.PublicID(), Label: p.T("sanction.kind." + string(sn.Kind)), Hint: hint})
		}
	}
	for _, ch := range models.AppealChannels() {
		d.Channels = append(d.Channels, ui.Option{Value: ch, Label: p.T("appeal.channel." + ch)})
	}
	d.Langs = langOptions()
	return d
}

// reasonsOf are the reasons for lost points in a decision, in the words for customers, and
// with staff's own words where the viewer may see scores.
func reasonsOf(p views.Page, v *Visitor, d *models.Decision) []string {
	if d == nil {
		return nil
	}
	r, err := decide.DecodeResult(d.Result)
	if err != nil {
		return []string{p.T("appeal.reasons_unreadable")}
	}
	var out []string
	for _, lost := range r.Reasons {
		text := lost.Code
		if key := "reason." + lost.Code + ".customer"; p.Texts.Has(key) {
			text = p.T(key)
		} else if !v.Can(models.PermScoreRead) {
			text = p.T("letter.reason_general")
		}
		out = append(out, text)
	}
	return out
}

// scorePair is one score with the way to its breakdown.
func scorePair(p views.Page, key string, d *models.Decision, a *models.Account) ui.Pair {
	if d == nil {
		return ui.Pair{Key: p.T(key), Value: views.Dash}
	}
	return ui.Pair{Key: p.T(key), Body: link("/accounts/"+a.PublicID()+"/score?decision="+d.PublicID(), strconv.Itoa(d.Score)+" · "+bandText(p, d.Band))}
}
