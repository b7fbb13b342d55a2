package upload

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
)

// unpackedMax is what all packed object streams of a PDF may grow to together.
const unpackedMax = 32 << 20

// checkPDF refuses a PDF that is locked, that can act by itself, or that is something else too.
func checkPDF(b []byte) error {
	if !bytes.HasPrefix(b, []byte("%PDF-1.")) && !bytes.HasPrefix(b, []byte("%PDF-2.")) {
		return &Refusal{"upload_mismatch"}
	}
	end := bytes.LastIndex(b, []byte("%%EOF"))
	if end < 0 {
		return &Refusal{"upload_broken"}
	}
	if len(bytes.Trim(b[end+len("%%EOF"):], " \t\r\n\x00")) > 0 || zipAtEnd(b) || looksLikeMarkup(b[:min(len(b), 1024)]) {
		return &Refusal{"upload_mixed"}
	}
	if err := checkNames(b); err != nil {
		return err
	}
	return checkPacked(b)
}

// looksLikeMarkup reports whether a browser that guesses would take the beginning for a page.
func looksLikeMarkup(b []byte) bool {
	b = bytes.ToLower(b)
	for _, tag := range []string{"<html", "<!doctype", "<script", "<svg", "<iframe", "<body", "<?php"} {
		if bytes.Contains(b, []byte(tag)) {
			return true
		}
	}
	return false
}

// checkNames looks at every name in the content, also where it is only data: names this long
// do not come about by chance.
func checkNames(b []byte) error {
	for at := bytes.IndexByte(b, '/'); at >= 0; {
		end := at + 1
		for end < len(b) && end-at < 64 && !delimits(b[end]) {
			end++
		}
		switch name := plainName(b[at+1 : end]); name {
		case "JavaScript", "EmbeddedFile", "EmbeddedFiles", "Launch", "RichMedia", "SubmitForm", "ImportData":
			return &Refusal{"upload_active"}
		case "Encrypt":
			return &Refusal{"upload_locked"}
		}
		next := bytes.IndexByte(b[end:], '/')
		if next < 0 {
			return nil
		}
		at = end + next
	}
	return nil
}

// delimits reports whether a byte ends a name (ISO 32000-1, 7.2.2).
func delimits(c byte) bool { return c <= ' ' || bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// plainName undoes the spelling of characters as # and two hexadecimal digits.
func plainName(b []byte) string {
	if bytes.IndexByte(b, '#') < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '#' && i+2 < len(b) {
			if c, err := hex.DecodeString(string(b[i+1 : i+3])); err == nil {
				out, i = append(out, c[0]), i+2
				continue
			}
		}
		out = append(out, b[i])
	}
	return string(out)
}

// checkPacked unpacks the object streams, in which a PDF may keep its objects deflated, and
// looks at their names too.
func checkPacked(b []byte) error {
	left := int64(unpackedMax)
	for rest := b; ; {
		at := bytes.Index(rest, []byte("ObjStm"))
		if at < 0 {
			return nil
		}
		rest = rest[at:]
		start := bytes.Index(rest[:min(len(rest), 4096)], []byte("stream"))
		if start < 0 {
			rest = rest[len("ObjStm"):]
			continue
		}
		rest = bytes.TrimLeft(rest[start+len("stream"):], "\r\n")
		packed, err := zlib.NewReader(bytes.NewReader(rest))
		if err != nil {
			continue // not deflated: it was looked at in the open
		}
		// What ends early is read as far as it goes, as readers of PDF do.
		plain, _ := io.ReadAll(io.LimitReader(packed, left+1))
		if left -= int64(len(plain)); left < 0 {
			return &Refusal{"upload_unpacked"}
		}
		if err := checkNames(plain); err != nil {
			return err
		}
	}
}
