package score

import (
	"fmt"
	"math"
	"slices"

	"pgregory.net/rapid"
)

// ptr returns a pointer to a bound.
func ptr(x float64) *float64 { return &x }

// small is a card that a reader can add up: two factors that share a reason and one of codes alone.
func small() Scorecard {
	return Scorecard{
		Schema: Schema, ID: "small", Scale: Scale{Score: 600, Odds: 3, PDO: 60}, Base: 600, Min: 350, Max: 950,
		Factors: []Factor{
			{Key: "late", Aspect: AspectCredit, Reason: "late_often", Bins: []Bin{
				{Kind: BinRange, UpTo: ptr(0), Points: 40}, {Kind: BinRange, Over: ptr(0), UpTo: ptr(2), Points: -30},
				{Kind: BinRange, Over: ptr(2), Points: -120}, {Kind: BinCodes, Codes: []float64{-1}, Points: 10},
				{Kind: BinMissing, Points: -5},
			}},
			{Key: "used", Aspect: AspectCredit, Reason: "high_utilisation", Bins: []Bin{
				{Kind: BinRange, UpTo: ptr(0.5), Points: 20}, {Kind: BinRange, Over: ptr(0.5), Points: -50}, {Kind: BinMissing},
			}},
			{Key: "worst", Aspect: AspectCredit, Reason: "late_often", Bins: []Bin{
				{Kind: BinRange, UpTo: ptr(1), Points: 15}, {Kind: BinRange, Over: ptr(1), Points: -25}, {Kind: BinMissing},
			}},
			{Key: "school", Aspect: AspectBackground, Reason: "limited_background", Bins: []Bin{
				{Kind: BinCodes, Codes: []float64{1, 2}, Points: 12}, {Kind: BinCodes, Codes: []float64{3}, Points: -8},
				{Kind: BinMissing, Points: -2},
			}},
		},
	}
}

// smallKeys is the catalogue of small, with a factor that the card does not use.
var smallKeys = []string{"unused", "late", "used", "worst", "school"}

// drawCard draws any valid card over the keys f0, f1, ….
func drawCard(t *rapid.T) (Scorecard, []string) {
	card := Scorecard{
		Schema: Schema, ID: "drawn", Scale: Scale{Score: 600, Odds: 3, PDO: rapid.IntRange(1, 100).Draw(t, "pdo")},
		Base: rapid.IntRange(300, 900).Draw(t, "base"), Min: 350, Max: 950,
	}
	var keys []string
	for i := range rapid.IntRange(1, 12).Draw(t, "factors") {
		f := Factor{Key: fmt.Sprintf("f%d", i), Aspect: AspectCredit, Reason: fmt.Sprintf("r%d", rapid.IntRange(0, 5).Draw(t, "reason"))}
		f.Bins = drawBins(t)
		card.Factors = append(card.Factors, f)
		keys = append(keys, f.Key)
	}
	return card, keys
}

// drawBins draws bins that partition the numbers.
func drawBins(t *rapid.T) []Bin {
	points := rapid.IntRange(-90, 90)
	number := rapid.OneOf(rapid.Float64Range(-5, 5), rapid.Map(rapid.IntRange(-4, 4), func(i int) float64 { return float64(i) }))
	count := rapid.IntRange(0, 500)
	bins := []Bin{{Kind: BinMissing, Points: points.Draw(t, "missing points"), Count: count.Draw(t, "missing count")}}
	for _, c := range rapid.SliceOfNDistinct(number, 0, 4, rapid.ID[float64]).Draw(t, "codes") {
		bins = append(bins, Bin{Kind: BinCodes, Codes: []float64{c}, Points: points.Draw(t, "code points")})
	}
	edges := rapid.SliceOfNDistinct(number, 0, 20, rapid.ID[float64]).Draw(t, "edges")
	slices.Sort(edges)
	var over *float64
	for i := range edges {
		bins = append(bins, Bin{Kind: BinRange, Over: over, UpTo: &edges[i], Points: points.Draw(t, "points"), Count: count.Draw(t, "count")})
		over = &edges[i]
	}
	return append(bins, Bin{Kind: BinRange, Over: over, Points: points.Draw(t, "last points")})
}

// drawVector draws values that often fall exactly on a bound, beside it, or are missing.
func drawVector(t *rapid.T, card Scorecard) []float64 {
	vec := make([]float64, len(card.Factors))
	for i, f := range card.Factors {
		candidates := []float64{math.NaN(), 0, -1e300, 1e300}
		for _, b := range f.Bins {
			for _, x := range append(bounds(b), b.Codes...) {
				candidates = append(candidates, x, math.Nextafter(x, -10), math.Nextafter(x, 10))
			}
		}
		vec[i] = rapid.OneOf(rapid.SampledFrom(candidates), rapid.Float64Range(-6, 6)).Draw(t, "value")
	}
	return vec
}

// bounds returns the finite bounds of a bin.
func bounds(b Bin) []float64 {
	var list []float64
	if b.Over != nil {
		list = append(list, *b.Over)
	}
	if b.UpTo != nil {
		list = append(list, *b.UpTo)
	}
	return list
}

// drawAdjusts draws a policy's adjustments.
func drawAdjusts(t *rapid.T) []Adjust {
	var list []Adjust
	for range rapid.IntRange(0, 4).Draw(t, "adjusts") {
		list = append(list, Adjust{
			Kind: rapid.SampledFrom([]LineKind{LineFloor, LineCap, LineOverride}).Draw(t, "kind"), Key: "rule",
			Value: rapid.IntRange(100, 1200).Draw(t, "value"),
		})
	}
	return list
}

// obvious is the slow reading of a card that the evaluator is held to: bins by the words of the document, losses by reason in
// order of first appearance, then the four largest.
func obvious(card Scorecard, vec []float64, from Reference) Points {
	p := Points{Sum: card.Base}
	var codes []string
	lost := map[string]int{}
	for i, f := range card.Factors {
		chosen := -1
		for j, b := range f.Bins {
			inRange := b.Kind == BinRange && (b.Over == nil || vec[i] > *b.Over) && (b.UpTo == nil || vec[i] <= *b.UpTo)
			isCode := b.Kind == BinCodes && slices.Contains(b.Codes, vec[i])
			isMissing := b.Kind == BinMissing && math.IsNaN(vec[i])
			if isMissing || isCode || (inRange && !math.IsNaN(vec[i]) && !isCodeOf(f, vec[i])) {
				chosen = j
			}
		}
		b := f.Bins[chosen]
		p.Bins[i] = uint8(chosen)
		p.Sum += b.Points
		if b.Kind == BinMissing {
			p.Missing += b.Points
		}
		if !slices.Contains(codes, f.Reason) {
			codes = append(codes, f.Reason)
		}
		lost[f.Reason] += obviousReference(f, from) - b.Points
	}
	for n := range p.Reasons {
		p.Reasons[n] = Lost{Reason: -1}
		for i, c := range codes {
			if lost[c] > int(p.Reasons[n].Points) {
				p.Reasons[n] = Lost{Reason: int32(i), Points: int32(lost[c])}
			}
		}
		if r := p.Reasons[n].Reason; r >= 0 {
			lost[codes[r]] = 0
		}
	}
	return p
}

// isCodeOf reports whether a value is a code of the factor.
func isCodeOf(f Factor, x float64) bool {
	return slices.ContainsFunc(f.Bins, func(b Bin) bool { return slices.Contains(b.Codes, x) })
}

// obviousReference is what losses of a factor are counted from, in whole numbers: the largest, or the mean over the counts with
// halves away from zero.
func obviousReference(f Factor, from Reference) int {
	most, sum, rows := math.MinInt, 0, 0
	for _, b := range f.Bins {
		most, sum, rows = max(most, b.Points), sum+b.Points*b.Count, rows+b.Count
	}
	if from != ReferenceMean || rows == 0 {
		return most
	}
	if sum < 0 {
		return -((-2*sum + rows) / (2 * rows))
	}
	return (2*sum + rows) / (2 * rows)
}
