package data

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// CheckpointEvery is how many entries may pass without a signed checkpoint.
const CheckpointEvery = 1000

// signer signs checkpoints with an Ed25519 key that is not in the database, so that who
// can rewrite the database cannot make a chain that verifies.
type signer struct {
	sign   note.Signer
	verify note.Verifier
	secret []byte // of the seals
}

// loadSigner reads the key file, or makes one where there is none.
func loadSigner(path string, rand io.Reader) (*signer, error) {
	var keys struct{ Signer, Verifier string }
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if keys.Signer, keys.Verifier, err = note.GenerateKey(rand, "candor-audit"); err != nil {
			return nil, fmt.Errorf("make audit key: %w", err)
		}
		if b, err = json.Marshal(keys); err != nil {
			return nil, err
		}
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			err = os.WriteFile(path, b, 0o600)
		}
	case err == nil:
		err = json.Unmarshal(b, &keys)
	}
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	s := &signer{secret: sealSecret(keys.Signer)}
	if s.sign, err = note.NewSigner(keys.Signer); err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	if s.verify, err = note.NewVerifier(keys.Verifier); err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	return s, nil
}

// CheckpointDue tells whoever signs checkpoints that CheckpointEvery entries have passed.
func (s *Store) CheckpointDue() <-chan struct{} { return s.due }

// askCheckpoint asks for a checkpoint without waiting; one request stands for many.
func (s *Store) askCheckpoint() {
	select {
	case s.due <- struct{}{}:
	default:
	}
}

const checkpointOrigin = "candor audit"

// Checkpoint signs the head of the chain unless that is already signed, and keeps the note
// in the database and in a file beside it that an operator can copy elsewhere.
func (s *Store) Checkpoint(ctx context.Context) error {
	var signed string
	err := s.commit(ctx, func(db *gorm.DB) error {
		signed = ""
		var head models.AuditHead
		if err := db.Where("lane = ?", laneMain).Take(&head).Error; err != nil {
			return err
		}
		if head.Seq == 0 {
			return nil
		}
		text := fmt.Sprintf("%s\n%d\n%s\n", checkpointOrigin, head.Seq, base64.StdEncoding.EncodeToString(head.Hash))
		b, err := note.Sign(&note.Note{Text: text}, s.signer.sign)
		if err != nil {
			return err
		}
		done := db.Clauses(clause.OnConflict{DoNothing: true}).
			Create(&models.Checkpoint{Seq: head.Seq, At: s.Now(), Note: string(b)})
		if done.RowsAffected > 0 {
			signed = string(b)
		}
		return done.Error
	})
	if err != nil {
		return fmt.Errorf("audit checkpoint: %w", err)
	}
	if signed == "" {
		return nil
	}
	return s.appendCheckpoint(signed)
}

func (s *Store) checkpointFile() string { return filepath.Join(s.dir, "audit-checkpoints.txt") }

func (s *Store) appendCheckpoint(signed string) error {
	f, err := os.OpenFile(s.checkpointFile(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("audit checkpoint: %w", err)
	}
	_, err = f.WriteString(signed + "\x00")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("audit checkpoint: %w", err)
	}
	return nil
}

// checkpointSet is every checkpoint known, by sequence number.
type checkpointSet struct {
	hashes   map[int64][]byte
	last     int64
	problem  string
	firstBad int64
}

// checkpoints reads the signed notes of the table and the file. A note whose signature
// does not hold is a finding of its own.
func (s *Store) checkpoints(db *gorm.DB) (checkpointSet, error) {
	set := checkpointSet{hashes: map[int64][]byte{}}
	var rows []models.Checkpoint
	if err := db.Order("seq").Find(&rows).Error; err != nil {
		return set, err
	}
	for _, row := range rows {
		set.add(s.signer.verify, row.Note, row.Seq)
	}
	b, err := os.ReadFile(s.checkpointFile())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return set, err
	}
	for _, signed := range bytes.Split(b, []byte{0}) {
		if len(signed) > 0 {
			set.add(s.signer.verify, string(signed), 0)
		}
	}
	return set, nil
}

// add takes one note in. seq is what its row claims, 0 for a note of the file.
func (set *checkpointSet) add(verifier note.Verifier, signed string, seq int64) {
	hash, at, err := readCheckpoint(verifier, signed)
	if err != nil || (seq != 0 && at != seq) {
		if set.problem == "" {
			set.problem, set.firstBad = "a checkpoint's signature does not hold", max(seq, 1)
		}
		return
	}
	if old, known := set.hashes[at]; known && !bytes.Equal(old, hash) && set.problem == "" {
		set.problem, set.firstBad = "two checkpoints disagree", at
	}
	set.hashes[at] = hash
	set.last = max(set.last, at)
}

func readCheckpoint(verifier note.Verifier, signed string) (hash []byte, seq int64, err error) {
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return nil, 0, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != checkpointOrigin {
		return nil, 0, errors.New("not a checkpoint")
	}
	if seq, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return nil, 0, err
	}
	hash, err = base64.StdEncoding.DecodeString(lines[2])
	return hash, seq, err
}
