package upload_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"testing"

	"candor/data/upload"
	"candor/models"
)

// badUpload is a file that must not be kept, and the code it is refused by.
type badUpload struct {
	file    string
	content []byte
	code    string
}

// refused looks at each file and wants its code.
func refused(t *testing.T, files map[string]badUpload) {
	t.Helper()
	for name, tt := range files {
		t.Run(name, func(t *testing.T) {
			_, err := upload.Inspect(tt.file, tt.content)
			var no *upload.Refusal
			if !errors.As(err, &no) || no.Code != tt.code {
				t.Errorf("got %v, want %s", err, tt.code)
			}
		})
	}
}

// TestUploadsThatAreNotWhatTheySay refuses, each by its own code, what must not be kept (S19, S32).
func TestUploadsThatAreNotWhatTheySay(t *testing.T) {
	var gz bytes.Buffer
	if w := gzip.NewWriter(&gz); w.Close() != nil {
		t.Fatal("gzip")
	}
	jpg, small := asJPEG(t, photo(8, 8)), asPNG(t, photo(8, 8))
	refused(t, map[string]badUpload{
		"nothing":                        {"a.txt", nil, "upload_empty"},
		"only blanks":                    {"a.csv", []byte(" \r\n\t "), "upload_empty"},
		"too large":                      {"a.txt", make([]byte, models.FileMax+1), "upload_large"},
		"no ending":                      {"readme", []byte("hello"), "upload_type"},
		"a page":                         {"a.html", []byte("<html><script>alert(1)</script>"), "upload_type"},
		"a vector picture":               {"a.svg", []byte("<svg onload=alert(1)>"), "upload_type"},
		"a page called a picture":        {"a.png", []byte("<html><script>alert(1)</script>"), "upload_mismatch"},
		"a page called a photograph":     {"a.jpg", []byte("<svg onload=alert(1)>"), "upload_mismatch"},
		"a page called a document":       {"a.pdf", []byte("<html>%PDF-1.7 %%EOF"), "upload_mismatch"},
		"a drawing called a photograph":  {"a.jpg", small, "upload_mismatch"},
		"a photograph called a drawing":  {"a.png", jpg, "upload_mismatch"},
		"a photograph called a document": {"a.pdf", jpg, "upload_mismatch"},
		"a document called a text":       {"a.txt", pdf(""), "upload_mismatch"},
		"a photograph called a text":     {"a.txt", jpg, "upload_text"},
		"a program":                      {"a.exe", []byte("MZ\x90\x00"), "upload_archive"},
		"a program called a text":        {"a.txt", []byte("\x7FELF\x02"), "upload_archive"},
		"an archive":                     {"a.zip", zipped(t), "upload_archive"},
		"an office document":             {"a.docx", zipped(t), "upload_archive"},
		"an archive called a document":   {"a.pdf", zipped(t), "upload_archive"},
		"an archive called a picture":    {"a.png", zipped(t), "upload_archive"},
		"an old office document":         {"a.txt", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "upload_archive"},
		"a gzip called a table":          {"a.csv", gz.Bytes(), "upload_archive"},
		"a text with a zero byte":        {"a.txt", []byte("hello\x00world"), "upload_text"},
		"a text with an escape":          {"a.txt", []byte("hello \x1b[31m"), "upload_text"},
		"a table in no known letters":    {"a.csv", []byte("\xFF\xFE\xFF\xFF"), "upload_text"},
		"half a photograph":              {"a.jpg", jpg[:len(jpg)-20], "upload_broken"},
		"half a picture":                 {"a.png", small[:len(small)/2], "upload_broken"},
		"a picture too wide":             {"a.png", hugePNG(models.FileSideMax+1, 1), "upload_pixels"},
		"a picture of too many pixels":   {"a.png", hugePNG(4001, 4000), "upload_pixels"},
		"a picture bomb":                 {"a.png", hugePNG(1<<31-1, 1<<31-1), "upload_mismatch"},
	})
}

// TestDocumentsThatHoldMoreThanPages refuses PDFs that are broken, locked, mixed with something else or
// do something when they are opened.
func TestDocumentsThatHoldMoreThanPages(t *testing.T) {
	refused(t, map[string]badUpload{
		"a document without an end":     {"a.pdf", []byte("%PDF-1.7\nhello"), "upload_broken"},
		"a document with more behind":   {"a.pdf", append(pdf(""), "<script>alert(1)</script>"...), "upload_mixed"},
		"a document with a page ahead":  {"a.pdf", pdf("%<html><script>alert(1)</script>"), "upload_mixed"},
		"a document that is an archive": {"a.pdf", append(pdf(""), zipped(t)...), "upload_mixed"},
		"a document with a script":      {"a.pdf", pdf("<</S/JavaScript/JS(app.alert(1))>>"), "upload_active"},
		"a script spelled differently":  {"a.pdf", pdf("<</S/J#61vaScript/JS(1)>>"), "upload_active"},
		"a document that starts one":    {"a.pdf", pdf("<</S/Launch/F(cmd.exe)>>"), "upload_active"},
		"a document with a file within": {"a.pdf", pdf("<</Type/EmbeddedFile>>"), "upload_active"},
		"a script in a packed stream":   {"a.pdf", pdf(packed(t, []byte("<</S/JavaScript>>"))), "upload_active"},
		"a script in the second stream": {"a.pdf", pdf(packed(t, []byte("<<>>")) + packed(t, []byte("<</S /JavaScript>>"))), "upload_active"},
		"a locked document":             {"a.pdf", pdf("trailer<</Encrypt 5 0 R>>"), "upload_locked"},
		"a packed stream that explodes": {"a.pdf", pdf(packed(t, make([]byte, 40<<20))), "upload_unpacked"},
	})
}
