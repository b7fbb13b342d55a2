package models

import "time"

// JobState is the stage of a job.
type JobState string

// A job is ready until it is done, or dead after too many failures.
const (
	JobReady JobState = "ready"
	JobDone  JobState = "done"
	JobDead  JobState = "dead"
)

// Job is one piece of work to be done at or after a time, exactly once in effect: a worker
// holds it by a lease and can finish it only with the token of that lease.
type Job struct {
	ID         ID         `gorm:"primaryKey" class:"C1"`
	Kind       string     `class:"C1"`
	UniqueKey  string     `class:"C1"` // the same work is never queued twice
	ObjectID   ID         `class:"C1"`
	RunAt      time.Time  `class:"C1"`
	State      JobState   `class:"C1"`
	Owner      string     `class:"C1"`
	LeaseUntil *time.Time `class:"C1"`
	Token      int64      `class:"C1"`
	Attempts   int        `class:"C1"`
	LastError  string     `class:"C1"`
	CreatedAt  time.Time  `class:"C1"`
	DoneAt     *time.Time `class:"C1"`
}

// The kinds of job.
const (
	JobLimitApply      = "limit.apply"
	JobLimitExpire     = "limit.expire"
	JobLimitLapse      = "limit.lapse"
	JobLimitReview     = "limit.review"
	JobSanctionExpire  = "sanction.expire"
	JobSanctionLapse   = "sanction.lapse"
	JobSanctionReview  = "sanction.review"
	JobAppealDue       = "appeal.due"
	JobAppealExecute   = "appeal.execute"
	JobOverrideEnd     = "override.end"
	JobOverrideLapse   = "override.lapse"
	JobAsideEnd        = "aside.end"
	JobAsideLapse      = "aside.lapse"
	JobTagEnd          = "tag.end"
	JobHardshipEnd     = "hardship.end"
	JobMessageRelease  = "message.release"
	JobRescore         = "book.rescore"
	JobChallengeExpire = "challenge.expire"
	JobEventLapse      = "event.lapse"
	JobModelTrain      = "model.train"
	JobModelRetrain    = "model.retrain" // the schedule's turn
	JobPromotionLapse  = "promotion.lapse"
	JobRadar           = "radar.refresh"
	JobDrift           = "drift.look"
	JobBacktest        = "policy.backtest"
	JobEffect          = "policy.effect"       // counts the reports that were asked for
	JobEffectDaily     = "policy.effect_daily" // looks at young versions
	JobListLapse       = "list.lapse"
	JobRules           = "rules.recount"
	JobCaseWake        = "case.wake"
	JobAppealWarn      = "appeal.warn"
	JobAppealEscalate  = "appeal.escalate"
	JobAppealEvidence  = "appeal.evidence" // the customer's time for evidence is over
	JobBatch           = "bulk.run"
	JobBatchLapse      = "bulk.lapse"
	JobPolicyPublish   = "policy.publish" // a version's moment has come
	JobPolicyCuts      = "policy.cuts"    // counts what saved thresholds hold for
	JobExport          = "export.write"
	JobExportExpire    = "export.expire"
)

// Limits of a job's life.
const (
	JobLease       = 30 * time.Second
	JobMaxAttempts = 8
)

// Retry is when a job that failed the given number of times is tried again: doubling from
// two seconds to half an hour.
func Retry(attempts int) time.Duration {
	return min(2*time.Second<<min(attempts, 12), 30*time.Minute)
}
