package handlers

import (
	"sync"

	"candor/views/text"
)

// termLabels is which labels stand for a word of the help page: whatever a page heads a column, a figure or a fact with is looked
// up here, so that a measure is explained the same way wherever it stands.
func termLabels() map[string][]string {
	return map[string][]string{
		"auc": {"model.auc"}, "ks": {"model.ks"}, "gini": {"model.gini"}, "brier": {"model.brier", "validation.brier"},
		"log_loss": {"model.log_loss", "validation.log_loss"}, "ece": {"model.ece", "validation.ece"},
		"ece_corrected": {"validation.ece_corrected"},
		"psi":           {"compare.psi", "validation.stat.psi", "validation.psi_first", "drift.score_psi"}, "csi": {"help.word.csi"},
		"iv": {"model.iv"}, "woe": {"model.woe"}, "precision": {"help.word.precision", "rules.precision"},
		"f1": {"help.word.f1"}, "p_value": {"effect.p"}, "swap": {"backtest.part.swap"}, "kappa": {"sample.kappa"},
		"dispute": {"help.word.dispute"}, "vintage": {"drift.vintage"}, "fpd": {"help.word.fpd"},
		"overturn": {"rules.overturned", "appeal.measure.overturned"}, "utilisation": {"limit.utilisation", "account_compare.use"},
	}
}

// termsByLanguage holds what meanings found.
var termsByLanguage sync.Map

// meanings is the explained labels of a language, each with its sentence.
func meanings(words *text.Localizer) map[string]string {
	if known, ok := termsByLanguage.Load(words.Lang()); ok {
		return known.(map[string]string)
	}
	list := map[string]string{}
	for word, labels := range termLabels() {
		for _, label := range labels {
			list[words.T(label)] = words.T("help.word." + word + "_text")
		}
	}
	termsByLanguage.Store(words.Lang(), list)
	return list
}
