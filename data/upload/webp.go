package upload

import (
	"bytes"
	"encoding/binary"
	"slices"

	"candor/models"
)

// kindWebP is a kind of picture that is taken and never kept.
const kindWebP models.FileKind = "webp"

// isWebP knows a WebP picture by how it begins (RFC 9649, 2.4).
func isWebP(b []byte) bool {
	return len(b) >= 12 && bytes.HasPrefix(b, []byte("RIFF")) && bytes.Equal(b[8:12], []byte("WEBP"))
}

// webpOrientation is how the camera was held, as orientation says it: from the chunk with the
// camera's notes (RFC 9649, 2.7.1.5), with or without the mark that a JPEG has before them.
func webpOrientation(b []byte) int {
	for at := 12; at+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[at+4:]))
		if size < 0 || size > len(b)-at-8 {
			return 1
		}
		if string(b[at:at+4]) == "EXIF" {
			return tiffOrientation(bytes.TrimPrefix(b[at+8:at+8+size], []byte("Exif\x00\x00")))
		}
		at += 8 + size + size&1
	}
	return 1
}

// isHEIC knows the pictures that many phones save, by the brand of their container (ISO/IEC
// 23008-12, B.4.1). Nothing here can draw them.
func isHEIC(b []byte) bool {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return false
	}
	return slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}, string(b[8:12]))
}
