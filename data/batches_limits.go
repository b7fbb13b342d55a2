package data

import (
	"slices"

	"gorm.io/gorm"

	"candor/data/imports"
	"candor/engine/decide"
	"candor/models"
)

// limitItems finds the lines of a dry run, from a file or as all lines of one product of the
// accounts that a filter meets, and judges each by the policy in force.
func (s *Store) limitItems(db *gorm.DB, b *models.Batch, cmd models.MakeBatch) ([]models.BatchItem, error) {
	live, err := livePolicyRow(db)
	if err != nil {
		return nil, err
	}
	var items []models.BatchItem
	if cmd.File != nil {
		items, err = fileItems(db, b, cmd.File)
	} else {
		items, err = bookItems(db, b, cmd)
	}
	if err != nil || len(items) > models.BatchItemsMax {
		return items, err
	}
	if err := judgeLines(db, b, items, &live.Document); err != nil {
		return nil, err
	}
	b.BindLimits(items, &live.Document)
	return items, nil
}

// bookItems is the lines of one product of the accounts that a filter meets, newest first; with a view of the queue only of those
// that have a case in it.
func bookItems(db *gorm.DB, b *models.Batch, cmd models.MakeBatch) ([]models.BatchItem, error) {
	q, err := filterAccounts(db, db, *cmd.Accounts)
	if err != nil {
		return nil, err
	}
	if cmd.Cases != nil {
		c := caseConditions(*cmd.Cases)
		q = q.Where("accounts.id IN (SELECT account_id FROM cases WHERE "+c.sql()+")", c.args...)
	}
	var ids []models.ID
	if err := q.Model(&models.Account{}).Order("id DESC").Limit(models.BatchItemsMax+1).Pluck("id", &ids).Error; err != nil {
		return nil, err
	}
	var items []models.BatchItem
	for chunk := range slices.Chunk(ids, touchChunk) {
		var lines []models.CreditLine
		if err := db.Where("account_id IN ? AND product = ?", chunk, cmd.Product).Order("account_id DESC").Find(&lines).Error; err != nil {
			return nil, err
		}
		for _, l := range lines {
			to := cmd.ToFen
			if to == 0 {
				to = models.ByShare(l.LimitFen, cmd.ByBP)
				to -= to % 100 // whole yuan
			}
			items = append(items, models.BatchItem{ObjectID: l.ID, AccountID: l.AccountID, State: models.ItemEligible, ToFen: to, ReasonCode: b.ReasonCode, Principal: b.Principal})
		}
	}
	return items, nil
}

// fileItems reads a file of limits. Rows of accounts or lines that nobody has, and of a line
// that stood before, are refused with line and column.
func fileItems(db *gorm.DB, b *models.Batch, file *models.BatchFile) ([]models.BatchItem, error) {
	rows, refused, err := imports.ReadLimits(*file)
	if err != nil {
		return nil, err
	}
	b.File, b.Refused = file.Name, append(b.Refused, refused...)
	type place struct {
		account models.ID
		product models.Product
	}
	known, lines := map[models.ID]bool{}, map[place]models.CreditLine{}
	for chunk := range slices.Chunk(rows, touchChunk) {
		ids := make([]models.ID, len(chunk))
		for i := range chunk {
			ids[i] = chunk[i].AccountID
		}
		var accounts []models.ID
		if err := db.Model(&models.Account{}).Where("id IN ?", ids).Pluck("id", &accounts).Error; err != nil {
			return nil, err
		}
		for _, id := range accounts {
			known[id] = true
		}
		var found []models.CreditLine
		if err := db.Where("account_id IN ?", ids).Find(&found).Error; err != nil {
			return nil, err
		}
		for _, l := range found {
			lines[place{l.AccountID, l.Product}] = l
		}
	}
	var items []models.BatchItem
	for i := range rows {
		r := &rows[i]
		line, ok := lines[place{r.AccountID, r.Product}]
		switch {
		case !known[r.AccountID]:
			b.Refused = append(b.Refused, models.BatchRefusal{Line: r.Line, Column: "account", Value: r.AccountID.Public(models.PrefixAccount), Code: "batch_no_account"})
		case !ok:
			b.Refused = append(b.Refused, models.BatchRefusal{Line: r.Line, Column: "product", Value: string(r.Product), Code: "batch_no_line"})
		default:
			why := r.Reasons(b.Reasons())
			items = append(items, models.BatchItem{
				ObjectID: line.ID, AccountID: line.AccountID, Line: r.Line, State: models.ItemEligible, ToFen: r.To(line.LimitFen), Principal: why, ReasonCode: why[0],
			})
		}
	}
	slices.SortStableFunc(b.Refused, func(x, y models.BatchRefusal) int { return x.Line - y.Line })
	return items, nil
}

// judgeLines puts to each item what its line was and whether it may change.
func judgeLines(db *gorm.DB, b *models.Batch, items []models.BatchItem, p *decide.Policy) error {
	for chunk := range slices.Chunk(items, touchChunk) {
		ids := make([]models.ID, len(chunk))
		for i := range chunk {
			ids[i] = chunk[i].AccountID
		}
		facts, err := lineFacts(db, ids)
		if err != nil {
			return err
		}
		for i := range chunk {
			it := &chunk[i]
			f := facts[it.AccountID]
			if f == nil {
				it.Exclude(models.CodeGone)
				continue
			}
			mine := models.LineFacts{Account: f.Account, Lines: f.Lines, Sanctioned: f.sanctioned, Waiting: f.waiting[it.ObjectID]}
			for _, l := range f.Lines {
				if l.ID == it.ObjectID {
					it.Seen, it.FromFen = l.Version, l.LimitFen
				}
			}
			var code string
			if code, it.Bound = b.JudgeLine(&mine, it, p); code != "" {
				it.Exclude(code)
			}
		}
	}
	return nil
}

// accountFacts is what lines of one account are judged by.
type accountFacts struct {
	models.LineFacts
	sanctioned bool
	waiting    map[models.ID]bool // lines with a proposal
}

// lineFacts reads it for some accounts, in four statements.
func lineFacts(db *gorm.DB, accounts []models.ID) (map[models.ID]*accountFacts, error) {
	var rows []models.Account
	if err := db.Select("id", "status", "band", "income_fen").Where("id IN ?", accounts).Find(&rows).Error; err != nil {
		return nil, err
	}
	facts := make(map[models.ID]*accountFacts, len(rows))
	for _, a := range rows {
		facts[a.ID] = &accountFacts{LineFacts: models.LineFacts{Account: a}, waiting: map[models.ID]bool{}}
	}
	var lines []models.CreditLine
	if err := db.Where("account_id IN ?", accounts).Order("id").Find(&lines).Error; err != nil {
		return nil, err
	}
	for _, l := range lines {
		if f := facts[l.AccountID]; f != nil {
			f.Lines = append(f.Lines, l)
		}
	}
	var waiting []models.LimitChange
	err := db.Select("account_id", "line_id").Where("account_id IN ? AND state IN ?", accounts, []models.LimitState{models.LimitProposed, models.LimitScheduled}).Find(&waiting).Error
	if err != nil {
		return nil, err
	}
	for _, w := range waiting {
		if f := facts[w.AccountID]; f != nil {
			f.waiting[w.LineID] = true
		}
	}
	var under []models.ID
	err = db.Model(&models.Sanction{}).Where("account_id IN ? AND state IN ?", accounts, []models.SanctionState{models.SanctionProposed, models.SanctionActive}).
		Distinct().Pluck("account_id", &under).Error
	for _, id := range under {
		if f := facts[id]; f != nil {
			f.sanctioned = true
		}
	}
	return facts, err
}
