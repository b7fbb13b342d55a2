package handlers

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/sessions"

	"candor/models"
)

// The cookies, by the names they have on plain HTTP. Behind TLS each gets the prefix
// __Host-, which binds it to this host, to TLS and to the path / (RFC 6265bis, 4.1.3).
const (
	sessionCookie = "candor"        // the session's random id
	deviceCookie  = "candor-device" // the mark of a browser that has signed in before
	heldCookie    = "candor-held"   // the id that the session had before the password: it opens forms that were held back under it
	displayCookie = "display"       // how someone who is not signed in sees pages
)

// sessionRows is what the session store needs of the record.
type sessionRows interface {
	Presence(ctx context.Context, token string) (*models.Presence, error)
	TouchSession(ctx context.Context, token string) error
	SaveSessionValues(ctx context.Context, token string, values map[string]string) error
	RenewSession(ctx context.Context, token string) (string, error)
	KeyBySecret(ctx context.Context, secret string) (*models.APIKey, error)
	TouchKey(ctx context.Context, key *models.APIKey) error
}

// SessionStore keeps sessions in the record. The cookie carries a random 256-bit id and
// nothing else; the row is found by the id's SHA-256. It is a sessions.Store.
type SessionStore struct {
	rows   sessionRows
	now    func() time.Time
	secure bool // behind TLS
}

var _ sessions.Store = (*SessionStore)(nil)

// NewSessionStore returns the store of sessions; secure says that pages are served over TLS.
func NewSessionStore(rows sessionRows, now func() time.Time, secure bool) *SessionStore {
	return &SessionStore{rows: rows, now: now, secure: secure}
}

// savedValues is where a session keeps what its row held, to tell whether to write it.
type savedValues struct{}

// Get returns the request's session; it is read once a request.
func (st *SessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(st, name)
}

// New reads the session that the request's cookie names. Without a good one it returns a
// new session that belongs to nobody and is never stored.
func (st *SessionStore) New(r *http.Request, _ string) (*sessions.Session, error) {
	session, _, err := st.open(r)
	if errors.Is(err, models.ErrNotFound) {
		return st.none(), nil
	}
	return session, err
}

func (st *SessionStore) none() *sessions.Session {
	session := sessions.NewSession(st, sessionCookie)
	session.IsNew = true
	return session
}

// open reads the session and who it belongs to. models.ErrNotFound when there is none.
func (st *SessionStore) open(r *http.Request) (*sessions.Session, *models.Presence, error) {
	token := st.read(r, sessionCookie)
	if !isToken(token) {
		return nil, nil, models.ErrNotFound
	}
	p, err := st.rows.Presence(r.Context(), token)
	if err != nil {
		return nil, nil, err
	}
	session := sessions.NewSession(st, sessionCookie)
	session.ID = token
	for name, value := range p.Session.Values {
		session.Values[name] = value
	}
	session.Values[savedValues{}] = p.Session.Values
	return session, p, nil
}

// isToken reports whether a cookie could be one of ours: 32 bytes in unpadded base64url.
func isToken(s string) bool {
	b, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(b) == 32
}

// Save writes the session's values when they changed. The cookie is set when a session
// starts or gets a new id, not here.
func (st *SessionStore) Save(r *http.Request, _ http.ResponseWriter, session *sessions.Session) error {
	if session.IsNew || session.ID == "" {
		return nil
	}
	values := map[string]string{}
	for name, value := range session.Values {
		n, ok := name.(string)
		v, text := value.(string)
		switch {
		case ok && text:
			values[n] = v
		case ok:
			return fmt.Errorf("session value %s is no text", n)
		}
	}
	was, _ := session.Values[savedValues{}].(map[string]string)
	if maps.Equal(values, was) {
		return nil
	}
	session.Values[savedValues{}] = values
	return st.rows.SaveSessionValues(r.Context(), session.ID, values)
}

// read returns a cookie's value, "" without one. Two cookies of one name are none: one of
// them was planted.
func (st *SessionStore) read(r *http.Request, name string) string {
	found := r.CookiesNamed(st.name(name))
	if len(found) != 1 {
		return ""
	}
	return found[0].Value
}

func (st *SessionStore) name(name string) string {
	if st.secure {
		return "__Host-" + name
	}
	return name
}

// set gives the browser a cookie for so long: 0 until it is closed, negative to forget it.
func (st *SessionStore) set(w http.ResponseWriter, name, value string, age time.Duration) {
	c := &http.Cookie{
		Name: st.name(name), Value: value, Path: "/", HttpOnly: true, Secure: st.secure, SameSite: http.SameSiteLaxMode,
	}
	switch {
	case age > 0:
		c.MaxAge = int(age / time.Second)
	case age < 0:
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// begin hands a browser its session, and the mark by which it is known again.
func (st *SessionStore) begin(w http.ResponseWriter, a *models.Admission) {
	st.set(w, sessionCookie, a.Token, 0)
	st.set(w, deviceCookie, a.Device, models.KnownFor)
}

// displayOf reads the display cookie of someone who is not signed in.
func (st *SessionStore) displayOf(r *http.Request) models.Display {
	parts := strings.Split(st.read(r, displayCookie), ".")
	if len(parts) != 3 {
		return models.Display{}
	}
	d := models.Display{Lang: parts[0], Theme: parts[1], Density: parts[2]}
	var probe models.User
	probe.Normalise()
	if probe.SetDisplay(d) != nil {
		return models.Display{}
	}
	return d
}

// displayFor is how long a browser remembers how it wants pages.
const displayFor = 365 * 24 * time.Hour

// setDisplay merges a choice into the display cookie.
func (st *SessionStore) setDisplay(w http.ResponseWriter, r *http.Request, d models.Display) error {
	was := st.displayOf(r)
	u := models.User{Lang: was.Lang, Theme: was.Theme, Density: was.Density}
	lang := was.Lang != "" || d.Lang != ""
	u.Normalise()
	if err := u.SetDisplay(d); err != nil {
		return err
	}
	if !lang { // nobody chose a language: the browser's stays
		u.Lang = ""
	}
	st.set(w, displayCookie, strings.Join([]string{u.Lang, u.Theme, u.Density}, "."), displayFor)
	return nil
}

// visitorOf is the visitor of a request that has just signed in.
func (st *SessionStore) visitorOf(a *models.Admission) *Visitor {
	session := sessions.NewSession(st, sessionCookie)
	session.ID = a.Token
	return &Visitor{User: &a.User, Session: session}
}
