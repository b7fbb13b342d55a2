package factor

import "math"

// window is how many statements the "6m" factors look at; near is how many the "3m" ones do.
const (
	window = 6
	near   = 3
)

// Compute returns the vector of an account: one number per factor of Catalogue, NaN where the facts do not say. It never fails:
// facts that make no sense (a limit of 0 or below, a face similarity above 100) are read as not known.
func Compute(f Facts) Vector {
	v := make(Vector, size)
	Fill(v, f)
	return v
}

// Fill is Compute into a vector that the caller keeps, for a whole book. It panics when v is shorter than Catalogue.
func Fill(v Vector, f Facts) {
	v = v[:size]
	for i := range v {
		v[i] = math.NaN()
	}
	s := f.Statements[:min(len(f.Statements), MaxStatements)]
	recent := s[:min(len(s), window)]
	fillStanding(v, s, recent)
	fillUse(v, f, recent)
	fillSpent(v, f, recent)
	fillPaid(v, f, recent)
	fillIdentity(v, f.Identity)
	fillRelations(v, f.Relations)
	fillBackground(v, f)
}

// limit returns the credit limit in fen, NaN when there is none.
func (f Facts) limit() float64 {
	if f.LimitFen <= 0 {
		return math.NaN()
	}
	return float64(f.LimitFen)
}

// orNaN turns an impossible number into a missing one: infinite, or outside lowest..highest.
func orNaN(x, lowest, highest float64) float64 {
	if x >= lowest && x <= highest {
		return x
	}
	return math.NaN()
}

// flag turns a check's result into 0, 1 or missing.
func flag(x float64) float64 {
	if x == 0 || x == 1 {
		return x
	}
	return math.NaN()
}

// fillIdentity copies the checks as they stand.
//
//	name_match       1 when the real name matches the ID number, else 0
//	document_match   1 when the images of the ID document are genuine, else 0
//	face_similarity  similarity of the face to the document, 0..100
//	phone_months     months for which the phone number has been the customer's
//	card_bound       1 when a bank card in the same name is bound, else 0
//	shared_identity  other accounts on the same ID, phone, card or device
func fillIdentity(v Vector, id Identity) {
	v[nameMatch] = flag(id.NameMatch)
	v[documentMatch] = flag(id.Document)
	v[faceSimilarity] = orNaN(id.Face, 0, 100)
	v[phoneMonths] = orNaN(id.PhoneMonths, 0, 1200)
	v[cardBound] = flag(id.CardBound)
	v[sharedIdentity] = orNaN(id.SharedIdentity, 0, 1e9)
}

// fillRelations counts the account's surroundings; all missing when they are not known.
//
//	linked_defaults       linked accounts in default
//	linked_default_share  linked_defaults / linked accounts, 0 when none is linked
//	linked_sanctioned     linked accounts that are frozen or deactivated
//	cluster_size          accounts in the connected cluster, this one included
//	shared_devices        devices used by this and at least one other account
func fillRelations(v Vector, r Relations) {
	if !r.Known {
		return
	}
	v[linkedDefaults] = float64(r.Defaulted)
	v[linkedDefaultShare] = float64(r.Defaulted) / float64(max(r.Neighbours, r.Defaulted, 1))
	v[linkedSanctioned] = float64(r.Sanctioned)
	v[clusterSize] = float64(r.ClusterSize)
	v[sharedDevices] = float64(r.SharedDevices)
}

// fillBackground copies what is known of the customer's life outside the account.
//
//	education          1 graduate school, 2 university, 3 high school, 4 other
//	employment_months  months with the present employer
//	account_months     months since the account was opened
//	limit_to_income    credit limit / monthly income
func fillBackground(v Vector, f Facts) {
	b := f.Background
	if b.Education >= EducationGraduate && b.Education <= EducationOther {
		v[education] = float64(b.Education)
	}
	v[employmentMonths] = orNaN(b.EmploymentMonths, 0, 1200)
	v[accountMonths] = orNaN(b.AccountMonths, 0, 1200)
	if b.MonthlyIncomeFen > 0 {
		v[limitToIncome] = f.limit() / float64(b.MonthlyIncomeFen)
	}
}
