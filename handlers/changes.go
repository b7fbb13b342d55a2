package handlers

import (
	"context"

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
	if err != nil { // the page says that it changed, only not by whom
		return p.T("conflict.unknown")
	}
	return p.T("conflict.changed", "name", e.ActorName, "time", p.DateTime(e.At), "action", labels{p}.actionText(e.Action))
}
