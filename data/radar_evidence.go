package data

import (
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/factor"
	"candor/engine/misjudge"
	"candor/engine/score"
	"candor/models"
)

// radarSubject is a measure whose evidence is being put together.
type radarSubject struct {
	id       models.ID // sanction or event
	account  models.ID
	caseID   models.ID
	since    time.Time
	event    bool
	appealed bool // an appeal against it is open
	evidence misjudge.Evidence
}

func sanctionSubject(sn *models.Sanction, now time.Time, rates map[rateKey]rate) radarSubject {
	rate := rates[rateKey{sn.Kind, sn.ReasonCode}]
	return radarSubject{
		id: sn.ID, account: sn.AccountID, caseID: sn.CaseID, since: sn.MadeAt,
		evidence: misjudge.Evidence{
			Kind: misjudge.Kind(sn.Kind), Reason: sn.ReasonCode, Appealed: rate.decided, Overturned: rate.overturned,
			Automatic: sn.MadeBy == 0 && sn.ApprovedBy == 0, Harm: sn.Taken(now),
		},
	}
}

func eventSubject(e *models.Event, was *decide.EventResult, now time.Time) radarSubject {
	subject := radarSubject{id: e.ID, account: e.AccountID, since: e.ID.Time(), event: true}
	subject.evidence = misjudge.Evidence{Kind: misjudge.KindEvent, Harm: e.Taken(now)}
	if len(was.Reasons) > 0 {
		subject.evidence.Reason = was.Reasons[0]
	}
	for _, f := range was.Flags {
		subject.evidence.FlagsThen = append(subject.evidence.FlagsThen, f.Code)
	}
	return subject
}

// gather reads what is known about the subjects of a batch: a fixed number of statements,
// none per subject.
func (r *radarRun) gather(db *gorm.DB, subjects []radarSubject) error {
	accounts, ids := map[models.ID]bool{}, make([]models.ID, 0, len(subjects))
	for i := range subjects {
		if !accounts[subjects[i].account] {
			accounts[subjects[i].account] = true
			ids = append(ids, subjects[i].account)
		}
	}
	slices.Sort(ids)
	for _, part := range []func(*gorm.DB, []models.ID, []radarSubject) error{
		r.gatherScores, gatherFlags, gatherChallenges, gatherAppeals, gatherLinks, gatherLabels,
	} {
		if err := part(db, ids, subjects); err != nil {
			return err
		}
	}
	return nil
}

// gatherScores assesses the accounts as they stand today, and compares with the assessment
// that was the latest when the measure was made.
func (r *radarRun) gatherScores(db *gorm.DB, ids []models.ID, subjects []radarSubject) error {
	late, err := lateness(db, ids)
	if err != nil {
		return err
	}
	for i := range subjects {
		subjects[i].evidence.LateNow = late[subjects[i].account]
	}
	if r.assessor == nil {
		return nil
	}
	now, err := r.today(db, ids)
	if err != nil {
		return err
	}
	then, err := decisionsBefore(db, subjects)
	if err != nil {
		return err
	}
	for i := range subjects {
		today, d := now[subjects[i].account], then[subjects[i].id]
		if today == nil {
			continue
		}
		r.standing(&subjects[i].evidence, today)
		if d == nil {
			continue
		}
		if err := r.compare(&subjects[i].evidence, d, today); err != nil {
			return fmt.Errorf("decision %s: %w", d.PublicID(), err)
		}
	}
	return nil
}

// standing is what today's assessment says.
func (r *radarRun) standing(e *misjudge.Evidence, today *assessed) {
	bands := r.assessor.Policy().Bands
	e.ScoreNow, e.BandNow, e.Bands = today.result.Score, today.result.Band, len(bands)
	e.BandAt = max(0, slices.IndexFunc(bands, func(b score.Band) bool { return b.Name == today.result.Band }))
	e.PDO = r.assessor.Evaluator().Card().Scale.PDO
	for _, f := range today.result.Flags {
		e.FlagsNow = append(e.FlagsNow, f.Code)
	}
	e.IdentitySure = valueOf(today.in.Vector, "name_match") >= 1 && valueOf(today.in.Vector, "document_match") >= 1 &&
		valueOf(today.in.Vector, "face_similarity") >= sureFace
}

// sureFace is from which similarity on, 0 to 100, a face counts as that of the document: a
// choice made here, high enough that a passed check alone does not reach it.
const sureFace = 80

// assessed is one account as it stands today.
type assessed struct {
	in     decide.Input
	result decide.Result
}

// today assesses accounts by the champion and the live policy. Nothing of it is stored: it is
// a question and no decision.
func (r *radarRun) today(db *gorm.DB, ids []models.ID) (map[models.ID]*assessed, error) {
	var features []models.Features
	if err := db.Where("account_id IN ?", ids).Find(&features).Error; err != nil {
		return nil, err
	}
	var overrides []models.Override
	err := db.Where("account_id IN ? AND state = 'active' AND ended_at IS NULL AND ends_at > ?", ids, r.store.Now()).Order("id").Find(&overrides).Error
	if err != nil {
		return nil, err
	}
	set := map[models.ID]int{}
	for _, o := range overrides {
		set[o.AccountID] = o.Score
	}
	switches := r.assessor.Policy().Switches
	where, err := jurisdictions(db, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[models.ID]*assessed, len(features))
	for i := range features {
		vector, err := factor.Decode(features[i].Vector)
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", features[i].AccountID.Public(models.PrefixAccount), err)
		}
		switches.Mask(vector, where[features[i].AccountID])
		in := decide.Input{Vector: vector, Override: set[features[i].AccountID]}
		out[features[i].AccountID] = &assessed{in, r.assessor.Assess(in)}
	}
	return out, nil
}

// jurisdictions reads where accounts are.
func jurisdictions(db *gorm.DB, ids []models.ID) (map[models.ID]string, error) {
	var rows []models.Account
	err := db.Model(&models.Account{}).Select("id, jurisdiction").Where("id IN ?", ids).Find(&rows).Error
	where := make(map[models.ID]string, len(rows))
	for i := range rows {
		where[rows[i].ID] = rows[i].Jurisdiction
	}
	return where, err
}

// compare sets what was against what is. A decision of another card is scored again by the
// champion, because points of two cards cannot be told apart from a change of the customer.
func (r *radarRun) compare(e *misjudge.Evidence, d *models.Decision, today *assessed) error {
	in, err := decide.DecodeInput(d.Input)
	if err != nil {
		return err
	}
	was, err := decide.DecodeResult(d.Result)
	if err != nil {
		return err
	}
	e.ScoreThen, e.BandThen = d.Score, d.Band
	if d.ModelID != r.modelID {
		again := r.assessor.Assess(decide.Input{Vector: in.Vector, Override: in.Override})
		e.ScoreThen, e.BandThen = again.Score, again.Band
	}
	for _, f := range was.Flags {
		if f.Code != scoreDrop {
			e.FlagsThen = addOnce(e.FlagsThen, f.Code)
		}
	}
	e.LateThen = valueOf(in.Vector, "standing_last") >= 1
	e.BadThen = int(max(0, valueOf(in.Vector, "linked_sanctioned"))) + int(max(0, valueOf(in.Vector, "linked_defaults")))
	e.MissingKnown = becameKnown(r.assessor, in.Vector, today.in.Vector)
	return nil
}

// scoreDrop is the flag of a change and not of a state: it cannot hold today.
const scoreDrop = "score_drop"

// becameKnown is the points that factors gained which were missing then and are known now.
func becameKnown(a *decide.Assessor, then, now factor.Vector) int {
	var was, is score.Points
	evaluator := a.Evaluator()
	evaluator.Evaluate(then, &was)
	evaluator.Evaluate(now, &is)
	gained := 0
	for i, f := range evaluator.Card().Factors {
		before, after := int(was.Bins[i]), int(is.Bins[i])
		if f.Missing(before) && !f.Missing(after) {
			gained += f.Bins[after].Points - f.Bins[before].Points
		}
	}
	return gained
}

// valueOf is a factor's value, −1 when it is not known.
func valueOf(v factor.Vector, key string) float64 {
	_, at, ok := factor.Lookup(key)
	if !ok || at >= len(v) || v[at] != v[at] {
		return -1
	}
	return v[at]
}

func addOnce(list []string, code string) []string {
	if slices.Contains(list, code) {
		return list
	}
	return append(list, code)
}

// lateness is the days past due of accounts.
func lateness(db *gorm.DB, ids []models.ID) (map[models.ID]int, error) {
	var rows []struct {
		ID          models.ID
		DaysPastDue int
	}
	err := db.Model(&models.Account{}).Select("id, days_past_due").Where("id IN ?", ids).Scan(&rows).Error
	out := make(map[models.ID]int, len(rows))
	for _, row := range rows {
		out[row.ID] = row.DaysPastDue
	}
	return out, err
}

// decisionsBefore is the latest assessment of each subject's account from before the subject:
// ids grow with time, so one step in the index finds it.
func decisionsBefore(db *gorm.DB, subjects []radarSubject) (map[models.ID]*models.Decision, error) {
	table := "sanctions"
	if subjects[0].event {
		table = "events"
	}
	ids := make([]models.ID, len(subjects))
	for i := range subjects {
		ids[i] = subjects[i].id
	}
	var pairs []struct {
		ID       models.ID
		Decision models.ID
	}
	err := db.Raw("SELECT m.id, COALESCE((SELECT MAX(d.id) FROM decisions d WHERE d.account_id = m.account_id AND d.id < m.id), 0) AS decision FROM "+
		table+" m WHERE m.id IN ?", ids).Scan(&pairs).Error
	if err != nil {
		return nil, err
	}
	wanted := make([]models.ID, len(pairs))
	for i, p := range pairs {
		wanted[i] = p.Decision
	}
	var found []models.Decision
	if err := db.Where("id IN ?", wanted).Find(&found).Error; err != nil {
		return nil, err
	}
	byID := make(map[models.ID]*models.Decision, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	out := make(map[models.ID]*models.Decision, len(pairs))
	for _, p := range pairs {
		if d := byID[p.Decision]; d != nil {
			out[p.ID] = d
		}
	}
	return out, nil
}
