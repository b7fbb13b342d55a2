package rules

// cashOut is the family of cash-out: turning a line of credit that is meant for purchases, or a loan meant for a purpose, into
// cash through a sham sale, a refund or a transfer.
//
// Sources: Hu et al., "Cash-out User Detection based on Attributed Heterogeneous Information Network with a Hierarchical
// Attention Mechanism", AAAI 2019 (consumer credit in China: concentration on merchants, draws near the limit, neighbours who do
// the same); the Supreme People's Court and Procuratorate's interpretation on credit-card crimes, 2009 No. 19 as revised in
// 2018, Article 12, for sham sales through a terminal being a crime.
//
// May wrong: a customer with one favourite shop, tuition and rent in round sums, fashion bought in three sizes and sent back
// twice, a cash loan drawn in full on the first day for the purpose it was granted for, and every honest customer of a merchant
// who also serves others. Hence one sign alone is noted at most, and who is a customer of a merchant never suffices.
var cashOut = []Rule{
	{
		Key: "cash_out_concentration", Family: "cash_out", Reason: "cash_out_merchant",
		When: "count_30d >= 5 and merchant_seen >= 3 and top_merchant_share_30d > 0.7 and round_share_30d > 0.6 " +
			"and merchant_sum_7d_fen > 0.4 * limit_fen",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: purchase,
		Intent: "Nearly everything goes to one merchant, in round amounts, and makes up much of the limit within a week. Asks the customer to explain the purchases.",
	},
	{
		Key: "cash_out_split", Family: "cash_out", Reason: "cash_out_merchant",
		When:    "same_amount_24h >= 3 and round_amount == 1 and merchant_sum_24h_fen > 0.3 * limit_fen",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: purchase,
		Intent: "The same round amount three times within a day at one merchant, together a third of the limit: a larger sum cut into pieces.",
	},
	{
		Key: "cash_out_merchant_profile", Family: "cash_out", Reason: "cash_out_merchant",
		When: "merchant_count_30d >= 20 and merchant_round_share > 0.6 and round_amount == 1 " +
			"and (merchant_flagged_share > 0.15 or merchant_refund_share > 0.4)",
		Outcome: Monitor, Risk: 35, Severity: 1, Kinds: purchase,
		Intent: "A round amount at a merchant whose customers mostly pay round amounts and are often flagged or refunded. Says more of the merchant than of the customer: noted only.",
	},
	{
		Key: "cash_out_merchant_emptying", Family: "cash_out", Reason: "cash_out_merchant",
		When: "merchant_count_30d >= 20 and merchant_round_share > 0.6 and merchant_flagged_share > 0.15 and round_amount == 1 " +
			"and near_limit >= 0.8 and amount_fen >= 200000",
		Outcome: Hold, Risk: 80, Severity: 3, Sanction: "limit_cut", Kinds: purchase,
		Intent: "A round amount that takes most of what is left of the limit, at a merchant whose customers are often flagged and mostly pay round amounts. A person looks before the money leaves.",
	},
	{
		Key: "near_limit_at_once", Family: "cash_out", Reason: "near_limit_at_once",
		When: "near_limit >= 0.95 and utilisation_before < 0.2 and round_amount == 1 and amount_fen >= 200000 " +
			"and not (baseline_count >= 5 and amount_ratio < 3)",
		Outcome: Monitor, Risk: 30, Kinds: creditUp,
		Intent: "An almost unused limit used up in one round amount. Also how an honest loan is drawn: it is noted, and weighs together with other signs.",
	},
	{
		Key: "cash_out_refund_loop", Family: "cash_out", Reason: "cash_out_refund_loop",
		When:    "refund_pairs_7d >= 2 and refund_share_30d > 0.5 and round_share_30d > 0.5 and sum_7d_fen > 200000",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: []string{"purchase", "refund", "transfer_out"},
		Intent: "Purchases in round amounts that keep being refunded, most of the money coming back. Sizes that did not fit are neither round nor most of the money.",
	},
	{
		Key: "draw_then_transfer", Family: "cash_out", Reason: "draw_then_transfer",
		When:    "draw_out_pairs_7d >= 1 and draw_out_share_7d > 0.8 and payee_seen == 0",
		Outcome: Monitor, Risk: 35, Severity: 1, Kinds: transfer,
		Intent: "What was drawn goes on within two days to somebody the customer never paid before. Loans are taken to pay for things: noted only.",
	},
	{
		Key: "draw_transfer_loops", Family: "cash_out", Reason: "draw_then_transfer",
		When: "draw_out_pairs_7d >= 3 and draw_out_share_7d > 0.8 and utilisation_before > 0.7 " +
			"or draw_out_pairs_7d >= 2 and draw_out_share_7d > 0.8 and repayment_count == 0",
		Outcome: StepUp, Risk: 60, Severity: 2, Sanction: "limit_cut", Kinds: transfer,
		Intent: "Draws passed on again and again until little is left of the limit, or from the first days of an account that never paid anything back.",
	},
}
