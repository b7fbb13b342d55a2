package handlers

import (
	"context"
	"errors"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// AccountCompareStore is what the comparison of accounts needs of the store.
type AccountCompareStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	CompareAccounts(ctx context.Context, q models.CompareAccounts) (*models.AccountComparison, error)
}

// AccountCompare sets two accounts side by side, or one at two times.
type AccountCompare struct {
	*Site
	Store AccountCompareStore
}

// Show shows the comparison, or only the form where nothing is asked for yet.
func (h *AccountCompare) Show(c echo.Context) error {
	f, err := h.readQuery(c, "with", "at", "and")
	if err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixAccount, c.Param("id"))
	if err != nil {
		return err
	}
	q := models.CompareAccounts{AccountID: id, At: f.dayEnd("at"), And: f.dayEnd("and")}
	if typed := f.text("with"); typed != "" {
		if q.With, err = models.ParseID(models.PrefixAccount, typed); err != nil {
			f.bad.Add("with", "no_account_id")
		}
	}
	asked := q.With != 0 || q.At != nil || q.And != nil
	if q.With == 0 {
		q.With = id
	}
	var cmp *models.AccountComparison
	wrong := f.err()
	if wrong == nil && asked {
		if cmp, wrong, err = h.compare(c, q); err != nil {
			return err
		}
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	name := labels{views.Page{Texts: h.words(c)}}.name(d.Masked, &d.Account)
	p := h.page(c, "account_compare.title", "name", name)
	p.Crumbs = accountCrumbs(p, &d.Account, name)
	data := views.AccountCompareData{
		Head: labels{p}.headOf(&d.Account, d.Masked, CurrentVisitor(c), "/compare"), Action: "/accounts/" + d.Account.PublicID() + "/compare",
		With: f.text("with"), At: f.text("at"), And: f.text("and"), Wrong: problems(p, wrong), Linked: labels{p}.compareLinked(d),
	}
	if cmp != nil {
		facts, factors := labels{p}.compared(cmp)
		data.Facts, data.Factors = &facts, &factors
	}
	return h.render(c, statusOf(wrong), views.AccountCompare(p, data))
}

// compare makes the comparison, or says what is wrong with what was asked for.
func (h *AccountCompare) compare(c echo.Context, q models.CompareAccounts) (cmp *models.AccountComparison, wrong, err error) {
	if wrong = q.Validate(); wrong != nil {
		return nil, wrong, nil
	}
	cmp, err = h.Store.CompareAccounts(c.Request().Context(), q)
	if errors.Is(err, models.ErrNotFound) && q.With != q.AccountID {
		return nil, noSuchAccount(), nil
	}
	return cmp, nil, err
}

// noSuchAccount says of the other account that there is none.
func noSuchAccount() error {
	var bad models.Invalid
	bad.Add("with", "no_account_id")
	return bad.OrNil()
}

// compareLinkedMost is how many linked accounts are offered; the page of links leads to the comparison with each.
const compareLinkedMost = 8

// compareLinked are the accounts that this one is most likely set beside: those it is linked to, each once.
func (l labels) compareLinked(d *models.AccountDetail) []ui.LinkArgs {
	var list []ui.LinkArgs
	seen := map[models.ID]bool{}
	for _, link := range shownLinks(d) {
		if seen[link.OtherID] || len(list) == compareLinkedMost {
			continue
		}
		seen[link.OtherID] = true
		other := models.Account{ID: link.OtherID}
		list = append(list, ui.LinkArgs{Label: l.name(link.Masked, &other), Href: "/accounts/" + d.Account.PublicID() + "/compare?with=" + other.PublicID()})
	}
	return list
}

// compared are the tables of facts and of factors.
func (l labels) compared(c *models.AccountComparison) (facts, factors views.Records) {
	left, right := l.sideName(&c.Left), l.sideName(&c.Right)
	facts = views.Records{Caption: l.p.T("account_compare.facts"), Heads: []ui.ThArgs{{Label: l.p.T("common.field")}, {Label: left}, {Label: right}, {Label: l.p.T("account_compare.difference")}}}
	a, b := l.sideFacts(&c.Left), l.sideFacts(&c.Right)
	for i := range a {
		same := views.Text(l.p.T("account_compare.same"))
		switch {
		case !a[i].known || !b[i].known:
			same = views.Note(l.p.T("account_compare.not_comparable"))
		case a[i].value != b[i].value:
			same = views.State(ui.BadgeArgs{Label: l.p.T("account_compare.differs"), Tone: ui.Amber})
		}
		facts.Rows = append(facts.Rows, views.Record{Cells: []views.Cell{views.Note(a[i].key), a[i].cell(), b[i].cell(), same}})
	}
	factors = views.Records{
		Caption: l.p.T("account_compare.factors"), Empty: l.p.T("account_compare.no_factors"),
		Heads: []ui.ThArgs{{Label: l.p.T("score.line")}, {Label: left, Numeric: true}, {Label: right, Numeric: true}, {Label: l.p.T("account_compare.difference"), Numeric: true}},
	}
	ours, theirs := linesOf(&c.Left), linesOf(&c.Right)
	for _, key := range lineKeys(&c.Left, &c.Right) {
		mine, yours := ours[key], theirs[key]
		diff := views.Num(points(yours.Points - mine.Points))
		if yours.Points != mine.Points {
			diff.Tone = ui.Amber
		}
		name := l.factor(key)
		if mine.Kind != score.LineFactor && yours.Kind != score.LineFactor {
			name = l.lineName(mine, yours)
		}
		factors.Rows = append(factors.Rows, views.Record{Cells: []views.Cell{views.Note(name), l.sideLine(mine, ours != nil), l.sideLine(yours, theirs != nil), diff}})
	}
	return facts, factors
}

// lineName names a line that no factor gave: the base, or an adjustment.
func (l labels) lineName(a, b score.Line) string {
	if a.Key == "" {
		a = b
	}
	if a.Kind == score.LineBase {
		return l.p.T("score.base")
	}
	return l.adjustment(a)
}

func (l labels) sideLine(line score.Line, known bool) views.Cell {
	if !known || (line.Key == "" && line.Points == 0) {
		return views.Num(views.Dash)
	}
	cell := views.Num(points(line.Points))
	if line.Kind == score.LineFactor {
		cell.Sub = l.lineValue(line)
	}
	return cell
}

// sideName heads a side: the day for one account at two times, else the masked name.
func (l labels) sideName(s *models.CompareSide) string {
	if s.At != nil {
		return l.p.T("account_compare.until", "time", l.p.DateTime(*s.At))
	}
	return l.p.T("account_compare.now", "name", l.name(s.Masked, &s.Account))
}

func linesOf(s *models.CompareSide) map[string]score.Line {
	if s.Breakdown == nil {
		return nil
	}
	list := map[string]score.Line{}
	for _, line := range s.Breakdown.Lines {
		list[line.Key] = line
	}
	return list
}

// lineKeys is the lines of either side, in the order of the left one.
func lineKeys(sides ...*models.CompareSide) []string {
	var keys []string
	for _, s := range sides {
		if s.Breakdown == nil {
			continue
		}
		for _, line := range s.Breakdown.Lines {
			if !slices.Contains(keys, line.Key) {
				keys = append(keys, line.Key)
			}
		}
	}
	return keys
}
