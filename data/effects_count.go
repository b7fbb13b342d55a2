package data

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// effectBatch is how many accounts are counted at once.
const effectBatch = 2000

// effectCount is one counting of both windows of a version.
type effectCount struct {
	store  *Store
	ask    models.EffectAsk
	follow time.Duration
	now    time.Time
	label  string // the outcome that the champion is trained on, "" for none that a source sends
	body   models.EffectBody
	events map[models.ID]time.Time // accounts by when an event of theirs first became known as bad

	ranBefore, ranAfter []models.ID // runs that may have let decisions stand in each window

	begun map[models.ID][]time.Time
	model models.ID // that made the first assessment counted
}

// countEffect counts both windows of a version's publication as of now. It walks the book in batches and takes minutes for a large one: it
// belongs in a job.
func (s *Store) countEffect(ctx context.Context, version int, ask models.EffectAsk) (*models.EffectPage, *models.EffectBody, time.Time, error) {
	c := &effectCount{store: s, ask: ask, follow: time.Duration(ask.FollowDays) * 24 * time.Hour, now: s.Now()}
	var d models.EffectPage
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := effectAround(db, version, &d); err != nil {
			return err
		}
		before, after, err := ask.Windows(*d.Policy.PublishedAt, d.Next, c.now)
		if err != nil {
			return err
		}
		c.body.Before, c.body.After = models.NewEffectSide(before), models.NewEffectSide(after)
		c.body.Guards = models.GuardsOf(d.Policy.Document)
		if c.body.DocumentHash, err = documentHash(d.Policy.Document); err != nil {
			return err
		}
		return db.Model(&models.Policy{}).Where("published_at >= ? AND published_at < ?", before.From, before.To).Order("version").
			Pluck("version", &c.body.Published).Error
	})
	if err == nil {
		err = s.read(ctx, c.prepare)
	}
	if err == nil {
		err = c.accounts(ctx)
	}
	for _, side := range []*models.EffectSide{&c.body.Before, &c.body.After} {
		if err == nil {
			err = s.read(ctx, func(db *gorm.DB) error { return c.around(db, side) })
		}
	}
	if err != nil {
		return nil, nil, c.now, fmt.Errorf("count the effect of policy %d: %w", version, err)
	}
	return &d, &c.body, c.now, nil
}

// prepare reads what is few enough to be held at once: the sanctions of both windows, and whose events were labelled bad.
func (c *effectCount) prepare(db *gorm.DB) error {
	m, _, err := champion(db)
	if err != nil {
		return err
	}
	if m != nil && m.Label != models.ObservedOutcome {
		c.label = m.Label
	}
	if c.ranBefore, err = standRuns(db, 0, c.body.Before.From, c.body.Before.To); err != nil {
		return err
	}
	if c.ranAfter, err = standRuns(db, 0, c.body.After.From, c.body.After.To); err != nil {
		return err
	}
	c.begun = map[models.ID][]time.Time{}
	for _, w := range []models.EffectWindow{c.body.Before.EffectWindow, c.body.After.EffectWindow} {
		var begun []models.Sanction
		if err := startedIn(db, w).Select("id", "account_id", "starts_at").Find(&begun).Error; err != nil {
			return err
		}
		for _, sn := range begun {
			c.begun[sn.AccountID] = append(c.begun[sn.AccountID], *sn.StartsAt)
		}
	}
	c.events, err = badEvents(db, c.now)
	return err
}

// badEvents is the accounts with an event that was labelled bad, by when the first was known.
func badEvents(db *gorm.DB, now time.Time) (map[models.ID]time.Time, error) {
	known := map[models.ID]time.Time{}
	rows, err := db.Table("event_labels l").Joins("JOIN events e ON e.id = l.event_id").Where("l.bad AND l.at <= ?", now).Select("e.account_id, l.at").Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id models.ID
		var at time.Time
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		if first, has := known[id]; !has || at.Before(first) {
			known[id] = at
		}
	}
	return known, rows.Err()
}

// accounts counts each account of the book in each window that it was assessed in.
func (c *effectCount) accounts(ctx context.Context) error {
	for after := models.ID(0); ; {
		var people []models.Account
		err := c.store.read(ctx, func(db *gorm.DB) error {
			people = nil
			err := db.Select("id", "education", "opened_at", "created_at").Where("id > ?", after).Order("id").Limit(effectBatch).Find(&people).Error
			if err != nil || len(people) == 0 {
				return err
			}
			return c.batch(db, people, after, people[len(people)-1].ID)
		})
		if err != nil || len(people) == 0 {
			return err
		}
		after = people[len(people)-1].ID
	}
}

// batch counts the accounts above one id, up to another. What it adds to is the body, so it adds only once everything is read.
func (c *effectCount) batch(db *gorm.DB, people []models.Account, first, last models.ID) error {
	was, err := firstAssessed(db, c.body.Before.EffectWindow, 0, c.ranBefore, first, last)
	if err != nil {
		return err
	}
	is, err := firstAssessed(db, c.body.After.EffectWindow, 0, c.ranAfter, first, last)
	if err != nil || len(was)+len(is) == 0 {
		return err
	}
	known, err := c.known(db, first, last)
	if err != nil {
		return err
	}
	products, err := productsOf(db, people)
	if err != nil {
		return err
	}
	for i := range people {
		p := &people[i]
		a, inBefore := was[p.ID]
		b, inAfter := is[p.ID]
		inBefore = inBefore && c.wanted(p, c.body.Before.EffectWindow)
		inAfter = inAfter && c.wanted(p, c.body.After.EffectWindow)
		if inBefore {
			c.add(&c.body.Before, p, &a, known[p.ID], products[p.ID])
		}
		if inAfter {
			c.add(&c.body.After, p, &b, known[p.ID], products[p.ID])
		}
		if inBefore && inAfter {
			c.body.Both++
		}
	}
	return nil
}

// wanted reports whether an account counts in a window.
func (c *effectCount) wanted(p *models.Account, w models.EffectWindow) bool {
	if !c.ask.NewOnly {
		return true
	}
	if p.OpenedAt != nil {
		return w.Holds(*p.OpenedAt)
	}
	return w.Holds(p.CreatedAt)
}

func (c *effectCount) add(side *models.EffectSide, p *models.Account, d *models.Decision, known []models.EffectKnown, product string) {
	if c.model == 0 {
		c.model = d.ModelID
	}
	c.body.OtherModel = c.body.OtherModel || d.ModelID != c.model
	a := models.EffectAccount{At: d.At, Score: d.Score, Flagged: d.Outcome == string(decide.OutcomeFlag), Bad: known, Segments: map[string]string{
		models.SegmentProduct: product, models.SegmentBand: d.Band, models.SegmentEducation: strconv.Itoa(p.Education),
	}}
	if at, bad := c.events[p.ID]; bad {
		a.Bad = append(a.Bad, models.EffectKnown{At: at, Source: models.EffectEvent})
	}
	for _, at := range c.begun[p.ID] {
		a.Sanctioned = a.Sanctioned || side.Holds(at)
	}
	side.Add(a, c.follow, c.now)
}

// known is when accounts became known as bad, other than by an event.
func (c *effectCount) known(db *gorm.DB, first, last models.ID) (map[models.ID][]models.EffectKnown, error) {
	out := map[models.ID][]models.EffectKnown{}
	var observed []models.Observation
	err := within(db, "account_id", first, last).Where("bad AND at <= ?", c.now).Order("account_id").Find(&observed).Error
	for _, o := range observed {
		out[o.AccountID] = append(out[o.AccountID], models.EffectKnown{At: o.At, Source: models.EffectObserved})
	}
	if err != nil || c.label == "" {
		return out, err
	}
	var labels []models.Label
	err = within(db, "account_id", first, last).Where("name = ? AND bad AND at <= ?", c.label, c.now).Order("account_id").Find(&labels).Error
	for _, l := range labels {
		out[l.AccountID] = append(out[l.AccountID], models.EffectKnown{At: l.At, Source: models.EffectLabelled})
	}
	return out, err
}

// The values of the dimension of products.
const (
	bothProducts = "both"
	noProduct    = "none"
)

// productsOf is which lines accounts have; they are in the order of their ids.
func productsOf(db *gorm.DB, people []models.Account) (map[models.ID]string, error) {
	var lines []models.CreditLine
	err := within(db, "account_id", people[0].ID-1, people[len(people)-1].ID).Select("id", "account_id", "product").Order("account_id, id").Find(&lines).Error
	out := map[models.ID]string{}
	for i := range people {
		out[people[i].ID] = noProduct
	}
	for _, l := range lines {
		switch out[l.AccountID] {
		case noProduct, string(l.Product):
			out[l.AccountID] = string(l.Product)
		default:
			out[l.AccountID] = bothProducts
		}
	}
	return out, err
}
