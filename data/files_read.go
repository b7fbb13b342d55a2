package data

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// Files returns what belongs to an object, newest first; of an account, what belongs to its
// cases, appeals and limit changes too; of a limit change, the account's file that it rests on.
func (s *Store) Files(ctx context.Context, owner models.FileOwner) ([]models.FileRow, error) {
	var rows []models.FileRow
	err := s.read(ctx, func(db *gorm.DB) error {
		q := db.Where("owner_id = ?", owner.PublicID())
		switch owner.Prefix {
		case models.PrefixAccount:
			q = db.Where("account_id = ?", owner.ID)
		case models.PrefixLimit:
			q = db.Where("owner_id = ? OR id IN (?)", owner.PublicID(), db.Model(&models.LimitChange{}).Select("file_id").Where("id = ?", owner.ID))
		}
		var files []models.File
		if err := q.Order("id DESC").Limit(models.FilesPerObject).Find(&files).Error; err != nil {
			return err
		}
		for i := range files {
			row, err := s.fileRow(db, &files[i])
			if err != nil {
				return err
			}
			rows = append(rows, *row)
		}
		return nil
	})
	return rows, err
}

// fileRow opens a file's name.
func (s *Store) fileRow(db *gorm.DB, f *models.File) (*models.FileRow, error) {
	row := &models.FileRow{File: *f, Title: models.Erased}
	if f.ErasedAt != nil {
		return row, nil
	}
	var err error
	row.Title, err = s.openValue(db, f.Name, filePlace("name_sealed", f.ID), f.AccountID)
	return row, err
}

// File returns one file without its content.
func (s *Store) File(ctx context.Context, id models.ID) (*models.FileRow, error) {
	var row *models.FileRow
	err := s.read(ctx, func(db *gorm.DB) error {
		var f models.File
		if err := db.Where("id = ?", id).Take(&f).Error; err != nil {
			return err
		}
		var err error
		row, err = s.fileRow(db, &f)
		return err
	})
	return row, err
}

// LookAtFile returns a file with its content, after it is in the record who looks and how.
// models.ErrNotFound when the person was erased; what does not open is recorded and an error.
func (s *Store) LookAtFile(ctx context.Context, actor models.Actor, id models.ID, how models.FileLook) (*models.FileContent, error) {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		var f models.File
		if err := tx.db.Where("id = ? AND erased_at IS NULL", id).Take(&f).Error; err != nil {
			return err
		}
		return tx.audit(models.ActionFileViewed, fileTarget(&f), nil, map[string]any{"how": how}, "")
	})
	if err != nil {
		return nil, err
	}
	var out models.FileContent
	err = s.readAs(ctx, actor, func(db *gorm.DB) error {
		var f models.File
		if err := db.Where("id = ?", id).Take(&f).Error; err != nil {
			return err
		}
		row, err := s.fileRow(db, &f)
		if err != nil {
			return err
		}
		out.FileRow = *row
		out.Content, err = s.openFile(db, &f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &out, nil
}

// openFile puts a file together again. One that does not open is recorded like any value.
func (s *Store) openFile(db *gorm.DB, f *models.File) ([]byte, error) {
	at := filePlace("key_sealed", f.ID)
	key, err := s.openValue(db, f.Key, at, f.AccountID)
	switch {
	case err != nil:
		return nil, err
	case key == models.Erased || key == "":
		return nil, models.ErrNotFound
	case key == models.Unreadable:
		return nil, vault.ErrOpen
	}
	content, err := s.openChunks(db, f, key)
	if errors.Is(err, vault.ErrOpen) {
		if seen, reading := db.Statement.Context.Value(failuresKey{}).(*failures); reading {
			failed := &vault.OpenError{At: vault.Place{Table: "file_chunks", Column: "content_sealed", Row: int64(f.ID)}, Key: vault.KeyOf(f.Key)}
			seen.list = append(seen.list, unreadable{failed, f.AccountID})
		}
	}
	return content, err
}

func (s *Store) openChunks(db *gorm.DB, f *models.File, key string) ([]byte, error) {
	cipher, err := vault.OpenFileKey(key)
	if err != nil {
		return nil, err
	}
	content := make([]byte, 0, min(f.Bytes, models.FileMax))
	for n := range f.Chunks {
		var chunk models.FileChunk
		err := db.Where("file_id = ? AND n = ?", f.ID, n).Take(&chunk).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			err = vault.ErrOpen // a missing chunk is as altered as a changed one
		}
		if err != nil {
			return nil, err
		}
		part, err := cipher.Open(n, n == f.Chunks-1, chunk.Content)
		if err != nil {
			return nil, err
		}
		content = append(content, part...)
	}
	return content, nil
}

// FilesOf returns an object's files with the account that they are about.
func (s *Store) FilesOf(ctx context.Context, owner models.FileOwner) (*models.FilesOf, error) {
	of := &models.FilesOf{Owner: owner}
	err := s.read(ctx, func(db *gorm.DB) error {
		id, err := ownerAccount(db, owner)
		if err != nil {
			return err
		}
		if err := db.Where("id = ?", id).Take(&of.Account).Error; err != nil {
			return err
		}
		of.Name, err = s.maskedName(db, &of.Account)
		return err
	})
	if err != nil {
		return nil, err
	}
	of.Files, err = s.Files(ctx, owner)
	return of, err
}
