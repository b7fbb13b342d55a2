package data

import (
	"math"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/factor"
	"candor/models"
)

// clusterMost bounds the count of a cluster: beyond it a larger one says nothing more.
const clusterMost = 200

// known is everything that the factors of one account are computed from.
type known struct {
	account    *models.Account
	lines      []models.CreditLine
	statements []models.Statement // the newest 24, newest first
	checks     []models.IdentityCheck
	devices    int
	relations  relations
}

// relations is what the accounts linked to one say about it.
type relations struct {
	factor.Relations
	shared int // other accounts on the same ID, phone, card or device
}

// facts turns rows into what the factors read. The limit is what was granted, without the
// ceilings of sanctions: a cut must not raise utilisation and so feed on itself.
func (k *known) facts(now time.Time) factor.Facts {
	f := factor.Facts{
		Identity:   factor.UnknownIdentity(),
		Relations:  k.relations.Relations,
		Background: background(k.account, now),
	}
	for _, l := range k.lines {
		if l.TempFen != nil {
			f.LimitFen += *l.TempFen
		} else {
			f.LimitFen += l.LimitFen
		}
		f.UsedFen += l.UsedFen
	}
	for _, s := range k.statements[:min(len(k.statements), factor.MaxStatements)] {
		f.Statements = append(f.Statements, factor.Statement{
			Month: s.Month, BillFen: s.BillFen, PaidFen: s.PaidFen, Standing: int8(min(s.Standing, math.MaxInt8)),
		})
	}
	for _, c := range k.checks {
		fillCheck(&f.Identity, c)
	}
	if k.relations.Known {
		f.Identity.SharedIdentity = float64(k.relations.shared)
	}
	return f
}

func fillCheck(id *factor.Identity, c models.IdentityCheck) {
	passed := 0.0
	if c.Passed {
		passed = 1
	}
	switch c.Kind {
	case "name_match":
		id.NameMatch = passed
	case "document":
		id.Document = passed
	case "face":
		id.Face = c.Strength
	case "phone":
		id.PhoneMonths = c.Strength
	case "card":
		id.CardBound = passed
	}
}

// daysPerMonth is the mean month of the Gregorian calendar.
const daysPerMonth = 30.436875

func background(a *models.Account, now time.Time) factor.Background {
	b := factor.Background{
		Education: a.Education, MonthlyIncomeFen: a.IncomeFen, EmploymentMonths: math.NaN(), AccountMonths: math.NaN(),
	}
	if a.EmploymentMonths != nil {
		b.EmploymentMonths = float64(*a.EmploymentMonths)
	}
	if a.OpenedAt != nil {
		b.AccountMonths = math.Floor(now.Sub(*a.OpenedAt).Hours() / 24 / daysPerMonth)
	}
	return b
}

// refreshFeatures computes an account's factors from its rows as they stand in this unit
// and stores them. Whatever changes lines, statements or checks calls it; told says that
// they were changed by the account's source.
func (tx *writeTx) refreshFeatures(a *models.Account, told bool) error {
	k := known{account: a}
	if err := tx.db.Where("account_id = ?", a.ID).Order("id").Find(&k.lines).Error; err != nil {
		return err
	}
	err := tx.db.Where("account_id = ?", a.ID).Order("month DESC").Limit(factor.MaxStatements).Find(&k.statements).Error
	if err != nil {
		return err
	}
	if err := tx.db.Where("account_id = ?", a.ID).Order("kind").Find(&k.checks).Error; err != nil {
		return err
	}
	var devices int64
	if err := tx.db.Model(&models.Device{}).Where("account_id = ?", a.ID).Count(&devices).Error; err != nil {
		return err
	}
	k.devices = int(devices)
	if k.relations, err = relationsOf(tx.db, a.ID, k.devices); err != nil {
		return err
	}
	row := models.Features{AccountID: a.ID, Vector: factor.Encode(factor.Compute(k.facts(tx.now))), At: tx.now}
	changed := []string{"vector", "at", "linked_at"}
	if k.relations.Known {
		row.LinkedAt = &tx.now
	}
	if told {
		row.ToldAt, changed = &tx.now, append(changed, "told_at")
	}
	return tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "account_id"}}, DoUpdates: clause.AssignmentColumns(changed),
	}).Create(&row).Error
}

// neighbour is one link of an account with what counts about the other side.
type neighbour struct {
	OtherID     models.ID
	Kind        string
	Status      models.AccountStatus
	DaysPastDue int
}

// relationsOf counts an account's surroundings. They are known once the lender has seen
// where the account is used from: a device, or a link. Otherwise nothing was looked for.
func relationsOf(db *gorm.DB, id models.ID, devices int) (relations, error) {
	var links []neighbour
	err := db.Table("relationships r").Joins("JOIN accounts a ON a.id = r.other_id").
		Select("r.other_id, r.kind, a.status, a.days_past_due").Where("r.account_id = ?", id).Scan(&links).Error
	if err != nil || (len(links) == 0 && devices == 0) {
		return relations{}, err
	}
	r := countLinks(links, devices)
	if len(links) == 0 {
		r.ClusterSize = 1
		return r, nil
	}
	r.ClusterSize, err = clusterSize(db, id)
	return r, err
}

// countLinks counts all but the cluster.
func countLinks(links []neighbour, devices int) relations {
	r := relations{Relations: factor.Relations{Known: true}}
	seen, shared, overDevice := map[models.ID]bool{}, map[models.ID]bool{}, map[models.ID]bool{}
	for _, l := range links {
		if !seen[l.OtherID] {
			seen[l.OtherID] = true
			r.Neighbours++
			if l.DaysPastDue >= models.DefaultedDays {
				r.Defaulted++
			}
			if l.Status == models.StatusFrozen || l.Status == models.StatusDeactivated {
				r.Sanctioned++
			}
		}
		switch l.Kind {
		case "device":
			overDevice[l.OtherID] = true
			shared[l.OtherID] = true
		case "card", "phone", "id":
			shared[l.OtherID] = true
		}
	}
	r.shared = len(shared)
	r.SharedDevices = min(devices, len(overDevice))
	return r
}

// clusterSize walks the links from an account until the cluster ends or is large enough.
func clusterSize(db *gorm.DB, id models.ID) (int, error) {
	seen := map[models.ID]bool{id: true}
	edge := []models.ID{id}
	for len(edge) > 0 && len(seen) < clusterMost {
		var next []models.ID
		err := db.Model(&models.Relationship{}).Distinct("other_id").
			Where("account_id IN ?", edge).Limit(2*clusterMost).Pluck("other_id", &next).Error
		if err != nil {
			return 0, err
		}
		edge = edge[:0]
		for _, other := range next {
			if !seen[other] {
				seen[other] = true
				edge = append(edge, other)
			}
		}
	}
	return min(len(seen), clusterMost), nil
}
