package handlers

import (
	"net/url"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// queuesView is the list of queues, each with the way to start on it for who may work there.
func (l labels) queuesView(rows []models.QueueRow, tabs []ui.Tab, v *Visitor) views.QueuesData {
	d := views.QueuesData{Queues: views.Records{ID: "queues", Caption: l.p.T("queues.title"), Framed: true, Heads: []ui.ThArgs{
		{Label: l.p.T("queues.star"), Quiet: true}, {Label: l.p.T("queue.queue")}, {Label: l.p.T("queues.pending"), Numeric: true},
		{Label: l.p.T("queues.free"), Numeric: true}, {Label: l.p.T("queues.oldest")}, {Label: l.p.T("queues.start"), Quiet: true},
	}}}
	for i := range rows {
		d.Queues.Rows = append(d.Queues.Rows, l.queueRow(&rows[i], v))
	}
	d.Views = views.Records{ID: "views", Caption: l.p.T("queue.views"), Framed: true, Slim: true, Heads: []ui.ThArgs{
		{Label: l.p.T("queues.view")}, {Label: l.p.T("queues.cases"), Numeric: true},
	}}
	for _, t := range tabs {
		count := views.Dash
		if t.Count != "" {
			count = t.Count
		}
		d.Views.Rows = append(d.Views.Rows, views.Record{Cells: []views.Cell{{Text: t.Label, Href: t.Href, Row: true}, views.Num(count)}})
	}
	return d
}

func (l labels) queueRow(q *models.QueueRow, v *Visitor) views.Record {
	name := l.queueName(q.Queue)
	query := url.Values{"queue": {q.Queue.Key()}, "sort": {string(models.SortRisk)}}
	star := views.QueueStar{Queue: q.Queue.Key(), On: q.Starred, Label: l.p.T("queues.star_of", "queue", name)}
	oldest := views.Text(views.Dash)
	if q.Oldest != nil {
		oldest = views.At(l.p.Time(*q.Oldest))
	}
	start := views.Cell{Bare: true}
	if q.Free > 0 && v.Can(models.PermCaseWork) && v.Can(q.Queue.Needs()) {
		start.Body = views.QueueStart(l.p, shortView(query), name)
	}
	return views.Record{Cells: []views.Cell{
		{Body: views.StarQueue(star), Bare: true}, {Text: name, Sub: l.p.T("desk.purpose." + q.Queue.Key()), Href: "/queue?" + query.Encode(), Wrap: true, Wide: true},
		views.Num(capped(q.Pending)), views.Num(capped(q.Free)), oldest, start,
	}}
}
