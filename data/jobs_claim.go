package data

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// claimMost is how many jobs a worker claims at once: a claim is a commit, as the doing of each is, and one for a few jobs
// leaves more of them to decisions. What a slow one keeps from being done within the lease is claimed again.
const claimMost = 16

// claimJob gives the worker the job that has been due longest, or nil.
func (s *Store) claimJob(ctx context.Context, owner string, kinds ...string) (*models.Job, error) {
	claimed, err := s.claimJobs(ctx, owner, 1, kinds...)
	if err != nil || len(claimed) == 0 {
		return nil, err
	}
	return &claimed[0], nil
}

// claimJobs gives the worker up to most jobs, those that have been due longest, in that order. The lease ends by
// itself, so that the jobs of a killed worker are taken over, and the token tells the two
// holders apart. A claim is no change of the lender's record and leaves no audit entry.
func (s *Store) claimJobs(ctx context.Context, owner string, most int, kinds ...string) ([]models.Job, error) {
	var claimed []models.Job
	err := s.commit(ctx, func(db *gorm.DB) error {
		claimed = nil
		var ids []models.ID
		err := db.Model(&models.Job{}).
			Where("state = 'ready' AND run_at <= ? AND kind IN ?", s.Now(), kinds).
			Where("lease_until IS NULL OR lease_until < ?", s.leaseAt(0)).
			Order("run_at, id").Limit(most).
			Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).Pluck("id", &ids).Error
		if err != nil || len(ids) == 0 {
			return err
		}
		return db.Model(&claimed).Clauses(clause.Returning{}).Where("id IN ?", ids).
			Updates(map[string]any{"owner": owner, "lease_until": s.leaseAt(models.JobLease), "token": gorm.Expr("token + 1")}).Error
	})
	slices.SortFunc(claimed, func(a, b models.Job) int { return cmp.Or(a.RunAt.Compare(b.RunAt), cmp.Compare(a.ID, b.ID)) })
	return claimed, err
}

// throughLong keeps claimed jobs up to the first long one, and hands back what follows: it would wait for minutes, out of others' reach.
func (s *Store) throughLong(ctx context.Context, jobs []models.Job, long map[string]longJobFunc) ([]models.Job, error) {
	for i, job := range jobs {
		if _, is := long[job.Kind]; is && i+1 < len(jobs) {
			return jobs[:i+1], s.handBack(ctx, jobs[i+1:]...)
		}
	}
	return jobs, nil
}

// handBack gives jobs up at once when the program stops, instead of waiting for the lease.
func (s *Store) handBack(ctx context.Context, jobs ...models.Job) error {
	return s.commit(ctx, func(db *gorm.DB) error {
		for _, job := range jobs {
			if err := heldJob(db, job).Update("lease_until", nil).Error; err != nil {
				return err
			}
		}
		return nil
	})
}
