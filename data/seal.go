package data

import (
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/data/vault"
	"candor/models"
)

// Names of blind indexes. Each has a key of its own, so equal values of two fields differ.
const (
	indexName      = "name"
	indexPhone     = "phone"
	indexPhoneTail = "phone_tail"
	indexIDNumber  = "id_number"
	indexIDTail    = "id_tail"
	indexContent   = "content"
)

// tailLength is how many characters from the end find a phone or an ID number.
const tailLength = 4

func accountPlace(column string, id models.ID) vault.Place {
	return vault.Place{Table: "accounts", Column: column, Row: int64(id)}
}

// sealedField is one sealed field of an account and where it is kept.
type sealedField struct {
	field  models.PersonalField
	column string
	sealed *models.Sealed
}

func sealedFields(a *models.Account) []sealedField {
	return []sealedField{
		{models.FieldName, "name_sealed", &a.Name}, {models.FieldPhone, "phone_sealed", &a.Phone},
		{models.FieldIDNumber, "id_number_sealed", &a.IDNumber}, {models.FieldEmail, "email_sealed", &a.Email},
	}
}

// sealingKey is the key that the lender seals with now. The row that names it is shared
// until the unit ends, so that a rotation, which changes the row, first lets all finish
// that may still seal with the key before.
func (tx *writeTx) sealingKey() (uint32, error) {
	if tx.sealing != 0 {
		return tx.sealing, nil
	}
	var head models.VaultHead
	take := func() error {
		return tx.db.Clauses(clause.Locking{Strength: "SHARE"}).Where("lane = ?", laneMain).Take(&head).Error
	}
	if err := take(); err != nil {
		return 0, fmt.Errorf("sealing key: %w", err)
	}
	if head.KeyID == 0 { // the first value ever
		first := tx.db.Model(&models.VaultHead{}).Where("lane = ? AND key_id = 0", laneMain).Update("key_id", int64(tx.store.vault.Primary()))
		if err := errors.Join(first.Error, take()); err != nil {
			return 0, fmt.Errorf("sealing key: %w", err)
		}
	}
	key := uint32(head.KeyID)
	if !tx.store.vault.Has(key) {
		return 0, fmt.Errorf("the keys folder lacks key %08x, which seals now: every process needs the same keys folder, "+
			"and after a restored backup candor vault rotate makes a new key", key)
	}
	tx.sealing = key
	return key, nil
}

// seal encrypts a value for its place: with the lender's key, and within it with the key
// of the person whom it is about, when there is one.
func (tx *writeTx) seal(value string, at vault.Place, subject int64) (models.Sealed, error) {
	if value == "" {
		return nil, nil
	}
	key, err := tx.sealingKey()
	if err != nil {
		return nil, err
	}
	sealed, err := tx.store.vault.SealWith(vault.With{Key: key, Subject: subject}, value, at)
	if errors.Is(err, vault.ErrErased) {
		return nil, &models.Refused{Code: "account_erased"}
	}
	return sealed, err
}

// subjectOf is the key of the person an account is about, 0 when there is none.
func subjectOf(db *gorm.DB, account models.ID) (int64, error) {
	var a models.Account
	err := db.Select("id", "subject_slot").Where("id = ?", account).Take(&a).Error
	return a.SubjectSlot, err
}

// sealPersonal puts a person's identity into an account that has its id: sealed for
// reading, and as blind indexes for finding. Who was erased stays unknown.
func (tx *writeTx) sealPersonal(a *models.Account, p models.Personal) error {
	if a.ErasedAt != nil {
		return nil
	}
	var err error
	if a.SubjectSlot == 0 && tx.store.subjectKeys {
		if a.SubjectSlot, err = tx.store.vault.NewSubject(); err != nil {
			return err
		}
	}
	for _, f := range sealedFields(a) {
		value, _ := p.Get(f.field)
		if *f.sealed, err = tx.seal(value, accountPlace(f.column, a.ID), a.SubjectSlot); err != nil {
			return err
		}
	}
	v := tx.store.vault
	a.NameIndex = v.Index(indexName, p.Name)
	a.PhoneIndex = v.Index(indexPhone, p.Phone)
	a.PhoneTailIndex = v.Index(indexPhoneTail, tail(p.Phone))
	a.IDNumberIndex = v.Index(indexIDNumber, p.IDNumber)
	a.IDTailIndex = v.Index(indexIDTail, tail(p.IDNumber))
	return nil
}

// tail returns the last characters that a blind index finds a number by, "" for a shorter one.
func tail(value string) string {
	runes := []rune(vault.Normalise(value))
	if len(runes) < tailLength {
		return ""
	}
	return string(runes[len(runes)-tailLength:])
}

// openPersonal returns an account's identity in clear, during a read. Whoever shows more of
// it than Personal.Masked must have recorded why.
func (s *Store) openPersonal(db *gorm.DB, a *models.Account) (models.Personal, error) {
	var p models.Personal
	for _, f := range sealedFields(a) {
		value, err := s.openField(db, a, f)
		if err != nil {
			return models.Personal{}, err
		}
		p.Set(f.field, value)
	}
	return p, nil
}

func (s *Store) openField(db *gorm.DB, a *models.Account, f sealedField) (string, error) {
	if a.ErasedAt != nil {
		return models.Erased, nil
	}
	return s.openValue(db, *f.sealed, accountPlace(f.column, a.ID), a.ID)
}
