package watch

// The windows, in the order of their slots.
const (
	w5m = iota
	w1h
	w24h
	w7d
	w30d
	windows
)

// The slot of each feature in a Vector. New features go to the end, before N, and none is ever moved or removed: slots are
// part of stored decisions.
const (
	amountFen = iota
	isPurchase
	isDraw
	isTransferOut
	isRefund
	isRepayment
	isLogin
	roundAmount
	hour
	weekend
	night

	count // one slot for each window, as for the next seven
)

// Slots by window, then those after them.
const (
	sum       = count + windows
	most      = sum + windows
	merchants = most + windows
	devices   = merchants + windows
	ips       = devices + windows
	cities    = ips + windows
	payees    = cities + windows
)

// Slots of single events, habits and time since.
const (
	drawCount24h = payees + windows + iota
	drawSum24h
	transferCount24h
	transferSum24h
	failedLogins1h
	failedLogins24h

	refundPairs7d
	refundPairs30d
	refundShare30d
	drawOutPairs7d
	drawOutShare7d
	roundShare30d
	topMerchantShare30d
	merchantSum24h
	merchantSum7d
	sameAmount24h

	amountMean
	amountLogMean
	amountLogSD
	amountZ
	amountRatio
	baselineCount
	hourShare

	merchantSeen
	deviceSeen
	networkSeen
	citySeen
	payeeSeen
	cityChanged
	travelKm
	travelKmh

	sincePassword
	sincePhone
	sinceBind
	sinceNewDevice
	sinceLogin
	sinceIdentityFailed
	sinceFirst
	sinceRepayment
	repaymentCount
	neverPaid

	limitFen
	availableFen
	usedFen
	utilisationBefore
	utilisationAfter
	utilisationJump24h
	nearLimit
	totalLimitFen
	totalUsedFen
	totalUtilisation

	score
	daysPastDue
	maxDaysPastDue
	accountAgeDays
	incomeFen
	amountToIncome
	deviceAccounts
	cardAccounts
	ipAccounts
	linkedFlagged
	identityFailed
	sharedIdentity

	merchantAccounts30d
	merchantFlaggedShare
	merchantRefundShare
	merchantRoundShare
	merchantRepeatShare
	merchantCount1d
	merchantCount7d
	merchantCount30d
	merchantBadShare1d
	merchantBadShare7d
	merchantBadShare30d

	ipSeen

	merchantBadRun
	merchantBadFirstDays
	merchantBadLastDays

	// N is how many features there are.
	N
)

// Vector holds one number for each feature, in the order of Features. NaN stands for what is not known or has no meaning for
// the event.
type Vector [N]float64
