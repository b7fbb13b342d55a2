package watch

import "math"

var eventScenes = map[string]scene{
	"purchase": {[]Event{at(0, Purchase, 300_00)}, map[string]float64{
		"amount_fen": 300_00, "is_purchase": 1, "is_draw": 0, "is_login": 0,
		"round_amount": 1, "hour": 12, "weekend": 0, "night": 0,
		"days_since_first_event": 0, "amount_z": nan, "merchant_seen": nan, "travel_kmh": nan, "same_amount_24h": 1,
	}},
	"not round": {[]Event{at(0, Purchase, 300_01)}, map[string]float64{"round_amount": 0}},
	"night": {[]Event{at(17*hoursLong, Draw, 1)},
		map[string]float64{"hour": 5, "night": 1, "is_draw": 1, "is_purchase": 0}},
	"morning": {[]Event{at(18*hoursLong, TransferOut, 1)},
		map[string]float64{"hour": 6, "night": 0, "is_transfer_out": 1}},
	"Friday night": {[]Event{at(4*daysLong+12*hoursLong-1, Refund, 1)},
		map[string]float64{"weekend": 0, "hour": 23, "is_refund": 1}},
	"Saturday": {[]Event{at(4*daysLong+12*hoursLong, Repayment, 1)}, map[string]float64{"weekend": 1, "is_repayment": 1}},
	"Sunday": {[]Event{at(6*daysLong+12*hoursLong-1, Login, 0)},
		map[string]float64{"weekend": 1, "is_login": 1, "amount_fen": 0}},
	"Monday": {[]Event{at(6*daysLong+12*hoursLong, Login, 0)}, map[string]float64{"weekend": 0, "same_amount_24h": nan}},
}

var windowScenes = map[string]scene{
	// noon is 04:00 UTC, so each window reaches back to the start of a bucket of its own.
	"edges": {[]Event{
		at(-31*daysLong, Purchase, 1),
		at(-30*daysLong-4*hoursLong, Purchase, 10), // the first moment of the 30 day window
		at(-7*daysLong-4*hoursLong-1, Purchase, 100),
		at(-7*daysLong-4*hoursLong, Purchase, 1000), // the first of the 7 day window
		at(-24*hoursLong-1, Purchase, 10_000),
		at(-24*hoursLong, Purchase, 100_000), // the first of the 24 hour window
		at(-hoursLong-1, Purchase, 1_000_000),
		at(-hoursLong, Purchase, 10_000_000), // the first of the 1 hour window
		at(-5*minute-1, Purchase, 50_000_000),
		at(-5*minute, Purchase, 2), // the first of the 5 minute window
		at(0, Purchase, 1),
	}, map[string]float64{
		"count_5m": 2, "count_1h": 4, "count_24h": 6, "count_7d": 8, "count_30d": 10,
		"sum_5m_fen": 3, "sum_1h_fen": 60_000_003, "sum_24h_fen": 61_100_003,
		"sum_7d_fen": 61_111_003, "sum_30d_fen": 61_111_113,
		"max_5m_fen": 2, "max_1h_fen": 50_000_000, "max_30d_fen": 50_000_000,
	}},
	"kinds": {[]Event{
		at(-3*hoursLong, Draw, 5), at(-2*hoursLong, TransferOut, 7), at(-1*hoursLong, Refund, 100),
		at(-1, Repayment, 100), at(0, Draw, 1),
	}, map[string]float64{
		"count_24h": 3, "sum_24h_fen": 13, "draw_count_24h": 2,
		"draw_sum_24h_fen": 6, "transfer_count_24h": 1, "transfer_sum_24h_fen": 7,
	}},
	"distinct": {[]Event{
		with(at(-2*daysLong, Purchase, 1), shop(1)), with(at(-2*hoursLong, Purchase, 1), shop(2)),
		with(at(-2*hoursLong, Purchase, 1), shop(2)),
		with(at(-1*hoursLong, TransferOut, 1), to(4)), with(at(-2, Refund, 1), shop(5)), with(at(0, Purchase, 1), shop(3)),
	}, map[string]float64{
		"merchants_5m": 1, "merchants_1h": 1, "merchants_24h": 2, "merchants_7d": 3,
		"payees_5m": 0, "payees_24h": 1, "devices_30d": 0,
	}},
	"failed logins": {[]Event{
		at(-3*hoursLong, LoginFailed, 0), with(at(-2, LoginFailed, 0), device(9)), with(at(0, LoginFailed, 0), device(9)),
	}, map[string]float64{"failed_logins_1h": 2, "failed_logins_24h": 3, "devices_24h": 0, "device_seen": 0, "count_24h": 0}},
}

var patternScenes = map[string]scene{
	"refund of the same amount first": {[]Event{
		with(at(-8*daysLong, Purchase, 500), shop(1)), with(at(-2*daysLong, Purchase, 700), shop(1)),
		with(at(-1*daysLong, Purchase, 300), shop(2)), with(at(0, Refund, 500), shop(1)),
	}, map[string]float64{"refund_pairs_7d": 0, "refund_pairs_30d": 1, "refund_share_30d": 500.0 / 1500}},
	"refund of the newest": {[]Event{
		with(at(-8*daysLong, Purchase, 900), shop(1)), with(at(-2*daysLong, Purchase, 700), shop(1)),
		with(at(0, Refund, 600), shop(1)),
	}, map[string]float64{"refund_pairs_7d": 1, "refund_pairs_30d": 1, "refund_share_30d": 700.0 / 1600}},
	"refunded once only": {[]Event{
		with(at(-2*daysLong, Purchase, 700), shop(1)), with(at(-1, Refund, 700), shop(1)), with(at(0, Refund, 700), shop(1)),
	}, map[string]float64{"refund_pairs_7d": 1}},
	"refund of too little": {[]Event{with(at(-1, Purchase, 700), shop(1)), with(at(0, Refund, 349), shop(1))},
		map[string]float64{"refund_pairs_7d": 0}},
	"refund of too much": {[]Event{with(at(-1, Purchase, 700), shop(1)), with(at(0, Refund, 701), shop(1))},
		map[string]float64{"refund_pairs_7d": 0}},
	"refund elsewhere": {[]Event{with(at(-1, Purchase, 700), shop(1)), with(at(0, Refund, 700), shop(2))},
		map[string]float64{"refund_pairs_7d": 0}},
	"refund of nobody": {[]Event{at(-1, Purchase, 700), at(0, Refund, 700)},
		map[string]float64{"refund_pairs_7d": 0, "refund_share_30d": 0}},

	"draw moved on": {[]Event{at(-3*daysLong, Draw, 1000), at(-1*daysLong, Draw, 1000), at(0, TransferOut, 1050)},
		map[string]float64{"draw_out_pairs_7d": 1, "draw_out_share_7d": .5}},
	"draw moved on late": {[]Event{at(-2*daysLong-minute, Draw, 1000), at(0, TransferOut, 1000)},
		map[string]float64{"draw_out_pairs_7d": 0}},
	"draw moved on in time": {[]Event{at(-2*daysLong, Draw, 1000), at(0, TransferOut, 500)},
		map[string]float64{"draw_out_pairs_7d": 1}},
	"transfer too small": {[]Event{at(-1, Draw, 1000), at(0, TransferOut, 499)}, map[string]float64{"draw_out_pairs_7d": 0}},
	"transfer too large": {[]Event{at(-1, Draw, 1000), at(0, TransferOut, 1051)},
		map[string]float64{"draw_out_pairs_7d": 0}},
	"one transfer a draw": {[]Event{at(-3, Draw, 1000), at(-2, TransferOut, 600), at(0, TransferOut, 600)},
		map[string]float64{"draw_out_pairs_7d": 1, "draw_out_share_7d": 1}},

	"merchants": {[]Event{
		with(at(-31*daysLong, Purchase, 1000_00), shop(3)), with(at(-8*daysLong, Purchase, 100_00), shop(1)),
		with(at(-1*daysLong, Purchase, 300_00), shop(1)),
		with(at(-1*hoursLong, Purchase, 50_00), shop(2)), at(-2, Draw, 300_00), with(at(0, Purchase, 50_00), shop(1)),
	}, map[string]float64{
		"top_merchant_share_30d": .9, "merchant_sum_24h_fen": 350_00, "merchant_sum_7d_fen": 350_00,
		"same_amount_24h": 2, "round_share_30d": .6,
		"merchant_seen": 2,
	}},
}

var habitScenes = map[string]scene{
	"first": {[]Event{at(0, Purchase, 1000)}, map[string]float64{
		"baseline_count": 0, "amount_mean_fen": nan, "amount_ratio": nan, "amount_z": nan, "hour_share": nan,
	}},
	"second": {[]Event{at(-1, Purchase, 1000), at(0, Purchase, 2000)}, map[string]float64{
		"baseline_count": 1, "amount_mean_fen": 1000, "amount_log_mean": math.Log(1000),
		"amount_log_sd": nan, "amount_ratio": 2,
		"amount_z": math.Ln2 / .25, "hour_share": 1,
	}},
	"half as heavy after 30 days": {[]Event{
		at(-30*daysLong, Purchase, 1000), at(-1, Draw, 4000),
		at(0, TransferOut, 3000),
	},
		map[string]float64{
			"baseline_count": 1.5, "amount_mean_fen": 3000, "amount_log_mean": math.Log(1000)/3 + math.Log(4000)*2/3,
			"amount_log_sd": math.Log(4) * math.Sqrt(2) / 3, "amount_ratio": 1, "hour_share": 1,
		}},
	"no baseline for money that comes": {[]Event{at(-1, Purchase, 1000), at(0, Repayment, 2000)},
		map[string]float64{"baseline_count": 1, "amount_mean_fen": 1000, "amount_z": nan, "amount_ratio": nan}},
	"hours": {[]Event{
		at(-49*hoursLong, Login, 0), at(-46*hoursLong, Purchase, 1), at(-25*hoursLong, Draw, 1),
		at(-23*hoursLong, Login, 0), at(0, Login, 0),
	}, map[string]float64{"hour_share": .75}},
	"seen": {[]Event{
		with(at(-3, Login, 0), device(1)), with(at(-2, Refund, 1), device(1)),
		with(at(-1, LoginFailed, 0), device(1)), with(at(0, Login, 0), device(1)),
	}, map[string]float64{"device_seen": 1, "ip_seen": nan}},
	"city": {[]Event{
		{Kind: Login, At: noon, City: 1}, {Kind: Login, At: noon + 1, City: 2},
		{Kind: Login, At: noon + 2}, {Kind: Login, At: noon + 3, City: 1},
	}, map[string]float64{"city_changed": 1, "city_seen": 1}},
	"same city": {[]Event{{Kind: Login, At: noon, City: 1}, {Kind: Login, At: noon + 2, City: 1}},
		map[string]float64{"city_changed": 0}},
}

var sinceScenes = map[string]scene{
	"credentials": {[]Event{
		at(-50*hoursLong, PasswordChange, 0), at(-10*hoursLong, PasswordChange, 0),
		at(-9*hoursLong, PhoneChange, 0), at(-8*hoursLong, DeviceBind, 0),
		at(-7*hoursLong, IdentityFailed, 0), at(-6*hoursLong, Login, 0), at(-1, IdentityPassed, 0), at(0, Purchase, 1),
	}, map[string]float64{
		"hours_since_password_change": 10, "hours_since_phone_change": 9,
		"hours_since_device_bind": 8, "hours_since_identity_failed": 7,
		"hours_since_login": 6, "days_since_first_event": 50.0 / 24, "hours_since_new_device": nan,
	}},
	"the change itself": {[]Event{at(0, PasswordChange, 0)}, map[string]float64{"hours_since_password_change": nan}},
	"repayments": {[]Event{at(-5*daysLong, Repayment, 1), at(-3*daysLong, Repayment, 1), at(0, Repayment, 1)},
		map[string]float64{"repayment_count": 2, "never_paid": 0, "days_since_repayment": 3}},
	"never paid": {[]Event{at(0, Purchase, 1)},
		map[string]float64{"repayment_count": 0, "never_paid": 1, "days_since_repayment": nan}},
	"first device": {[]Event{with(at(0, Login, 0), device(1))}, map[string]float64{"hours_since_new_device": nan}},
	"new device": {[]Event{with(at(-2, Login, 0), device(1)), with(at(0, Login, 0), device(2))},
		map[string]float64{"hours_since_new_device": 0}},
	"new device before": {[]Event{with(at(-2*daysLong, Login, 0), device(1)), with(at(-daysLong, Login, 0), device(2)),
		with(at(0, Login, 0), device(1))},
		map[string]float64{"hours_since_new_device": 24, "device_seen": 1}},
	// Beijing to Shanghai, 39.9042 N 116.4074 E and 31.2304 N 121.4737 E: 1067 km.
	"travel": {[]Event{with(at(-hoursLong/2, Login, 0), place(39.9042, 116.4074)),
		with(at(0, Purchase, 1), place(31.2304, 121.4737))},
		map[string]float64{"travel_km": 1067.313, "travel_kmh": 2134.626}},
	"across the date line": {[]Event{with(at(-hoursLong, Login, 0), place(0, 179.5)),
		with(at(0, Purchase, 1), place(0, -179.5))},
		map[string]float64{"travel_km": 111.1951}},
	"at once": {[]Event{with(at(-1, Login, 0), place(0, 0)), with(at(0, Purchase, 1), place(0, 0))},
		map[string]float64{"travel_km": 0, "travel_kmh": 0}},
}
