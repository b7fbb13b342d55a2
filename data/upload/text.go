package upload

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// plainText returns a text as UTF-8 without a byte order mark. What is not UTF-8 is read as
// GB 18030, in which mainland banks write their statements.
func plainText(b []byte) ([]byte, error) {
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, &Refusal{"upload_empty"}
	}
	if !utf8.Valid(b) {
		read, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(read, utf8.RuneError) {
			return nil, &Refusal{"upload_text"}
		}
		b = read
	}
	if bytes.ContainsFunc(b, unprintable) {
		return nil, &Refusal{"upload_text"}
	}
	if bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, &Refusal{"upload_mismatch"}
	}
	return b, nil
}

// unprintable is a control character that no text has.
func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' && r != '\f'
}
