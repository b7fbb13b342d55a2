package data

import (
	"context"

	"candor/models"
)

// exportApprovals reads the pending actions that the asker reads on their page. They are few, so no job ever writes them.
func (s *Store) exportApprovals(ctx context.Context, e *models.Export, rows *models.ExportRows) error {
	waiting, err := s.Approvals(ctx, models.ApprovalsMost)
	for i := range waiting {
		if e.Filter.Approvals.Holds(&waiting[i]) {
			rows.Pending = append(rows.Pending, waiting[i])
		}
	}
	return err
}
