package rules

// bustOut is the family of bust-out: a good history, built over months, spent at once with no intention to pay.
//
// Source: Federal Reserve, "Synthetic Identity Fraud in the U.S. Payment System", 2019, which describes the sleeping and the
// sudden use; the industry's white papers give no figures that could be checked.
//
// May wrong: the best customers, at the worst moment of their lives: illness, a move, a lost job. A long history earns a
// question first. Only emptying into cash is held, and then by a person's hand.
var bustOut = []Rule{
	{
		Key: "bust_out", Family: "bust_out", Reason: "bust_out",
		When: "account_age_days >= 180 and repayment_count >= 6 and not (max_days_past_due > 5) and count_24h >= 4 " +
			"and utilisation_jump_24h > 0.5 and total_utilisation > 0.6 and sum_24h_fen > 8 * amount_mean_fen",
		Outcome: StepUp, Risk: 60, Severity: 2, Sanction: "limit_cut", Kinds: creditUp,
		Intent: "A customer of long good standing uses half of all limits within a day, in several pieces, and is near the end of them.",
	},
	{
		Key: "bust_out_cash", Family: "bust_out", Reason: "bust_out",
		When: "account_age_days >= 180 and repayment_count >= 6 and utilisation_jump_24h > 0.5 and total_utilisation > 0.7 " +
			"and draw_sum_24h_fen + transfer_sum_24h_fen > 0.5 * total_limit_fen and sum_24h_fen > 10 * amount_mean_fen and count_24h >= 3",
		Outcome: Hold, Risk: 80, Severity: 3, Sanction: "limit_cut", Kinds: moneyOut,
		Intent: "The same, and most of it as cash or moved away. A person talks to the customer before more leaves.",
	},
}
