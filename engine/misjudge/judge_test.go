package misjudge_test

import (
	"math"
	"slices"
	"testing"

	"candor/engine/misjudge"
	"pgregory.net/rapid"
)

// teacher is a good payer whose second-hand phone had belonged to a ring.
func teacher() misjudge.Evidence {
	return misjudge.Evidence{
		Kind: misjudge.KindDeactivate, Reason: "identity_shared", ScoreThen: 780, ScoreNow: 780, BandAt: 4, Bands: 5, PDO: 60,
		FlagsThen: []string{"identity_shared"}, FlagsNow: []string{"identity_shared"}, Links: 3, IdentitySure: true,
		Harm: misjudge.Taken{Fen: 3_600_000, Functions: 4, Days: 8},
	}
}

// defaulter never paid, and an independent person said so.
func defaulter() misjudge.Evidence {
	return misjudge.Evidence{
		Kind: misjudge.KindDeactivate, Reason: "late_payment", ScoreThen: 420, ScoreNow: 400, Bands: 5, PDO: 60,
		FlagsThen: []string{"score_very_low", "late_now"}, FlagsNow: []string{"score_low", "score_very_low", "late_now"},
		LateThen: true, LateNow: 180, Upheld: 1, Brought: 1, Harm: misjudge.Taken{Fen: 2_400_000, Functions: 4, Days: 41},
	}
}

func TestJudgeTellsAMistakeFromADefaulter(t *testing.T) {
	wrong, right := teacher(), defaulter()
	a, b := misjudge.Judge(&wrong), misjudge.Judge(&right)
	if a.WrongB < 4_000 || a.WrongB > 7_000 {
		t.Errorf("teacher: %d basis points: %+v", a.WrongB, a.Lines)
	}
	if b.WrongB > 200 {
		t.Errorf("defaulter: %d basis points: %+v", b.WrongB, b.Lines)
	}
	if a.Rank <= b.Rank {
		t.Errorf("teacher ranks %d, defaulter %d", a.Rank, b.Rank)
	}
}

// TestWeights holds each weight of the documentation to a case of its own.
func TestWeights(t *testing.T) {
	good := misjudge.Evidence{Kind: misjudge.KindRestrict, Reason: "unusual_spending", ScoreThen: 600, ScoreNow: 600, BandAt: 2, Bands: 5, PDO: 60}
	for name, tt := range map[string]struct {
		change func(e *misjudge.Evidence)
		key    string
		want   float64
	}{
		"one of one is no certainty": {func(e *misjudge.Evidence) { e.Appealed, e.Overturned = 1, 1 }, misjudge.LinePrior, -1.79},
		"no appeal":                  {func(*misjudge.Evidence) {}, misjudge.LinePrior, -2.2},
		"history":                    {func(e *misjudge.Evidence) { e.Appealed, e.Overturned = 80, 48 }, misjudge.LineHistory, 0},
		"lowest band":                {func(e *misjudge.Evidence) { e.BandAt = 0 }, misjudge.LineBand, -1},
		"highest band":               {func(e *misjudge.Evidence) { e.BandAt = 4 }, misjudge.LineBand, 1},
		"60 points better":           {func(e *misjudge.Evidence) { e.ScoreThen = 540 }, misjudge.LineScoreChange, 0.35},
		"far worse":                  {func(e *misjudge.Evidence) { e.ScoreThen = 900 }, misjudge.LineScoreChange, -1},
		"no flag, then or now":       {func(*misjudge.Evidence) {}, misjudge.LineFlags, 0.3},
		"no flag any more":           {func(e *misjudge.Evidence) { e.FlagsThen = []string{"a"} }, misjudge.LineFlags, 1},
		"one flag":                   {func(e *misjudge.Evidence) { e.FlagsNow = []string{"a"} }, misjudge.LineFlags, 0},
		"two flags":                  {func(e *misjudge.Evidence) { e.FlagsNow = []string{"a", "b"} }, misjudge.LineFlags, -0.8},
		"three flags":                {func(e *misjudge.Evidence) { e.FlagsNow = []string{"a", "b", "c"} }, misjudge.LineFlags, -1.6},
		"no score, no flags":         {func(e *misjudge.Evidence) { e.ScoreNow = 0 }, misjudge.LineFlags, 0},
		"a flag cleared":             {func(e *misjudge.Evidence) { e.Cleared = 1 }, misjudge.LineFlagsCleared, 0.7},
		"flags cleared":              {func(e *misjudge.Evidence) { e.Cleared = 3 }, misjudge.LineFlagsCleared, 1},
		"a code twice counts once":   {func(e *misjudge.Evidence) { e.Passed = []string{"code", "code"} }, misjudge.LineChallenges, 0.5},
		"challenges have a ceiling":  {func(e *misjudge.Evidence) { e.Passed = []string{"face", "document"} }, misjudge.LineChallenges, 1.6},
		"a challenge failed":         {func(e *misjudge.Evidence) { e.Failed = 2 }, misjudge.LineChallengeLost, -1},
		"repaid":                     {func(e *misjudge.Evidence) { e.LateThen = true }, misjudge.LineRepaid, 0.8},
		"repaid what it was about":   {func(e *misjudge.Evidence) { e.LateThen, e.Reason = true, "late_payment" }, misjudge.LineRepaid, 1.4},
		"still late is not repaid":   {func(e *misjudge.Evidence) { e.LateThen, e.LateNow = true, 12 }, misjudge.LineRepaid, 0},
		"late":                       {func(e *misjudge.Evidence) { e.LateNow = 29 }, misjudge.LineLate, -0.7},
		"long late":                  {func(e *misjudge.Evidence) { e.LateNow = 30 }, misjudge.LineLate, -1.4},
		"evidence":                   {func(e *misjudge.Evidence) { e.Brought = 9 }, misjudge.LineEvidence, 0.9},
		"upheld":                     {func(e *misjudge.Evidence) { e.Upheld = 1 }, misjudge.LineUpheld, -1.5},
		"links better":               {func(e *misjudge.Evidence) { e.BadThen, e.BadLinks = 3, 2 }, misjudge.LineLinksBetter, 0.5},
		"clean links prove nothing where links were no reason": {func(e *misjudge.Evidence) { e.Links = 3 }, misjudge.LineLinksClean, 0},
		"clean links":         {func(e *misjudge.Evidence) { e.Links, e.Reason = 3, "linked_sanctions" }, misjudge.LineLinksClean, 0.9},
		"bad links":           {func(e *misjudge.Evidence) { e.Links, e.BadLinks, e.Reason = 3, 2, "cash_out" }, misjudge.LineLinksBad, -0.6},
		"sure of identity":    {func(e *misjudge.Evidence) { e.IdentitySure, e.Reason = true, "identity_doubt" }, misjudge.LineIdentitySure, 0.5},
		"identity beside it":  {func(e *misjudge.Evidence) { e.IdentitySure = true }, misjudge.LineIdentitySure, 0},
		"missing became good": {func(e *misjudge.Evidence) { e.MissingKnown = 20 }, misjudge.LineMissingKnown, 0.6},
		"missing became bad":  {func(e *misjudge.Evidence) { e.MissingKnown = -99 }, misjudge.LineMissingKnown, -0.8},
		"automatic":           {func(e *misjudge.Evidence) { e.Automatic = true }, misjudge.LineAutomatic, 0.3},
		"one rung milder":     {func(e *misjudge.Evidence) { e.Milder = 1 }, misjudge.LineMilder, 0.8},
		"much milder":         {func(e *misjudge.Evidence) { e.Milder = 3 }, misjudge.LineMilder, 1.4},
		"turned out good":     {func(e *misjudge.Evidence) { e.ConfirmedGood = true }, misjudge.LineConfirmedGood, 2.5},
		"turned out bad":      {func(e *misjudge.Evidence) { e.ConfirmedBad = true }, misjudge.LineConfirmedBad, -4},
	} {
		t.Run(name, func(t *testing.T) {
			e := good
			tt.change(&e)
			f := misjudge.Judge(&e)
			got := 0.0
			for _, l := range f.Lines {
				if l.Key == tt.key {
					got = l.Value
				}
			}
			if math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("%s = %v, want %v", tt.key, got, tt.want)
			}
		})
	}
}

func evidence(t *rapid.T) misjudge.Evidence {
	n := func(name string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, name) }
	codes := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 4, rapid.ID[string])
	decided := n("appealed", 0, 200)
	return misjudge.Evidence{
		Kind: rapid.SampledFrom(misjudge.Kinds()).Draw(t, "kind"),
		Reason: rapid.SampledFrom([]string{"unusual_spending", "cash_out", "account_takeover", "identity_doubt", "identity_shared", "late_payment",
			"linked_sanctions"}).Draw(t, "reason"),
		Appealed: decided, Overturned: n("overturned", 0, decided), ScoreThen: n("then", 0, 1) * n("score_then", 350, 950),
		ScoreNow: n("now", 0, 1) * n("score_now", 350, 950), BandAt: n("band", 0, 4), Bands: 5, PDO: n("pdo", 20, 80),
		FlagsThen: codes.Draw(t, "flags_then"), FlagsNow: codes.Draw(t, "flags_now"), Cleared: n("cleared", 0, 3),
		Passed: rapid.SliceOf(rapid.SampledFrom([]string{"code", "face", "document", "explanation", "?"})).Draw(t, "passed"), Failed: n("failed", 0, 2),
		LateThen: rapid.Bool().Draw(t, "late_then"), LateNow: n("late_now", 0, 90), Brought: n("brought", 0, 5), Upheld: n("upheld", 0, 3),
		Links: n("links", 0, 5), BadThen: n("bad_then", 0, 5), BadLinks: n("bad_links", 0, 5), IdentitySure: rapid.Bool().Draw(t, "sure"),
		MissingKnown: n("missing", -60, 60), Automatic: rapid.Bool().Draw(t, "automatic"), Milder: n("milder", 0, 4),
		ConfirmedGood: rapid.Bool().Draw(t, "good"), ConfirmedBad: rapid.Bool().Draw(t, "bad"),
		Harm: misjudge.Taken{Fen: rapid.Int64Range(0, 100_000_000_000_000).Draw(t, "fen"), Functions: n("functions", 0, 4), Days: n("days", 0, 400)},
	}
}

// TestLinesSum: the probability is what its lines add up to, and each line has a key of its own.
func TestLinesSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := evidence(t)
		f := misjudge.Judge(&e)
		sum := 0.0
		seen := map[string]bool{}
		for _, l := range f.Lines {
			sum += l.Value
			if seen[l.Key] || !slices.Contains(misjudge.LineKeys(), l.Key) {
				t.Fatalf("line %q is there twice or unknown", l.Key)
			}
			seen[l.Key] = true
		}
		if want := int(math.Round(10_000 / (1 + math.Exp(-sum)))); f.WrongB != want || f.WrongB < 0 || f.WrongB > 10_000 {
			t.Fatalf("probability %d, lines say %d", f.WrongB, want)
		}
		if f.Harm < 0 || f.Rank != int64(f.WrongB)*f.Harm {
			t.Fatalf("harm %d, rank %d", f.Harm, f.Rank)
		}
		if again := misjudge.Judge(&e); again.Digest != f.Digest || again.WrongB != f.WrongB {
			t.Fatal("the same evidence gives another finding")
		}
	})
}

// exculpating is every way in which evidence can turn in the customer's favour.
var exculpating = map[string]func(e *misjudge.Evidence){
	"overturned": func(e *misjudge.Evidence) { e.Appealed, e.Overturned = max(e.Appealed, e.Overturned+1), e.Overturned+1 },
	"score": func(e *misjudge.Evidence) {
		if e.ScoreNow > 0 {
			e.ScoreNow += 7
		}
	},
	"band":        func(e *misjudge.Evidence) { e.BandAt = min(e.BandAt+1, e.Bands-1) },
	"flag gone":   func(e *misjudge.Evidence) { e.FlagsNow = e.FlagsNow[:max(len(e.FlagsNow)-1, 0)] },
	"cleared":     func(e *misjudge.Evidence) { e.Cleared++ },
	"face passed": func(e *misjudge.Evidence) { e.Passed = append(slices.Clone(e.Passed), "face") },
	"not failed":  func(e *misjudge.Evidence) { e.Failed = max(e.Failed-1, 0) },
	"paid":        func(e *misjudge.Evidence) { e.LateNow = 0 },
	"brought":     func(e *misjudge.Evidence) { e.Brought++ },
	"not upheld":  func(e *misjudge.Evidence) { e.Upheld = max(e.Upheld-1, 0) },
	"link better": func(e *misjudge.Evidence) { e.BadLinks = max(e.BadLinks-1, 0) },
	"identity":    func(e *misjudge.Evidence) { e.IdentitySure = true },
	"missing":     func(e *misjudge.Evidence) { e.MissingKnown += 5 },
	"milder":      func(e *misjudge.Evidence) { e.Milder++ },
	"good":        func(e *misjudge.Evidence) { e.ConfirmedGood = true },
	"not bad":     func(e *misjudge.Evidence) { e.ConfirmedBad = false },
}

// TestMoreForTheCustomerNeverLowers: evidence that turns in the customer's favour never makes a measure look more right.
func TestMoreForTheCustomerNeverLowers(t *testing.T) {
	for name, turn := range exculpating {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			before := evidence(t)
			after := before
			turn(&after)
			if a, b := misjudge.Judge(&before), misjudge.Judge(&after); b.WrongB < a.WrongB {
				t.Fatalf("%d became %d\n%+v\n%+v", a.WrongB, b.WrongB, a.Lines, b.Lines)
			}
		}))
	}
}

func TestHarmGrowsWithTimeAndWhatIsTaken(t *testing.T) {
	for name, tt := range map[string]struct {
		taken misjudge.Taken
		want  int64
	}{
		"nothing":            {misjudge.Taken{Days: 50}, 0},
		"below zero":         {misjudge.Taken{Fen: -5_000_000, Functions: -1, Days: -3}, 0},
		"a limit at once":    {misjudge.Taken{Fen: 3_600_000}, 360},
		"after a week":       {misjudge.Taken{Fen: 3_600_000, Days: 7}, 720},
		"with all functions": {misjudge.Taken{Fen: 3_600_000, Functions: 4, Days: 7}, 1120},
		"days have an end":   {misjudge.Taken{Functions: 1, Days: 4000}, 50 * 97 / 7},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tt.taken.Points(); got != tt.want {
				t.Errorf("harm = %d, want %d", got, tt.want)
			}
		})
	}
}

// TestDigestForgetsTimeAndNoise: a settled question is new only when the evidence is.
func TestDigestForgetsTimeAndNoise(t *testing.T) {
	e := teacher()
	was := misjudge.Judge(&e).Digest
	e.Harm.Days, e.ScoreNow = 60, e.ScoreNow-4
	if misjudge.Judge(&e).Digest != was {
		t.Error("time and a few points made it new")
	}
	e.Passed = []string{"face"}
	if misjudge.Judge(&e).Digest == was {
		t.Error("a passed challenge did not")
	}
	other := teacher()
	other.Reason = "identity_doubt"
	if misjudge.Judge(&other).Digest == was {
		t.Error("another reason did not")
	}
}
