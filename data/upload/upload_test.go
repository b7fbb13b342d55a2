package upload_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"candor/data/upload"
	"candor/models"
)

// photo is a picture of w by h, black but for a white first pixel block.
func photo(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{A: 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{R: 255, G: 255, B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts a camera's notes into a JPEG: the orientation, and where it was taken.
func withEXIF(b []byte, how int, order binary.ByteOrder) []byte {
	mark := "II*\x00"
	if order == binary.BigEndian {
		mark = "MM\x00*"
	}
	body := []byte("Exif\x00\x00" + mark + "\x00\x00\x00\x00")
	order.PutUint32(body[10:], 8)
	entry := make([]byte, 2+12+4)
	order.PutUint16(entry, 1)
	order.PutUint16(entry[2:], 0x0112)
	order.PutUint16(entry[4:], 3)
	order.PutUint32(entry[6:], 1)
	order.PutUint16(entry[10:], uint16(how))
	body = append(append(body, entry...), "GPS 31.2304N 121.4737E"...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(body)+2))
	return append(append(head, body...), b[2:]...)
}

func pdf(body string) []byte { return []byte("%PDF-1.7\n" + body + "\nstartxref\n0\n%%EOF\n") }

func zipped(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("word/document.xml")
	if err == nil {
		_, err = f.Write([]byte("<w/>"))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packed is an object stream as PDF keeps it.
func packed(t testing.TB, content []byte) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return "1 0 obj <</Type/ObjStm/Filter/FlateDecode>> stream\n" + b.String() + "\nendstream endobj"
}

// hugePNG says it is of a size and has no pixels at all.
func hugePNG(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0D"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// TestZipBehindADocumentIsSeen hides an archive behind a document's end with a comment that
// brings the end again.
func TestZipBehindADocumentIsSeen(t *testing.T) {
	archive := zipped(t)
	comment := "%%EOF"
	archive[len(archive)-2], archive[len(archive)-1] = byte(len(comment)), 0
	_, err := upload.Inspect("a.pdf", append(append(pdf(""), archive...), comment...))
	var no *upload.Refusal
	if !errors.As(err, &no) || no.Code != "upload_mixed" {
		t.Errorf("got %v", err)
	}
}

// TestUploadsThatAreKept keeps what it should, as it should.
func TestUploadsThatAreKept(t *testing.T) {
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("日期,金额\n2026-11-01,-12.50\n")
	if err != nil {
		t.Fatal(err)
	}
	doc := pdf("1 0 obj<</OpenAction[3 0 R/FitH]/Names/JSX>>endobj " + packed(t, []byte("<</Type/Page>>")))
	for name, tt := range map[string]struct {
		file    string
		content []byte
		kind    models.FileKind
		kept    string // "" for a picture
	}{
		"a photograph":           {"a.JPG", asJPEG(t, photo(9, 5)), models.FileJPEG, ""},
		"a drawing":              {"a.png", asPNG(t, photo(9, 5)), models.FilePNG, ""},
		"a document":             {"a.b.pdf", doc, models.FilePDF, string(doc)},
		"a text with a mark":     {"a.txt", []byte("\xEF\xBB\xBFhello\r\n"), models.FileText, "hello\r\n"},
		"a page as text":         {"a.txt", []byte("<script>alert(1)</script>"), models.FileText, "<script>alert(1)</script>"},
		"a table from a bank":    {"a.csv", []byte(chinese), models.FileCSV, "日期,金额\n2026-11-01,-12.50\n"},
		"a table with a formula": {"a.csv", []byte("=1+1,2\n"), models.FileCSV, "=1+1,2\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := upload.Inspect(tt.file, tt.content)
			if err != nil {
				t.Fatal(err)
			}
			if got.Kind != tt.kind || (tt.kept != "" && string(got.Content) != tt.kept) {
				t.Errorf("kept as %s: %q", got.Kind, got.Content[:min(60, len(got.Content))])
			}
			if tt.kept == "" && (got.Width != 9 || got.Height != 5) {
				t.Errorf("size %d x %d", got.Width, got.Height)
			}
		})
	}
}

// TestNothingButThePictureIsKept hides things in and behind pictures (S33: EXIF gone).
func TestNothingButThePictureIsKept(t *testing.T) {
	jpg := append(withEXIF(asJPEG(t, photo(16, 16)), 1, binary.LittleEndian), append([]byte("<script>SECRET</script>"), zipped(t)...)...)
	drawn := append(asPNG(t, photo(16, 16)), append([]byte("<script>SECRET</script>"), zipped(t)...)...)
	for name, content := range map[string][]byte{"a.jpg": jpg, "a.png": drawn} {
		got, err := upload.Inspect(name, content)
		if err != nil {
			t.Fatal(err)
		}
		for _, hidden := range []string{"Exif", "GPS", "SECRET", "PK\x03\x04"} {
			if bytes.Contains(got.Content, []byte(hidden)) {
				t.Errorf("%s still holds %q", name, hidden)
			}
		}
	}
}

// TestPhotographsStandUpright turns a picture with its white corner each of the eight ways.
func TestPhotographsStandUpright(t *testing.T) {
	corners := map[int][2]int{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}}
	for how, want := range corners {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			t.Run(fmt.Sprint(how, order), func(t *testing.T) {
				got, err := upload.Inspect("a.jpg", withEXIF(asJPEG(t, photo(48, 32)), how, order))
				if err != nil {
					t.Fatal(err)
				}
				if turned := how >= 5; (got.Height == 48) != turned {
					t.Errorf("size %d x %d", got.Width, got.Height)
				}
				img, err := jpeg.Decode(bytes.NewReader(got.Content))
				if err != nil {
					t.Fatal(err)
				}
				x, y := got.Width/4+want[0]*got.Width/2, got.Height/4+want[1]*got.Height/2
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
					t.Errorf("the white corner is not at %d, %d", x, y)
				}
			})
		}
	}
}

// FuzzInspect looks at anything under any name: it must end, and what it keeps must be what it says.
func FuzzInspect(f *testing.F) {
	f.Add("a.jpg", withEXIF(asJPEG(f, photo(8, 8)), 6, binary.BigEndian))
	f.Add("a.png", asPNG(f, photo(8, 8)))
	f.Add("a.pdf", pdf(packed(f, []byte("<</S/#4Aava>>"))))
	f.Add("a.csv", []byte("\xC8\xD5\xC6\xDA,1"))
	f.Add("a.txt", []byte("hello"))
	f.Add("../../a.docx", zipped(f))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		got, err := upload.Inspect(name, content)
		var no *upload.Refusal
		switch {
		case err != nil && !errors.As(err, &no):
			t.Fatalf("an error that is no refusal: %v", err)
		case err != nil:
			return
		case got.Kind != upload.KindOf(name) || len(got.Content) == 0:
			t.Fatalf("%q is kept as %s with %d bytes", name, got.Kind, len(got.Content))
		case strings.Contains("txt csv", string(got.Kind)) && !utf8.Valid(got.Content):
			t.Fatal("a text that is not UTF-8")
		}
	})
}
