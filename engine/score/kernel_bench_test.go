package score

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// kernel is what somebody would write by hand for the card of the benchmarks and no other:
// its 30 factors, of which every tenth has codes and so two blocks of edges, and its 15
// reasons, each of the factors i and i+15, are constants of the code.
type kernel struct {
	base   int
	edges  [30][2 * blockSize]float64
	points [30][2*blockSize + 1]int32
	lost   [30][2*blockSize + 1]int32
}

// kernelFor lays the card out for the kernel.
func kernelFor(card *Scorecard) *kernel {
	k := &kernel{base: card.Base}
	for i := range card.Factors {
		f := &card.Factors[i]
		edges := f.edges()
		for j := range k.edges[i] {
			k.edges[i][j] = math.Inf(1)
		}
		copy(k.edges[i][:], edges)
		for j := range len(edges) + 1 {
			upper := math.NaN()
			if j == len(edges) {
				upper = math.MaxFloat64
			} else if j > 0 {
				upper = edges[j]
			}
			s := f.slotAt(upper, f.against(ReferenceBest))
			k.points[i][j], k.lost[i][j] = s.points, s.lost
		}
	}
	return k
}

// slot counts the edges of a factor that a value is above.
func (k *kernel) slot(i int, x float64) int {
	e := &k.edges[i]
	n := bit(x > e[0]) + bit(x > e[1]) + bit(x > e[2]) + bit(x > e[3]) + bit(x > e[4]) + bit(x > e[5]) + bit(x > e[6]) + bit(x > e[7])
	if i%10 == 0 { // known by the place in the loop: never mispredicted
		n += bit(x > e[8]) + bit(x > e[9]) + bit(x > e[10]) + bit(x > e[11]) + bit(x > e[12]) + bit(x > e[13]) + bit(x > e[14]) + bit(x > e[15])
	}
	return n
}

// score adds up one row and finds its four reasons.
func (k *kernel) score(row *[30]float64) (sum int, reasons [TopReasons]int64) {
	total := int32(0)
	var first, second, third, fourth int64
	for i := range 15 {
		a, b := k.slot(i, row[i]), k.slot(i+15, row[i+15])
		total += k.points[i][a] + k.points[i+15][b]
		key := int64(k.lost[i][a]+k.lost[i+15][b])<<reasonBits | int64(MaxFactors-1-i)
		first, key = max(first, key), min(first, key)
		second, key = max(second, key), min(second, key)
		third, key = max(third, key), min(third, key)
		fourth = max(fourth, key)
	}
	return k.base + int(total), [TopReasons]int64{first, second, third, fourth}
}

// benchRows is the accounts of the benchmarks one after another, as a batch has them.
func benchRows(b testing.TB) (*Evaluator, [][30]float64) {
	b.Helper()
	e, accounts := benchCard(b)
	rows := make([][30]float64, len(accounts))
	r := rand.New(rand.NewPCG(3, 4))
	for i := range rows {
		copy(rows[i][:], accounts[i])
		if r.IntN(4) == 0 {
			rows[i][10*r.IntN(3)] = float64(-1 - r.IntN(2))
		}
	}
	return e, rows
}

func TestTheKernelOfTheBenchmarkScoresTheSame(t *testing.T) {
	e, rows := benchRows(t)
	card := e.Card()
	k := kernelFor(&card)
	for i := range rows {
		var want Points
		e.Evaluate(rows[i][:], &want)
		sum, keys := k.score(&rows[i])
		got := Points{Sum: sum}
		for j, key := range keys {
			got.Reasons[j] = Lost{Reason: int32(MaxFactors - 1 - key&(MaxFactors-1)), Points: int32(key >> reasonBits)}
		}
		if sum != want.Sum || !slices.Equal(got.Reasons[:], want.Reasons[:]) {
			t.Fatalf("row %d (-evaluator +kernel):\n%s", i, cmp.Diff(want, got))
		}
	}
}

// sink keeps the compiler from leaving the kernel's work out.
var sink atomic.Int64

// BenchmarkBatch scores rows on all processors, by the evaluator, which takes any card, and
// by a kernel that takes this one.
func BenchmarkBatch(b *testing.B) {
	e, rows := benchRows(b)
	card := e.Card()
	k := kernelFor(&card)
	b.Run("evaluator", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			var p Points
			for i := 0; pb.Next(); i++ {
				e.Evaluate(rows[i&8191][:], &p)
			}
		})
	})
	b.Run("kernel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			total := 0
			for i := 0; pb.Next(); i++ {
				sum, reasons := k.score(&rows[i&8191])
				total += sum + int(reasons[3])
			}
			sink.Add(int64(total))
		})
	})
}
