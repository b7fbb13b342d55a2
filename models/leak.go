package models

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"candor/engine/decide"
	"candor/engine/factor"
)

// leakWords are words of the engine room that a customer's letter has no use for.
func leakWords() []string {
	return []string{
		"score", "threshold", "cut-off", "cutoff", "algorithm", "blacklist", "risk model", "rule engine", "risk rule",
		"评分", "分数", "得分", "信用分", "阈值", "门槛值", "算法", "黑名单", "规则引擎", "风控规则", "风控模型", "模型",
	}
}

// numberWord finds numbers with what stands around them, so that money can be told apart.
var numberWord = regexp.MustCompile(`[¥￥]?\d[\d,.]*\d|\d`)

// Leaks returns what a text for a customer gives away: codes of rules and keys of factors,
// words of the engine room, and numbers that are the policy's thresholds. Amounts with a
// yuan sign are not thresholds. Nothing means that the text may be sent.
func Leaks(text string, p *decide.Policy) []string {
	var found []string
	lower := strings.ToLower(text)
	for _, w := range leakWords() {
		if strings.Contains(lower, w) {
			found = append(found, w)
		}
	}
	for _, code := range engineCodes(p) {
		if strings.Contains(lower, code) {
			found = append(found, code)
		}
	}
	secret := thresholds(p)
	for _, at := range numberWord.FindAllStringIndex(text, -1) {
		n := text[at[0]:at[1]]
		if strings.HasPrefix(n, "¥") || strings.HasPrefix(n, "￥") || strings.HasPrefix(strings.TrimSpace(text[at[1]:]), "元") {
			continue
		}
		if secret[strings.ReplaceAll(n, ",", "")] {
			found = append(found, n)
		}
	}
	return found
}

// engineCodes is every code with an underscore; those without are ordinary words.
func engineCodes(p *decide.Policy) []string {
	codes := slices.Concat(factor.Keys(), factor.Reasons)
	for _, f := range p.Flags {
		codes = append(codes, f.Code)
	}
	for _, c := range p.Caps {
		codes = append(codes, c.Key)
	}
	if p.Events != nil {
		for _, r := range p.Events.Rules {
			codes = append(codes, r.Key)
		}
	}
	kept := codes[:0:0]
	for _, c := range codes {
		if strings.Contains(c, "_") {
			kept = append(kept, c)
		}
	}
	return kept
}

// thresholds is the policy's numbers of at least three characters: shorter ones are
// days and months in any letter.
func thresholds(p *decide.Policy) map[string]bool {
	secret := map[string]bool{}
	add := func(v float64) {
		if s := strconv.FormatFloat(v, 'f', -1, 64); len(s) >= 3 {
			secret[s] = true
		}
	}
	for _, b := range p.Bands {
		add(float64(b.From))
	}
	for _, c := range p.Caps {
		add(c.Threshold)
		add(float64(c.Score))
	}
	for _, f := range p.Flags {
		add(f.Threshold)
	}
	return secret
}

// CheckCustomerText refuses a text that gives the engine away.
func CheckCustomerText(field, text string, p *decide.Policy) error {
	var bad Invalid
	if found := Leaks(text, p); len(found) > 0 {
		bad.Add(field, "leak", "found", strings.Join(found, ", "))
	}
	return bad.OrNil()
}
