package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// queueColumn is a column of the queue.
type queueColumn = column[*models.CaseItem]

// queueColumns is every column of the queue.
var queueColumns = columns[*models.CaseItem]{
	{key: "severity", letter: 's', label: "queue.severity", sort: models.SortRisk, dir: "desc", plain: true, bare: true, cell: labels.severityCell},
	{key: accountColumn, letter: 'a', label: "queue.account", plain: true, bare: true, cell: labels.accountCell},
	{key: "code", letter: 'c', label: "queue.code", plain: true, bare: true, wraps: "14rem", cell: labels.codeCell},
	{key: "score", letter: 'n', label: "queue.score", plain: true, bare: true, cell: labels.scoreCell},
	{key: "change", letter: 'h', label: "queue.change", numeric: true, cell: labels.changeCell},
	{key: "due", letter: 'd', label: "queue.due", sort: models.SortDue, dir: "asc", plain: true, bare: true, cell: labels.slimDue},
	{key: exposureColumn, letter: 'e', label: "queue.exposure_head", sort: models.SortExposure, dir: "desc", numeric: true, plain: true, cell: func(_ labels, c *models.CaseItem, _ string) views.Cell {
		return views.Num(views.Money(c.ExposureFen))
	}},
	{key: "used", letter: 'u', label: "queue.used", plain: true, cell: labels.usedCell},
	{key: "limit", letter: 'l', label: "queue.limit", numeric: true, cell: func(_ labels, c *models.CaseItem, _ string) views.Cell {
		return views.Num(views.Money(c.Account.LimitFen))
	}},
	{key: "dpd", letter: 'p', label: "queue.dpd", numeric: true, plain: true, cell: labels.lateCell},
	{key: "flagged", letter: 'f', label: "queue.flagged", sort: models.SortNewest, dir: "desc", plain: true, cell: labels.flaggedCell},
	{key: "source", letter: 'o', label: "queue.source", cell: labels.sourceCell},
	{key: "queue", letter: 'q', label: "queue.queue", cell: func(l labels, c *models.CaseItem, _ string) views.Cell { return views.Text(l.queueName(c.Queue)) }},
	{key: "tags", letter: 't', label: "queue.tag", cell: func(_ labels, c *models.CaseItem, _ string) views.Cell {
		return views.Cell{Text: strings.Join(c.Tags, ", "), Wrap: len(c.Tags) > 1, Bare: len(c.Tags) == 0}
	}},
	{key: "status", letter: 'b', label: "queue.status", cell: labels.statusCell},
	{key: "earlier", letter: 'r', label: "queue.earlier", numeric: true, cell: labels.earlierCell},
	{key: "people", letter: 'i', label: "queue.people", cell: func(l labels, c *models.CaseItem, _ string) views.Cell {
		return views.Cell{Text: strings.Join(c.People, l.p.T("common.list_separator")), Wrap: len(c.People) > 1, Bare: len(c.People) == 0}
	}},
	{key: "amount", letter: 'm', label: "queue.amount", numeric: true, scored: true, cell: labels.paidCell},
	{key: "device", letter: 'v', label: "event.device", scored: true, cell: func(_ labels, c *models.CaseItem, _ string) views.Cell {
		return views.Text(orDash(shownOf(c).device))
	}},
	{key: "card", letter: 'k', label: "decision.card", scored: true, cell: func(_ labels, c *models.CaseItem, _ string) views.Cell {
		return views.Text(orDash(shownOf(c).card))
	}},
	{key: "ip", letter: 'g', label: "decision.ip", scored: true, cell: func(_ labels, c *models.CaseItem, _ string) views.Cell {
		return views.Text(orDash(shownOf(c).ip))
	}},
	{key: "who", letter: 'w', label: "queue.who", plain: true, wraps: "0rem", cell: func(l labels, c *models.CaseItem, _ string) views.Cell { return l.holderCell(c) }},
}

// exposureColumn holds the amounts that ticked rows are added up by.
const exposureColumn = "exposure"

// queueColumnsOf are the columns that a view names, by their names or their number.
func queueColumnsOf(names string) ([]*queueColumn, bool) { return queueColumns.of(bitColumns(names)) }

// caseTable lists cases with the accounts they are about. Without a sort its heads are plain.
func (l labels) caseTable(items []models.CaseItem, view url.Values, sort models.CaseSort) views.Records {
	columns, ok := queueColumnsOf(view.Get("cols"))
	if !ok {
		columns, _ = queueColumnsOf("")
	}
	links := linked(view)
	r := views.Records{ID: "cases", Caption: l.p.T("queue.title"), Dense: true, Lean: true, Heads: make([]ui.ThArgs, len(columns))}
	for i, c := range columns {
		r.Heads[i] = l.queueHead(c, links, sort)
	}
	query := shortView(view)
	r.Count, r.Row = len(items), func(i int, cells []views.Cell) views.Record {
		for _, c := range columns {
			cells = append(cells, c.cell(l, &items[i], query))
		}
		return views.Record{ID: items[i].PublicID(), Cells: cells}
	}
	return r
}

// queueHead is the head of a column. That of the present order leads to the same order turned round.
func (l labels) queueHead(c *queueColumn, view url.Values, sort models.CaseSort) ui.ThArgs {
	label := l.p.Texts.T(c.label)
	if sort == "" || c.sort == "" {
		return ui.ThArgs{Label: label, Numeric: c.numeric, Stays: c.key == accountColumn}
	}
	to, dir := c.sort, ""
	if base, turned := sort.Base(); base == c.sort {
		to, dir = sort.Turned(), c.dir
		if turned {
			dir = map[string]string{"asc": "desc", "desc": "asc"}[dir]
		}
	}
	return l.p.SortHead(label, "/queue?"+with(view, "sort", string(to)), dir, c.numeric)
}

func (l labels) severityCell(c *models.CaseItem, _ string) views.Cell {
	badge := l.severity(c.Severity)
	return views.Cell{Body: views.SlimBadge(badge.Label, "", badge.Tone), Bare: true}
}

func (l labels) accountCell(c *models.CaseItem, query string) views.Cell {
	return l.rowCell(c, query, false)
}

// rowCell opens a row, on which something may have been refused.
func (l labels) rowCell(c *models.CaseItem, query string, refused bool) views.Cell {
	name := l.nameOf(c.Masked, c.Account.ExternalID, c.AccountID)
	return views.Cell{Body: views.SlimAccount(caseHref(c.ID, query), name, c.AccountID.Public(models.PrefixAccount), refused), Bare: true}
}

func (l labels) codeCell(c *models.CaseItem, _ string) views.Cell {
	flag := l.flagName(c.TopCode)
	if c.FlagCount > 1 {
		flag = l.p.T("queue.flag_more", "flag", flag, "n", c.FlagCount-1)
	}
	return views.Cell{Text: flag, Bare: true}
}

func (l labels) sourceCell(c *models.CaseItem, _ string) views.Cell {
	return views.Text(l.word("source.", c.Source))
}

func (l labels) scoreCell(c *models.CaseItem, _ string) views.Cell {
	return views.Cell{Body: views.SlimScore(strconv.Itoa(c.Score), l.band(c.Band)), Bare: true}
}

// slimDue is when a case is due, or how it ended.
func (l labels) slimDue(c *models.CaseItem, _ string) views.Cell {
	if c.State == models.CaseClosed {
		return views.State(l.outcome(c.Outcome))
	}
	if c.Waits() {
		at, tone := l.caseDue(&c.Case)
		return views.Cell{Body: views.SlimBadge(at.Text, l.thisYear(*c.WaitingSince), tone), Bare: true}
	}
	words, tone := l.dueIn(c.DueAt)
	return views.Cell{Body: views.SlimBadge(words, l.thisYear(c.DueAt), tone), Bare: true}
}

func (l labels) flaggedCell(c *models.CaseItem, _ string) views.Cell {
	return views.Text(l.thisYear(c.OpenedAt))
}

// thisYear is a moment to the minute, without the year while it is this one.
func (l labels) thisYear(t time.Time) string {
	return strings.TrimPrefix(l.p.DateTime(t), strconv.Itoa(l.p.Now.In(l.p.Zone).Year())+"-")
}

// changeCell is how far the account's score moved since the newest flag.
func (l labels) changeCell(c *models.CaseItem, _ string) views.Cell {
	if c.Now.Score == 0 || c.Now.Score == c.Score {
		return views.Num(views.Dash)
	}
	cell := views.Num(views.Signed(int64(c.Now.Score - c.Score)))
	if c.Now.Score < c.Score {
		cell.Tone = ui.Red
	}
	return cell
}

// statusCell is how the case stands; of one that is put off, until when.
func (l labels) statusCell(c *models.CaseItem, _ string) views.Cell {
	status := c.Status(l.p.Now)
	if status == models.StatusPutOff && c.SnoozedUntil != nil {
		return views.Text(l.p.T("queue.status_until", "time", l.thisYear(*c.SnoozedUntil)))
	}
	return views.Text(l.word("queue.status_", string(status)))
}

// earlierCell is how many flags earlier cases had, and how many of them an appeal showed wrong.
func (l labels) earlierCell(c *models.CaseItem, _ string) views.Cell {
	switch e := c.Earlier; {
	case e.Flags == 0:
		return views.Num(views.Dash)
	case e.Withheld:
		return views.Num(views.Number(int64(e.Flags)))
	default:
		return views.Num(l.p.T("queue.earlier_of", "flags", e.Flags, "overturned", e.Overturned))
	}
}

func (l labels) usedCell(c *models.CaseItem, _ string) views.Cell {
	use, part, tone := utilisation(c.Account.UsedFen, c.Account.LimitFen)
	return views.Cell{Body: views.SlimUse(use, part), Tone: tone}
}

func (l labels) lateCell(c *models.CaseItem, _ string) views.Cell {
	late := views.Num(strconv.Itoa(c.Account.DaysPastDue))
	if c.Account.DaysPastDue > 0 {
		late.Tone = ui.Red
	}
	return late
}

// holderCell is who has a case in hand and for how long, and what one must know before opening it.
func (l labels) holderCell(c *models.CaseItem) views.Cell {
	cell := l.holder(&c.Case)
	if c.State == models.CaseClosed {
		return cell
	}
	if c.HeldBy(l.p.Now) != 0 {
		cell.Sub = l.leaseShort(&c.Case)
	}
	mark := func(key, kind string, tone ui.Tone) views.Cell {
		cell.Body = views.SlimMark(kind, l.p.Texts.T("queue.mark_"+key), tone)
		return cell
	}
	switch {
	case c.Waits():
		cell.Sub = l.p.Date(*c.SnoozedUntil)
		return mark("waits", "m-c", ui.Blue)
	case c.Place == models.PlaceSnoozed && c.SnoozedUntil != nil:
		cell.Sub = l.p.Date(*c.SnoozedUntil)
		return mark("snoozed", "m-c", ui.Blue)
	case len(c.Changes(c.Now.Score, c.Now.Status)) > 0:
		if c.HeldBy(l.p.Now) != 0 {
			cell.Sub = c.AssigneeName
		}
		return mark("changed", "m-n", ui.Amber)
	case c.Place == models.PlaceReturned && c.CameBack == models.BackCame && c.HeldBy(l.p.Now) == 0:
		return mark("came", "m-b", ui.Green)
	case c.Place == models.PlaceReturned && c.CameBack == models.BackNoMore && c.HeldBy(l.p.Now) == 0:
		return mark("no_more", "m-b", ui.Amber)
	case c.Place == models.PlaceReturned && c.HeldBy(l.p.Now) == 0:
		return mark("returned", "m-b", ui.Blue)
	}
	return cell
}

// orderField chooses the order of the queue where there are no heads to click, and carries it along where there are.
func (l labels) orderField(sort models.CaseSort) ui.FieldArgs {
	a := ui.FieldArgs{Kind: "select", Name: "sort", Label: l.p.T("queue.order"), Value: string(sort)}
	for _, s := range models.CaseSorts() {
		a.Options = append(a.Options, ui.Option{Value: string(s), Label: l.p.T("queue.order." + string(s))})
	}
	return a
}
