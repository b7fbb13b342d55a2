package data

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// linkViewSetting holds models.LinkView as JSON. It is a setting and no part of the policy: it decides nothing about anybody.
const linkViewSetting = "link_view"

// LinkView returns which kinds of links are shown first and which are left out, the zero value when nobody chose.
func (s *Store) LinkView(ctx context.Context) (v models.LinkView, err error) {
	err = s.read(ctx, func(db *gorm.DB) (err error) {
		v, err = linkViewOf(db)
		return err
	})
	return v, err
}

func linkViewOf(db *gorm.DB) (v models.LinkView, err error) {
	var rows []setting
	if err := db.Where("name = ?", linkViewSetting).Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
		return v, err
	}
	if err := json.Unmarshal([]byte(rows[0].Value), &v); err != nil {
		return v, fmt.Errorf("kinds of links: %w", err)
	}
	return v, nil
}

// SetLinkView replaces the choice. Version is the choice's as the asker read it.
func (s *Store) SetLinkView(ctx context.Context, actor models.Actor, next models.LinkView) error {
	if err := next.Validate(); err != nil {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error {
		was, err := linkViewOf(tx.db.Clauses(clause.Locking{Strength: "UPDATE"}))
		if err != nil {
			return err
		}
		if err := expect(was.Version, next.Version); err != nil {
			return err
		}
		after := next
		after.Version++
		value, err := json.Marshal(after)
		if err != nil {
			return err
		}
		row := setting{Name: linkViewSetting, Value: string(value)}
		err = tx.db.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&row).Error
		if err != nil {
			return err
		}
		return tx.audit(models.ActionLinkKindsSet, target{kind: "link_kinds"}, was, after, "")
	})
}
