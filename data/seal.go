package data

import (
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

// sealPersonal puts a person's identity into an account that has its id: sealed for
// reading, and as blind indexes for finding.
func (s *Store) sealPersonal(a *models.Account, p models.Personal) error {
	for _, f := range []struct {
		to     *models.Sealed
		column string
		value  string
	}{
		{&a.Name, "name_sealed", p.Name}, {&a.Phone, "phone_sealed", p.Phone},
		{&a.IDNumber, "id_number_sealed", p.IDNumber}, {&a.Email, "email_sealed", p.Email},
	} {
		sealed, err := s.vault.Seal(f.value, accountPlace(f.column, a.ID))
		if err != nil {
			return err
		}
		*f.to = sealed
	}
	a.NameIndex = s.vault.Index(indexName, p.Name)
	a.PhoneIndex = s.vault.Index(indexPhone, p.Phone)
	a.PhoneTailIndex = s.vault.Index(indexPhoneTail, tail(p.Phone))
	a.IDNumberIndex = s.vault.Index(indexIDNumber, p.IDNumber)
	a.IDTailIndex = s.vault.Index(indexIDTail, tail(p.IDNumber))
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

// openPersonal returns an account's identity in clear. Whoever shows more of it than
// Personal.Masked must have recorded why.
func (s *Store) openPersonal(a *models.Account) (models.Personal, error) {
	var p models.Personal
	for _, f := range []struct {
		to     *string
		column string
		sealed models.Sealed
	}{
		{&p.Name, "name_sealed", a.Name}, {&p.Phone, "phone_sealed", a.Phone},
		{&p.IDNumber, "id_number_sealed", a.IDNumber}, {&p.Email, "email_sealed", a.Email},
	} {
		value, err := s.vault.Open(f.sealed, accountPlace(f.column, a.ID))
		if err != nil {
			return models.Personal{}, err
		}
		*f.to = value
	}
	return p, nil
}
