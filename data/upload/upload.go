package upload

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"candor/models"
)

// Refusal is why a file is not kept: a code that the language catalogues hold a sentence for.
type Refusal struct{ Code string }

// Error names the code.
func (r *Refusal) Error() string { return "file refused: " + r.Code }

// Clean is what is kept of a file.
type Clean struct {
	Kind          models.FileKind
	Content       []byte
	Width, Height int // of a picture, in pixels
}

// kinds is the allow-list: which kind a name's ending promises.
func kinds() map[string]models.FileKind {
	return map[string]models.FileKind{
		".jpg": models.FileJPEG, ".jpeg": models.FileJPEG, ".png": models.FilePNG, ".webp": kindWebP,
		".pdf": models.FilePDF, ".txt": models.FileText, ".csv": models.FileCSV,
	}
}

// KindOf is the kind that a file's name promises, "" for an ending that is not taken.
func KindOf(name string) models.FileKind {
	return kinds()[strings.ToLower(path.Ext(name))]
}

// Named is a file's name with the ending that what is kept of it has: a picture may be kept as
// another kind than the one that was sent.
func (c *Clean) Named(name string) string {
	if KindOf(name) == c.Kind {
		return name
	}
	for _, ending := range []string{".jpg", ".png"} {
		if kinds()[ending] == c.Kind {
			return strings.TrimSuffix(name, path.Ext(name)) + ending
		}
	}
	return name
}

// Inspect decides what is kept of a file of a name; a *Refusal when it is nothing.
func Inspect(name string, content []byte) (*Clean, error) {
	kind := KindOf(name)
	switch {
	case len(content) == 0:
		return nil, &Refusal{"upload_empty"}
	case len(content) > models.FileMax:
		return nil, &Refusal{"upload_large"}
	case isArchive(content):
		return nil, &Refusal{"upload_archive"}
	case isHEIC(content) || slices.Contains([]string{".heic", ".heif"}, strings.ToLower(path.Ext(name))):
		return nil, &Refusal{"upload_heic"}
	case kind == "":
		return nil, &Refusal{"upload_type"}
	}
	switch kind {
	case models.FileJPEG, models.FilePNG, kindWebP:
		return picture(kind, content)
	case models.FilePDF:
		if err := checkPDF(content); err != nil {
			return nil, err
		}
		return &Clean{Kind: kind, Content: content}, nil
	}
	text, err := plainText(content)
	if err != nil {
		return nil, err
	}
	return &Clean{Kind: kind, Content: text}, nil
}

// isArchive knows archives, office documents and programs by how they begin.
func isArchive(b []byte) bool {
	for _, magic := range []string{
		"PK\x03\x04", "PK\x05\x06", "PK\x07\x08", // zip, and office documents since 2007
		"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", // office documents before
		"Rar!\x1A\x07", "7z\xBC\xAF\x27\x1C", "\x1F\x8B", "BZh", "\xFD7zXZ\x00", "\x28\xB5\x2F\xFD", "MSCF",
		"MZ", "\x7FELF", "\xCA\xFE\xBA\xBE", "\xCF\xFA\xED\xFE",
	} {
		if bytes.HasPrefix(b, []byte(magic)) {
			return true
		}
	}
	return len(b) > 262 && string(b[257:262]) == "ustar"
}

// zipAtEnd reports whether a zip archive ends where the content ends, whatever it begins with.
func zipAtEnd(b []byte) bool {
	tail := b[max(0, len(b)-(22+1<<16)):]
	for at := bytes.LastIndex(tail, []byte("PK\x05\x06")); at >= 0; at = bytes.LastIndex(tail[:at], []byte("PK\x05\x06")) {
		if rest := tail[at:]; len(rest) >= 22 && int(rest[20])|int(rest[21])<<8 == len(rest)-22 {
			return true
		}
	}
	return false
}
