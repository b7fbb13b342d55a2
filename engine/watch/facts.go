package watch

import "math"

// Facts is what the caller knows of an event besides the state of its account. NaN stands for what is not known; start from
// UnknownFacts. Counts of accounts include the account itself.
type Facts struct {
	LimitFen, UsedFen float64 // the limit of the event's product and what was used of it before the event, in fen
	AvailableFen      float64 // what could still be used of it before the event, in fen; may be below limit - used
	TotalLimitFen     float64 // limits of all products, in fen
	TotalUsedFen      float64 // what was used of them before the event, in fen

	Score          float64 // the score of the latest assessment
	DaysPastDue    float64 // now, 0 when nothing is late
	MaxDaysPastDue float64 // worst ever
	AccountAgeDays float64
	IncomeFen      float64 // monthly, in fen

	DeviceAccounts float64 // distinct accounts seen on this device
	CardAccounts   float64 // on this card
	IPAccounts     float64 // on this IP address
	LinkedFlagged  float64 // linked accounts that are flagged or sanctioned
	IdentityFailed float64 // identity checks that failed, ever
	SharedIdentity float64 // other accounts on the same ID document, phone or card

	Merchant MerchantFacts

	ZoneOffsetSeconds int32 // local time minus UTC; UnknownFacts sets +8 h
}

// MerchantFacts is what is known of the merchant of an event. NaN stands for what is not known.
type MerchantFacts struct {
	Accounts30d  float64 // accounts that first used the merchant within 30 days
	FlaggedShare float64 // of its purchases in 30 days, by accounts that are flagged
	RefundShare  float64 // refunded / sold, by amount, in 30 days
	RoundShare   float64 // of its purchases in 30 days, of a round amount
	RepeatShare  float64 // of its purchases in 30 days, by accounts that had used it before

	Count1d, Count7d, Count30d          float64 // purchases
	BadShare1d, BadShare7d, BadShare30d float64 // of its purchases, labelled bad; the windows end one label delay ago

	BadRun                    float64 // its newest purchases before that end that are bad without a good day between
	BadFirstDays, BadLastDays float64 // from its first and last bad day of 30 to that end
}

// UnknownMerchant returns facts of a merchant of which nothing is known.
func UnknownMerchant() MerchantFacts {
	nan := math.NaN()
	return MerchantFacts{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan}
}

// chinaOffset is UTC+8 in seconds, the one time zone of China.
const chinaOffset = 8 * 3600

// ForgetRelations makes unknown what links the account to others.
func (f *Facts) ForgetRelations() {
	nan := math.NaN()
	f.DeviceAccounts, f.CardAccounts, f.IPAccounts, f.LinkedFlagged, f.SharedIdentity = nan, nan, nan, nan, nan
}

// ForgetRelations makes unknown what links the account to others, as features on Facts that forgot it have it.
func (v *Vector) ForgetRelations() {
	for _, slot := range [...]int{deviceAccounts, cardAccounts, ipAccounts, linkedFlagged, sharedIdentity} {
		v[slot] = math.NaN()
	}
}

// UnknownFacts returns facts of which nothing is known, in the time zone UTC+8.
func UnknownFacts() Facts {
	nan := math.NaN()
	return Facts{
		LimitFen: nan, UsedFen: nan, AvailableFen: nan, TotalLimitFen: nan, TotalUsedFen: nan,
		Score: nan, DaysPastDue: nan, MaxDaysPastDue: nan, AccountAgeDays: nan, IncomeFen: nan,
		DeviceAccounts: nan, CardAccounts: nan, IPAccounts: nan,
		LinkedFlagged: nan, IdentityFailed: nan, SharedIdentity: nan,
		Merchant: UnknownMerchant(), ZoneOffsetSeconds: chinaOffset,
	}
}
