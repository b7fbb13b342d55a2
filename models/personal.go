package models

// Personal is a person's identity in clear. It lives only in memory: on its way in,
// and where a reveal was permitted and recorded.
type Personal struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	IDNumber string `json:"id_number,omitempty"`
	Email    string `json:"email,omitempty"`
}

// PersonalField names one field of Personal.
type PersonalField string

// The fields that can be revealed one at a time.
const (
	FieldName     PersonalField = "name"
	FieldPhone    PersonalField = "phone"
	FieldIDNumber PersonalField = "id_number"
	FieldEmail    PersonalField = "email"
)

// Get returns one field; ok is false for a name that is none.
func (p Personal) Get(f PersonalField) (value string, ok bool) {
	switch f {
	case FieldName:
		return p.Name, true
	case FieldPhone:
		return p.Phone, true
	case FieldIDNumber:
		return p.IDNumber, true
	case FieldEmail:
		return p.Email, true
	}
	return "", false
}

// Set puts a value into one field; a name that is none is ignored.
func (p *Personal) Set(f PersonalField, value string) {
	switch f {
	case FieldName:
		p.Name = value
	case FieldPhone:
		p.Phone = value
	case FieldIDNumber:
		p.IDNumber = value
	case FieldEmail:
		p.Email = value
	}
}

// What stands in the place of a value that cannot be shown. Both begin as no name does.
const (
	Unreadable = "\x00unreadable" // it did not open: the record may have been altered
	Erased     = "\x00erased"     // the person's own key was destroyed
)

// Masked returns the same fields with only as much left as staff may see without
// asking: the name's first character, the phone's first 3 and last 4 digits, the ID
// number's first and last character (S48), the e-mail's first letter and domain.
func (p Personal) Masked() Personal {
	return Personal{
		Name:     maskKeep(p.Name, 1, 0),
		Phone:    maskKeep(p.Phone, 3, 4),
		IDNumber: maskKeep(p.IDNumber, 1, 1),
		Email:    maskEmail(p.Email),
	}
}

// maskKeep keeps head and tail runes and stars the rest, but never shows more than two
// thirds of a short value.
func maskKeep(s string, head, tail int) string {
	if s == Unreadable || s == Erased {
		return s
	}
	runes := []rune(s)
	if len(runes) == 0 {
		return ""
	}
	if (head+tail)*3 > len(runes)*2 && head+tail > 1 {
		head, tail = 1, 0
	}
	if len(runes) == 1 {
		return "*"
	}
	for i := head; i < len(runes)-tail; i++ {
		if runes[i] != ' ' {
			runes[i] = '*'
		}
	}
	return string(runes)
}

func maskEmail(s string) string {
	for i, r := range s {
		if r == '@' {
			return maskKeep(s[:i], 1, 0) + s[i:]
		}
	}
	return maskKeep(s, 1, 0)
}
