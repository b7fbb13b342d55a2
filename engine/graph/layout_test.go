package graph_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"candor/engine/graph"
)

var frame = graph.Frame{Width: 960, Height: 560, Margin: 40}

// network draws a network of any shape, with edges that lead nowhere among others.
func network(t *rapid.T) (int, []graph.Edge, uint64) {
	n := rapid.IntRange(0, graph.Most+5).Draw(t, "nodes")
	edge := rapid.Custom(func(t *rapid.T) graph.Edge {
		return graph.Edge{From: rapid.IntRange(-2, n+2).Draw(t, "from"), To: rapid.IntRange(-2, n+2).Draw(t, "to")}
	})
	return n, rapid.SliceOfN(edge, 0, 160).Draw(t, "edges"), rapid.Uint64().Draw(t, "seed")
}

func TestNodesStayInTheFrameAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges, seed := network(t)
		places := graph.Layout(n, edges, frame, seed)
		if len(places) != min(n, graph.Most) {
			t.Fatalf("%d places for %d nodes", len(places), n)
		}
		for i, p := range places {
			if math.IsNaN(p.X+p.Y) || p.X < frame.Margin || p.X > frame.Width-frame.Margin || p.Y < frame.Margin || p.Y > frame.Height-frame.Margin {
				t.Fatalf("node %d is at %v", i, p)
			}
			for j := range i {
				if d := math.Hypot(p.X-places[j].X, p.Y-places[j].Y); d < graph.Gap-.2 {
					t.Fatalf("nodes %d and %d are %.1f apart", j, i, d)
				}
			}
		}
		if again := graph.Layout(n, edges, frame, seed); !slices.Equal(places, again) {
			t.Fatal("the same network has two pictures")
		}
	})
}

func TestWhatIsJoinedIsNear(t *testing.T) {
	var edges []graph.Edge // two stars of 10 whose middles are joined
	for i := 2; i < 12; i++ {
		edges = append(edges, graph.Edge{From: 0, To: i}, graph.Edge{From: 1, To: i + 10})
	}
	p := graph.Layout(22, append(edges, graph.Edge{From: 0, To: 1}), frame, 1)
	mean := func(of, first int) (sum float64) {
		for i := first; i < first+10; i++ {
			sum += math.Hypot(p[of].X-p[i].X, p[of].Y-p[i].Y) / 10
		}
		return sum
	}
	if own, other := mean(1, 12), mean(1, 2); own >= other*.7 {
		t.Errorf("its own nodes are %.0f away, the other's %.0f", own, other)
	}
}

// TestAPictureDoesNotChange pins one picture to the tenth.
func TestAPictureDoesNotChange(t *testing.T) {
	got := graph.Layout(4, []graph.Edge{{From: 0, To: 1}, {From: 0, To: 2}, {From: 2, To: 3}}, frame, 42)
	want := []graph.Point{{X: 372.1, Y: 195.3}, {X: 175, Y: 42.5}, {X: 589.1, Y: 364.2}, {X: 785, Y: 517.5}}
	if !slices.Equal(got, want) {
		t.Errorf("places are %v", got)
	}
}

func BenchmarkLayout(b *testing.B) {
	var edges []graph.Edge
	for i := 1; i < graph.Most; i++ {
		edges = append(edges, graph.Edge{From: i / 3, To: i})
	}
	for b.Loop() {
		graph.Layout(graph.Most, edges, frame, 7)
	}
}
