package models

// FlagManual is the code of a flag that a person raises.
const FlagManual = "manual"

// OpenCase asks for a case on an account that no rule called anybody to.
type OpenCase struct {
	AccountID ID
	Severity  Severity
	Reason    string
}

// Validate checks severity and reason.
func (c OpenCase) Validate() error {
	var bad Invalid
	if c.Severity < SeverityLow || c.Severity > SeverityCritical {
		bad.Add("severity", "choice")
	}
	checkReason(&bad, "reason", c.Reason)
	return bad.OrNil()
}
