package data

import (
	"context"
	"errors"

	"candor/data/upload"
	"candor/models"
)

// inspectAll looks at the files of one form one after the other, before anything is written.
func (s *Store) inspectAll(ctx context.Context, files []models.NewFile) ([]*upload.Clean, error) {
	var all []*upload.Clean
	for _, in := range files {
		clean, err := s.inspect(ctx, in)
		if err != nil {
			return nil, ofFile(err, in)
		}
		all = append(all, clean)
	}
	return all, nil
}

// addFiles keeps the files of one form for what they belong to.
func (tx *writeTx) addFiles(account models.ID, owner models.FileOwner, files []models.NewFile, clean []*upload.Clean) error {
	for n, in := range files {
		in.Owner = owner
		if _, err := tx.addFile(account, in, clean[n]); err != nil {
			return ofFile(err, in)
		}
	}
	return nil
}

// ofFile says which of several files was refused.
func ofFile(err error, in models.NewFile) error {
	var bad *models.Invalid
	if errors.As(err, &bad) {
		if why, refused := bad.Fields["file"]; refused {
			why.Args["name"] = models.FileTitle(in.Name)
		}
	}
	return err
}
