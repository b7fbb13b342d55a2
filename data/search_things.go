package data

import (
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// searchedTables are the tables of the things that are found by their ids, and what there names the account that they are of.
var searchedTables = map[models.SearchKind][2]string{
	models.SearchByCase: {"cases", "account_id"}, models.SearchByAppeal: {"appeals", "account_id"}, models.SearchBySanction: {"sanctions", "account_id"},
	models.SearchByLimit: {"limit_changes", "account_id"}, models.SearchByBatch: {"batches", "0"}, models.SearchByDecision: {"decisions", "account_id"},
	models.SearchByOverride: {"overrides", "account_id"},
}

// foundRow is a row that a search came upon.
type foundRow struct {
	ID        models.ID
	AccountID models.ID
	Outcome   string
}

// searchThing finds what a public id of another noun than an account's names, where the person may open it. Kinds are none when what was
// typed is no such id.
func searchThing(db *gorm.DB, cmd *models.Search) ([]models.SearchHit, []models.SearchKind, error) {
	for _, t := range models.SearchedThings() {
		id, err := models.ParseID(t.Prefix, strings.ToLower(cmd.Query))
		if err != nil {
			continue
		}
		kinds := []models.SearchKind{t.Kind}
		if t.Kind == models.SearchByDecision {
			hits, err := foundEvents(db, cmd, t.Kind, "id = ?", id)
			if err != nil || len(hits) > 0 {
				return hits, kinds, err
			}
		}
		if !cmd.Can(t.Needs) {
			return nil, kinds, nil
		}
		from := searchedTables[t.Kind]
		var rows []foundRow
		err = db.Table(from[0]).Select("id, "+from[1]+" AS account_id").Where("id = ?", id).Find(&rows).Error
		var hits []models.SearchHit
		for _, r := range rows {
			hits = append(hits, models.SearchHit{Account: models.Account{ID: r.AccountID}, Kind: t.Kind, Of: r.ID})
		}
		return hits, kinds, err
	}
	return nil, nil, nil
}

// foundEvents are events that meet a condition on an index. One without a decision, or whose decision the person may not open, is found
// among the events of its account.
func foundEvents(db *gorm.DB, cmd *models.Search, kind models.SearchKind, condition string, args ...any) ([]models.SearchHit, error) {
	var rows []foundRow
	if !cmd.Can(models.PermAccountRead) {
		return nil, nil
	}
	err := db.Table("events").Select("id, account_id, outcome").Where(condition, args...).Limit(models.SearchMax).Find(&rows).Error
	var hits []models.SearchHit
	for _, r := range rows {
		hit := models.SearchHit{Account: models.Account{ID: r.AccountID}, Kind: kind}
		if r.Outcome != "" && cmd.Can(models.PermScoreRead) {
			hit.Of = r.ID
		}
		hits = append(hits, hit)
	}
	return hits, err
}

// searchSources is how many sources' numbers a search looks among.
const searchSources = 200

// sourcesSQL lists the sources that sent accounts, each found by one step in their index, and the keys of the interface, whose names are
// the sources of events.
const sourcesSQL = `WITH RECURSIVE s(name) AS (
	SELECT MIN(source) FROM accounts
	UNION ALL SELECT (SELECT MIN(source) FROM accounts WHERE source > s.name) FROM s WHERE s.name IS NOT NULL
) SELECT name FROM s WHERE name IS NOT NULL UNION SELECT name FROM api_keys LIMIT ?`

// searchEvents finds events by the number that their source gave them, and by the token of a device, a card, a payee or an address the
// accounts that used it and the entries of lists.
func (s *Store) searchEvents(db *gorm.DB, cmd *models.Search) ([]models.SearchHit, []models.SearchKind, error) {
	var sources []string
	if err := db.Raw(sourcesSQL, searchSources).Scan(&sources).Error; err != nil {
		return nil, nil, err
	}
	keys := make([][]byte, len(sources))
	for i, source := range sources {
		e := models.NewEvent{Source: source, ExternalID: cmd.Query}
		keys[i] = e.Key()
	}
	hits, err := foundEvents(db, cmd, models.SearchByOrder, "event_key IN ?", keys)
	kinds := []models.SearchKind{models.SearchByOrder}
	token := cmd.Token()
	if err != nil || token == "" {
		return hits, kinds, err
	}
	// Tokens are hexadecimal: those that begin so lie before the same with a letter behind the last of its digits.
	const begins = "kind IN ('device', 'card', 'ip', 'payee') AND token >= ? AND token < ?"
	if cmd.Can(models.PermScoreRead) {
		var ids []models.ID
		err := db.Table("sightings").Where(begins, token, token+"g").Order("kind, token, account_id DESC").Limit(models.SearchMax).Pluck("account_id", &ids).Error
		if err != nil {
			return nil, nil, err
		}
		for _, id := range ids {
			hits = append(hits, models.SearchHit{Account: models.Account{ID: id}, Kind: models.SearchByToken})
		}
		kinds = append(kinds, models.SearchByToken)
	}
	if cmd.Can(models.PermMonitorRead) {
		var ids []models.ID
		if err := inForceEntries(db, s.Now()).Where(begins, token, token+"g").Order("id DESC").Limit(models.SearchMax).Pluck("id", &ids).Error; err != nil {
			return nil, nil, err
		}
		for _, id := range ids {
			hits = append(hits, models.SearchHit{Kind: models.SearchByEntry, Of: id})
		}
		kinds = append(kinds, models.SearchByEntry)
	}
	return hits, kinds, nil
}

// fillHits puts the accounts to what was found, with what staff may see of their identity.
func (s *Store) fillHits(db *gorm.DB, hits []models.SearchHit) error {
	for i := range hits {
		h := &hits[i]
		if h.Account.ID == 0 {
			continue
		}
		if err := db.Where("id = ?", h.Account.ID).Take(&h.Account).Error; err != nil {
			return err
		}
		var err error
		if h.Masked, err = s.masked(db, &h.Account); err != nil {
			return err
		}
	}
	return nil
}
