package rules

// overdue is the family of malicious overdue: credit used up with nothing ever paid back.
//
// Source: none in public that measures it; lenders call its first sign first payment default.
//
// May wrong: people who cannot pay, or forgot. They stop using the line, or use it a little; this family looks only at those
// who go on spending. It blocks new use and asks; collection and help belong to others.
var overdue = []Rule{
	{
		Key: "never_paid_all_used", Family: "malicious_overdue", Reason: "never_paid_all_used",
		When:    "never_paid == 1 and days_past_due >= 3 and (utilisation_before >= 0.8 or near_limit >= 0.9)",
		Outcome: Hold, Risk: 85, Severity: 3, Sanction: "restrict", Kinds: creditUp,
		Intent: "A bill is late, nothing was ever paid, the limit is used up, and still more is to be spent. New use stops until somebody has talked to the customer.",
	},
	{
		Key: "first_bill_late_spend", Family: "malicious_overdue", Reason: "first_bill_late",
		When:    "never_paid == 1 and days_past_due >= 1 and utilisation_after > 0.5 and amount_fen >= 20000",
		Outcome: Monitor, Risk: 40, Severity: 1, Kinds: creditUp,
		Intent: "The first bill is late and spending goes on. Most forgot: noted, and a kind reminder is due.",
	},
}
