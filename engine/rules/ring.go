package rules

// ring is the family of rings and mules: several accounts worked by one hand, and accounts that only pass money on.
//
// Sources: FATF, "Professional Money Laundering", 2018, for money mules and quick in and out; Hu et al. (see cashOut) and
// Pandit et al., "NetProbe: A Fast and Scalable System for Fraud Detection in Online Auction Networks", WWW 2007, for accounts
// known by their neighbours.
//
// May wrong: relatives, colleagues and neighbours of those who did something. Being near a flagged account is never enough for
// more than a note; it takes own conduct besides.
var ring = []Rule{
	{
		Key: "ring_shared_device", Family: "ring", Reason: "ring_shared_device",
		When:    "device_accounts >= 4 and linked_flagged >= 2 and (transfer_count_24h >= 1 or draw_count_24h >= 1) and utilisation_before > 0.5",
		Outcome: Hold, Risk: 80, Severity: 3, Sanction: "limit_cut", Kinds: []string{"draw", "transfer_out"},
		Intent: "An account on a device with several others, two of its neighbours flagged, moves cash out of a half-used limit. A person looks at the group as a whole.",
	},
	{
		Key: "flagged_neighbours", Family: "ring", Reason: "flagged_neighbours",
		When:    "linked_flagged >= 3 and account_age_days < 180",
		Outcome: Monitor, Risk: 35, Severity: 1, Kinds: moneyOut,
		Intent: "Three or more linked accounts are flagged. Noted only: nobody answers for others.",
	},
	{
		Key: "mule_transfer", Family: "ring", Reason: "mule_transfer",
		When: "transfer_count_24h >= 3 and payees_24h >= 3 and payee_seen == 0 and draw_sum_24h_fen > 0 " +
			"and transfer_sum_24h_fen > 0.8 * draw_sum_24h_fen",
		Outcome: StepUp, Risk: 60, Severity: 2, Sanction: "limit_cut", Kinds: transfer,
		Intent: "What was drawn today goes out again to three or more payees, at least one of them new.",
	},
	{
		Key: "mule_transfer_linked", Family: "ring", Reason: "mule_transfer",
		When: "transfer_count_24h >= 3 and payees_24h >= 2 and draw_sum_24h_fen > 0 and transfer_sum_24h_fen > 0.8 * draw_sum_24h_fen " +
			"and (linked_flagged >= 1 or device_accounts >= 4 or ip_accounts >= 10)",
		Outcome: Hold, Risk: 85, Severity: 3, Sanction: "restrict", Kinds: transfer,
		Intent: "The same by an account tied to flagged ones or to many on one device or address. A person looks before the money is gone.",
	},
	{
		Key: "ring_merchant", Family: "ring", Reason: "ring_merchant",
		When:    "linked_flagged >= 1 and merchant_count_30d >= 10 and merchant_flagged_share > 0.3 and amount_fen >= 50000",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: purchase,
		Intent: "A customer with flagged neighbours buys where many flagged accounts buy.",
	},
}
