package data

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"errors"

	"gorm.io/gorm"

	"candor/models"
)

// verifyPage is how many entries a verification holds in memory at once.
const verifyPage = 5000

// What can be wrong with an entry, as Chain.Problem says it.
const (
	problemMissing    = "missing"
	problemLink       = "not linked to the entry before"
	problemContent    = "content changed"
	problemSeal       = "rewritten: its seal does not hold"
	problemCheckpoint = "differs from a signed checkpoint"
	problemEnd        = "the end of the record is missing"
)

// chainCheck verifies a chain entry by entry, wherever the entries come from. The zero
// values of checkpoints and seal check neither.
type chainCheck struct {
	checkpoints checkpointSet
	seal        func(*models.AuditEntry) []byte
	prev        []byte // hash of the entry before
	after       int64  // sequence number of the entry before
	events      *eventCheck
	result      models.Chain
}

// newChainCheck starts at the beginning of a chain.
func newChainCheck(known checkpointSet, seal func(*models.AuditEntry) []byte) *chainCheck {
	c := &chainCheck{checkpoints: known, seal: seal}
	c.result = models.Chain{OK: true, Checkpoints: len(known.hashes)}
	return c
}

// fail notes the first finding; what follows from it is not of interest.
func (c *chainCheck) fail(seq int64, problem string) {
	if c.result.OK {
		c.result.OK, c.result.FirstBad, c.result.Problem = false, max(seq, 1), problem
	}
}

// add takes the next entry in.
func (c *chainCheck) add(e *models.AuditEntry) {
	if problem := c.problem(e); problem != "" {
		c.fail(firstMissing(e.Seq, c.after), problem)
	}
	c.after, c.prev = e.Seq, e.Hash
	c.result.Entries++
}

// problem says what is wrong with an entry in its place, "" when nothing is.
func (c *chainCheck) problem(e *models.AuditEntry) string {
	switch {
	case e.Seq != c.after+1:
		return problemMissing
	case !bytes.Equal(e.PrevHash, c.prev):
		return problemLink
	case !bytes.Equal(e.Hash, e.Sum()):
		return problemContent
	case c.seal != nil && !hmac.Equal(e.Seal, c.seal(e)):
		return problemSeal
	}
	if signed, ok := c.checkpoints.hashes[e.Seq]; ok && !bytes.Equal(signed, e.Hash) {
		return problemCheckpoint
	}
	return ""
}

// firstMissing names the first bad row: the entry itself, or the gap before it.
func firstMissing(seq, after int64) int64 {
	if seq > after+1 {
		return after + 1
	}
	return seq
}

// finish finds a cut end: a head or a checkpoint beyond the last entry, or a head that is
// not sealed as the store seals it. A checkpoint that cannot be believed comes last, since
// a row that does not hold says more.
func (c *chainCheck) finish(head models.AuditHead, sealHead func(*models.AuditHead) []byte) models.Chain {
	c.result.Head = hex.EncodeToString(c.prev)
	last := c.after
	switch {
	case head.Seq != last, !bytes.Equal(head.Hash, c.prev), c.checkpoints.last > last:
		c.fail(last+1, problemEnd)
	case sealHead != nil && last > 0 && !hmac.Equal(head.Seal, sealHead(&head)):
		c.fail(last+1, problemEnd)
	case c.checkpoints.problem != "":
		c.fail(c.checkpoints.firstBad, c.checkpoints.problem)
	}
	return c.result
}

// VerifyAudit walks the whole chain, every seal and every checkpoint, inside the database
// and in the file beside it, and reports the first line that does not hold.
func (s *Store) VerifyAudit(ctx context.Context, progress func(done int64)) (models.Chain, error) {
	return s.verify(ctx, false, progress)
}

func (s *Store) verify(ctx context.Context, events bool, progress func(done int64)) (models.Chain, error) {
	var result models.Chain
	err := s.read(ctx, func(db *gorm.DB) error {
		known, err := s.checkpoints(db)
		if err != nil {
			return err
		}
		check := newChainCheck(known, s.signer.sealEntry)
		if events {
			check.events = &eventCheck{db: db, chain: check}
		}
		var head models.AuditHead
		for {
			grown, err := check.readOn(db, progress)
			if err != nil {
				return err
			}
			// The head is read after the entries, and may be ahead of them when somebody
			// wrote meanwhile: then there is more to read.
			head = models.AuditHead{}
			if err := db.Where("lane = ?", laneMain).Take(&head).Error; err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
				return err
			}
			if !grown || head.Seq <= check.after {
				break
			}
		}
		result = check.finish(head, s.signer.sealHead)
		if events {
			if err := check.events.unproven(); err != nil {
				return err
			}
			result = check.result
			result.Events = check.events.events
		}
		return nil
	})
	return result, err
}

// readOn takes in every entry stored after the last one, and reports whether there were any.
func (c *chainCheck) readOn(db *gorm.DB, progress func(done int64)) (grown bool, err error) {
	for {
		var page []models.AuditEntry
		q := db.Order("seq").Limit(verifyPage)
		if c.result.Entries > 0 {
			q = q.Where("seq > ?", c.after)
		}
		if err := q.Find(&page).Error; err != nil {
			return grown, err
		}
		for i := range page {
			c.add(&page[i])
		}
		if c.events != nil {
			if err := c.events.page(page); err != nil {
				return grown, err
			}
		}
		grown = grown || len(page) > 0
		if progress != nil {
			progress(c.result.Entries)
		}
		if len(page) < verifyPage {
			return grown, nil
		}
	}
}
