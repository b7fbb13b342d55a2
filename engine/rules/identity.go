package rules

// identity is the family of false and stolen identity: the account was opened, or is used, by somebody who is not who they
// said.
//
// Sources: Federal Reserve, "Synthetic Identity Fraud in the U.S. Payment System", 2019, for made-up persons and shared
// elements; Phua et al., "Resilient Identity Crime Detection", IEEE TKDE 24(3), 2012, for many applications on shared elements.
//
// May wrong: families and flatmates on one device, a second-hand phone, shared bank cards of couples, poor light in a face
// check, new customers who came because they need to buy something now. Two or three accounts on a device mean nothing here,
// and one failed check asks for another one.
var identity = []Rule{
	{
		Key: "identity_failed_spend", Family: "identity", Reason: "identity_check_failed",
		When:    "hours_since_identity_failed < 72 and amount_fen >= 50000",
		Outcome: StepUp, Risk: 55, Severity: 2, Kinds: moneyOut,
		Intent: "An identity check failed in the last three days and money leaves. Asks for the check again.",
	},
	{
		Key: "identity_failed_often", Family: "identity", Reason: "identity_check_failed",
		When:    "identity_failed >= 3 and hours_since_identity_failed < 168 and amount_fen >= 50000 and (account_age_days < 60 or hours_since_new_device < 168)",
		Outcome: Hold, Risk: 80, Severity: 3, Sanction: "restrict", Kinds: moneyOut,
		Intent: "Three failed checks, the last within a week, on a new account or device. A person compares the documents.",
	},
	{
		Key: "shared_device_many", Family: "identity", Reason: "shared_device_many",
		When:    "device_accounts >= 5",
		Outcome: Monitor, Risk: 30, Severity: 1, Kinds: entering,
		Intent: "Five or more accounts on one device: more than a family. Shops and phone repairers look like this too.",
	},
	{
		Key: "shared_device_new_account", Family: "identity", Reason: "shared_device_many",
		When:    "device_accounts >= 5 and account_age_days < 30 and utilisation_after > 0.5",
		Outcome: StepUp, Risk: 60, Severity: 2, Sanction: "limit_cut", Kinds: creditUp,
		Intent: "A new account on a device with many others uses half of its limit.",
	},
	{
		Key: "shared_card_many", Family: "identity", Reason: "shared_card_many",
		When:    "card_accounts >= 3 and amount_fen >= 50000",
		Outcome: StepUp, Risk: 50, Severity: 2, Kinds: moneyOut,
		Intent: "Three or more accounts use one bank card. Two is a couple.",
	},
	{
		Key: "shared_identity_new", Family: "identity", Reason: "shared_identity_new",
		When:    "shared_identity >= 2 and account_age_days < 60 and never_paid == 1",
		Outcome: StepUp, Risk: 60, Severity: 2, Kinds: moneyOut,
		Intent: "A new account that never paid shares its document, phone or card with two others.",
	},
	{
		Key: "new_account_burst", Family: "identity", Reason: "new_account_burst",
		When:    "account_age_days < 14 and never_paid == 1 and count_24h >= 3 and utilisation_after > 0.8",
		Outcome: StepUp, Risk: 50, Severity: 2, Sanction: "limit_cut", Kinds: creditUp,
		Intent: "Three or more uses within a day take an account of less than two weeks near its limit.",
	},
}
