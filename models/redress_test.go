package models

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// world is an account with the sanctions on it, as the store holds them.
type world struct {
	account Account
	lines   []CreditLine
	active  []Sanction
	ids     ID
	now     time.Time
}

func newWorld() *world {
	w := &world{account: Account{Status: StatusActive, Reach: []Function{}}, now: noon}
	temp, until := int64(1_200_000), noon.AddDate(1, 0, 0)
	w.lines = []CreditLine{
		{ID: 1, Product: ProductPayLater, LimitFen: 1_000_000, TempFen: &temp, TempUntil: &until}, {ID: 2, Product: ProductCashLoan, LimitFen: 500_000},
	}
	w.account.SumLines(w.lines)
	return w
}

func (w *world) snapshot() *Snapshot {
	s := TakeSnapshot(&w.account, w.lines, noon)
	return s
}

func (w *world) impose(s Sanction) {
	w.ids++
	s.ID, s.State, s.Spared = w.ids, SanctionActive, []string{}
	s.Snapshot = w.snapshot()
	w.active = append(w.active, s)
	w.account.Apply(w.active, w.lines)
}

// others are the sanctions in force besides one.
func (w *world) others(i int) []Sanction { return slices.Delete(slices.Clone(w.active), i, i+1) }

func (w *world) lift(i int) {
	w.active = w.others(i)
	w.account.Apply(w.active, w.lines)
}

// appeal carries a verdict on one of the sanctions out, as the store does.
func (w *world) appeal(i int, v Verdict) ([]RestoredField, error) {
	sn := w.active[i]
	sn.Spared = slices.Clone(sn.Spared)
	r := Redress{Account: w.account, Lines: slices.Clone(w.lines), Others: w.others(i), Sanction: &sn, Now: w.now}
	proof, made, err := r.Carry(v, Judge{ID: 9, Name: "Judge"})
	if err != nil {
		return nil, err
	}
	w.account, w.lines = r.Account, r.Lines
	switch v.Outcome {
	case OutcomeOverturn:
		w.active = w.others(i)
	case OutcomePartly:
		w.active[i] = sn
	case OutcomeReplace:
		w.ids++
		made.ID = w.ids
		w.active = append(w.others(i), *made)
	}
	return proof, nil
}

// coded reports whether one of the problems has a code.
func coded(bad *Invalid, code string) bool {
	for _, p := range bad.Fields {
		if p.Code == code {
			return true
		}
	}
	return false
}

// drawSanction makes one of any kind.
func drawSanction(t *rapid.T) Sanction {
	ends := noon.AddDate(0, 0, rapid.IntRange(30, 90).Draw(t, "ends"))
	s := Sanction{Kind: rapid.SampledFrom(SanctionKinds()).Draw(t, "kind"), ReasonCode: "cash_out", Reason: "ring 17"}
	switch s.Kind {
	case SanctionLimitCut:
		s.CutProduct, s.CutFen, s.EndsAt = rapid.SampledFrom([]Product{ProductPayLater, ProductCashLoan}).Draw(t, "product"), rapid.Int64Range(0, 400_000).Draw(t, "cut"), &ends
	case SanctionRestrict:
		s.Reach = rapid.SliceOfNDistinct(rapid.SampledFrom(Functions()), 1, -1, func(f Function) Function { return f }).Draw(t, "reach")
		s.EndsAt = &ends
	}
	return s
}

// drawVerdict makes a verdict on a sanction, which need not be a legal one.
func drawVerdict(t *rapid.T, s *Sanction) Verdict {
	v := Verdict{Outcome: rapid.SampledFrom(AppealOutcomes()).Draw(t, "outcome"), Reason: "receipts match", CustomerText: "some of it"}
	switch v.Outcome {
	case OutcomePartly:
		if have := s.Parts(); len(have) > 0 {
			v.Parts = rapid.SliceOfDistinct(rapid.SampledFrom(have), func(p string) string { return p }).Draw(t, "parts")
		}
	case OutcomeReplace:
		ends := noon.AddDate(0, 0, rapid.IntRange(1, 40).Draw(t, "new end"))
		v.Replacement = &Replacement{
			Kind: rapid.SampledFrom(SanctionKinds()).Draw(t, "new kind"), EndsAt: &ends, ReviewAt: &ends, CutProduct: ProductPayLater,
			CutFen: rapid.Int64Range(0, 1_500_000).Draw(t, "new cut"),
			Reach:  rapid.SliceOfNDistinct(rapid.SampledFrom(Functions()), 1, 2, func(f Function) Function { return f }).Draw(t, "new reach"),
		}
	}
	return v
}

// same compares two snapshots but for when they were taken.
func same(a, b *Snapshot) bool {
	x, y := *a, *b
	x.At, y.At = time.Time{}, time.Time{}
	return reflect.DeepEqual(x, y)
}

// TestWhateverAppealsDecideEverythingComesBack imposes, lifts and decides appeals in any order. Each
// refused verdict changes nothing, what a verdict promised is so, and once the last sanction is lifted
// or overturned the account is exactly what it was before the first.
func TestWhateverAppealsDecideEverythingComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		start := w.snapshot()
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			if len(w.active) == 0 || rapid.IntRange(0, 2).Draw(t, "step") == 0 {
				w.impose(drawSanction(t))
				continue
			}
			i := rapid.IntRange(0, len(w.active)-1).Draw(t, "which")
			if rapid.IntRange(0, 3).Draw(t, "lift") == 0 {
				w.lift(i)
				continue
			}
			sn, before := w.active[i], w.snapshot()
			v := drawVerdict(t, &sn)
			alone := len(w.active) == 1
			proof, err := w.appeal(i, v)
			if err != nil {
				if !same(before, w.snapshot()) {
					t.Fatalf("a refused verdict %+v changed the account", v)
				}
				continue
			}
			promised(t, w, v, &sn, before, proof, alone)
		}
		for len(w.active) > 0 {
			i := rapid.IntRange(0, len(w.active)-1).Draw(t, "last")
			if rapid.Bool().Draw(t, "overturned") {
				if _, err := w.appeal(i, Verdict{Outcome: OutcomeOverturn}); err != nil {
					t.Fatal(err)
				}
			} else {
				w.lift(i)
			}
		}
		if end := w.snapshot(); !same(start, end) {
			t.Fatalf("not all is back: %+v, was %+v", end, start)
		}
	})
}

// promised checks what a verdict that was carried out left behind.
func promised(t *rapid.T, w *world, v Verdict, sn *Sanction, before *Snapshot, proof []RestoredField, alone bool) {
	after := w.snapshot()
	switch v.Outcome {
	case OutcomeUphold:
		if !same(before, after) {
			t.Fatal("upholding changed the account")
		}
	case OutcomeOverturn:
		if alone && after.Status != StatusActive {
			t.Fatalf("overturned alone: %+v", after)
		}
	case OutcomePartly:
		m := &w.active[slices.IndexFunc(w.active, func(s Sanction) bool { return s.ID == sn.ID })]
		for _, p := range v.Parts {
			if slices.Contains(m.Parts(), p) {
				t.Fatalf("%s did not come back", p)
			}
		}
		if len(sn.Parts()) != len(v.Parts)+len(m.Parts()) {
			t.Fatalf("of %v stands %v without %v", sn.Parts(), m.Parts(), v.Parts)
		}
		saysWhatStands(t, w, m, "part_stands", after, proof)
	case OutcomeReplace:
		made := &w.active[len(w.active)-1]
		if made.Kind.Rank() >= sn.Kind.Rank() || made.Replaces != sn.ID || (sn.EndsAt != nil && made.EndsAt.After(*sn.EndsAt)) {
			t.Fatalf("%s became %+v", sn.Kind, made)
		}
		fresh := *w
		fresh.lines, fresh.active = slices.Clone(w.lines), slices.Clone(w.active)
		fresh.lift(len(fresh.active) - 1)
		if !same(made.Snapshot, fresh.snapshot()) {
			t.Fatalf("lifting the milder measure gives %+v, its snapshot says %+v", fresh.snapshot(), made.Snapshot)
		}
		saysWhatStands(t, w, made, "replaced", after, proof)
	}
}

func TestPartsThatCannotComeBackAlone(t *testing.T) {
	freeze := func() Sanction {
		w := newWorld()
		w.impose(Sanction{Kind: SanctionFreeze})
		return w.active[0]
	}
	for name, tt := range map[string]struct {
		parts []string
		code  string
	}{
		"a line":                      {[]string{"limit:paylater"}, ""},
		"status alone":                {[]string{"status"}, ""},
		"status and two functions":    {[]string{"status", "reach:purchase", "reach:draw"}, ""},
		"nothing":                     {nil, "required"},
		"a function without status":   {[]string{"reach:draw"}, "parts_need_status"},
		"everything":                  {[]string{"status", "reach:purchase", "reach:draw", "reach:transfer", "reach:raise", "limit:paylater", "limit:cashloan"}, "parts_all"},
		"what it does not hold":       {[]string{"limit:mortgage"}, "choice"},
		"one thing twice":             {[]string{"status", "status"}, "choice"},
		"a product that is no field":  {[]string{"limit:"}, "choice"},
		"a function that is no field": {[]string{"reach:fly", "status"}, "choice"},
	} {
		t.Run(name, func(t *testing.T) {
			s := freeze()
			var bad Invalid
			s.checkParts(&bad, tt.parts)
			err := bad.OrNil()
			if (err == nil) != (tt.code == "") || (err != nil && !coded(&bad, tt.code)) {
				t.Errorf("err = %v, want %q", err, tt.code)
			}
		})
	}
	cut := Sanction{Kind: SanctionLimitCut, CutProduct: ProductPayLater}
	if got := cut.Parts(); len(got) != 0 {
		t.Errorf("a cut has the parts %v", got)
	}
}

// TestAMilderMeasureStaysWithinWhatWasApproved lists what may not take a restriction's or a freeze's place.
func TestAMilderMeasureStaysWithinWhatWasApproved(t *testing.T) {
	ends, late, past := noon.AddDate(0, 0, 10), noon.AddDate(0, 0, 20), noon.AddDate(0, 0, -1)
	lines := newWorld().lines
	restrict := Sanction{ID: 4, Kind: SanctionRestrict, Reach: []Function{FunctionDraw}, EndsAt: &ends, ReasonCode: "cash_out"}
	freeze := Sanction{ID: 4, Kind: SanctionFreeze, ReasonCode: "cash_out"}
	for name, tt := range map[string]struct {
		old  Sanction
		by   *Replacement
		want string
	}{
		"a cut":               {restrict, &Replacement{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: 1, EndsAt: &ends}, ""},
		"a restriction":       {freeze, &Replacement{Kind: SanctionRestrict, Reach: []Function{FunctionDraw}, EndsAt: &late}, ""},
		"nothing":             {freeze, nil, "choice"},
		"the same":            {freeze, &Replacement{Kind: SanctionFreeze, ReviewAt: &ends}, "choice"},
		"a harsher one":       {restrict, &Replacement{Kind: SanctionDeactivate, ReviewAt: &ends}, "choice"},
		"longer":              {restrict, &Replacement{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: 1, EndsAt: &late}, "beyond_old_end"},
		"over already":        {freeze, &Replacement{Kind: SanctionRestrict, Reach: []Function{FunctionDraw}, EndsAt: &past}, "date_future"},
		"no end":              {freeze, &Replacement{Kind: SanctionRestrict, Reach: []Function{FunctionDraw}}, "required"},
		"no reach":            {freeze, &Replacement{Kind: SanctionRestrict, EndsAt: &late}, "required"},
		"a cut that is none":  {freeze, &Replacement{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: 9_000_000, EndsAt: &late}, "cut_below_limit"},
		"unknown function":    {freeze, &Replacement{Kind: SanctionRestrict, Reach: []Function{"fly"}, EndsAt: &late}, "beyond_old"},
		"spared already":      {Sanction{Kind: SanctionFreeze, Spared: []string{"status", "reach:draw"}, ReasonCode: "cash_out"}, &Replacement{Kind: SanctionRestrict, Reach: []Function{FunctionDraw}, EndsAt: &late}, "beyond_old"},
		"a product of nobody": {freeze, &Replacement{Kind: SanctionLimitCut, CutProduct: "mortgage", CutFen: 1, EndsAt: &late}, "choice"},
	} {
		t.Run(name, func(t *testing.T) {
			made, err := tt.old.Replace(tt.by, Judge{ID: 9}, "receipts match", noon)
			if err == nil {
				err = made.Validate(lines, noon)
			}
			var bad *Invalid
			if !errors.As(err, &bad) {
				if tt.want != "" || err != nil {
					t.Errorf("err = %v, want %q", err, tt.want)
				}
				return
			}
			if !coded(bad, tt.want) {
				t.Errorf("err = %v, want %q", err, tt.want)
			}
		})
	}
	if MayReplace(SanctionFreeze, []Permission{PermAppealDecide}) == nil || MayReplace(SanctionFreeze, []Permission{PermSanctionApprove}) != nil ||
		MayReplace(SanctionRestrict, nil) != nil {
		t.Error("who may put a freeze in a deactivation's place")
	}
}
