package handlers

import (
	"candor/engine/factor"
	"candor/engine/score"
	"candor/engine/validate"
)

// est is an estimate with bounds.
func est(value, low, high validate.Number) validate.Estimate {
	return validate.Estimate{Value: value, Low: low, High: high}
}

// someShapes is a factor that keeps its direction, one that does not, and one of which none is asked.
func someShapes() []validate.Shape {
	half := 0.5
	spread := &validate.Spread{Low: -32, High: -26, SD: 2}
	bins := func(first, second int) []validate.ShapeBin {
		return []validate.ShapeBin{
			{Kind: score.BinRange, UpTo: &half, Points: first, Count: 600, Bad: 60, BadRate: est(.1, .08, .12)},
			{Kind: score.BinRange, Over: &half, Points: second, Count: 300, Bad: 120, BadRate: est(.4, .35, .46), Bags: spread},
			{Kind: score.BinMissing, Points: -1, Count: 100, Bad: 20, BadRate: est(.2, .13, .29)},
		}
	}
	return []validate.Shape{
		{Key: "utilisation_now", Direction: factor.Down, Order: validate.OrderKept, Breaks: []int{}, Bins: bins(20, -30)},
		{Key: "paid_to_limit_avg_6m", Direction: factor.Up, Order: validate.OrderBroken, Breaks: []int{1}, Bins: bins(60, -60)},
		{Key: "education", Direction: factor.None, Order: validate.OrderFree, Breaks: []int{}, Bins: []validate.ShapeBin{
			{Kind: score.BinCodes, Codes: []float64{1, 2}, Points: 5, Count: 900, Bad: 150, BadRate: est(.167, .144, .192)},
			{Kind: score.BinMissing, Count: 100, Bad: 50, BadRate: est(.5, .4, .6)},
		}},
	}
}

// someGroups is an attribute with a group that is approved too seldom and one that is too small, and one with nothing to compare.
func someGroups() []validate.Attribute {
	nan := validate.Unknown().Value
	slice := func(name string, count, approved int, rate, pd, approval validate.Number) validate.Slice {
		return validate.Slice{
			Name: name, Count: count, Bad: 100, BadRate: ptr(est(rate, rate-.03, rate+.03)), MeanPD: &pd, Gap: ptr(est(pd-rate, pd-rate-.03, pd-rate+.03)),
			AUC: ptr(est(.77, .74, .8)), Approved: approved, Approval: ptr(est(approval, approval-.02, approval+.02)),
		}
	}
	young := slice("under_25", 300, 180, .3, .25, .6)
	young.Ratio = ptr(est(.75, .68, .82))
	return []validate.Attribute{
		{Name: "age", Base: "25_34", Silent: 12, Hidden: 3, Others: 1, Lowest: .75, Widest: .05, Groups: []validate.Slice{
			slice("25_34", 600, 480, .15, .16, .8), young, {Name: "60_over", Count: 40, TooSmall: true},
		}},
		{Name: "sex", Lowest: nan, Widest: nan, Groups: []validate.Slice{{Name: "female", Count: 50, TooSmall: true}}},
	}
}

// someValidation is a validation of every part.
func someValidation() validate.Report {
	nan := validate.Unknown().Value
	r := validate.Report{
		Schema: validate.Schema, Card: "card-1", Label: "default_next_month", Rows: 1000, Bads: 200, SHA256: "abc", Folds: 5, CutScore: 550, MinGroup: 100, Bags: 8,
		Discrimination: validate.Discrimination{
			AUC: est(.7671, .7502, .784), Gini: .5342, KS: .41, KSAt: 600, Fit: .79, Width: 300,
			ROC:    []validate.Point{{Score: 400}, {Score: 600, Good: .25, Bad: .66}, {Score: 800, Good: 1, Bad: 1}},
			Scores: []validate.Group{{From: 350, Count: 400, Bad: 150}, {From: 650, Count: 600, Bad: 50}},
		},
		Calibration: validate.Calibration{
			Brier: .14, Parts: validate.BrierParts{Reliability: .0002, Resolution: .02, Uncertainty: .16, Within: -.0002}, LogLoss: .45, ECE: .0123,
			Slope: est(.7, .6, .78), Intercept: est(.01, -.1, .12), Groups: []validate.CalibratedGroup{
				{Count: 500, Bad: 55, From: .02, To: .2, Predicted: .1, Observed: est(.11, .086, .14)}, {Count: 500, Bad: 145, From: .2, To: .9, Predicted: .3, Observed: est(.29, .252, .331)},
			},
		},
		Lift: []validate.Lift{
			{From: 400, To: 599, Count: 500, Bad: 150, BadRate: .3, Capture: .75, Lift: 1.5}, {From: 600, To: 800, Count: 500, Bad: 50, BadRate: .1, Capture: 1, Lift: .5},
		},
		PSI: .0031, Factors: someShapes(), Fairness: someGroups(),
		Months: []validate.Month{
			{Month: 202601, Count: 700, Bad: 140, BadRate: est(.2, .17, .23), MeanPD: .19, AUC: est(.77, .74, .8), PSI: nan},
			{Month: 202602, Count: 300, Bad: 60, BadRate: est(.2, .16, .25), MeanPD: .21, AUC: est(.75, .7, .8), PSI: .02},
		},
		OutOfTime: validate.OutOfTime{
			From: 202601, To: 202601, TrainRows: 700, TrainBads: 140, Month: 202602, Rows: 300, Bads: 60, AUC: ptr(est(.74, .69, .79)), KS: ptr(validate.Number(.38)),
			Brier: ptr(validate.Number(.15)), MeanPD: ptr(validate.Number(.2)), Folds: ptr(est(.75, .7, .8)), Change: &validate.Difference{Estimate: est(-.01, -.03, .01), P: .3},
		},
		Missing: []validate.Missing{{Key: "education", AUC: .7801, Drop: .0099, Mean: -1.25, Largest: -5, Seen: 100}, {Key: "utilisation_now", AUC: .6, Drop: .19, Mean: 4, Largest: 30}},
		Comparison: validate.Comparison{
			Champion: "card-0", AUC: ptr(est(.79, .77, .81)), KS: ptr(validate.Number(.43)), Brier: ptr(validate.Number(.138)),
			Difference: &validate.Difference{Estimate: est(-.023, -.04, -.005), P: .0004}, ROC: []validate.Point{{Score: 390}, {Score: 600, Good: .22, Bad: .65}, {Score: 810, Good: 1, Bad: 1}},
		},
	}
	for i, c := range []struct {
		key          string
		value, limit validate.Number
	}{
		{validate.CheckRanking, .7671, .7}, {validate.CheckOverfit, .0229, .03}, {validate.CheckCalibration, 0, 2}, {validate.CheckSlope, .7, .2},
		{validate.CheckPSI, .0031, .1}, {validate.CheckDrift, .02, .25}, {validate.CheckTime, .01, .05}, {validate.CheckOrder, 1, 0},
		{validate.CheckLeaning, .19, .05}, {validate.CheckFairness, .75, .8}, {validate.CheckChampion, -.023, 0},
	} {
		state := validate.StatePassed
		if i == 3 || i > 6 {
			state = validate.StateFailed
		}
		r.Checks = append(r.Checks, validate.Check{Key: c.key, State: state, Value: c.value, Limit: c.limit})
	}
	return r
}
