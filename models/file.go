package models

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// FileKind is what a file is.
type FileKind string

// The kinds of file that are kept.
const (
	FileJPEG FileKind = "jpeg"
	FilePNG  FileKind = "png"
	FilePDF  FileKind = "pdf"
	FileText FileKind = "txt"
	FileCSV  FileKind = "csv"
)

// Bounds of files: bytes of one, how many one object, one form and one account may have, and the size of
// a picture in pixels before it is unpacked.
const (
	FileMax        = 10 << 20
	FilesPerObject = 30
	FilesPerForm   = 5
	FilesPerPerson = 200
	FilePixelsMax  = 16_000_000
	FileSideMax    = 12_000
	// FileReadMax is how many bytes of a text a page shows.
	FileReadMax = 64 << 10
)

// FileOwner is what a file belongs to, as its public id says: an account, case, appeal or limit change.
type FileOwner struct {
	Prefix string
	ID     ID
}

// ParseFileOwner reads the public id of something that files can belong to; ErrNotFound for others.
func ParseFileOwner(public string) (FileOwner, error) {
	prefix, _, _ := strings.Cut(public, "_")
	if !slices.Contains([]string{PrefixAccount, PrefixCase, PrefixAppeal, PrefixLimit}, prefix) {
		return FileOwner{}, ErrNotFound
	}
	id, err := ParseID(prefix, public)
	return FileOwner{Prefix: prefix, ID: id}, err
}

// Grows reports whether files can be added to the owner. What a limit change rests on comes with its proposal.
func (o FileOwner) Grows() bool { return o.Prefix != PrefixLimit }

// PublicID is the owner's id as pages write it.
func (o FileOwner) PublicID() string { return o.ID.Public(o.Prefix) }

// File is something that was handed in: what it is and by whom. Its content is in chunks that
// a key of its own seals, and that key is sealed with the person's.
type File struct {
	ID         ID         `gorm:"primaryKey" class:"C1"`
	AccountID  ID         `class:"C1"`
	OwnerID    string     `class:"C1"` // public id of the account, case, appeal or limit change
	EvidenceID ID         `class:"C1"` // the request that it answers, 0 for none
	Kind       FileKind   `class:"C1"`
	Name       Sealed     `gorm:"column:name_sealed" class:"C2"` // as its bringer calls it
	Key        Sealed     `gorm:"column:key_sealed" class:"C2"`
	Bytes      int64      `class:"C1"`
	Chunks     int        `class:"C1"`
	Width      int        `class:"C1"` // of a picture, in pixels
	Height     int        `class:"C1"`
	Digest     []byte     `class:"C1"` // keyed hash of the content: tells doubles apart, and nobody else anything
	Scanned    bool       `class:"C1"` // a scanner looked at it
	ByKind     ActorKind  `class:"C1"`
	ByName     string     `class:"C1"`
	At         time.Time  `class:"C1"`
	ErasedAt   *time.Time `class:"C1"`
}

// PublicID is the file's id as pages write it.
func (f *File) PublicID() string { return f.ID.Public(PrefixFile) }

// Picture reports whether the file is an image, which was drawn anew when it came in.
func (f *File) Picture() bool { return f.Kind == FileJPEG || f.Kind == FilePNG }

// Readable reports whether the file is a text.
func (f *File) Readable() bool { return f.Kind == FileText || f.Kind == FileCSV }

// FileChunk is a part of a file's content, sealed with the file's key.
type FileChunk struct {
	FileID  ID     `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	N       int    `gorm:"primaryKey;autoIncrement:false" class:"C1"`
	Content Sealed `gorm:"column:content_sealed" class:"C2"`
}

// FileRow is a file with its name in clear.
type FileRow struct {
	File
	Title string
}

// FileContent is a file that somebody looks at.
type FileContent struct {
	FileRow
	Content []byte
}

// NewFile is a file as it was sent. Name is what the sender calls it and is never a path.
type NewFile struct {
	Owner      FileOwner
	EvidenceID ID
	Name       string
	Content    []byte
}

// FileLook says why content is opened, for the record.
type FileLook string

// The ways in which a file is looked at.
const (
	LookPreview  FileLook = "preview"
	LookDownload FileLook = "download"
)

// fileNameMax is how many characters of a name are kept.
const fileNameMax = 80

// FileTitle is a sent name made fit to be shown and offered: its last part, without control
// and direction characters, and not longer than fileNameMax with its ending kept.
func FileTitle(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	end := path.Ext(name)
	stem := strings.Trim(strings.TrimSuffix(name, end), " .")
	if utf8.RuneCountInString(end) > 10 {
		stem, end = stem+end, ""
	}
	if room := fileNameMax - utf8.RuneCountInString(end); utf8.RuneCountInString(stem) > room {
		stem = strings.TrimRight(string([]rune(stem)[:room]), " .")
	}
	if stem == "" {
		stem = "file"
	}
	return stem + strings.TrimRight(end, " .")
}

// FilesOf is the files of one object, and whom they are about.
type FilesOf struct {
	Owner   FileOwner
	Account Account
	Name    string // masked
	Files   []FileRow
}
