package rules

// sudden is the family of sudden spending: amounts or a pace far from the customer's own history, whoever is behind it.
//
// Sources: scenarios 1 and 3 of the simulation in Le Borgne, Siblini, Lebichot, Bontempi, "Reproducible Machine Learning for
// Credit Card Fraud Detection: Practical Handbook", 2022 (an amount beyond the norm; amounts five times as large for two weeks);
// Whitrow et al., "Transaction aggregation as a strategy for credit card fraud detection", Data Mining and Knowledge Discovery
// 18, 2009, for sums over windows against a baseline.
//
// May wrong: holidays, weddings, removals, a new job, the first large purchase of a careful customer. Hence a single amount
// never does more than ask for a second factor, and every rule wants a history to compare with.
var sudden = []Rule{
	{
		Key: "amount_largest_lately", Family: "sudden_spending", Reason: "amount_largest_lately",
		When:    "baseline_count >= 12 and amount_fen >= 20000 and amount_fen >= max_30d_fen and amount_ratio > 2.2 and amount_z > 1.2",
		Outcome: Monitor, Risk: 15, Kinds: moneyOut,
		Intent: "The largest amount of 30 days and more than twice the mean of a customer who uses the account often. Happens to everybody about once a month: the weakest sign there is, kept for what comes with it.",
	},
	{
		Key: "amount_above_usual", Family: "sudden_spending", Reason: "amount_far_above_usual",
		When:    "baseline_count >= 5 and amount_fen >= 20000 and amount_ratio > 3 and amount_z > 1.75",
		Outcome: Monitor, Risk: 30, Kinds: moneyOut,
		Intent: "An amount more than three times the customer's mean and unusual also for their spread. Common enough in honest lives: it is only noted, and weighs together with other signs.",
	},
	{
		Key: "amount_far_above_usual", Family: "sudden_spending", Reason: "amount_far_above_usual",
		When: "baseline_count >= 5 and amount_fen >= 300000 and amount_ratio > 8 and amount_z > 3.5 " +
			"and amount_fen >= max_30d_fen and not (merchant_seen >= 3) and not (payee_seen >= 3)",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: moneyOut,
		Intent: "At least 3,000 yuan and eight times the mean, far outside the customer's spread, at a merchant or payee they do not know well. Asks who is there; a customer who confirms goes on.",
	},
	{
		Key: "sudden_spending", Family: "sudden_spending", Reason: "sudden_spending",
		When: "baseline_count >= 5 and count_1h >= 3 and sum_1h_fen >= 300000 and amount_ratio > 2 " +
			"and sum_1h_fen > 8 * amount_mean_fen",
		Outcome: StepUp, Risk: 60, Severity: 2, Sanction: "limit_cut", Kinds: moneyOut,
		Intent: "Several amounts well above the mean within one hour. Asks for a second factor and lowers the limit for a while, so that a thief finds less.",
	},
	{
		Key: "sudden_spending_emptying", Family: "sudden_spending", Reason: "sudden_spending",
		When: "baseline_count >= 5 and count_1h >= 4 and amount_ratio > 3 and utilisation_jump_24h > 0.6 " +
			"and (night == 1 or hours_since_new_device < 72 or city_changed == 1)",
		Outcome: Hold, Risk: 80, Severity: 3, Sanction: "limit_cut", Kinds: moneyOut,
		Intent: "Most of all limits gone within a day, in a burst of amounts unlike the customer, at night or on a new device or in another city. Four signs together: a person looks before the money leaves.",
	},
	{
		Key: "amounts_jump", Family: "sudden_spending", Reason: "sudden_spending",
		When: "count_7d >= 4 and count_30d - count_7d >= 8 and amount_ratio > 2 and sum_30d_fen - sum_7d_fen > 0 " +
			"and (sum_7d_fen - amount_fen) / (count_7d - 1) > 1.7 * ((sum_30d_fen - sum_7d_fen) / (count_30d - count_7d))",
		Outcome: Monitor, Risk: 40, Kinds: moneyOut,
		Intent: "The other amounts of this week are already well above those of the three weeks before, and here is one more of twice the mean: somebody may have been using the card for days.",
	},
}
