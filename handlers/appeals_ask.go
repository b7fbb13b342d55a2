package handlers

import (
	"slices"

	"candor/models"
	"candor/views"
)

// askedLetter is the letter that asks the customer of an appeal, in both languages, or what keeps it from being sent.
func (h *Appeals) askedLetter(p views.Page, a *models.AppealDetail, cmd *models.AskEvidence) *views.LetterPreview {
	if models.ValidateEvidence(cmd.Kinds) != nil {
		return &views.LetterPreview{Note: p.T("case_ask.nothing")}
	}
	if err := models.CheckAskText(cmd.Text, &a.Policy.Document); err != nil {
		return &views.LetterPreview{Note: problems(p, err)["ask_text"]}
	}
	until, err := models.EvidenceUntil(cmd.Days, &a.Policy.Document, p.Now)
	if err != nil {
		return &views.LetterPreview{Note: problems(p, err)["days"]}
	}
	asked := slices.DeleteFunc(slices.Clone(cmd.Kinds), func(kind string) bool {
		return slices.ContainsFunc(a.Evidence, func(e models.EvidenceItem) bool { return e.Kind == kind && e.Waiting() })
	})
	if len(asked) == 0 {
		return &views.LetterPreview{Note: p.T("invalid.evidence_waiting")}
	}
	return h.appealLetters(p, a, models.TemplateAppealEvidence, cmd.Values(a.Sanction.Kind, asked, until))
}

// stepLetter is the letter that a step with one button would send, in both languages, or that the step is no longer possible.
func (h *Appeals) stepLetter(p views.Page, a *models.AppealDetail, template string, can *views.AppealCan) *views.LetterPreview {
	action := map[string]string{models.TemplateAppealReceived: can.Acknowledge, models.TemplateAppealWithdrawn: can.Withdraw}[template]
	if action == "" {
		return &views.LetterPreview{Note: p.T("measure.state")}
	}
	return h.appealLetters(p, a, template, a.Appeal.Telling(template, a.Sanction.Kind))
}

// appealLetters is a letter about an appeal in both languages, that of the appeal first.
func (h *Appeals) appealLetters(p views.Page, a *models.AppealDetail, template string, values map[string]string) *views.LetterPreview {
	m := &models.Message{AccountID: a.Account.ID, Lang: a.Appeal.Lang, Template: template, CreatedAt: p.Now, Values: values}
	return h.bothLetters(p, m, a.Policy, a.Name, []string{template}) // what it says is chosen: a template stands for the reason
}
