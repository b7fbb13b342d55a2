package upload_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image/jpeg"
	"image/png"
	"testing"

	"candor/data/upload"
	"candor/models"
)

// The smallest pictures of both ways to write WebP: one opaque pixel with loss, one clear pixel without.
const (
	lossyWebP    = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
	losslessWebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
)

func asWebP(t *testing.T, coded string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWebPIsDrawnAnew keeps no byte of what was sent: an opaque picture becomes a JPEG and one with clear parts a PNG, with the
// name's ending that goes with it.
func TestWebPIsDrawnAnew(t *testing.T) {
	for coded, want := range map[string]struct {
		kind models.FileKind
		name string
	}{lossyWebP: {models.FileJPEG, "shot.v2.jpg"}, losslessWebP: {models.FilePNG, "shot.v2.png"}} {
		sent := append(asWebP(t, coded), "hidden behind it"...)
		got, err := upload.Inspect("shot.v2.WEBP", sent)
		if err != nil {
			t.Fatal(err)
		}
		if got.Kind != want.kind || got.Width != 1 || got.Height != 1 || bytes.Contains(got.Content, []byte("hidden")) || bytes.Contains(got.Content, []byte("WEBP")) {
			t.Errorf("kept %s of %d by %d", got.Kind, got.Width, got.Height)
		}
		if name := got.Named("shot.v2.WEBP"); name != want.name {
			t.Errorf("named %q, want %q", name, want.name)
		}
		if got.Kind == models.FileJPEG {
			_, err = jpeg.Decode(bytes.NewReader(got.Content))
		} else {
			_, err = png.Decode(bytes.NewReader(got.Content))
		}
		if err != nil {
			t.Error(err)
		}
	}
	if kept, err := upload.Inspect("a.jpeg", asJPEG(t, photo(4, 4))); err != nil || kept.Named("a.jpeg") != "a.jpeg" {
		t.Errorf("a JPEG lost its name: %v", err)
	}
}

// TestBadWebP refuses what is no WebP, is broken, or is too large before it is unpacked.
func TestBadWebP(t *testing.T) {
	whole := asWebP(t, losslessWebP)
	huge := bytes.Clone(whole)
	binary.LittleEndian.PutUint32(huge[21:], 0x3FFF|0x3FFF<<14) // width and height less one, 14 bits each
	refused(t, map[string]badUpload{
		"a JPEG by the name of WebP": {"a.webp", asJPEG(t, photo(4, 4)), "upload_mismatch"},
		"a WebP by the name of PNG":  {"a.png", whole, "upload_mismatch"},
		"cut off":                    {"a.webp", whole[:len(whole)-6], "upload_broken"},
		"only its beginning":         {"a.webp", []byte("RIFF\x04\x00\x00\x00WEBP"), "upload_mismatch"},
		"far too large":              {"a.webp", huge, "upload_pixels"},
	})
}

// TestHEICIsRefusedWithWhatToDo by its name or by how it begins, whatever it calls itself.
func TestHEICIsRefusedWithWhatToDo(t *testing.T) {
	heic := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
	refused(t, map[string]badUpload{
		"a phone's picture":   {"IMG_1.HEIC", heic, "upload_heic"},
		"another ending":      {"a.heif", []byte("anything"), "upload_heic"},
		"by the name of JPEG": {"a.jpg", heic, "upload_heic"},
		"a film":              {"a.mp4", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"), "upload_type"},
	})
}
