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
	m := &models.Message{
		AccountID: a.Account.ID, Lang: a.Appeal.Lang, Template: models.TemplateAppealEvidence, CreatedAt: p.Now,
		Values: cmd.Values(a.Sanction.Kind, asked, until),
	}
	return h.bothLetters(p, m, a.Policy, a.Name, asked)
}
