package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// ChallengerStore is what making, watching and promoting challengers needs of the record.
type ChallengerStore interface {
	AskTraining(ctx context.Context, actor models.Actor, ask models.AskTraining) (*models.Training, error)
	CancelTraining(ctx context.Context, actor models.Actor, id models.ID, version int64) error
	Trainings(ctx context.Context, limit int) ([]models.Training, error)
	TrainingLabels(ctx context.Context) ([]models.LabelCount, error)
	Retrain(ctx context.Context) (models.Retrain, error)
	SetRetrain(ctx context.Context, actor models.Actor, r models.Retrain) error
	ImportModel(ctx context.Context, actor models.Actor, file []byte) (*models.Model, error)
	SetShadow(ctx context.Context, actor models.Actor, id models.ID, version int64, on bool) (*models.Model, error)
	Compare(ctx context.Context, id models.ID) (*models.Comparison, error)
	Flips(ctx context.Context, f models.FlipFilter) ([]models.Flip, error)
	ProposePromotion(ctx context.Context, actor models.Actor, model models.ID, version int64, reason string) (*models.Promotion, error)
	ReturnChampion(ctx context.Context, actor models.Actor, champion models.ID, version int64, reason string) (*models.Model, error)
	AskRescore(ctx context.Context, actor models.Actor) error
	Promotions(ctx context.Context, model models.ID, limit int) ([]models.PromotionDetail, error)
	LatestRun(ctx context.Context) (*models.Run, error)
}

// Train asks for a challenger.
func (h *Models) Train(c echo.Context) error {
	f, err := h.readForm(c, "method", "label", "folds", "pairs")
	if err != nil {
		return err
	}
	ask := models.AskTraining{Method: f.text("method"), Label: f.text("label"), Folds: f.number("folds", false), Pairs: f.number("pairs", false)}
	if err = f.err(); err == nil {
		_, err = h.Store.AskTraining(c.Request().Context(), actor(c), ask)
	}
	return h.managed(c, modelTry{"train", f, err}, "/models#trainings", "training.queued")
}

// managed answers a form of the page of models: on to a page, or the form again.
func (h *Models) managed(c echo.Context, try modelTry, to, said string) error {
	if try.err == nil {
		return h.done(c, to, said)
	}
	if status, yes := shown(try.err); yes {
		return h.list(c, status, 0, try)
	}
	return try.err
}

// Cancel ends a training that waits or runs.
func (h *Models) Cancel(c echo.Context) error {
	id, err := pathID(c, models.PrefixTraining)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, "version")
	if err != nil {
		return err
	}
	version := f.version()
	if err = f.err(); err == nil {
		err = h.Store.CancelTraining(c.Request().Context(), actor(c), id, version)
	}
	return h.managed(c, modelTry{"trainings", f, err}, "/models#trainings", "training.cancelled")
}

// Schedule sets after how many days a challenger is trained anew.
func (h *Models) Schedule(c echo.Context) error {
	f, err := h.readForm(c, "days", "method", "label", "version")
	if err != nil {
		return err
	}
	r := models.Retrain{Days: f.number("days", true), Method: f.text("method"), Label: f.text("label"), Version: f.version()}
	if err = f.err(); err == nil {
		err = h.Store.SetRetrain(c.Request().Context(), actor(c), r)
	}
	return h.managed(c, modelTry{"schedule", f, err}, "/models#schedule", "training.scheduled")
}

// Import takes a model file in.
func (h *Models) Import(c echo.Context) error {
	f, file, err := h.readFile(c)
	if err != nil {
		return err
	}
	m, err := h.Store.ImportModel(c.Request().Context(), actor(c), file)
	if err != nil {
		return h.managed(c, modelTry{"import", f, err}, "", "")
	}
	return h.done(c, "/models/"+m.PublicID(), "model.imported")
}

// readFile reads a form of one file. No file is nil, which the store refuses by its field.
func (h *Models) readFile(c echo.Context) (*form, []byte, error) {
	r := c.Request()
	if err := r.ParseMultipartForm(models.ArtefactMax); err != nil {
		return nil, nil, errBadForm
	}
	f, err := h.formOf(c, r.PostForm, nil)
	if err != nil {
		return nil, nil, err
	}
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return f, nil, nil
	}
	if err != nil {
		return nil, nil, errBadForm
	}
	open, err := header.Open()
	if err != nil {
		return nil, nil, err
	}
	file, err := io.ReadAll(io.LimitReader(open, models.ArtefactMax+1))
	return f, file, errors.Join(err, open.Close())
}

// File sends the artefact as it is stored.
func (h *Models) File(c echo.Context) error {
	m, err := h.model(c)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+m.PublicID()+`.json"`)
	return c.Blob(http.StatusOK, "application/json", m.Artefact)
}

// step runs one step of a model's page.
func (h *Models) step(c echo.Context, name, said string, fields []string, to func(*form, models.ID, int64) (string, error)) error {
	id, err := pathID(c, models.PrefixModel)
	if err != nil {
		return err
	}
	f, err := h.readForm(c, append(fields, "version")...)
	if err != nil {
		return err
	}
	version, next := f.version(), ""
	if err = f.err(); err == nil {
		next, err = to(f, id, version)
	}
	if err == nil {
		return h.done(c, next, said)
	}
	if status, yes := shown(err); yes {
		return h.show(c, status, modelTry{name, f, err})
	}
	return err
}

// Shadow switches whether a challenger scores beside the champion.
func (h *Models) Shadow(c echo.Context) error {
	return h.step(c, "shadow", "model.shadow_changed", []string{"on"}, func(f *form, id models.ID, version int64) (string, error) {
		m, err := h.Store.SetShadow(c.Request().Context(), actor(c), id, version, f.checked("on"))
		if err != nil {
			return "", err
		}
		return "/models/" + m.PublicID(), nil
	})
}

// Propose asks that a challenger become champion.
func (h *Models) Propose(c echo.Context) error {
	return h.step(c, "propose", "promotion.proposed", []string{"reason"}, func(f *form, id models.ID, version int64) (string, error) {
		p, err := h.Store.ProposePromotion(c.Request().Context(), actor(c), id, version, f.text("reason"))
		if err != nil {
			return "", err
		}
		return "/promotions/" + p.PublicID(), nil
	})
}

// Return gives the decision back to the champion before.
func (h *Models) Return(c echo.Context) error {
	return h.step(c, "return", "model.returned", []string{"reason"}, func(f *form, id models.ID, version int64) (string, error) {
		m, err := h.Store.ReturnChampion(c.Request().Context(), actor(c), id, version, f.text("reason"))
		if err != nil {
			return "", err
		}
		return "/models/" + m.PublicID(), nil
	})
}

// Rescore queues the book to be scored by the present champion.
func (h *Models) Rescore(c echo.Context) error {
	if _, err := h.readForm(c); err != nil {
		return err
	}
	if err := h.Store.AskRescore(c.Request().Context(), actor(c)); err != nil {
		return err
	}
	return h.done(c, "/models", "model.rescore_asked")
}
