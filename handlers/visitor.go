package handlers

import (
	"strings"
	"time"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"candor/models"
)

// Visitor is who a request comes from: a signed-in user, a machine with a key, or nobody.
type Visitor struct {
	User    *models.User
	Key     *models.APIKey
	Session *sessions.Session
	Roles   []models.Role
	Display models.Display // how pages are shown to someone who is not signed in
	Ends    time.Time      // when the session ends without further use, zero for nobody
	ByAge   bool           // it ends then whatever is done
	Proved  bool           // the password was given lately enough for acts that ask for it again
}

// Can reports whether the visitor holds a permission. Public is anybody's; SignedIn any user's.
func (v *Visitor) Can(p models.Permission) bool {
	switch p {
	case models.Public:
		return true
	case models.SignedIn:
		return v.User != nil
	case "":
		return false
	}
	if v.Key != nil {
		return contains(v.Key.Scopes, p)
	}
	for _, r := range v.Roles {
		if contains(r.Permissions, p) {
			return true
		}
	}
	return false
}

// Permissions is everything the visitor's roles allow.
func (v *Visitor) Permissions() []models.Permission {
	var all []models.Permission
	for _, p := range models.Permissions() {
		if v.Can(p) {
			all = append(all, p)
		}
	}
	return all
}

func contains(list []models.Permission, p models.Permission) bool {
	for _, have := range list {
		if have == p {
			return true
		}
	}
	return false
}

// UserID is the signed-in user's id, 0 for nobody.
func (v *Visitor) UserID() models.ID {
	if v.User == nil {
		return 0
	}
	return v.User.ID
}

const (
	visitorKey   = "visitor"
	requestIDKey = "request_id"
)

// SetVisitor gives the request its visitor; middleware calls it before any handler runs.
func SetVisitor(c echo.Context, v *Visitor) { c.Set(visitorKey, v) }

// CurrentVisitor returns the request's visitor, somebody unknown when none was set.
func CurrentVisitor(c echo.Context) *Visitor {
	if v, ok := c.Get(visitorKey).(*Visitor); ok {
		return v
	}
	return &Visitor{}
}

// Refusal is where, and by which code, a machine's body was refused. Status is that of a
// batch's line, 0 when the whole request was refused.
type Refusal struct {
	Pointer, Code string
	Status        int
}

const refusalKey = "refusal"

// SetRefusal notes what was refused, for the record.
func SetRefusal(c echo.Context, pointer, code string) {
	c.Set(refusalKey, Refusal{Pointer: pointer, Code: code})
}

// RefusalOf returns what was refused, empty when nothing was or it has no place.
func RefusalOf(c echo.Context) Refusal {
	r, _ := c.Get(refusalKey).(Refusal)
	return r
}

// Actor is who answers for what the request changes.
func Actor(c echo.Context) models.Actor { return actor(c) }

// SetRequestID names the request in logs, audit entries and on error pages.
func SetRequestID(c echo.Context, id string) { c.Set(requestIDKey, id) }

// RequestID returns the request's name.
func RequestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// actor is who answers for what the request changes.
func actor(c echo.Context) models.Actor {
	v := CurrentVisitor(c)
	a := models.Actor{RequestID: RequestID(c), IP: c.RealIP(), Once: onceOf(c)}
	switch {
	case v.Key != nil:
		a.Kind, a.ID, a.Name, a.Source = models.ActorKey, v.Key.ID.Public(models.PrefixKey), v.Key.Name, "api"
	case v.User != nil:
		keys := make([]string, len(v.Roles))
		for i, r := range v.Roles {
			keys[i] = r.Key
		}
		a.Kind, a.ID, a.UserID = models.ActorUser, v.User.PublicID(), v.User.ID
		a.Name, a.Role, a.Source = v.User.Name, strings.Join(keys, ","), "ui"
	}
	return a
}
