package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// keyStore is what the page of API keys needs of the record.
type keyStore interface {
	Keys(ctx context.Context, limit int) ([]models.APIKey, error)
	AddKey(ctx context.Context, actor models.Actor, cmd models.AddKey) (*models.APIKey, string, error)
	RevokeKey(ctx context.Context, actor models.Actor, id models.ID) (*models.APIKey, error)
	sealingStore
}

// Keys is the page of API keys, and of the keys that seal identities.
type Keys struct {
	*Site
	Store keyStore
}

// keysShown is how many keys the page lists, newest first.
const keysShown = 200

// List shows the keys and the form for another.
func (h *Keys) List(c echo.Context) error {
	return h.list(c, http.StatusOK, views.KeysPage{}, nil)
}

func (h *Keys) list(c echo.Context, status int, d views.KeysPage, refused error) error {
	keys, err := h.Store.Keys(c.Request().Context(), keysShown)
	if err != nil {
		return err
	}
	sealing, err := h.Store.VaultState(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "keys_api.title")
	p.Path = "/keys"
	d.Sealing = sealingView(p, sealing)
	return h.render(c, status, views.Keys(keysPage(p, CurrentVisitor(c), d, keys, refused)))
}

// Add makes a key and shows its secret once.
func (h *Keys) Add(c echo.Context) error {
	f, err := h.readForm(c, "name", "scopes*", "expires")
	if err != nil {
		return err
	}
	cmd := models.AddKey{Name: f.text("name"), Scopes: permissionsOf(f.list("scopes")), ExpiresAt: f.date("expires", true)}
	var key *models.APIKey
	var secret string
	if err = f.err(); err == nil {
		key, secret, err = h.Store.AddKey(c.Request().Context(), actor(c), cmd)
	}
	if again(err) {
		return h.list(c, statusOf(err), views.KeysPage{Name: cmd.Name, Held: f.list("scopes"), Expires: f.text("expires")}, err)
	}
	if err != nil {
		return err
	}
	p := h.page(c, "keys_api.made")
	p.Path = "/keys"
	return h.render(c, http.StatusOK, views.Secret(views.SecretPage{
		Page: p, Lead: key.Name, Secret: secret, Note: p.T("keys_api.made_note"), Href: "/keys", Back: p.T("keys_api.to_keys"),
	}))
}

// Revoke ends a key for good. One that is revoked already stays so.
func (h *Keys) Revoke(c echo.Context) error {
	id, err := models.ParseID(models.PrefixKey, c.Param("id"))
	if err != nil {
		return err
	}
	if _, err := h.readForm(c); err != nil {
		return err
	}
	key, err := h.Store.RevokeKey(c.Request().Context(), actor(c), id)
	if errors.Is(err, models.ErrState) {
		return h.redirect(c, "/keys")
	}
	if err != nil {
		return err
	}
	return h.done(c, "/keys", "keys_api.gone", "name", key.Name)
}
