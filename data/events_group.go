package data

import (
	"fmt"
	"math"
	"time"

	"candor/engine/decide"
	"candor/engine/watch"
	"candor/models"
)

// eventGroup is one unit of work that decides a batch of events: what was decided before is
// read back, the rest is decided in the order of arrival, each on the state that the one
// before left, and all rows are written together.
type eventGroup struct {
	tx    *writeTx
	batch []*eventWork
	err   error // why none of it was decided

	fresh    []*eventWork // to be decided, in order
	results  []decide.EventResult
	deferred []*eventWork // whose account an earlier event of the batch sanctioned
	accounts map[models.ID]*eventAccount
	order    []*eventAccount // by id
	batchID  models.ID
	changed  bool // a line's use
	sights   []models.Sighting
	trials   []trialEvent
	met      []listMeeting
}

// eventAccount is an account of a batch, held for the unit.
type eventAccount struct {
	account  models.Account
	lines    []models.CreditLine
	used     []int64 // as read
	flagged  bool    // had an open case when it was read
	cased    bool    // has one since
	version  int64   // of the state, 0 for none yet
	punished bool    // an event of this batch brings a sanction
	unread   bool    // its state could not be read
	state    watch.State
	factors  [len(heldFactors)]float64
}

// run is the unit.
func (g *eventGroup) run(tx *writeTx) error {
	g.tx = tx
	if err := g.read(); err != nil {
		return fmt.Errorf("read the batch: %w", err)
	}
	if len(g.fresh) == 0 {
		return errKnown
	}
	if err := g.mend(); err != nil {
		return fmt.Errorf("mend: %w", err)
	}
	var err error
	if g.batchID, err = tx.id(); err != nil {
		return err
	}
	if err := g.decideAll(); err != nil {
		return err
	}
	sum, err := g.write()
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if err := g.follow(); err != nil {
		return fmt.Errorf("follow up: %w", err)
	}
	on := target{kind: "batch", id: g.batchID.Public(models.PrefixBatch)}
	return tx.audit(models.ActionEventsDecided, on, nil, sum, "")
}

// decideAll decides the batch in order. What comes after a sanction on the same account is
// put off, to be decided on what the sanction leaves.
func (g *eventGroup) decideAll() error {
	todo := g.fresh
	g.fresh, g.results = make([]*eventWork, 0, len(todo)), make([]decide.EventResult, 0, len(todo))
	for _, w := range todo {
		a := g.accounts[w.account]
		if a.punished {
			g.deferred = append(g.deferred, w)
			continue
		}
		var r decide.EventResult
		if err := g.decide(w, &r); err != nil {
			return err
		}
		a.punished = r.Sanction != ""
		g.fresh, g.results = append(g.fresh, w), append(g.results, r)
	}
	return nil
}

// decide decides one event on the account as the events before it left it, and changes the
// held account accordingly.
func (g *eventGroup) decide(w *eventWork, r *decide.EventResult) error {
	a := g.accounts[w.account]
	e := &w.out.Event
	*e = w.row
	var err error
	if e.ID, err = g.tx.id(); err != nil {
		return err
	}
	w.watched.ID = int64(e.ID)
	in := decide.EventInput{
		Kind: string(e.Kind), Product: string(e.Body.Product), Category: e.Body.Category,
		Status: string(a.account.Status), Band: a.account.Band, FunctionLost: a.lost(e.Kind),
		AmountFen: e.AmountFen, Manual: w.live.stopped,
	}
	line := a.line(e.Body.Product)
	if line != nil {
		in.Line, in.AvailableFen = true, line.AvailableFen()
	}
	if w.failed == nil {
		g.meet(w, line, &in)
		*r = g.judge(w, &in)
	} else {
		*r = g.giveUp(w, &in)
	}
	e.Late, e.Outcome, e.Risk = in.Late, r.Outcome, r.Risk
	e.PolicyVersion, e.ModelID, e.BatchID = w.by.version, w.live.modelID, g.batchID
	if r.Outcome == models.OutcomeStepUp || r.Outcome == models.OutcomeHold {
		e.Disposition = models.DispositionPending
	}
	if e.Goes() && line != nil {
		g.use(line, e)
	}
	e.Input = in.Append(make([]byte, 0, 512))
	if e.Result, err = r.Encode(); err != nil {
		return err
	}
	w.firstUse = e.Kind == models.EventPurchase && in.Vector[merchantSeenSlot] == 0
	e.Micros = max(time.Since(w.arrived).Microseconds(), 0)
	return nil
}

// meet fills in what is known of the event besides itself, and puts it into the account's state.
func (g *eventGroup) meet(w *eventWork, line *models.CreditLine, in *decide.EventInput) {
	a := g.accounts[w.account]
	in.Lists = g.listHits(w, &w.out.Event, &a.account)
	in.Aside = w.live.asideFor(w.account, g.tx.now)
	facts := a.facts(line, &w.cross, g.tx.now)
	if w.live.relationsOff(w.account, a.account.Jurisdiction) {
		facts.ForgetRelations()
	}
	in.Late = !a.state.Meet(&w.watched, &facts, &in.Vector)
}

// use moves the event's money on its line. What is held or challenged is reserved, so that
// nothing can be spent twice while somebody thinks; money comes back only when it is sure.
func (g *eventGroup) use(line *models.CreditLine, e *models.Event) {
	switch {
	case e.Kind.Spends():
		line.UsedFen += e.AmountFen
	case e.Kind.PaysBack() && e.Disposition == models.DispositionFinal:
		line.UsedFen = max(0, line.UsedFen-e.AmountFen)
	default:
		return
	}
	g.changed = true
}

// line is the account's line of a product, nil when it has none.
func (a *eventAccount) line(p models.Product) *models.CreditLine {
	for i := range a.lines {
		if a.lines[i].Product == p {
			return &a.lines[i]
		}
	}
	return nil
}

// lost reports whether a sanction, or the account's end, took away what the event needs.
func (a *eventAccount) lost(kind models.EventKind) bool {
	need := kind.Function()
	if need == "" {
		return false
	}
	if a.account.Status == models.StatusClosed {
		return true
	}
	for _, f := range a.account.Reach {
		if f == need {
			return true
		}
	}
	return false
}

// facts is what the record knows of the account and of those it shares things with.
func (a *eventAccount) facts(line *models.CreditLine, cross *crossFacts, now time.Time) watch.Facts {
	f := watch.UnknownFacts()
	f.TotalLimitFen, f.TotalUsedFen = 0, 0
	for i := range a.lines {
		f.TotalLimitFen += float64(a.lines[i].InForceFen())
		f.TotalUsedFen += float64(a.lines[i].UsedFen)
	}
	if line != nil {
		f.LimitFen, f.UsedFen = float64(line.InForceFen()), float64(line.UsedFen)
		f.AvailableFen = float64(line.AvailableFen())
	}
	if a.account.Score != nil {
		f.Score = float64(*a.account.Score)
	}
	f.DaysPastDue = float64(a.account.DaysPastDue)
	if a.account.OpenedAt != nil {
		f.AccountAgeDays = float64(int64(now.Sub(*a.account.OpenedAt) / (24 * time.Hour)))
	}
	if a.account.IncomeFen > 0 {
		f.IncomeFen = float64(a.account.IncomeFen)
	}
	for i, to := range [...]*float64{&f.DeviceAccounts, &f.CardAccounts, &f.IPAccounts} {
		if cross.accounts[i] > 0 {
			*to = float64(cross.accounts[i])
		}
	}
	f.Merchant = cross.merchant
	f.IdentityFailed = failedChecks(a.factors[0], a.factors[1])
	f.SharedIdentity, f.LinkedFlagged = a.factors[2], a.factors[3]
	if f.LinkedFlagged < float64(cross.flagged) || math.IsNaN(f.LinkedFlagged) {
		f.LinkedFlagged = float64(cross.flagged)
	}
	return f
}

// failedChecks counts the checks that are known to have failed, NaN when none is known.
func failedChecks(results ...float64) float64 {
	failed := math.NaN()
	for _, r := range results {
		if math.IsNaN(r) {
			continue
		}
		if math.IsNaN(failed) {
			failed = 0
		}
		if r == 0 {
			failed++
		}
	}
	return failed
}
