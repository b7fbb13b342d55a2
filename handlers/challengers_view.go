package handlers

import (
	"errors"
	"strconv"
	"strings"

	"candor/engine/learn"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// modelBook is what stands around the list of models.
type modelBook struct {
	list      []models.Model
	trainings []models.Training
	labels    []models.LabelCount
	retrain   models.Retrain
	try       modelTry
}

// shadowBadge marks a challenger that scores beside the champion.
func (t labels) shadowBadge(m *models.Model) ui.BadgeArgs {
	if !m.Shadow || m.State != models.ModelChallenger {
		return ui.BadgeArgs{}
	}
	return ui.BadgeArgs{Label: t.p.T("model.shadow_on"), Icon: "eye"}
}

// notice is what is wrong with a form as a whole, "" when only fields are.
func (try modelTry) notice(p views.Page) string {
	var refused *models.Refused
	switch {
	case errors.As(try.err, &refused):
		return p.T("refused." + refused.Code)
	case errors.Is(try.err, models.ErrConflict):
		return p.T("conflict.unknown")
	case errors.Is(try.err, models.ErrState):
		return p.T("measure.state")
	}
	return problems(p, try.err)[""]
}

// manageView is the trainings, and the forms for whoever may train.
func manageView(p views.Page, v *Visitor, b modelBook) views.ModelManage {
	t := labels{p}
	m := views.ModelManage{Refresh: "/models#trainings"}
	for i := range b.trainings {
		m.Open = m.Open || b.trainings[i].Open()
		m.Trainings = append(m.Trainings, t.trainingRow(v, &b.trainings[i]))
	}
	if !v.Can(models.PermModelTrain) {
		return m
	}
	for _, f := range []views.ManageForm{t.trainForm(b, m.Open), t.scheduleForm(b), t.importForm()} {
		if f.ID == b.try.name {
			f.Notice = b.try.notice(p)
			wrong := problems(p, b.try.err)
			for i := range f.Fields {
				f.Fields[i].Error = wrong[f.Fields[i].Name]
				if f.Fields[i].Kind != "file" && b.try.form != nil {
					f.Fields[i].Value = b.try.form.text(f.Fields[i].Name)
				}
				if f.Fields[i].Error != "" {
					f.Errors = append(f.Errors, ui.FieldError{Name: strings.TrimPrefix(f.Fields[i].ID, "f-"), Text: f.Fields[i].Error})
				}
			}
		}
		m.Forms = append(m.Forms, f)
	}
	return m
}

func (t labels) trainingState(s models.TrainingState) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: t.word("training.state.", string(s))}
	switch s {
	case models.TrainingQueued:
		b.Icon = "clock"
	case models.TrainingRunning:
		b.Tone, b.Icon = ui.Blue, "refresh"
	case models.TrainingDone:
		b.Tone, b.Icon = ui.Green, "check"
	case models.TrainingFailed:
		b.Tone, b.Icon = ui.Red, "alert"
	case models.TrainingCancelled:
		b.Icon = "close"
	}
	return b
}

func (t labels) trainingRow(v *Visitor, tr *models.Training) views.TrainingRow {
	row := views.TrainingRow{
		Method: t.word("model.method.", tr.Method), Label: t.word("model.label.", tr.Label), Asked: tr.AskedName, AskedAt: t.p.Time(tr.AskedAt),
		State: t.trainingState(tr.State), Problem: tr.Problem, Version: strconv.FormatInt(tr.Version, 10),
	}
	if tr.Pairs > 0 {
		row.Method = t.p.N("training.with_pairs", tr.Pairs, "method", row.Method)
	}
	if tr.State == models.TrainingRunning {
		row.Progress = &ui.MeterArgs{
			Label: t.p.T("training.progress"), Text: t.p.T("training.progress_text", "done", tr.Step, "all", tr.Steps),
			Value: float64(tr.Step), Max: float64(max(tr.Steps, 1)), Tone: ui.Blue,
		}
	}
	if tr.ModelID != 0 {
		row.Model, row.Href = t.p.T("training.see"), "/models/"+tr.ModelID.Public(models.PrefixModel)
	}
	if tr.Open() && v.Can(models.PermModelTrain) {
		row.Cancel = "/trainings/" + tr.PublicID() + "/cancel"
	}
	return row
}

func (t labels) methodField(id, value string) ui.FieldArgs {
	f := ui.FieldArgs{Kind: "select", Name: "method", ID: id, Label: t.p.T("model.method"), Value: value}
	for _, m := range models.TrainingMethods() {
		f.Options = append(f.Options, ui.Option{Value: m, Label: t.word("model.method.", m)})
	}
	return f
}

func (t labels) labelField(id, value string, labels []models.LabelCount) ui.FieldArgs {
	f := ui.FieldArgs{Kind: "select", Name: "label", ID: id, Label: t.p.T("model.label"), Hint: t.p.T("training.label_hint"), Value: value}
	for _, l := range labels {
		f.Options = append(f.Options, ui.Option{Value: l.Name, Label: t.p.T("training.label_option",
			"name", t.word("model.label.", l.Name), "rows", views.Number(int64(l.Rows)), "bads", views.Number(int64(l.Bad)))})
	}
	return f
}

// trainForm asks for a challenger. The label with the most accounts is offered first.
func (t labels) trainForm(b modelBook, open bool) views.ManageForm {
	most := models.LabelCount{}
	for _, l := range b.labels {
		if l.Rows > most.Rows {
			most = l
		}
	}
	f := views.ManageForm{
		ID: "train", Title: t.p.T("training.new"), Note: t.p.T("training.note"), Icon: "model", Action: "/models/train",
		Fields: []ui.FieldArgs{
			t.methodField("f-train-method", learn.MethodBoosted), t.labelField("f-train-label", most.Name, b.labels),
			{Kind: "number", Name: "folds", ID: "f-train-folds", Label: t.p.T("training.folds"), Hint: t.p.T("training.folds_hint"), Value: strconv.Itoa(models.FoldsDefault)},
			{
				Kind: "number", Name: "pairs", ID: "f-train-pairs", Label: t.p.T("training.pairs"), Hint: t.p.T("training.pairs_hint"), Value: "0",
				Attrs: map[string]any{"min": "0", "max": strconv.Itoa(score.MaxPairs)},
			},
		},
		Button: ui.ButtonArgs{Label: t.p.T("training.start"), Kind: "primary", Icon: "model", Disabled: open},
	}
	if open {
		f.Button.Why = t.p.T("refused.training_open")
	}
	return f
}

func (t labels) scheduleForm(b modelBook) views.ManageForm {
	r := b.retrain
	f := views.ManageForm{
		ID: "schedule", Title: t.p.T("training.schedule"), Note: t.p.T("training.schedule_note"), Icon: "calendar", Action: "/models/schedule",
		Version: strconv.FormatInt(r.Version, 10),
		Fields: []ui.FieldArgs{
			{Kind: "number", Name: "days", ID: "f-schedule-days", Label: t.p.T("training.days"), Hint: t.p.T("training.days_hint"), Value: strconv.Itoa(r.Days), Required: true},
			t.methodField("f-schedule-method", r.Method), t.labelField("f-schedule-label", r.Label, b.labels),
		},
		Button: ui.ButtonArgs{Label: t.p.T("training.schedule_save"), Icon: "check"},
		After:  t.p.T("training.schedule_none"),
	}
	if r.Next != nil {
		f.After = t.p.T("training.schedule_next", "date", t.p.DateTime(*r.Next))
	}
	return f
}

func (t labels) importForm() views.ManageForm {
	return views.ManageForm{
		ID: "import", Title: t.p.T("model.import"), Note: t.p.T("model.import_note"), Icon: "download", Action: "/models/import", File: true,
		Fields: []ui.FieldArgs{{
			Kind: "file", Name: "file", ID: "f-import-file", Label: t.p.T("model.import_file"), Required: true,
			Hint: t.p.T("model.import_hint", "max", models.ArtefactMax>>20), Attrs: map[string]any{"accept": ".json,application/json"},
		}},
		Button: ui.ButtonArgs{Label: t.p.T("model.import_button"), Icon: "plus"},
	}
}
