package handlers

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// auditSeen is a record without entries that notes what it was asked for.
type auditSeen struct {
	AuditStore
	asked models.AuditFilter
}

func (a *auditSeen) AuditEntries(_ context.Context, f models.AuditFilter) ([]models.AuditEntry, error) {
	a.asked = f
	return nil, nil
}

func (a *auditSeen) AuditViews(context.Context, models.ID, []string) ([]models.QueueView, error) {
	return nil, nil
}

func (a *auditSeen) Keys(context.Context, int) ([]models.APIKey, error) { return nil, nil }

// TestAPersonReadsInAnOwnZone holds days and moments of pages against the chosen zone, and letters against the lender's.
func TestAPersonReadsInAnOwnZone(t *testing.T) {
	s := testSite(t)
	for _, zone := range []string{"America/New_York", "Europe/Berlin"} {
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		lead := as(t, models.RoleLead, "en")
		lead.User.Zone = zone
		h := &Home{Site: s, Store: homeStub(func(q models.HomeQuery) (models.Home, error) {
			for _, day := range q.Days {
				if at := day.In(place); at.Hour() != 0 || at.Minute() != 0 {
					t.Errorf("a day in %s begins at %s", zone, at)
				}
			}
			return models.Home{}, nil
		})}
		want(t, call(s, lead, h.Show, http.MethodGet, "/", nil), 200, "Times in "+zone)
		store := &auditSeen{}
		want(t, call(s, lead, (&Audit{Site: s, Store: store}).List, http.MethodGet, "/audit?from=2026-07-01&to=2026-07-01", nil), 200)
		if from := time.Date(2026, 7, 1, 0, 0, 0, 0, place); !store.asked.From.Equal(from) || store.asked.To.Sub(from) != 24*time.Hour {
			t.Errorf("the first of July in %s: %v to %v", zone, store.asked.From, store.asked.To)
		}
	}
	if letter := s.letterPage("en"); letter.Zone != s.Zone {
		t.Errorf("letters are dated in %s", letter.Zone)
	}
}

// TestZonesCanBeRead: a zone that is offered is one that pages can be drawn in, and one that is not known falls back.
func TestZonesCanBeRead(t *testing.T) {
	s := testSite(t)
	lead := as(t, models.RoleLead, "en")
	for _, zone := range append(models.Zones(), "", "Gone/Away") {
		lead.User.Zone = zone
		name := zone
		if zone == "" || zone == "Gone/Away" {
			name = s.Zone.String()
		}
		want(t, call(s, lead, (&Home{Site: s, Store: homeStub(func(models.HomeQuery) (models.Home, error) { return models.Home{}, nil })}).Show, http.MethodGet, "/", nil), 200, "Times in "+name)
	}
	options := zoneOptions(s.letterPage("zh-CN"), s.Zone)
	if len(options) != len(models.Zones())+1 || options[0].Value != "" || !strings.Contains(options[5].Label, "UTC+08:00") {
		t.Errorf("options %v", options)
	}
}
