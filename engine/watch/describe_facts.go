package watch

// lineFeatures describes the use of credit.
func lineFeatures(t *[N]Feature) {
	fact := func(name, unit, doc string) Feature { return Feature{name, unit, GroupLine, doc, false} }
	t[limitFen] = fact("limit_fen", UnitFen, "limit of the product's line")
	t[availableFen] = fact("available_fen", UnitFen, "what could still be used of it before the event")
	t[usedFen] = fact("used_fen", UnitFen, "what was used of it before the event")
	t[utilisationBefore] = fact("utilisation_before", UnitShare, "used / limit before the event; may be above 1")
	t[utilisationAfter] = Feature{"utilisation_after", UnitShare, GroupLine,
		"used / limit after it: a purchase or draw adds its amount, a refund or repayment takes it away, not below 0", true}
	t[utilisationJump24h] = Feature{"utilisation_jump_24h", UnitShare, GroupLine,
		"purchases and draws of the last 24 hours (to 2 hours) / limit of all products, repayments not taken off", true}
	t[nearLimit] = fact("near_limit", UnitRatio, "amount / available_fen (at least 1 fen) of a purchase or draw; 1 uses it all")
	t[totalLimitFen] = fact("total_limit_fen", UnitFen, "limit of all products")
	t[totalUsedFen] = fact("total_used_fen", UnitFen, "what was used of all products before the event")
	t[totalUtilisation] = fact("total_utilisation", UnitShare, "total_used_fen / total_limit_fen")
}

// factFeatures describes what is passed through from Facts.
func factFeatures(t *[N]Feature) {
	fact := func(name, unit, doc string) Feature { return Feature{name, unit, GroupFact, doc, false} }
	t[score] = fact("score", UnitScore, "score of the latest assessment")
	t[daysPastDue] = fact("days_past_due", UnitDays, "days past due now")
	t[maxDaysPastDue] = fact("max_days_past_due", UnitDays, "most days past due ever")
	t[accountAgeDays] = fact("account_age_days", UnitDays, "days since the account was opened")
	t[incomeFen] = fact("income_fen", UnitFen, "monthly income")
	t[amountToIncome] = fact("amount_to_income", UnitRatio, "amount / income_fen")
	t[deviceAccounts] = fact("device_accounts", UnitCount, "distinct accounts seen on this device"+behind)
	t[cardAccounts] = fact("card_accounts", UnitCount, "distinct accounts seen on this card"+behind)
	t[ipAccounts] = fact("ip_accounts", UnitCount, "distinct accounts seen on this IP address"+behind)
	t[linkedFlagged] = fact("linked_flagged", UnitCount, "linked accounts that are flagged or sanctioned"+behind)
	t[identityFailed] = fact("identity_failed", UnitCount, "identity checks that failed, ever")
	t[sharedIdentity] = fact("shared_identity", UnitCount, "other accounts on the same ID document, phone or card")
}

// merchantFeatures describes what is passed through from MerchantFacts.
func merchantFeatures(t *[N]Feature) {
	fact := func(name, unit, doc string) Feature { return Feature{name, unit, GroupMerchant, doc + behind, false} }
	t[merchantAccounts30d] = fact("merchant_accounts_30d", UnitCount, "accounts that first used the merchant in 30 days")
	t[merchantFlaggedShare] = fact("merchant_flagged_share", UnitShare, "share of its purchases in 30 days by flagged accounts")
	t[merchantRefundShare] = fact("merchant_refund_share", UnitShare, "refunded / sold in 30 days, by amount; may be above 1")
	t[merchantRoundShare] = fact("merchant_round_share", UnitShare, "share of its purchases in 30 days of a multiple of 100 yuan")
	t[merchantRepeatShare] = fact("merchant_repeat_share", UnitShare, "share of its purchases in 30 days by returning accounts")
	t[merchantCount1d] = fact("merchant_count_1d", UnitCount, "its purchases, 1 day")
	t[merchantCount7d] = fact("merchant_count_7d", UnitCount, "its purchases, 7 days")
	t[merchantCount30d] = fact("merchant_count_30d", UnitCount, "its purchases, 30 days")
	t[merchantBadShare1d] = fact("merchant_bad_share_1d", UnitShare, "share labelled bad of 1 day, one label delay ago")
	t[merchantBadShare7d] = fact("merchant_bad_share_7d", UnitShare, "share labelled bad of 7 days, one label delay ago")
	t[merchantBadShare30d] = fact("merchant_bad_share_30d", UnitShare, "share labelled bad of 30 days, one label delay ago")
	t[merchantBadRun] = fact("merchant_bad_run", UnitCount,
		"its purchases labelled bad in a row up to one label delay ago, back to the last whole day with a good one, of 30 days")
	t[merchantBadFirstDays] = fact("merchant_bad_first_days", UnitDays,
		"days from its first day with a purchase labelled bad, of 30 days, to one label delay ago")
	t[merchantBadLastDays] = fact("merchant_bad_last_days", UnitDays,
		"days from its last day with a purchase labelled bad, of 30 days, to one label delay ago")
}
