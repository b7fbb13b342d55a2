package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// Policies returns versions, newest first, from below a number (0: from the newest).
// Discarded drafts are left out.
func (s *Store) Policies(ctx context.Context, below, limit int) ([]models.Policy, error) {
	var list []models.Policy
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Where("state <> ?", models.PolicyDiscarded).Order("version DESC").Limit(limit)
		if below > 0 {
			q = q.Where("version < ?", below)
		}
		return q.Find(&list).Error
	})
	return list, err
}

// Policy returns one version.
func (s *Store) Policy(ctx context.Context, version int) (*models.Policy, error) {
	var p models.Policy
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("version = ?", version).Take(&p).Error })
	return &p, err
}

// LivePolicy returns the version in force.
func (s *Store) LivePolicy(ctx context.Context) (*models.Policy, error) {
	var p models.Policy
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("state = 'live'").Take(&p).Error })
	return &p, err
}

// LiveRules returns the rules on events of the policy in force; none for one that knows no events.
func (s *Store) LiveRules(ctx context.Context) ([]rules.Rule, error) {
	live, err := s.LivePolicy(ctx)
	if err != nil || live.Document.Events == nil {
		return nil, err
	}
	return live.Document.Events.Rules, nil
}

// PolicyImpact compares the live policy with a proposed one over the scores of the last
// finished run. The run is nil when the book was never scored.
func (s *Store) PolicyImpact(ctx context.Context, proposed decide.Policy) (models.Impact, *models.Run, error) {
	live, err := s.LivePolicy(ctx)
	if err != nil {
		return models.Impact{}, nil, fmt.Errorf("policy impact: %w", err)
	}
	run, err := s.LatestRun(ctx)
	if errors.Is(err, models.ErrNotFound) {
		return models.Impact{}, nil, nil
	}
	if err != nil {
		return models.Impact{}, nil, fmt.Errorf("policy impact: %w", err)
	}
	return run.Summary.Impact(live.Document, proposed), run, nil
}

// PreviewMax is how many accounts a preview looks at.
const PreviewMax = 20

// PolicyPreview assesses accounts again, as they were at their last assessment, under the
// live policy and under a proposed one. names are public ids or the lender's own numbers;
// without any, the accounts of the riskiest open cases are taken. Names that are nobody's
// are left out, as are accounts that were never scored.
func (s *Store) PolicyPreview(ctx context.Context, proposed decide.Policy, names []string) ([]models.Preview, error) {
	now, modelID, _, err := s.LiveAssessor(ctx)
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil // nothing is scored before there is a model
	}
	if err != nil {
		return nil, err
	}
	then, err := s.proposedAssessor(ctx, modelID, proposed)
	if err != nil {
		return nil, fmt.Errorf("policy preview: %w", err)
	}
	accounts, inputs, err := s.previewed(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("policy preview: %w", err)
	}
	var out []models.Preview
	for i := range accounts {
		in, err := decide.DecodeInput(inputs[accounts[i].DecisionID])
		if err != nil {
			continue // an assessment of another kind or of an older form
		}
		a, b := now.Assess(in), then.Assess(in)
		out = append(out, models.Preview{
			AccountID: accounts[i].ID, ExternalID: accounts[i].ExternalID,
			ScoreNow: a.Score, ScoreNew: b.Score, BandNow: a.Band, BandNew: b.Band,
			FlagsNow: flagCodes(a), FlagsNew: flagCodes(b),
		})
	}
	return out, nil
}

// proposedAssessor compiles a model with a document that is not stored.
func (s *Store) proposedAssessor(ctx context.Context, modelID models.ID, proposed decide.Policy) (*decide.Assessor, error) {
	m, err := s.Model(ctx, modelID)
	if err != nil {
		return nil, err
	}
	card, err := readCard(m)
	if err != nil {
		return nil, err
	}
	return decide.NewAssessor(card, proposed)
}

// previewed loads the accounts and the inputs of their last assessments.
func (s *Store) previewed(ctx context.Context, names []string) ([]models.Account, map[models.ID][]byte, error) {
	var accounts []models.Account
	inputs := map[models.ID][]byte{}
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Select("id", "external_id", "decision_id").Where("decision_id <> 0").Order("id").Limit(PreviewMax)
		if len(names) == 0 {
			riskiest := db.Model(&models.Case{}).Select("account_id").Where("state = 'open'").Order("risk DESC, id").Limit(10)
			var ids []models.ID
			if err := riskiest.Pluck("account_id", &ids).Error; err != nil {
				return err
			}
			q = q.Where("id IN ?", ids)
		} else {
			ids, numbers := splitNames(names)
			q = q.Where("id IN ? OR external_id IN ?", ids, numbers)
		}
		if err := q.Find(&accounts).Error; err != nil {
			return err
		}
		ids := make([]models.ID, len(accounts))
		for i := range accounts {
			ids[i] = accounts[i].DecisionID
		}
		var decisions []models.Decision
		if err := db.Select("id", "input").Where("id IN ?", ids).Find(&decisions).Error; err != nil {
			return err
		}
		for _, d := range decisions {
			inputs[d.ID] = d.Input
		}
		return nil
	})
	return accounts, inputs, err
}

// splitNames tells public ids from the lender's own numbers.
func splitNames(names []string) (ids []models.ID, numbers []string) {
	for _, name := range names[:min(len(names), PreviewMax)] {
		name = strings.TrimSpace(name)
		if id, err := models.ParseID(models.PrefixAccount, name); err == nil {
			ids = append(ids, id)
		} else if name != "" && !slices.Contains(numbers, name) {
			numbers = append(numbers, name)
		}
	}
	return ids, numbers
}

func flagCodes(r decide.Result) []string {
	codes := make([]string, len(r.Flags))
	for i, f := range r.Flags {
		codes[i] = f.Code
	}
	return codes
}
