package factor

import "candor/engine/score"

// The place of each factor in the vector. New factors go to the end, before size, and none is ever moved or removed.
const (
	standingLast = iota
	standingBefore
	worstStanding3m
	worstStanding6m
	monthsLate6m
	monthsDeepLate6m
	monthsSinceLate
	lateRecency
	utilisationNow
	utilisationAvg
	utilisationMax
	utilisationTrend
	utilisationStep
	headroom
	paymentRatioLast
	paymentRatioAvg
	paymentRatioMin
	paidToLimit
	paidLast
	paidAvg3m
	paidLeast
	monthsUnpaid
	monthsPaidFull
	monthsRevolving
	monthsUnused
	spendLast
	spendMost
	spendToLimit
	billVolatility
	creditLimit
	historyMonths
	nameMatch
	documentMatch
	faceSimilarity
	phoneMonths
	cardBound
	sharedIdentity
	linkedDefaults
	linkedDefaultShare
	linkedSanctioned
	clusterSize
	sharedDevices
	education
	employmentMonths
	accountMonths
	limitToIncome
	size
)

// Reason codes of factors. A code is part of stored decisions and never changes its meaning.
const (
	LateRecently       = "late_recently"
	LateOften          = "late_often"
	HighUtilisation    = "high_utilisation"
	RisingUtilisation  = "rising_utilisation"
	LowPayments        = "low_payments"
	MissedPayments     = "missed_payments"
	LittleUse          = "little_use"
	UnevenUse          = "uneven_use"
	LowLimit           = "low_limit"
	ShortHistory       = "short_history"
	IdentityUnverified = "identity_unverified"
	SharedIdentity     = "shared_identity"
	LinkedDefaults     = "linked_defaults"
	LinkedAccounts     = "linked_accounts"
	LimitedBackground  = "limited_background"
	HighExposure       = "high_exposure"
)

// Reasons lists every reason code that a factor can have, in the order of the catalogue. It is read only.
var Reasons = []string{
	LateRecently, LateOften, HighUtilisation, RisingUtilisation, LowPayments, MissedPayments, LittleUse, UnevenUse,
	LowLimit, ShortHistory, IdentityUnverified, SharedIdentity, LinkedDefaults, LinkedAccounts, LimitedBackground, HighExposure,
}

// Values that a factor has when its formula has nothing to work on although the facts are known.
const (
	neverLate  = -1.0 // months_since_late: not late in any statement seen
	nothingDue = -1.0 // payment ratios: no bill to pay
)

// Catalogue lists every factor in the order of the vector. It is read only, and only ever grows at its end.
var Catalogue = catalogue()

// catalogue joins the four aspects. The index of each entry is its constant, so a list cannot slip against the formulas.
func catalogue() []Spec {
	all := make([]Spec, size)
	creditSpecs(all)
	identitySpecs(all)
	relationSpecs(all)
	backgroundSpecs(all)
	for _, i := range []int{historyMonths, phoneMonths, employmentMonths, accountMonths} {
		all[i].Ages, all[i].Changeable = true, false // time alone moves it
	}
	return all
}

// credit returns a spec of the credit aspect: what a customer did, and so can change.
func credit(key string, unit Unit, safer Direction, reason string, codes ...float64) Spec {
	return Spec{
		Key: key, Aspect: score.AspectCredit, Unit: unit, Direction: safer, Codes: codes, Changeable: true, Source: SourceStatements,
		Reason: reason,
	}
}

// creditSpecs fills in the credit aspect.
func creditSpecs(all []Spec) {
	standing := []float64{float64(StandingUnused), float64(StandingPaidFull)}
	all[standingLast] = credit("standing_last", UnitStanding, Down, LateRecently, standing...)
	all[standingBefore] = credit("standing_before", UnitStanding, Down, LateRecently, standing...)
	all[worstStanding3m] = credit("worst_standing_3m", UnitStanding, Down, LateRecently, standing...)
	all[worstStanding6m] = credit("worst_standing_6m", UnitStanding, Down, LateOften, standing...)
	all[monthsLate6m] = credit("months_late_6m", UnitMonths, Down, LateOften)
	all[monthsDeepLate6m] = credit("months_deep_late_6m", UnitMonths, Down, LateOften)
	all[monthsSinceLate] = credit("months_since_late", UnitMonths, Up, LateRecently, neverLate)
	all[lateRecency] = credit("late_recency", UnitMonths, Down, LateRecently)
	all[utilisationNow] = credit("utilisation_now", UnitShare, Down, HighUtilisation)
	all[utilisationAvg] = credit("utilisation_avg_6m", UnitShare, Down, HighUtilisation)
	all[utilisationMax] = credit("utilisation_max_6m", UnitShare, Down, HighUtilisation)
	all[utilisationTrend] = credit("utilisation_trend_6m", UnitShare, None, RisingUtilisation)
	all[utilisationStep] = credit("utilisation_step", UnitShare, None, RisingUtilisation)
	all[headroom] = credit("headroom", UnitFen, Up, HighUtilisation)
	all[paymentRatioLast] = credit("payment_ratio_last", UnitShare, Up, LowPayments, nothingDue)
	all[paymentRatioAvg] = credit("payment_ratio_avg_6m", UnitShare, Up, LowPayments, nothingDue)
	all[paymentRatioMin] = credit("payment_ratio_min_6m", UnitShare, Up, LowPayments, nothingDue)
	all[paidToLimit] = credit("paid_to_limit_avg_6m", UnitShare, Up, LowPayments)
	all[paidLast] = credit("paid_last", UnitFen, Up, LowPayments)
	all[paidAvg3m] = credit("paid_avg_3m", UnitFen, Up, LowPayments)
	all[paidLeast] = credit("paid_min_6m", UnitFen, Up, MissedPayments)
	all[monthsUnpaid] = credit("months_unpaid_6m", UnitMonths, Down, MissedPayments)
	all[monthsPaidFull] = credit("months_paid_full_6m", UnitMonths, Up, LowPayments)
	all[monthsRevolving] = credit("months_revolving_6m", UnitMonths, None, LittleUse)
	all[monthsUnused] = credit("months_unused_6m", UnitMonths, None, LittleUse)
	all[spendLast] = credit("spend_last", UnitFen, None, UnevenUse)
	all[spendMost] = credit("spend_max_6m", UnitFen, None, UnevenUse)
	all[spendToLimit] = credit("spend_to_limit_avg_6m", UnitShare, None, UnevenUse)
	all[billVolatility] = credit("bill_volatility_6m", UnitShare, None, UnevenUse)
	all[creditLimit] = credit("credit_limit", UnitFen, Up, LowLimit)
	all[historyMonths] = credit("history_months", UnitMonths, Up, ShortHistory)
	all[creditLimit].Changeable = false // the lender sets it
	for _, i := range []int{utilisationNow, headroom, creditLimit} {
		all[i].Source = SourceLines
	}
}

// check returns a spec of what an identity check of some kind found.
func check(key string, unit Unit, kind string) Spec {
	return Spec{
		Key: key, Aspect: score.AspectIdentity, Unit: unit, Direction: Up, Changeable: true, Source: SourceChecks, Check: kind,
		Reason: IdentityUnverified,
	}
}

// identitySpecs fills in the identity aspect.
func identitySpecs(all []Spec) {
	all[nameMatch] = check("name_match", UnitFlag, "name_match")
	all[documentMatch] = check("document_match", UnitFlag, "document")
	all[faceSimilarity] = check("face_similarity", UnitPercent, "face")
	all[phoneMonths] = check("phone_months", UnitMonths, "phone")
	all[cardBound] = check("card_bound", UnitFlag, "card")
	all[sharedIdentity] = related("shared_identity", UnitCount, Down, SharedIdentity)
	all[sharedIdentity].Aspect = score.AspectIdentity
}

// related returns a spec of the relationships aspect: nothing that a customer can change alone.
func related(key string, unit Unit, safer Direction, reason string) Spec {
	return Spec{Key: key, Aspect: score.AspectRelationships, Unit: unit, Direction: safer, Source: SourceRelations, Reason: reason}
}

// relationSpecs fills in the relationships aspect.
func relationSpecs(all []Spec) {
	all[linkedDefaults] = related("linked_defaults", UnitCount, Down, LinkedDefaults)
	all[linkedDefaultShare] = related("linked_default_share", UnitShare, Down, LinkedDefaults)
	all[linkedSanctioned] = related("linked_sanctioned", UnitCount, Down, LinkedDefaults)
	all[clusterSize] = related("cluster_size", UnitCount, None, LinkedAccounts)
	all[sharedDevices] = related("shared_devices", UnitCount, Down, LinkedAccounts)
}

// told returns a spec of the background aspect: what the account's source says of the customer.
func told(key string, unit Unit, safer Direction, reason string) Spec {
	return Spec{Key: key, Aspect: score.AspectBackground, Unit: unit, Direction: safer, Source: SourceProfile, Reason: reason}
}

// backgroundSpecs fills in the background aspect.
func backgroundSpecs(all []Spec) {
	all[education] = told("education", UnitCode, None, LimitedBackground)
	all[education].Codes, all[education].Categorical = []float64{1, 2, 3, 4}, true
	all[employmentMonths] = told("employment_months", UnitMonths, Up, LimitedBackground)
	all[accountMonths] = told("account_months", UnitMonths, Up, ShortHistory)
	all[limitToIncome] = told("limit_to_income", UnitShare, Down, HighExposure)
}

// Keys returns the keys of the catalogue in the order of the vector, as score.Compile takes them.
func Keys() []string {
	keys := make([]string, len(Catalogue))
	for i, s := range Catalogue {
		keys[i] = s.Key
	}
	return keys
}

// Lookup returns the spec of a key and its place in the vector; ok is false for a key that is not in the catalogue.
func Lookup(key string) (spec Spec, index int, ok bool) {
	for i, s := range Catalogue {
		if s.Key == key {
			return s, i, true
		}
	}
	return Spec{}, -1, false
}
