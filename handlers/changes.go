package handlers

import (
	"context"
	"strconv"

	"candor/models"
	"candor/views"
)

// changes tells who changed an object last.
type changes interface {
	LastChange(ctx context.Context, objectType, objectID string) (*models.AuditEntry, error)
}

// whoChanged tells a person whose change came too late who was first.
func whoChanged(ctx context.Context, p views.Page, store changes, objectType, objectID string) string {
	e, err := store.LastChange(ctx, objectType, objectID)
	if err != nil { // the page says that it changed, only not by whom: what was typed is worth more than the name
		return p.T("conflict.unknown")
	}
	return changedBy(p, e)
}

// whoChangedPolicy is whoChanged of a version of the policy.
func whoChangedPolicy(ctx context.Context, p views.Page, store changes, version int) string {
	return whoChanged(ctx, p, store, "policy", strconv.Itoa(version))
}

// changedBy says what an entry tells of a change.
func changedBy(p views.Page, e *models.AuditEntry) string {
	return p.T("conflict.changed", "name", actorText(p, e), "time", p.DateTime(e.At), "action", actionText(p, e.Action))
}

// newestChange is the newest of entries about something, nil where there is none. Letters follow a change and are none themselves, but
// where they are what is asked about.
func newestChange(entries []models.AuditEntry, about models.AuditFilter) *models.AuditEntry {
	for i := range entries {
		letter := entries[i].ObjectType == "message" || entries[i].ObjectType == "delivery"
		if !letter || about.ObjectType != "" {
			return &entries[i]
		}
	}
	return nil
}
