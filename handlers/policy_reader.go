package handlers

import (
	"strconv"
	"strings"

	"candor/models"
)

// policyReader reads typed values of a document.
type policyReader struct{ bad *models.Invalid }

func (r policyReader) number(field, typed string) int {
	v, err := strconv.ParseInt(typed, 10, 32)
	switch {
	case typed == "":
		r.bad.Add(field, "required")
	case err != nil:
		r.bad.Add(field, "number")
	}
	return int(v)
}

func (r policyReader) decimal(field, typed string) float64 {
	v, err := strconv.ParseFloat(typed, 64)
	switch {
	case typed == "":
		r.bad.Add(field, "required")
	case err != nil || v != v || v > 1e12 || v < -1e12:
		r.bad.Add(field, "number")
		return 0
	}
	return v
}

func (r policyReader) fen(field, typed string) int64 {
	v, ok := parseYuan(strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", " ", "").Replace(typed))
	switch {
	case typed == "":
		r.bad.Add(field, "required")
	case !ok:
		r.bad.Add(field, "amount")
	}
	return v
}

// percent reads a share in percent with up to two decimals as basis points: the digits
// are those of an amount.
func (r policyReader) percent(field, typed string) int64 {
	v, ok := parseYuan(strings.NewReplacer(",", "", "%", "", "％", "", " ", "").Replace(typed))
	switch {
	case typed == "":
		r.bad.Add(field, "required")
	case !ok:
		r.bad.Add(field, "number")
	}
	return v
}
