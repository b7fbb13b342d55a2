package handlers

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/rules"
	"candor/models"
	"candor/views/text"
)

// TestEveryCodeHasWords walks every code that a page can meet, in both languages.
func TestEveryCodeHasWords(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	add := func(prefix string, codes ...string) {
		for _, c := range codes {
			keys = append(keys, prefix+c)
		}
	}
	for _, code := range slices.Concat(factor.Reasons, rules.Reasons()) {
		add("reason."+code+".", "title", "staff", "customer", "help")
	}
	for _, code := range []string{
		decide.ReasonListBlock, decide.ReasonListWatch, decide.ReasonListAllow, decide.ReasonFunctionLost, decide.ReasonNoLine,
		decide.ReasonOverLine, decide.ReasonBand, decide.ReasonStop, rules.ReasonRuleError,
	} {
		add("reason."+code+".", "title", "staff", "customer")
	}
	add("typology.", rules.Families...)
	for _, spec := range factor.Catalogue {
		add("factor.", spec.Key)
		add("aspect.", string(spec.Aspect))
	}
	policy := decide.Default()
	for _, c := range policy.Caps {
		add("cap.", strings.TrimPrefix(c.Key, "cap_"))
	}
	for _, b := range policy.Bands {
		add("band.", b.Name)
	}
	add("flag.", flagCodes()...)
	add("cap.", "scale_min", "scale_max", "override")
	add("status.", statuses()...)
	for _, f := range models.Functions() {
		add("function.", string(f))
	}
	for n := range 5 {
		add("education.", strconv.Itoa(n))
	}
	for n := 1; n <= 4; n++ {
		add("severity.", strconv.Itoa(n))
	}
	for _, f := range models.PersonalFields() {
		add("account.", string(f))
	}
	add("check.", checkKinds()...)
	add("product.", "paylater", "cashloan")
	add("source.", "model", "rule", "delinquency", "person", "sanction")
	add("standing.", "m2", "m1", "0", "late")
	add("search.", "id", "external_id", "phone", "phone_tail", "id_number", "id_tail", "name")
	add("flag_state.", "open", "confirmed", "cleared", "overturned")
	add("outcome.", "pass", "flag")
	add("transaction.", "purchase", "draw", "transfer_out", "refund", "repayment")
	add("shared.", "device", "card", "address", "phone", "transfer", "contact")
	for _, lang := range text.Languages() {
		words := bundle.For(lang)
		for _, key := range keys {
			if !words.Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
	}
}

// TestCustomerWordsKeepTheInsideInside refuses rule names, numbers and other people in what
// a customer may be told.
func TestCustomerWordsKeepTheInsideInside(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	banned := map[string][]string{
		"en":    {"rule", "threshold", "score", "model", "fraud", "suspicious", "default", "sanction", "other account", "linked", "cluster", "flag"},
		"zh-CN": {"规则", "阈值", "评分", "模型", "欺诈", "可疑", "违约", "处置", "其他账户", "关联", "标记"},
	}
	for lang, words := range banned {
		l := bundle.For(lang)
		for _, code := range slices.Concat(factor.Reasons, rules.Reasons()) {
			for _, part := range []string{"customer", "help"} {
				said := strings.ToLower(l.T("reason." + code + "." + part))
				for _, word := range words {
					if strings.Contains(said, word) {
						t.Errorf("%s reason.%s.%s says %q: %s", lang, code, part, word, said)
					}
				}
				if strings.ContainsAny(said, "0123456789%") {
					t.Errorf("%s reason.%s.%s holds a number: %s", lang, code, part, said)
				}
			}
		}
	}
}

// TestCashOutWordsNameTheLaw: whoever is told about cash-out is told what it leads to.
func TestCashOutWordsNameTheLaw(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, words := range map[string][]string{"en": {"crime"}, "zh-CN": {"刑事责任", "犯罪"}} {
		for _, code := range []string{"cash_out_merchant", "cash_out_refund_loop", "draw_then_transfer", "mule_transfer"} {
			said := bundle.For(lang).T("reason." + code + ".customer")
			if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) }) {
				t.Errorf("%s reason.%s.customer does not name the consequence: %s", lang, code, said)
			}
		}
	}
}
