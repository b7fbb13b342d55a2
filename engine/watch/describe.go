package watch

// eventFeatures describes the event itself.
func eventFeatures(t *[N]Feature) {
	flag := func(name, doc string) Feature { return Feature{name, UnitFlag, GroupEvent, doc, true} }
	t[amountFen] = Feature{"amount_fen", UnitFen, GroupEvent, "amount, 0 for an event without money", true}
	t[isPurchase] = flag("is_purchase", "1 for a purchase")
	t[isDraw] = flag("is_draw", "1 for a cash draw")
	t[isTransferOut] = flag("is_transfer_out", "1 for a transfer out")
	t[isRefund] = flag("is_refund", "1 for a refund")
	t[isRepayment] = flag("is_repayment", "1 for a repayment")
	t[isLogin] = flag("is_login", "1 for a login that succeeded")
	t[roundAmount] = flag("round_amount", "1 when the amount is a multiple of 100 yuan, above 0")
	t[hour] = Feature{"hour", UnitHour, GroupEvent, "local hour of the day", true}
	t[weekend] = flag("weekend", "1 on a local Saturday or Sunday")
	t[night] = flag("night", "1 when the local hour is 0 to 5")
}

// patternFeatures describes counts of a kind and what follows single purchases and draws.
func patternFeatures(t *[N]Feature) {
	in := func(name, unit, doc string) Feature { return Feature{name, unit, GroupPattern, doc, true} }
	const of16 = ", among the newest 16 purchases, draws and transfers out"
	t[drawCount24h] = in("draw_count_24h", UnitCount, "draws in the last 24 hours (to 2 hours)")
	t[drawSum24h] = in("draw_sum_24h_fen", UnitFen, "sum of draws in the last 24 hours (to 2 hours)")
	t[transferCount24h] = in("transfer_count_24h", UnitCount, "transfers out in the last 24 hours (to 2 hours)")
	t[transferSum24h] = in("transfer_sum_24h_fen", UnitFen, "sum of transfers out in the last 24 hours (to 2 hours)")
	t[failedLogins1h] = in("failed_logins_1h", UnitCount, "failed logins in the last hour (to 10 minutes)")
	t[failedLogins24h] = in("failed_logins_24h", UnitCount, "failed logins in the last 24 hours (to 2 hours)")
	t[refundPairs7d] = in("refund_pairs_7d", UnitCount, "purchases of the last 7 days that were refunded by 50 to 100 %"+of16)
	t[refundPairs30d] = in("refund_pairs_30d", UnitCount, "purchases of the last 30 days that were refunded by 50 to 100 %"+of16)
	t[refundShare30d] = in("refund_share_30d", UnitShare, "amount of refunded purchases / amount of purchases, 30 days"+of16)
	t[drawOutPairs7d] = in("draw_out_pairs_7d", UnitCount,
		"draws of the last 7 days followed within 48 hours by a transfer out of 50 to 105 % of the draw"+of16)
	t[drawOutShare7d] = in("draw_out_share_7d", UnitShare, "amount of such draws / amount of draws, 7 days"+of16)
	t[roundShare30d] = in("round_share_30d", UnitShare,
		"share of the number of amounts that are multiples of 100 yuan, 30 days"+of16)
	t[topMerchantShare30d] = in("top_merchant_share_30d", UnitShare,
		"amount at the merchant with the largest / amount of purchases with a merchant, 30 days"+of16)
	t[merchantSum24h] = in("merchant_sum_24h_fen", UnitFen, "sum of purchases at this merchant in 24 hours (to 2 hours)"+of16)
	t[merchantSum7d] = in("merchant_sum_7d_fen", UnitFen, "sum of purchases at this merchant in 7 days (to 1 day)"+of16)
	t[sameAmount24h] = in("same_amount_24h", UnitCount, "times this exact amount in 24 hours (to 2 hours)"+of16)
}

// habitFeatures describes the account's own baseline.
func habitFeatures(t *[N]Feature) {
	past := func(name, unit, doc string) Feature { return Feature{name, unit, GroupHabit, doc, false} }
	t[amountMean] = past("amount_mean_fen", UnitFen, "mean of past purchases, draws and transfers out; weights halve in 30 days")
	t[amountLogMean] = past("amount_log_mean", UnitLog, "mean of ln amount, weighted alike")
	t[amountLogSD] = past("amount_log_sd", UnitLog, "standard deviation of ln amount, weighted alike, from two amounts")
	t[amountZ] = past("amount_z", UnitRatio, "(ln amount - amount_log_mean) / max(amount_log_sd, 0.25)")
	t[amountRatio] = past("amount_ratio", UnitRatio, "amount / amount_mean_fen")
	t[baselineCount] = past("baseline_count", UnitCount, "sum of the weights: how much the baseline knows")
	t[hourShare] = past("hour_share", UnitShare,
		"share of past purchases, draws, transfers out and logins in this hour of the day, the one before or the one after")
	t[merchantSeen] = past("merchant_seen", UnitCount, "past purchases at this merchant; 0 once 16 others came since")
	t[deviceSeen] = past("device_seen", UnitCount, "past events on this device; 0 once 8 others came since")
	t[ipSeen] = past("ip_seen", UnitCount, "past events from this IP address; 0 once 8 others came since")
	t[networkSeen] = past("network_seen", UnitCount, "past events on this network; 0 once 8 others came since")
	t[citySeen] = past("city_seen", UnitCount, "past events in this city; 0 once 8 others came since")
	t[payeeSeen] = past("payee_seen", UnitCount, "past draws and transfers out to this payee; 0 once 8 others came since")
}

// byCity says what stands for a place that was not sent.
const byCity = "; an event without coordinates is where the centre of its city is, when that is one of China's larger ones"

// placeFeatures describes movement.
func placeFeatures(t *[N]Feature) {
	t[cityChanged] = Feature{"city_changed", UnitFlag, GroupPlace, "1 when the last event with a city was in another", false}
	t[travelKm] = Feature{"travel_km", UnitKm, GroupPlace, "great-circle distance from the last event with a place" + byCity, false}
	t[travelKmh] = Feature{"travel_kmh", UnitKmh, GroupPlace, "travel_km / hours since then, at least one minute" + byCity, false}
}

// sinceFeatures describes time since, to the second.
func sinceFeatures(t *[N]Feature) {
	past := func(name, unit, doc string) Feature { return Feature{name, unit, GroupSince, doc, false} }
	t[sincePassword] = past("hours_since_password_change", UnitHours, "since the last change of the password")
	t[sincePhone] = past("hours_since_phone_change", UnitHours, "since the last change of the phone number")
	t[sinceBind] = past("hours_since_device_bind", UnitHours, "since a device was last bound")
	t[sinceNewDevice] = Feature{"hours_since_new_device", UnitHours, GroupSince,
		"since a device, not the account's first, was last used for the first time; 0 when this event's device is new", true}
	t[sinceLogin] = past("hours_since_login", UnitHours, "since the last login that succeeded")
	t[sinceIdentityFailed] = past("hours_since_identity_failed", UnitHours, "since an identity check last failed")
	t[sinceFirst] = past("days_since_first_event", UnitDays, "since the first event; 0 for the first")
	t[sinceRepayment] = past("days_since_repayment", UnitDays, "since the last repayment")
	t[repaymentCount] = past("repayment_count", UnitCount, "repayments ever seen")
	t[neverPaid] = past("never_paid", UnitFlag, "1 when no repayment was ever seen")
}
