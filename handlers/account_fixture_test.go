package handlers

import (
	"context"
	"slices"
	"time"

	"candor/models"
)

// Timeline is what happened to the test account: something of every source.
func (s *reviewStore) Timeline(_ context.Context, f models.TimelineFilter) (*models.Timeline, error) {
	if s.timeline != nil {
		return s.timeline(f)
	}
	d, err := s.account()
	if err != nil {
		return nil, err
	}
	t := &models.Timeline{Account: d.Account, Masked: d.Masked, Older: true}
	for _, it := range someTimeline() {
		if slices.Contains(f.Kinds, kindOfItem(&it)) {
			t.Items = append(t.Items, it)
		}
	}
	return t, nil
}

// kindOfItem is the kind by which the store finds an item.
func kindOfItem(it *models.TimelineItem) models.TimelineKind {
	switch {
	case it.Event != nil:
		return models.TimelineEvents
	case it.Decision != nil:
		return models.TimelineScores
	case it.Flag != nil:
		return models.TimelineFlags
	case it.Note != nil:
		return models.TimelineNotes
	}
	return models.TimelineKindOf(it.Entry.Action)
}

// someTimeline is one item of every source, the newest first.
func someTimeline() []models.TimelineItem {
	at := func(hours int) (time.Time, models.TimelineMark) {
		t := testNow.Add(-time.Duration(hours) * time.Hour)
		return t, models.TimelineMark{Milli: t.UnixMilli(), ID: int64(hours)}
	}
	item := func(hours, source int, set func(*models.TimelineItem)) models.TimelineItem {
		var it models.TimelineItem
		it.At, it.Mark = at(hours)
		it.Mark.Source = source
		set(&it)
		return it
	}
	return []models.TimelineItem{
		item(1, models.SourceEntries, func(it *models.TimelineItem) {
			it.Entry = &models.AuditEntry{Seq: 9, Action: models.ActionSanctionApplied, ActorKind: models.ActorUser, ActorName: "Bob <b>", Reason: "rule score_low", ObjectType: "sanction", ObjectID: models.ID(22 << 22).Public(models.PrefixSanction)}
		}),
		item(2, models.SourceEntries, func(it *models.TimelineItem) {
			it.Entry = &models.AuditEntry{Seq: 8, Action: models.ActionMessageReleased, ActorKind: models.ActorJob, ActorName: "jobs", ObjectType: "message", ObjectID: models.ID(25 << 22).Public(models.PrefixMessage)}
		}),
		item(3, models.SourceNotes, func(it *models.TimelineItem) {
			it.Note = &models.NoteText{Note: models.Note{AuthorName: "Bob"}, Words: "called, \"no\" <i>answer</i>"}
		}),
		item(26, models.SourceFlags, func(it *models.TimelineItem) {
			it.Flag = &models.Flag{ID: 41 << 22, CaseID: 31 << 22, Source: "rule", Code: "over_limit", Severity: models.SeverityHigh, State: models.FlagOpen}
		}),
		item(26, models.SourceScores, func(it *models.TimelineItem) {
			it.Before, it.Decision = 590, &models.Decision{ID: 5 << 22, Score: 512, Band: "poor", Outcome: "flag", PolicyVersion: 2}
		}),
		item(50, models.SourceDecided, func(it *models.TimelineItem) {
			it.At = it.At.Add(-30 * time.Hour) // came late
			it.Event = &models.Event{ID: 61 << 22, Kind: models.EventPurchase, AmountFen: 12_300, Outcome: models.OutcomeHold, Body: models.EventBody{Merchant: "<script>alert(1)</script>", City: "Chengdu"}}
		}),
		item(90, models.SourceHistory, func(it *models.TimelineItem) {
			it.Event = &models.Event{ID: 60 << 22, Kind: models.EventLogin, Body: models.EventBody{Network: "Net 1"}}
		}),
	}
}

// someEntries is the record of the test account's case.
func someEntries() []models.AuditEntry {
	at := testNow.AddDate(0, 0, -1)
	return []models.AuditEntry{
		{Action: models.ActionNoteAdded, ActorKind: models.ActorUser, ActorName: "Bob", At: at},
		{Action: models.ActionAccountScored, ActorKind: models.ActorJob, ActorName: "rescore", At: at, After: `{"score":512}`},
	}
}
