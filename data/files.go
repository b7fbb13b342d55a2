package data

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"candor/data/upload"
	"candor/data/vault"
	"candor/models"
)

// Scanner looks at a file before it is kept: nil when nothing was found, models.ErrUnsafe when
// something was, anything else when it could not look.
type Scanner func(ctx context.Context, content []byte) error

// inspectAtOnce is how many files are unpacked at the same time: a picture of the largest size
// takes some hundred megabytes while it is drawn anew.
const inspectAtOnce = 2

func filePlace(column string, id models.ID) vault.Place {
	return vault.Place{Table: "files", Column: column, Row: int64(id)}
}

func fileTarget(f *models.File) target {
	return target{kind: "file", id: f.PublicID(), accountID: f.AccountID}
}

// ScansFiles reports whether a scanner looks at files before they are kept.
func (s *Store) ScansFiles() bool { return s.scan != nil }

// AddFile keeps a file after it was looked at: models.Invalid with the field "file" when it is
// not taken, models.ErrUnchecked when the scanner could not look.
func (s *Store) AddFile(ctx context.Context, actor models.Actor, in models.NewFile) (*models.File, error) {
	if !in.Owner.Grows() {
		return nil, models.ErrState
	}
	clean, err := s.inspect(ctx, in)
	if err != nil {
		return nil, err
	}
	var kept *models.File
	err = s.write(ctx, actor, func(tx *writeTx) error {
		account, err := ownerAccount(tx.db, in.Owner)
		if err != nil {
			return err
		}
		kept, err = tx.addFile(account, in, clean)
		return err
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// inspect has the scanner and our own eyes look at a file, before anything is written.
func (s *Store) inspect(ctx context.Context, in models.NewFile) (*upload.Clean, error) {
	select {
	case s.inspecting <- struct{}{}:
		defer func() { <-s.inspecting }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var bad models.Invalid
	clean, err := upload.Inspect(in.Name, in.Content)
	var no *upload.Refusal
	if errors.As(err, &no) {
		bad.Add("file", no.Code)
		return nil, &bad
	}
	if err != nil || s.scan == nil {
		return clean, err
	}
	switch err := s.scan(ctx, in.Content); {
	case errors.Is(err, models.ErrUnsafe):
		bad.Add("file", "upload_unsafe")
		return nil, &bad
	case err != nil:
		return nil, fmt.Errorf("%w: %w", models.ErrUnchecked, err)
	}
	return clean, nil
}

// ownerAccount is the account of what a file belongs to; models.ErrNotFound when there is no such thing.
func ownerAccount(db *gorm.DB, owner models.FileOwner) (models.ID, error) {
	var account models.ID
	var q *gorm.DB
	switch owner.Prefix {
	case models.PrefixAccount:
		q = db.Model(&models.Account{}).Select("id")
	case models.PrefixCase:
		q = db.Model(&models.Case{}).Select("account_id")
	case models.PrefixLimit:
		q = db.Model(&models.LimitChange{}).Select("account_id")
	case models.PrefixAppeal:
		q = db.Model(&models.Appeal{}).Select("account_id")
	default:
		return 0, models.ErrNotFound
	}
	err := q.Where("id = ?", owner.ID).Limit(1).Scan(&account).Error
	if err == nil && account == 0 {
		err = models.ErrNotFound
	}
	return account, err
}

// addFile writes a file, its key and its chunks, and who brought it.
func (tx *writeTx) addFile(account models.ID, in models.NewFile, clean *upload.Clean) (*models.File, error) {
	subject, err := subjectOf(tx.db, account)
	if err != nil {
		return nil, err
	}
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	f := &models.File{
		ID: id, AccountID: account, OwnerID: in.Owner.PublicID(), EvidenceID: in.EvidenceID, Kind: clean.Kind,
		Bytes: int64(len(clean.Content)), Chunks: vault.Chunks(len(clean.Content)), Width: clean.Width, Height: clean.Height,
		Digest:  tx.store.vault.MAC("file "+account.Public(models.PrefixAccount), clean.Content),
		Scanned: tx.store.scan != nil, ByKind: tx.actor.Kind, ByName: tx.actor.Name, At: tx.now,
	}
	if err := tx.roomFor(f); err != nil {
		return nil, err
	}
	if f.Name, err = tx.seal(models.FileTitle(clean.Named(in.Name)), filePlace("name_sealed", id), subject); err != nil {
		return nil, err
	}
	key, err := vault.NewFileKey(tx.store.rand)
	if err != nil {
		return nil, err
	}
	if f.Key, err = tx.seal(key, filePlace("key_sealed", id), subject); err != nil {
		return nil, err
	}
	if err := tx.insert(f); err != nil {
		return nil, err
	}
	if err := tx.addChunks(f, key, clean.Content); err != nil {
		return nil, err
	}
	err = tx.audit(models.ActionFileAdded, fileTarget(f), nil, map[string]any{
		"kind": f.Kind, "bytes": f.Bytes, "to": f.OwnerID, "scanned": f.Scanned,
	}, "")
	if err != nil {
		return nil, err
	}
	return f, nil
}

// addChunks seals a content piece by piece, one row each, so that no statement grows with the file.
func (tx *writeTx) addChunks(f *models.File, key string, content []byte) error {
	cipher, err := vault.OpenFileKey(key)
	if err != nil {
		return err
	}
	for n := range f.Chunks {
		part := content[n*vault.ChunkSize : min((n+1)*vault.ChunkSize, len(content))]
		row := models.FileChunk{FileID: f.ID, N: n, Content: cipher.Seal(n, n == f.Chunks-1, part)}
		if err := tx.insert(&row); err != nil {
			return err
		}
	}
	return nil
}

// roomFor refuses a file that is there already, and one too many.
func (tx *writeTx) roomFor(f *models.File) error {
	var same, here, all int64
	q := func() *gorm.DB { return tx.db.Model(&models.File{}).Where("erased_at IS NULL") }
	err := errors.Join(
		q().Where("owner_id = ? AND digest = ?", f.OwnerID, f.Digest).Count(&same).Error,
		q().Where("owner_id = ?", f.OwnerID).Count(&here).Error,
		q().Where("account_id = ?", f.AccountID).Count(&all).Error,
	)
	if err != nil {
		return err
	}
	var bad models.Invalid
	switch {
	case same > 0:
		bad.Add("file", "upload_known")
	case here >= models.FilesPerObject || all >= models.FilesPerPerson:
		bad.Add("file", "upload_many")
	}
	return bad.OrNil()
}

// eraseFiles removes the content, names and keys of all of a person's files; that there were
// files, and who brought them when, stays.
func (tx *writeTx) eraseFiles(account models.ID) error {
	files := tx.db.Model(&models.File{}).Select("id").Where("account_id = ?", account)
	if err := tx.db.Where("file_id IN (?)", files).Delete(&models.FileChunk{}).Error; err != nil {
		return err
	}
	return tx.db.Model(&models.File{}).Where("account_id = ? AND erased_at IS NULL", account).
		Updates(map[string]any{"name_sealed": nil, "key_sealed": nil, "erased_at": tx.now}).Error
}
