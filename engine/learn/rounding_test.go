package learn

import (
	"math"
	"math/rand/v2"
	"testing"

	"candor/engine/factor"
	"candor/engine/score"
)

// leastRounding is the most AUC that joining neighbouring bins and rounding to whole points may cost.
const leastRounding = 0.001

// curved makes accounts whose log odds are smooth curves of eight factors.
func curved(rows int) Data {
	r := rand.New(rand.NewPCG(11, 12))
	d := Data{Label: "bad"}
	for j := range 8 {
		d.Specs = append(d.Specs, factor.Spec{Key: string(rune('a' + j)), Aspect: score.AspectCredit, Direction: factor.None, Reason: "r"})
	}
	for range rows {
		row, odds := make([]float64, 8), -1.5
		for j := range row {
			row[j] = r.NormFloat64()
			odds += math.Sin(float64(j+1)*row[j]/2) / 2
		}
		d.Rows, d.Labels = append(d.Rows, row), append(d.Labels, r.Float64() < 1/(1+math.Exp(-odds)))
	}
	return d
}

func TestWholePointsCostNextToNothing(t *testing.T) {
	d := curved(8000)
	tr := &trainer{specs: d.Specs, columns: d.columns(), labels: d.Labels, scale: accounts}
	tr.screen()
	var grids []*grid
	for _, j := range tr.usable {
		grids = append(grids, newGrid(j, d.Specs[j], tr.columns[j], d.Labels, boosted.groups, nil))
	}
	e := ensemble{settings: boosted, labels: d.Labels, grids: grids}
	draw := generator{state: 7}
	for range boosted.bags {
		e.bags = append(e.bags, newBag(&e.settings, grids, d.Labels, &draw))
	}
	e.grow()
	m, err := e.compile(tr)
	if err != nil {
		t.Fatal(err)
	}
	m.card.ID = "test"
	test := curved(8000 + 4000)
	fresh := Data{Specs: test.Specs, Rows: test.Rows[8000:], Labels: test.Labels[8000:]}
	exact := make([]float64, len(fresh.Rows))
	for i, row := range fresh.Rows {
		for j, g := range grids {
			for _, shapes := range e.best {
				exact[i] += float64(shapes[j][g.bin(row[g.index])])
			}
		}
	}
	scored, err := m.apply(&trainer{specs: fresh.Specs, columns: fresh.columns()}, everyRow(len(fresh.Rows)))
	if err != nil {
		t.Fatal(err)
	}
	whole := make([]float64, len(scored))
	for i, s := range scored {
		whole[i] = -float64(s.score)
	}
	before, after := AUC(exact, fresh.Labels), AUC(whole, fresh.Labels)
	t.Logf("exact %.5f, whole points %.5f, %d bins", before, after, len(m.card.Factors[0].Bins))
	if before < 0.70 || before-after > leastRounding {
		t.Errorf("AUC %.5f became %.5f", before, after)
	}
}
