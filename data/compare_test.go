package data

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor/engine/contrast"
	"candor/engine/score"
	"candor/models"
)

func TestAComparisonCountsWhatBothSaid(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 200)
		m := challenger(t, s, "card-b", 160)
		if got := must[*models.Comparison](t)(s.Compare(ctx, m.ID)); len(got.Pairs) != 0 || !got.ScoredAt.IsZero() || got.Champion == nil {
			t.Fatalf("before a rescoring: %+v", got)
		}
		f := newFixture(t, s)
		f.must(func(tx *writeTx) error {
			for i, id := range ids[:40] { // outcomes that the card names, known before it was made
				if err := tx.insert(&models.Label{AccountID: id, Name: "test", Bad: i%4 == 0, Source: "core", At: start.Add(-time.Hour)}); err != nil {
					return err
				}
			}
			return nil
		})
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		got := must[*models.Comparison](t)(s.Compare(ctx, m.ID))
		known, bad := 0, 0
		for _, p := range got.Pairs {
			known, bad = known+p.Known, bad+p.Bad
		}
		if contrast.Total(got.Pairs) != 200 || known != 40 || bad != 10 || !got.ScoredAt.Equal(c.now()) || got.Matured.Rows != 0 {
			t.Errorf("%d pairs, %d known, %d bad, matured %+v", contrast.Total(got.Pairs), known, bad, got.Matured)
		}
		cells := contrast.Migration(got.Pairs, got.Bands)
		for i, was := range got.Bands { // every cell's link leads to as many accounts as the cell says
			for j, would := range got.Bands {
				cell := &models.ShadowCell{ModelID: m.ID, Was: was.Name, Would: would.Name}
				page := must[models.AccountPage](t)(s.Accounts(ctx, models.AccountFilter{Cell: cell, Limit: 1000}))
				if len(page.Items) != cells[i][j] {
					t.Errorf("%s to %s: %d accounts, the cell says %d", was.Name, would.Name, len(page.Items), cells[i][j])
				}
			}
		}
		if _, err := s.Accounts(ctx, models.AccountFilter{Cell: &models.ShadowCell{ModelID: m.ID, Was: "none", Would: "good"}, Limit: 10}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a band that is not there: %v", err)
		}
	})
}

// TestAComparisonIsOfTheLastRescoring: what is learnt later waits for the next one, an account that is closed meanwhile drops out then,
// and a store without counts counts by itself to the same end.
func TestAComparisonIsOfTheLastRescoring(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 60)
		m := challenger(t, s, "card-b", 160)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		first := must[*models.Comparison](t)(s.Compare(ctx, m.ID))
		f := newFixture(t, s)
		f.must(func(tx *writeTx) error {
			if err := tx.insert(&models.Label{AccountID: ids[4], Name: "test", Bad: true, Source: "core", At: start}); err != nil {
				return err
			}
			return tx.db.Model(&models.Account{}).Where("id = ?", ids[9]).Update("status", models.StatusClosed).Error
		})
		if d := cmp.Diff(first.Pairs, must[*models.Comparison](t)(s.Compare(ctx, m.ID)).Pairs); d != "" {
			t.Errorf("counted anew between two rescorings: %s", d)
		}
		c.advance(time.Hour)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		second := must[*models.Comparison](t)(s.Compare(ctx, m.ID))
		known := 0
		for _, p := range second.Pairs {
			known += p.Known
		}
		if contrast.Total(second.Pairs) != 59 || known != 1 || !second.ScoredAt.Equal(c.now()) {
			t.Errorf("%d accounts, %d known, of %v", contrast.Total(second.Pairs), known, second.ScoredAt)
		}
		f.must(func(tx *writeTx) error { return tx.db.Where("1 = 1").Delete(&models.ShadowPair{}).Error })
		old := must[*models.Comparison](t)(s.Compare(ctx, m.ID))
		order := func(a, b contrast.Pair) int { return 1000*(a.Champion-b.Champion) + a.Challenger - b.Challenger }
		slices.SortFunc(old.Pairs, order)
		if d := cmp.Diff(second.Pairs, old.Pairs); d != "" {
			t.Errorf("counts that were kept differ from those of now: %s", d)
		}
	})
}

func TestOutcomesThatMaturedAreJudgedOnWhatWasKnownBefore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := trained(t, s, 150)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		m := challenger(t, s, "card-b", -100) // it takes little use for the worse sign
		c.advance(time.Hour)
		newFixture(t, s).must(func(tx *writeTx) error {
			for i, id := range ids {
				if err := tx.insert(&models.Label{AccountID: id, Name: "test", Bad: i%100 > 60, Source: "core", At: tx.now}); err != nil {
					return err
				}
			}
			// Later the accounts look otherwise; the comparison must not see it.
			return tx.db.Where("1 = 1").Delete(&models.Features{}).Error
		})
		got := must[*models.Comparison](t)(s.Compare(ctx, m.ID)).Matured
		if got.Rows != 150 || !got.Enough() || got.Champion <= got.Challenger || got.High >= 0 {
			t.Errorf("matured %+v: the champion ranks use rightly, the challenger the wrong way round", got)
		}
	})
}

func TestFlipsComeTheLargestDifferenceFirst(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		trained(t, s, 130)
		m := challenger(t, s, "card-b", 20)
		must[RescoreResult](t)(s.Rescore(ctx, anna, nil))
		d := must[*models.Comparison](t)(s.Compare(ctx, m.ID))
		want := 0
		for i, row := range contrast.Migration(d.Pairs, d.Bands) {
			for j, n := range row {
				if i != j {
					want += n
				}
			}
		}
		filter := models.FlipFilter{ModelID: m.ID, ChampionID: d.Champion.ID, Bands: d.Bands, Limit: 7}
		seen, last := map[models.ID]bool{}, 1000
		for {
			page := must[[]models.Flip](t)(s.Flips(ctx, filter))
			if len(page) == 0 {
				break
			}
			for _, f := range page {
				was, _ := score.BandOf(d.Bands, f.ChampionScore)
				would, _ := score.BandOf(d.Bands, f.Score)
				if was == would || f.Gap > last || seen[f.AccountID] {
					t.Fatalf("%+v after a gap of %d", f, last)
				}
				seen[f.AccountID], last = true, f.Gap
			}
			filter.AfterGap, filter.AfterID = page[len(page)-1].Gap, page[len(page)-1].AccountID
		}
		if len(seen) != want || want == 0 {
			t.Errorf("%d flips, the matrix says %d", len(seen), want)
		}
	})
}

func TestAModelFileComesBackAsItWent(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		trained(t, s, 3)
		file := must[[]byte](t)(score.Write(otherCard("from-outside", 30)))
		m := must[*models.Model](t)(s.ImportModel(ctx, anna, file))
		kept := must[*models.Model](t)(s.Model(ctx, m.ID))
		if string(kept.Artefact) != string(file) || kept.State != models.ModelChallenger || kept.Shadow || kept.Origin != models.OriginImported || string(kept.Report) != "null" {
			t.Errorf("imported %+v", kept)
		}
		edit := func(old, new string) []byte {
			changed := strings.Replace(string(file), old, new, 1)
			if changed == string(file) {
				t.Fatalf("%s is not in the file", old)
			}
			return []byte(changed)
		}
		for name, test := range map[string]struct {
			file []byte
			code string
		}{
			"nothing":             {nil, "required"},
			"the same again":      {file, "model_known"},
			"too long":            {make([]byte, models.ArtefactMax+1), "model_size"},
			"not JSON":            {[]byte("PK\x03\x04"), "model_unreadable"},
			"an unknown field":    {edit(`"method"`, `"weights": 1, "method"`), "model_unreadable"},
			"not a number":        {edit(`"odds": 3`, `"odds": NaN`), "model_unreadable"},
			"a negative count":    {edit(`"count": 0`, `"count": -1`), "model_unreadable"},
			"an unknown factor":   {edit(`"key": "utilisation_now"`, `"key": "star_sign"`), "model_factor"},
			"a factor's meaning":  {edit(`"aspect": "credit"`, `"aspect": "identity"`), "model_factor_meaning"},
			"a scale of its own":  {edit(`"max": 950`, `"max": 1000`), "model_scale"},
			"a name of two lines": {edit(`"id": "from-outside"`, `"id": "from\noutside"`), "model_names"},
		} {
			var bad *models.Invalid
			if _, err := s.ImportModel(ctx, anna, test.file); !errors.As(err, &bad) || bad.Fields["file"].Code != test.code {
				t.Errorf("%s: %v, want %s", name, err, test.code)
			}
		}
		if n := count(t, s, &models.Model{}, "1 = 1"); n != 2 {
			t.Errorf("%d models", n)
		}
	})
}
