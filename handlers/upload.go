package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// uploadTime is how long a file may take to come in: ten megabytes over a slow phone line.
const uploadTime = 2 * time.Minute

// sentFile is a form with a file, as it was sent.
type sentFile struct {
	*form
	Name    string
	Content []byte // nil when no file was chosen
}

// UploadMax is how many bytes a request with one file may have.
const UploadMax = models.FileMax + 64<<10

// UploadsMax is how many bytes a request with several files may have: more than is kept of them, so that whoever chose too
// much gets the form back with what they typed.
const UploadsMax = 2*models.FileMax + 64<<10

// readUpload reads a form with one file part by part, never more than fits. A field or file
// that is not asked for, or is there twice, is a 400. A file over the bound is refused beside
// its field.
func (s *Site) readUpload(c echo.Context, fields ...string) (*sentFile, error) {
	sent, err := s.readUploads(c, 1, fields...)
	if err != nil {
		return nil, err
	}
	u := &sentFile{form: sent.form}
	if len(sent.Files) > 0 {
		u.Name, u.Content = sent.Files[0].Name, sent.Files[0].Content
	}
	if sent.wrong != "" {
		u.bad.Add("file", "upload_large")
		u.Content = nil
	}
	return u, nil
}

// sentFiles is a form with files, as it was sent.
type sentFiles struct {
	*form
	Files []models.NewFile
	most  int    // how many it may have
	bytes int    // of all so far
	wrong string // the code of why none of them is taken, "" for nothing
}

// readUploads reads a form with up to most files, which together may be as large as one.
func (s *Site) readUploads(c echo.Context, most int, fields ...string) (*sentFiles, error) {
	r := c.Request()
	err := http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(uploadTime))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("upload: %w", err)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errBadForm
	}
	u, values, files := &sentFiles{most: most}, url.Values{}, 0
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, uploadBroken(err)
		}
		if part.FormName() == "file" {
			if files++; files > most {
				if most == 1 { // which no browser sends
					return nil, errBadForm
				}
				u.wrong, u.Files = "uploads_many", nil
			}
			err = u.readFile(part, r.ContentLength)
		} else {
			err = readValue(values, part, fields)
		}
		if err != nil {
			return nil, err
		}
	}
	if u.form, err = s.formOf(c, values, fields); err == nil && u.wrong != "" && most > 1 {
		u.bad.Add("file", u.wrong, "n", strconv.Itoa(most))
	}
	return u, err
}

// readWithFiles reads a form with several files, or one that came without their fields, as a preview does that a script asks for.
func (s *Site) readWithFiles(c echo.Context, fields ...string) (*sentFiles, error) {
	if strings.HasPrefix(c.Request().Header.Get(echo.HeaderContentType), echo.MIMEMultipartForm) {
		return s.readUploads(c, models.FilesPerForm, fields...)
	}
	f, err := s.readForm(c, fields...)
	return &sentFiles{form: f}, err
}

// typedWithFiles is what was typed, with why files were not taken: a browser does not give them back, so they are chosen again.
func (s *Site) typedWithFiles(c echo.Context, store recordStore, f *sentFiles, err error, about models.AuditFilter) views.MeasureForm {
	typed := s.typed(c, store, f.form, err, about)
	if wrong := filesProblem(s.page0(c), len(f.Files), typed.Problems["file"], err); wrong != "" {
		typed.Problems["file"] = wrong
	}
	return typed
}

// filesProblem is what is said beside the field of chosen files when their form was refused: what is wrong with which of them, or
// that they are to be chosen again; "" for none.
func filesProblem(p views.Page, chosen int, said string, err error) string {
	why := invalidOf(err).Fields["file"]
	switch {
	case errors.Is(err, models.ErrUnchecked):
		return p.T("files.unchecked")
	case why.Args["name"] != "":
		return p.T("files.refused", "name", why.Args["name"], "why", said)
	case why.Code == "" && chosen > 0:
		return p.T("files.again")
	}
	return said
}

// uploadBroken tells a body that is too long from one that is no form.
func uploadBroken(err error) error {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return echo.ErrStatusRequestEntityTooLarge
	}
	return errBadForm
}

// readFile reads a file's content, at most one byte more than is allowed, into room that is
// made once where there is one file only. What is over is not kept.
func (u *sentFiles) readFile(part *multipart.Part, length int64) error {
	if u.wrong != "" {
		return nil
	}
	left := models.FileMax - u.bytes
	var content bytes.Buffer
	if u.most == 1 {
		room := int64(left + bytes.MinRead + 1)
		if length > 0 {
			room = min(room, length+bytes.MinRead)
		}
		content.Grow(int(room))
	}
	if _, err := content.ReadFrom(io.LimitReader(part, int64(left)+1)); err != nil {
		return uploadBroken(err)
	}
	if part.FileName() == "" && content.Len() == 0 { // a form without a chosen file sends an empty part
		return nil
	}
	if u.bytes += content.Len(); content.Len() > left {
		u.wrong, u.Files = "uploads_large", nil
		return nil
	}
	u.Files = append(u.Files, models.NewFile{Name: part.FileName(), Content: content.Bytes()})
	return nil
}

func readValue(values url.Values, part *multipart.Part, fields []string) error {
	name := part.FormName()
	if !slices.Contains(fields, name) || values.Has(name) || part.FileName() != "" {
		return errBadForm
	}
	var b strings.Builder
	if _, err := io.Copy(&b, io.LimitReader(part, 20_001)); err != nil {
		return uploadBroken(err)
	}
	values.Set(name, b.String())
	return nil
}

// file is the file as the store takes it; without one the form is refused.
func (u *sentFile) file(owner models.FileOwner) models.NewFile {
	if u.Content == nil && u.bad.Fields["file"].Code == "" {
		u.bad.Add("file", "upload_none")
	}
	return models.NewFile{Owner: owner, Name: u.Name, Content: u.Content}
}
