package effect

// Guards are the limits beyond which the report of a change proposes to roll it back.
type Guards struct {
	DefaultRiseBP int `json:"default_rise_bp"` // most rise of the default rate, basis points
	OverturnBP    int `json:"overturn_bp"`     // most share of decided appeals that were overturned, basis points
}

// Guard names one of the limits.
type Guard string

// The guards.
const (
	GuardDefaultRise Guard = "default_rise"
	GuardOverturn    Guard = "overturn"
)

// AllGuards is every guard in the order pages show them.
func AllGuards() []Guard { return []Guard{GuardDefaultRise, GuardOverturn} }

// GuardFewest is from how many decided appeals on the overturn rate is held against its guard.
const GuardFewest = 10

// Crossed reports which guards a change crossed. The rise of the default rate counts only where its whole interval lies above zero, and
// windows of fewer than Fewest cross nothing; the overturn rate counts from GuardFewest decided appeals on.
func (g Guards) Crossed(defaults Comparison, overturns Share) []Guard {
	var crossed []Guard
	if d := defaults.Difference; !defaults.Few() && d.Value.Known() && d.Low > 0 && float64(d.Value)*10_000 > float64(g.DefaultRiseBP) {
		crossed = append(crossed, GuardDefaultRise)
	}
	if overturns.valid() && overturns.Whole >= GuardFewest && overturns.Part*10_000 > g.OverturnBP*overturns.Whole {
		crossed = append(crossed, GuardOverturn)
	}
	return crossed
}
