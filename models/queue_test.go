package models

import (
	"testing"
	"time"
)

// TestHowACaseStands: a hold that is over is none, and what waits for the customer is not merely put off.
func TestHowACaseStands(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	later, before := now.Add(time.Minute), now.Add(-time.Minute)
	for want, c := range map[CaseStatus]Case{
		StatusPending:       {State: CaseOpen, AssigneeID: 3, LeaseUntil: &before},
		StatusInvestigating: {State: CaseOpen, AssigneeID: 3, LeaseUntil: &later},
		StatusPutOff:        {State: CaseOpen, Place: PlaceSnoozed, SnoozedUntil: &later},
		StatusWaiting:       {State: CaseOpen, Place: PlaceSnoozed, SnoozedUntil: &later, CaseWait: CaseWait{WaitingSince: &before}},
		StatusDone:          {State: CaseClosed, AssigneeID: 3, LeaseUntil: &later},
	} {
		if got := c.Status(now); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
