package data

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// releaser is somebody in the record who may publish, as schedules are carried out in the name of a user.
func releaser(t *testing.T, s *Store, login string) models.Actor {
	t.Helper()
	u, _, err := s.AddUser(context.Background(), models.Operator("test"), models.AddUser{Login: login, Name: "Rosa", Roles: []string{models.RoleLead}})
	ok(t, err)
	return models.Actor{Kind: models.ActorUser, ID: u.PublicID(), UserID: u.ID, Name: u.Name, Role: models.RoleLead, Source: "ui"}
}

// scheduled is an approved version that rosa set to become live in three days, longer than an approval is good for.
func scheduled(t *testing.T, s *Store, c *clock, rosa models.Actor) *models.Policy {
	t.Helper()
	p := approved(t, s, holding30k())
	return must[*models.Policy](t)(s.SchedulePolicy(context.Background(), rosa, stepOf(p), c.now().Add(72*time.Hour)))
}

func published(t *testing.T, s *Store) []models.AuditEntry {
	t.Helper()
	found := must[[]models.AuditEntry](t)(s.AuditEntries(context.Background(), models.AuditFilter{Action: models.ActionPolicyPublished, Limit: 100}))
	return found
}

// TestAScheduledVersionBecomesLiveOnce: at its moment and not before, by whichever of many workers, in the name of who scheduled it.
func TestAScheduledVersionBecomesLiveOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		rosa := releaser(t, s, "rosa")
		p, before := scheduled(t, s, c, rosa), len(published(t, s))
		list := must[[]models.Cooling](t)(s.Cooling(ctx, 10))
		if len(list) != 1 || list[0].Policy == nil || !list[0].At.Equal(*p.PublishAt) || list[0].Settled() != "Rosa" {
			t.Errorf("pending = %+v", list)
		}
		_, err := s.SchedulePolicy(ctx, rosa, stepOf(p), c.now().Add(time.Hour))
		wantRefused(t, err, "already_scheduled")
		c.advance(72*time.Hour - time.Second)
		runAll(t, s)
		if got := liveVersion(t, s); got == p.Version {
			t.Fatal("live before its moment")
		}
		c.advance(2 * time.Second)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { _, _ = s.RunJobs(ctx, "test", 100) })
		}
		wg.Wait()
		runAll(t, s)
		found := published(t, s)
		if got := liveVersion(t, s); got != p.Version || len(found) != before+1 || found[0].ActorID != rosa.ID || found[0].Source != "job" {
			t.Errorf("version %d is live, published %d times, the record says %+v", got, len(found)-before, found[0])
		}
		if now := must[*models.Policy](t)(s.Policy(ctx, p.Version)); now.PublishAt != nil {
			t.Errorf("still to be published: %+v", now.PublishAt)
		}
	})
}

// TestAScheduleThatCannotBeKeptSaysWhy: the version stays as it is, says what stood in its way, and whoever scheduled it is told once.
func TestAScheduleThatCannotBeKeptSaysWhy(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		_, _, err := s.AddUser(ctx, models.Operator("test"), models.AddUser{Login: "root", Name: "Root", Roles: []string{models.RoleAdmin}})
		ok(t, err)
		for want, spoil := range map[string]func(p *models.Policy, rosa models.Actor){
			"live_moved": func(p *models.Policy, _ models.Actor) {
				ok(t, s.write(ctx, anna, func(tx *writeTx) error { // another version went live in between
					if err := tx.db.Model(&models.Policy{}).Where("version = ?", p.Version).Update("submitted_over", 77).Error; err != nil {
						return err
					}
					return tx.audit("test.moved", target{kind: "policy"}, nil, nil, "")
				}))
			},
			models.FaultNotAllowed: func(_ *models.Policy, rosa models.Actor) {
				u := must[*models.User](t)(s.User(ctx, rosa.UserID))
				must[*models.User](t)(s.ChangeUser(ctx, models.Operator("test"), models.ChangeUser{ID: u.ID, Name: u.Name, Roles: []string{models.RoleReviewer}, Version: u.Version}))
			},
		} {
			rosa := releaser(t, s, strings.ReplaceAll(want, "_", "-"))
			p, live, before := scheduled(t, s, c, rosa), liveVersion(t, s), len(published(t, s))
			spoil(p, rosa)
			since := c.now()
			c.advance(73 * time.Hour)
			runAll(t, s)
			runAll(t, s)
			now := must[*models.Policy](t)(s.Policy(ctx, p.Version))
			if now.PublishFault != want || now.State != models.PolicyApproved || liveVersion(t, s) != live || len(published(t, s)) != before {
				t.Errorf("%s: %s, fault %q", want, now.State, now.PublishFault)
			}
			told := must[[]models.StaffNotice](t)(s.Notices(ctx, rosa.UserID, since))
			found := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{Action: models.ActionPolicyNotPublished, Limit: 100}))
			if len(told) != 1 || told[0].Kind != models.NoticePolicyKept || len(found) == 0 || !strings.Contains(found[0].After, want) {
				t.Errorf("%s: told %+v, the record says %+v", want, told, found)
			}
			if list := must[[]models.Cooling](t)(s.Cooling(ctx, 10)); len(list) != 1 || !list[0].At.IsZero() {
				t.Errorf("%s: pending = %+v", want, list)
			}
			now = must[*models.Policy](t)(s.CallOffPolicy(ctx, anna, stepOf(now)))
			must[*models.Policy](t)(s.ReopenPolicy(ctx, anna, stepOf(now)))
			must[*models.Policy](t)(s.DiscardPolicy(ctx, anna, stepOf(must[*models.Policy](t)(s.Policy(ctx, p.Version)))))
		}
	})
}

// TestAScheduleIsCalledOff: by hand, or by a step after which the version could not become live; the job finds nothing to do.
func TestAScheduleIsCalledOff(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		rosa := releaser(t, s, "rosa")
		p := scheduled(t, s, c, rosa)
		p = must[*models.Policy](t)(s.CallOffPolicy(ctx, ben, stepOf(p)))
		_, err := s.CallOffPolicy(ctx, ben, stepOf(p))
		if !errors.Is(err, models.ErrState) {
			t.Errorf("once more: %v", err)
		}
		_, err = s.SchedulePolicy(ctx, rosa, stepOf(p), c.now().Add(-time.Minute))
		wantInvalid(t, err, "publish_at", "date_future")
		_, err = s.SchedulePolicy(ctx, rosa, stepOf(p), c.now().Add(models.ScheduleMax+time.Hour))
		wantInvalid(t, err, "publish_at", "date_far")
		p = must[*models.Policy](t)(s.ShadowPolicy(ctx, rosa, stepOf(p)))
		p = must[*models.Policy](t)(s.SchedulePolicy(ctx, rosa, stepOf(p), c.now().Add(time.Hour)))
		p = must[*models.Policy](t)(s.PausePolicy(ctx, ben, stepOf(p), "looks odd"))
		p = must[*models.Policy](t)(s.ResumePolicy(ctx, ben, stepOf(p)))
		p = must[*models.Policy](t)(s.SchedulePolicy(ctx, rosa, stepOf(p), c.now().Add(2*time.Hour)))
		c.advance(time.Hour + time.Second) // the moment that was called off is not the one set since
		runAll(t, s)
		if got := liveVersion(t, s); got == p.Version {
			t.Fatal("live at a moment that was called off")
		}
		p = must[*models.Policy](t)(s.CallOffPolicy(ctx, ben, stepOf(p)))
		c.advance(73 * time.Hour)
		runAll(t, s)
		if got := liveVersion(t, s); got == p.Version || p.PublishAt != nil || count(t, s, &models.Policy{}, "publish_at IS NOT NULL") != 0 {
			t.Errorf("version %d is live, %+v", got, p)
		}
		err = s.read(ctx, func(db *gorm.DB) error {
			return db.Where("kind = ? AND state <> ?", models.JobPolicyPublish, models.JobDone).Take(&models.Job{}).Error
		})
		if !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a job is left: %v", err)
		}
	})
}

// TestAScheduledVersionBecomesLiveAfterAFailure: a job that could not be done at the moment, as with a full disk, comes later than it was set.
func TestAScheduledVersionBecomesLiveAfterAFailure(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ctx := context.Background()
		p := scheduled(t, s, c, releaser(t, s, "rosa"))
		c.advance(73 * time.Hour)
		var job models.Job
		ok(t, s.read(ctx, func(db *gorm.DB) error { return db.Where("kind = ?", models.JobPolicyPublish).Take(&job).Error }))
		ok(t, s.failJob(ctx, job, errors.New("the disk is full")))
		c.advance(models.Retry(1) + time.Second)
		runAll(t, s)
		if got := liveVersion(t, s); got != p.Version {
			t.Errorf("version %d is live, want %d", got, p.Version)
		}
	})
}
