package score

// Adjustments returns the lines by which the scale's limits and a policy's adjustments move
// a card sum, in the order that Explain documents; none when nothing moves it.
func (e *Evaluator) Adjustments(sum int, adjusts []Adjust) []Line {
	t := tally{score: sum, keep: true}
	t.adjust(&e.card, adjusts)
	return t.lines
}
