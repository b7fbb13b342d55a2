package rules

// takeover is the family of account takeover and of stolen card data: somebody else acts as the customer.
//
// Sources: Freeman et al., "Who Are You? A Statistical Approach to Measuring User Authenticity", NDSS 2016, and Wiefling, Lo
// Iacono, Dürmuth, "Is This Really You? An Empirical Study on Risk-Based Authentication Applied in the Wild", IFIP SEC 2019, for
// device, network and place of a login; Lee et al., "An Empirical Study of Wireless Carrier Authentication for SIM Swaps", SOUPS
// 2020, for a changed phone number; scenario 2 of the Handbook simulation for a terminal that leaks card data.
//
// May wrong: a new phone, travel, a VPN or a carrier that leaves the net elsewhere, night shifts, a forgotten password. A
// second factor clears all of these within a minute, so that is what most rules ask for.
var takeover = []Rule{
	{
		Key: "new_device_login", Family: "account_takeover", Reason: "new_device_login",
		When:    "days_since_first_event >= 7 and device_seen == 0 and network_seen == 0 and city_changed == 1",
		Outcome: StepUp, Risk: 40, Severity: 1, Kinds: []string{"login"},
		Intent: "A login on a device, from a network and in a city that are all new. A traveller with a new phone answers a code once.",
	},
	{
		Key: "new_device_spend", Family: "account_takeover", Reason: "new_device_spend",
		When: "hours_since_new_device < 24 and (network_seen < 2 or city_changed == 1) and amount_fen >= 50000 " +
			"and (amount_ratio > 2 or near_limit > 0.8)",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: moneyOut,
		Intent: "On the first day of a device, from a network or city the account hardly knows, more than twice the usual amount leaves.",
	},
	{
		Key: "impossible_travel", Family: "account_takeover", Reason: "impossible_travel",
		When:    "travel_km > 300 and travel_kmh > 1000",
		Outcome: StepUp, Risk: 50, Severity: 2, Kinds: entering,
		Intent: "Two places further apart than an airliner flies in the time between. Carriers and VPNs do this too, so it asks and does not hold.",
	},
	{
		Key: "abnormal_hour", Family: "account_takeover", Reason: "abnormal_hour",
		When:    "night == 1 and baseline_count >= 12 and hour_share < 0.04 and amount_fen >= 50000 and amount_ratio > 2.5",
		Outcome: Monitor, Risk: 35, Severity: 1, Kinds: moneyOut,
		Intent: "An amount above the usual at an hour of the night at which this customer is never active.",
	},
	{
		Key: "credential_change_spend", Family: "account_takeover", Reason: "credential_change_spend",
		When:    "(hours_since_password_change < 24 or hours_since_phone_change < 72) and amount_fen >= 100000 and (amount_ratio > 3 or near_limit > 0.8)",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: moneyOut,
		Intent: "Soon after the password or the phone number changed, far more than usual leaves, or most of what is left.",
	},
	{
		Key: "credential_change_new_device", Family: "account_takeover", Reason: "credential_change_spend",
		When: "(hours_since_password_change < 24 or hours_since_phone_change < 72) and hours_since_new_device < 72 " +
			"and amount_fen >= 100000 and (amount_ratio > 3 or near_limit > 0.8) and not (payee_seen >= 1) and not (merchant_seen >= 1)",
		Outcome: Hold, Risk: 85, Severity: 3, Sanction: "restrict", Kinds: moneyOut,
		Intent: "Changed credentials, a new device and an unusual amount to somebody never paid before: the pattern of a takeover, where a code by text message may reach the thief. A person calls the customer.",
	},
	{
		Key: "failed_logins_spend", Family: "account_takeover", Reason: "failed_logins_spend",
		When:    "failed_logins_24h >= 5 and hours_since_login < 24 and (hours_since_new_device < 24 or network_seen < 2) and amount_fen >= 50000",
		Outcome: StepUp, Risk: 60, Severity: 2, Kinds: moneyOut,
		Intent: "Many failed logins, then one that succeeded on an unknown device or network, then money leaves.",
	},
	{
		Key: "merchant_reported", Family: "account_takeover", Reason: "merchant_reported",
		When:    "merchant_bad_run >= 2 and merchant_bad_first_days <= 21",
		Outcome: StepUp, Risk: 70, Severity: 2, Kinds: purchase,
		Intent: "The latest purchases at this merchant of which the outcome is known were not the customers', and the first of them was lately: its terminal or shop may be leaking cards. The customer did nothing; a second factor protects them.",
	},
}
