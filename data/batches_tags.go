package data

import (
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// judgeTags leaves out the accounts whose tags are so already, or are as many as may be.
func judgeTags(db *gorm.DB, b *models.Batch, items []models.BatchItem) error {
	for chunk := range slices.Chunk(items, touchChunk) {
		accounts := make([]models.ID, len(chunk))
		for i := range chunk {
			accounts[i] = chunk[i].AccountID
		}
		tags, err := tagsBy(db, accounts)
		if err != nil {
			return err
		}
		for i := range chunk {
			if code := b.JudgeTags(tags[chunk[i].AccountID]); code != "" && chunk[i].State == models.ItemEligible {
				chunk[i].Exclude(code)
			}
		}
	}
	return nil
}

// doTag changes the tag of one case's account. The case stays as it is, and so does what others do with it meanwhile.
func (tx *writeTx) doTag(b *models.Batch, c *models.Case, it *models.BatchItem) (string, error) {
	changed, err := tx.tagLocked(models.TagAccount{AccountID: c.AccountID, Tag: b.Tag, On: b.Kind == models.BatchTag}, b.Reason)
	switch {
	case err != nil:
		return "", err
	case !changed && b.Kind == models.BatchTag:
		return models.CodeTagged, nil
	case !changed:
		return models.CodeUntagged, nil
	}
	it.Bring(c.Version, tx.now)
	return "", nil
}

// undoTag gives an account the tag back, or takes it off again; one that somebody changed since stays.
func (tx *writeTx) undoTag(b *models.Batch, it *models.BatchItem) (string, error) {
	changed, err := tx.tagLocked(models.TagAccount{AccountID: it.AccountID, Tag: b.Tag, On: b.Kind == models.BatchUntag}, b.Reason)
	if err != nil {
		return "", err
	}
	if !changed {
		return models.CodeChanged, nil
	}
	it.State = models.ItemUndone
	return "", nil
}
