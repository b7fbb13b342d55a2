package data

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// record is a whole audit record held in memory, to be tampered with.
type record struct {
	entries []models.AuditEntry
	head    models.AuditHead
	known   checkpointSet
	signer  *signer
	starts  []chainCheck // the check as it stood at every startEvery rows of the untouched record
}

const startEvery = 250

// fillRecord writes n entries, many a unit, with a checkpoint after every fifth unit.
func fillRecord(t *testing.T, s *Store, c *clock, n int) {
	t.Helper()
	const unit = 40
	for done := 0; done < n; done += unit {
		c.advance(time.Second)
		err := s.write(context.Background(), anna, func(tx *writeTx) error {
			for i := range unit {
				on := target{kind: "account", id: fmt.Sprint("acc_", done+i), accountID: models.ID(done + i + 1)}
				if err := tx.audit("test.remark", on, map[string]int{"limit": i}, map[string]int{"limit": done}, "because"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if done/unit%5 == 4 {
			if err := s.Checkpoint(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func readRecord(t *testing.T, s *Store) record {
	t.Helper()
	r := record{signer: s.signer}
	err := s.read(context.Background(), func(db *gorm.DB) (err error) {
		if r.known, err = s.checkpoints(db); err != nil {
			return err
		}
		if err = db.Order("seq").Find(&r.entries).Error; err != nil {
			return err
		}
		return db.Where("lane = ?", laneMain).Take(&r.head).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// verify runs the store's own check over the record, as far as the first finding. The rows
// before from are as they were, so the check starts from how it stood there.
func (r *record) verify(from int64) models.Chain {
	check := newChainCheck(r.known, r.signer.sealEntry)
	if i := min(int(from-1)/startEvery, len(r.starts)) - 1; i >= 0 {
		*check = r.starts[i]
	}
	for i := int(check.after); i < len(r.entries); i++ {
		check.add(&r.entries[i])
		if check.result.OK && len(r.starts) == i/startEvery && (i+1)%startEvery == 0 {
			r.starts = append(r.starts, *check)
		}
		if !check.result.OK {
			return check.result
		}
	}
	return check.finish(r.head, r.signer.sealHead)
}

// forge recomputes what somebody without the key can: every hash from row index i on, and
// the head's.
func (r *record) forge(i int) {
	var prev []byte
	if i > 0 {
		prev = r.entries[i-1].Hash
	}
	for ; i < len(r.entries); i++ {
		e := &r.entries[i]
		e.PrevHash = prev
		e.Hash = e.Sum()
		prev = e.Hash
	}
	r.head.Seq, r.head.Hash = int64(len(r.entries)), prev
}

// flip changes one bit of one column of an entry.
func flip(e *models.AuditEntry, rng *rand.Rand) {
	blob := func(b []byte) []byte {
		b = bytes.Clone(b)
		if len(b) == 0 {
			return []byte{1}
		}
		b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
		return b
	}
	words := []*string{&e.ActorID, &e.ActorName, &e.Role, &e.Action, &e.ObjectType, &e.ObjectID, &e.Reason,
		&e.Before, &e.After, &e.Source, &e.RequestID, &e.IP}
	switch k := rng.IntN(len(words) + 5); k {
	case 0:
		e.AccountID ^= 1 << rng.IntN(40)
	case 1:
		e.At = time.UnixMicro(e.At.UnixMicro() ^ 1<<rng.IntN(40)).UTC()
	case 2:
		e.Hash = blob(e.Hash)
	case 3:
		e.PrevHash = blob(e.PrevHash)
	case 4:
		e.Seal = blob(e.Seal)
	default:
		*words[k-5] = string(blob([]byte(*words[k-5])))
	}
}

// tampering is one kind of edit: it changes the record and returns the first row that is
// no longer what was written.
type tampering func(r *record, rng *rand.Rand) (firstBad int64)

func tamperings() map[string]tampering {
	return map[string]tampering{
		"bit": func(r *record, rng *rand.Rand) int64 {
			i := rng.IntN(len(r.entries))
			flip(&r.entries[i], rng)
			return int64(i + 1)
		},
		"delete": func(r *record, rng *rand.Rand) int64 {
			i := rng.IntN(len(r.entries) - 1)
			r.entries = slices.Delete(r.entries, i, i+1)
			return int64(i + 1)
		},
		"insert": func(r *record, rng *rand.Rand) int64 {
			i := rng.IntN(len(r.entries))
			e := r.entries[rng.IntN(len(r.entries))]
			e.Reason = "slipped in"
			r.entries = slices.Insert(r.entries, i, e)
			for j := i; j < len(r.entries); j++ {
				r.entries[j].Seq = int64(j + 1)
			}
			if rng.IntN(2) == 0 {
				r.forge(i)
			}
			return int64(i + 1)
		},
		"swap": func(r *record, rng *rand.Rand) int64 {
			i := rng.IntN(len(r.entries) - 1)
			j := i + 1 + rng.IntN(len(r.entries)-i-1)
			r.entries[i], r.entries[j] = r.entries[j], r.entries[i]
			r.entries[i].Seq, r.entries[j].Seq = int64(i+1), int64(j+1)
			return int64(i + 1)
		},
		"truncate": func(r *record, rng *rand.Rand) int64 {
			n := len(r.entries) - 1 - rng.IntN(len(r.entries)-1)
			r.entries = r.entries[:n]
			if rng.IntN(2) == 0 {
				r.head.Seq, r.head.Hash = int64(n), r.entries[n-1].Hash
			}
			return int64(n + 1)
		},
		"rewrite": func(r *record, rng *rand.Rand) int64 {
			i := rng.IntN(len(r.entries))
			r.entries[i].Reason += "!"
			r.forge(i)
			return int64(i + 1)
		},
	}
}

// TestEveryTamperingIsFoundAndItsFirstRowNamed makes 10,000 random edits of six kinds, one
// at a time, by somebody who can write to every table but has no key (S61).
func TestEveryTamperingIsFoundAndItsFirstRowNamed(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: zeros{}})
	fillRecord(t, s, c, 3000)
	whole := readRecord(t, s)
	if chain := whole.verify(1); !chain.OK || chain.Checkpoints < 10 {
		t.Fatalf("the record does not hold before any edit: %+v", chain)
	}
	const edits = 10_000
	kinds := tamperings()
	for name, tamper := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(7, uint64(len(name))))
			room := make([]models.AuditEntry, 0, len(whole.entries)+1) // for all edits: to clear and collect ten thousand copies is most of what they cost
			for n := range edits/len(kinds) + 1 {
				r := whole
				r.entries = append(room, whole.entries...)
				want := tamper(&r, rng)
				if got := r.verify(want); got.OK || got.FirstBad != want {
					t.Fatalf("edit %d: %+v, want first bad row %d", n, got, want)
				}
			}
		})
	}
}

// TestCopiedCheckpointsAloneFindARewriteByWhoHasTheKeys takes away everything inside: the
// forger has the keys, seals every row again and signs new checkpoints. Only the copy of
// the checkpoint file that was taken elsewhere is left (S62).
func TestCopiedCheckpointsAloneFindARewriteByWhoHasTheKeys(t *testing.T) {
	c := newClock()
	s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: zeros{}})
	fillRecord(t, s, c, 800)
	whole := readRecord(t, s)
	whole.starts = nil
	rewritten := whole
	rewritten.entries = slices.Clone(whole.entries)
	rewritten.entries[300].Reason = "never happened"
	rewritten.forge(300)
	for i := 300; i < len(rewritten.entries); i++ {
		rewritten.entries[i].Seal = s.signer.sealEntry(&rewritten.entries[i])
	}
	rewritten.head.Seal = s.signer.sealHead(&rewritten.head)
	if got := rewritten.verify(1); got.OK || got.Problem != problemCheckpoint || got.FirstBad < 301 || got.FirstBad > 401 {
		t.Errorf("rewrite: %+v, want the first checkpoint after row 301", got)
	}
	cut := whole
	cut.entries = whole.entries[:500]
	cut.head = models.AuditHead{Lane: laneMain, Seq: 500, Hash: whole.entries[499].Hash}
	cut.head.Seal = s.signer.sealHead(&cut.head)
	if got := cut.verify(1); got.OK || got.FirstBad != 501 {
		t.Errorf("truncation: %+v, want first bad row 501", got)
	}
}

func TestRecordIsAppendOnlyOnBothDatabases(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		if err := remark(s, "once"); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"UPDATE audit_entries SET reason = 'other' WHERE seq = 1",
			"DELETE FROM audit_entries WHERE seq = 1",
			"DELETE FROM audit_entries",
		} {
			if err := s.w.Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: err = %v, want a refusal", statement, err)
			}
		}
		if chain, err := s.VerifyAudit(context.Background(), nil); err != nil || !chain.OK {
			t.Errorf("chain = %+v, %v", chain, err)
		}
	})
}

func TestEditsOfTheFileItselfAreFound(t *testing.T) {
	edits := map[string]struct {
		statements []string
		want       int64
		problem    string
	}{
		"content":   {[]string{"UPDATE audit_entries SET reason = 'other' WHERE seq = 123"}, 123, problemContent},
		"delete":    {[]string{"DELETE FROM audit_entries WHERE seq = 50"}, 50, problemMissing},
		"first row": {[]string{"DELETE FROM audit_entries WHERE seq = 1"}, 1, problemMissing},
		"before the first": {[]string{
			"INSERT INTO audit_entries SELECT 0, at, actor_kind, actor_id, actor_name, role, action, object_type, object_id, account_id, reason, before, after, source, request_id, ip, prev_hash, hash, seal FROM audit_entries WHERE seq = 9",
		}, 1, problemMissing},
		"swap": {[]string{
			"UPDATE audit_entries SET seq = -1 WHERE seq = 20", "UPDATE audit_entries SET seq = 20 WHERE seq = 21", "UPDATE audit_entries SET seq = 21 WHERE seq = -1",
		}, 20, problemLink},
		"cut end": {[]string{
			"DELETE FROM audit_entries WHERE seq > 390", "DELETE FROM checkpoints WHERE seq > 390",
			"UPDATE audit_heads SET seq = 390, hash = (SELECT hash FROM audit_entries WHERE seq = 390)",
		}, 391, problemEnd},
		"everything gone": {[]string{"DELETE FROM audit_entries", "DELETE FROM checkpoints", "DELETE FROM audit_heads"}, 1, problemEnd},
		"seal":            {[]string{"UPDATE audit_entries SET seal = zeroblob(32) WHERE seq = 200"}, 200, problemSeal},
	}
	for name, tt := range edits {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			s := openTest(t, Options{Dir: t.TempDir(), Now: c.now, Rand: zeros{}})
			fillRecord(t, s, c, 400)
			for _, statement := range append([]string{"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"}, tt.statements...) {
				if err := s.w.Exec(statement).Error; err != nil {
					t.Fatal(err)
				}
			}
			chain, err := s.VerifyAudit(context.Background(), nil)
			if err != nil || chain.OK || chain.FirstBad != tt.want || chain.Problem != tt.problem {
				t.Errorf("chain = %+v, %v; want first bad row %d: %s", chain, err, tt.want, tt.problem)
			}
			s.ready = false // nothing is left to sign
		})
	}
}

func TestPlaceOfAnEntry(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		for _, id := range []string{"a", "b", "a", "b", "a"} {
			if err := remark(s, id); err != nil {
				t.Fatal(err)
			}
		}
		ctx := context.Background()
		newest, err := s.AuditEntries(ctx, models.AuditFilter{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		last := newest[0].Seq
		p, err := s.AuditPlace(ctx, last-2)
		if err != nil || !p.Links || p.Older != last-4 || p.Newer != last {
			t.Errorf("place = %+v, %v", p, err)
		}
		if p, err = s.AuditPlace(ctx, 1); err != nil || !p.Links || p.Older != 0 {
			t.Errorf("first = %+v, %v", p, err)
		}
	})
}
