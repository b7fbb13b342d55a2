package data

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/engine/agree"
	"candor/models"
)

// DrawSample draws cases that others than the actor decided in a period, shared out between those who decided them (agree.Share), and keeps
// them as a sample. A period without such cases, or with more than models.SampleEligible, is refused.
func (s *Store) DrawSample(ctx context.Context, actor models.Actor, cmd models.DrawSample) (*models.Sample, error) {
	if err := cmd.Validate(s.Now()); err != nil {
		return nil, err
	}
	id, err := s.ids.make()
	if err != nil {
		return nil, err
	}
	if cmd.Seed == 0 {
		cmd.Seed = max(1, int64(id)%models.SampleSeedMost)
	}
	made := models.Sample{
		ID: id, FromAt: cmd.From, UntilAt: cmd.Until, Asked: cmd.N, Seed: cmd.Seed, MadeBy: actor.UserID, MadeName: actor.Name, Version: 1,
	}
	var items []models.SampleItem
	// The cases are looked for before the unit of work: it may be many rows, and what is drawn is kept as it was.
	err = s.read(ctx, func(db *gorm.DB) (err error) {
		items, made.Eligible, err = drawCases(db, actor.UserID, cmd)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("draw sample: %w", err)
	}
	made.Drawn = len(items)
	for i := range items {
		items[i].SampleID, items[i].N = id, i+1
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		made.MadeAt = tx.now
		if err := tx.insert(&made); err != nil {
			return err
		}
		if err := tx.insert(&items); err != nil {
			return err
		}
		after := map[string]any{"from": made.FromAt, "until": made.UntilAt, "asked": made.Asked, "seed": made.Seed, "eligible": made.Eligible, "drawn": made.Drawn}
		return tx.audit(models.ActionSampleDrawn, aboutSample(&made), nil, after, "")
	})
	if err != nil {
		return nil, fmt.Errorf("draw sample: %w", err)
	}
	return &made, nil
}

func aboutSample(s *models.Sample) target { return target{kind: "sample", id: s.PublicID()} }

// decidedCase is what the draw needs of a case.
type decidedCase struct {
	ID       models.ID
	ClosedBy models.ID
}

// drawCases draws from the cases of a period, and says how many there were. Items come in the order of the cases' numbers, which says
// nothing about who decided them.
func drawCases(db *gorm.DB, lead models.ID, cmd models.DrawSample) ([]models.SampleItem, int, error) {
	var all []decidedCase
	err := db.Model(&models.Case{}).Select("id", "closed_by").
		Where("state = 'closed' AND closed_at >= ? AND closed_at < ? AND closed_by <> ? AND closed_by <> 0", cmd.From, cmd.Until, lead).
		Order("closed_at, id").Limit(models.SampleEligible + 1).Find(&all).Error
	if err != nil {
		return nil, 0, err
	}
	var bad models.Invalid
	switch {
	case len(all) == 0:
		bad.Add("", "sample_none")
	case len(all) > models.SampleEligible:
		bad.Add("", "sample_many", "most", strconv.Itoa(models.SampleEligible))
	}
	if err := bad.OrNil(); err != nil {
		return nil, 0, err
	}
	var cases []models.Case
	if err := db.Where("id IN ?", chosen(all, cmd)).Order("id").Find(&cases).Error; err != nil {
		return nil, 0, err
	}
	items := make([]models.SampleItem, len(cases))
	for i := range cases {
		c := &cases[i]
		if c.ClosedAt == nil {
			return nil, 0, fmt.Errorf("case %s is closed at no time", c.PublicID())
		}
		items[i] = models.SampleItem{
			CaseID: c.ID, AccountID: c.AccountID, TopCode: c.TopCode, FirstBy: c.ClosedBy, FirstName: c.ClosedName, First: c.Outcome, FirstWhy: c.Reason,
			FirstAt: *c.ClosedAt, Version: 1,
		}
	}
	return items, len(all), nil
}

// chosen draws the ids of cases, grouped by who decided them in the order of those people's numbers.
func chosen(all []decidedCase, cmd models.DrawSample) []models.ID {
	slices.SortStableFunc(all, func(a, b decidedCase) int { return cmp.Compare(a.ClosedBy, b.ClosedBy) })
	var sizes, starts []int
	for i, c := range all {
		if i == 0 || c.ClosedBy != all[i-1].ClosedBy {
			sizes, starts = append(sizes, 0), append(starts, i)
		}
		sizes[len(sizes)-1]++
	}
	var ids []models.ID
	for g, places := range agree.Draw(sizes, cmd.N, uint64(cmd.Seed)) {
		for _, at := range places {
			ids = append(ids, all[starts[g]+at].ID)
		}
	}
	return ids
}

// JudgeSample records the actor's own judgement of one item of a sample that the actor drew.
func (s *Store) JudgeSample(ctx context.Context, actor models.Actor, cmd models.JudgeSample) (*models.Sample, error) {
	var sample models.Sample
	err := s.write(ctx, actor, func(tx *writeTx) error {
		sample = models.Sample{}
		if err := tx.take(&sample, cmd.SampleID); err != nil {
			return err
		}
		var it models.SampleItem
		if err := tx.db.Where("sample_id = ? AND n = ?", cmd.SampleID, cmd.N).Take(&it).Error; err != nil {
			return err
		}
		if err := sample.Judge(&it, actor.UserID, cmd, tx.now); err != nil {
			return err
		}
		if err := expect(it.Version, cmd.Version); err != nil {
			return err
		}
		if err := tx.update(&it, &it.Version, "second", "second_why", "second_at"); err != nil {
			return err
		}
		if err := tx.update(&sample, &sample.Version, "judged"); err != nil {
			return err
		}
		after := map[string]any{"item": it.N, "case": it.CaseID.Public(models.PrefixCase), "outcome": it.Second, "same": it.Same()}
		return tx.audit(models.ActionSampleJudged, aboutSample(&sample), nil, after, cmd.Reason)
	})
	if err != nil {
		return nil, fmt.Errorf("judge item %d of sample %s: %w", cmd.N, cmd.SampleID.Public(models.PrefixSample), err)
	}
	return &sample, nil
}

// RecordSampleExport records that a sample left as a file.
func (s *Store) RecordSampleExport(ctx context.Context, actor models.Actor, id models.ID) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var sample models.Sample
		if err := tx.take(&sample, id); err != nil {
			return err
		}
		return tx.audit(models.ActionSampleExported, aboutSample(&sample), nil, map[string]any{"judged": sample.Judged}, "")
	})
}
