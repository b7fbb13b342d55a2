package handlers

import (
	"cmp"
	"slices"
	"strings"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// toldChoice offers the language in which the customer is told, their own first, and says by which channels.
func toldChoice(p views.Page, around *models.LimitContext, typed views.MeasureForm) ui.FieldArgs {
	own := cmp.Or(around.Account.Lang, "zh-CN")
	f := ui.FieldArgs{
		Kind: "select", Name: "tell_lang", Label: p.T("limit.told_lang"), Hint: p.T("limit.told_hint", "channels", toldChannels(p, around.Told)),
		Value: typed.V("tell_lang"), Error: typed.Problems["tell_lang"], Empty: p.T("limit.told_own", "lang", p.Texts.T("lang."+own)),
	}
	for _, lang := range decide.WordingLangs() {
		if lang != own {
			f.Options = append(f.Options, ui.Option{Value: lang, Label: p.Texts.T("lang." + lang)})
		}
	}
	return f
}

// toldHow says in which language and by which channels the customer is told of a change.
func toldHow(p views.Page, around *models.LimitContext, lang string) string {
	if !slices.Contains(decide.WordingLangs(), lang) {
		lang = cmp.Or(around.Account.Lang, "zh-CN")
	}
	return p.T("limit.told_how", "lang", p.Texts.T("lang."+lang), "channels", toldChannels(p, around.Told))
}

func toldChannels(p views.Page, told []models.Told) string {
	var list []string
	for _, t := range told {
		key := "limit.told." + string(t.Channel)
		if t.To != "" && !shows(t.To) { // it cannot be read now
			list = append(list, p.Texts.T("channel."+string(t.Channel)))
			continue
		}
		list = append(list, p.Texts.T(key, "to", t.To))
	}
	return strings.Join(list, p.T("common.list_separator"))
}
