package models

// checkLimit wants a lower limit to come with confirmed flags alone, and for reasons that a customer can be told of a limit.
func (cmd *DecideCase) checkLimit(bad *Invalid) {
	if cmd.Limit == nil {
		return
	}
	if cmd.Outcome != CaseConfirmed {
		bad.Add("limit", "only_confirmed")
		return
	}
	fault := limitReasonFault(false)
	for i, code := range cmd.Principal[:min(len(cmd.Principal), PrincipalMost)] {
		if sanctionReasonFault(code) == "" && fault(code) != "" {
			bad.Add(PrincipalField(i), "reason_limit")
		}
	}
}

// Lowering is the proposal of the lower limit that the case was confirmed with: the case's account and reasons, and never more than is
// granted now.
func (c *Case) Lowering(limit ProposeLimit) ProposeLimit {
	limit.AccountID, limit.CaseID, limit.OnlyLower, limit.Reason = c.AccountID, c.ID, true, c.Reason
	limit.ReasonCode, limit.Further = c.Principal[0], c.Principal[1:]
	return limit
}
