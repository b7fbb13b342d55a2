package handlers

import (
	"context"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// sealingStore is what the page needs of the keys that seal identities.
type sealingStore interface {
	VaultState(ctx context.Context) (*models.VaultState, error)
	StartRotation(ctx context.Context, actor models.Actor, algorithm string) (*models.Rotation, error)
	AskRetire(ctx context.Context, actor models.Actor) (time.Time, error)
}

// Rotate starts sealing everything with a new key, while people work.
func (h *Keys) Rotate(c echo.Context) error {
	f, err := h.readForm(c, "algorithm")
	if err != nil {
		return err
	}
	if _, err := h.Store.StartRotation(c.Request().Context(), actor(c), f.text("algorithm")); err != nil {
		return err
	}
	return h.done(c, "/keys#sealing", "sealing.started")
}

// Retire asks for the old keys to be destroyed.
func (h *Keys) Retire(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	at, err := h.Store.AskRetire(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	return h.done(c, "/keys#sealing", "sealing.retire_asked", "at", h.page(c, "keys_api.title").DateTime(at))
}

// sealingView describes the sealing keys and what is under way with them.
func sealingView(p views.Page, s *models.VaultState) views.SealingKeys {
	d := views.SealingKeys{Page: p, Running: s.Running(), CanRetire: s.CanRetire()}
	for _, k := range s.Keys {
		state := p.T("sealing.old")
		if k.Current {
			state, d.Algorithm = p.T("sealing.current"), k.Algorithm
		}
		d.Keys = append(d.Keys, ui.Pair{Key: fmt.Sprintf("%08x", k.ID), Value: algorithmName(k.Algorithm) + " · " + state})
	}
	for _, a := range s.Algorithms {
		d.Algorithms = append(d.Algorithms, ui.Option{Value: a, Label: algorithmName(a)})
	}
	d.Tone = ui.Blue
	switch r := s.Rotation; {
	case s.Running():
		d.Note = p.N("sealing.running", int(r.Resealed), "by", r.ByName)
	case s.Retiring:
		d.Note = p.T("sealing.retiring")
	case r != nil && r.Unreadable > 0 && r.RetiredAt == nil:
		d.Note, d.Tone, d.CanRetire = p.N("sealing.unreadable", int(r.Unreadable)), ui.Amber, false
	case r != nil:
		d.Note, d.Tone = p.N("sealing.finished", int(r.Resealed), "at", p.DateTime(*r.FinishedAt)), ui.Green
	}
	return d
}

// algorithmName writes an algorithm as standards do; the names are the same in any language.
func algorithmName(a string) string {
	switch a {
	case "aes-256-gcm":
		return "AES-256-GCM"
	case "sm4-gcm":
		return "SM4-GCM"
	}
	return a
}
