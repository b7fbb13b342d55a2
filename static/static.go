package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Sheet is the name of the joined style sheet.
const Sheet = "css/candor.css"

//go:embed css js icons.svg favicon.svg all:vendor
var files embed.FS

// asset is one served file.
type asset struct {
	body    []byte
	packed  []byte // body in gzip, made once
	version string // first 12 hex digits of the body's SHA-256
}

// assets reads the embedded files once; the result is never changed.
var assets = sync.OnceValue(func() map[string]asset { return collect(files) })

// collect reads every file below fsys except hidden ones, and joins the style sheets.
func collect(fsys fs.FS) map[string]asset {
	out := map[string]asset{}
	var sheets []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if path.Dir(name) == "css" {
			sheets = append(sheets, name)
			return nil
		}
		out[name] = newAsset(body)
		return nil
	})
	if err != nil {
		panic("static: embedded files are unreadable: " + err.Error()) // cannot happen in a built program
	}
	slices.Sort(sheets)
	var joined bytes.Buffer
	for _, name := range sheets {
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic("static: " + err.Error())
		}
		joined.Write(body)
	}
	out[Sheet] = newAsset(squeeze(joined.String()))
	return out
}

// squeeze drops comments, indentation, line ends and the spaces around punctuation. It suits our own style sheets,
// whose lines end with a comma, semicolon or brace and whose strings hold no punctuation; it is no general minifier.
func squeeze(css string) []byte {
	tight := strings.NewReplacer(" { ", "{", " {", "{", "; }", "}", " }", "}", "; ", ";", ": ", ":", ", ", ",", " > ", ">", " ~ ", "~")
	var out bytes.Buffer
	for line := range strings.Lines(css) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "/*") && strings.HasSuffix(line, "*/") {
			continue
		}
		out.WriteString(tight.Replace(line))
	}
	return bytes.ReplaceAll(out.Bytes(), []byte(";}"), []byte("}"))
}

func newAsset(body []byte) asset {
	sum := sha256.Sum256(body)
	return asset{body: body, packed: pack(body), version: hex.EncodeToString(sum[:])[:12]}
}

// pack compresses a file as far as gzip goes.
func pack(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic("static: " + err.Error()) // a buffer takes everything
	}
	return out.Bytes()
}

// Has reports whether a file is embedded, for example "vendor/htmx.min.js".
func Has(name string) bool {
	_, ok := assets()[name]
	return ok
}

// URL returns the address of a file with its checksum, "/static/js/candor.js?v=0123456789ab". A name that is
// not embedded comes back without a checksum; fetching it gives 404.
func URL(name string) string {
	a, ok := assets()[name]
	if !ok {
		return "/static/" + name
	}
	return "/static/" + name + "?v=" + a.version
}

// Handler serves the files below /static/: for a year when the request's v matches the file, else for five
// minutes with an ETag. Anything else, directories included, is 404.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/static/")
		a, ok := assets()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", contentType(name))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("ETag", `"`+a.version+`"`)
		h.Set("Cache-Control", "public, max-age=300")
		if r.URL.Query().Get("v") == a.version {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("Vary", "Accept-Encoding")
		body := a.body
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", `"`+a.version+`-gzip"`)
			body = a.packed
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
	})
}

// contentType names the few types we serve ourselves, because the system's table may differ between hosts.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}
