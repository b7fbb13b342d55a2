package handlers

import (
	"candor/models"
	"candor/views"
)

// searchPages are where the pages of things stand that are found by what is of an account.
var searchPages = map[models.SearchKind]struct{ path, prefix string }{
	models.SearchByCase: {"/cases/", models.PrefixCase}, models.SearchByAppeal: {"/appeals/", models.PrefixAppeal},
	models.SearchBySanction: {"/sanctions/", models.PrefixSanction}, models.SearchByLimit: {"/limits/", models.PrefixLimit},
	models.SearchByBatch: {"/batches/", models.PrefixBulk}, models.SearchByDecision: {"/decisions/", models.PrefixDecision},
	models.SearchByOrder: {"/decisions/", models.PrefixDecision}, models.SearchByEntry: {"/lists/", models.PrefixListEntry},
	models.SearchByOverride: {"/overrides/", models.PrefixOverride},
}

// hitHref is the page of what a search found. An event whose decision is not to be opened stands among those of its account.
func hitHref(hit *models.SearchHit) string {
	page, ok := searchPages[hit.Kind]
	account := "/accounts/" + hit.Account.PublicID()
	switch {
	case ok && hit.Of != 0:
		return page.path + hit.Of.Public(page.prefix)
	case ok:
		return account + "/events"
	}
	return account
}

// hitRow is what a search found as a row of the list of accounts; what is of no account leaves its cells empty.
func (l labels) hitRow(shown []*bookColumn, hit *models.SearchHit, cells int) views.Record {
	cell := views.QueueAccountCell(views.QueueAccount{Href: hitHref(hit), Name: l.name(hit.Masked, &hit.Account), ID: hit.Account.PublicID()})
	if hit.Account.ID != 0 {
		row := l.accountRow(shown, &models.AccountItem{Account: hit.Account, Masked: hit.Masked}, "")
		row.Cells[0].Body = cell
		return row
	}
	id := hit.Of.Public(searchPages[hit.Kind].prefix)
	row := views.Record{ID: id, Cells: make([]views.Cell, cells)}
	for i := range row.Cells {
		row.Cells[i] = views.Text(views.Dash)
	}
	row.Cells[0] = views.Cell{Body: views.QueueAccountCell(views.QueueAccount{Href: hitHref(hit), Name: l.word("search.", string(hit.Kind)), ID: id}), Wide: true}
	return row
}
