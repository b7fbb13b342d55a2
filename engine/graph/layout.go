// Package graph places the nodes of a small network so that it can be read: a force layout
// without a clock or chance of its own. The same network gives the same places, so that two
// people who talk about a picture see the same one.
package graph

import (
	"math"

	"candor/engine/plain"
)

// Most is how many nodes a picture takes; a table is better for more.
const Most = 80

// Gap is how far apart, in units of the frame, two nodes are at least: a fingertip.
const Gap = 30.0

// iterations is how long the forces work; more of them no longer change a picture visibly.
const iterations = 200

// Point is a place in the frame, from its top left corner.
type Point struct{ X, Y float64 }

// Edge joins two nodes by their numbers.
type Edge struct{ From, To int }

// Frame is what the picture must stay inside, and how far from its border.
type Frame struct{ Width, Height, Margin float64 }

// Layout places n nodes. It is the method of Fruchterman and Reingold
// (Graph drawing by force-directed placement, Software: Practice and Experience 21(11), 1991):
// every pair pushes apart with k²/d, every edge pulls together with d²/k, and steps grow
// shorter. Afterwards the picture is fitted to the frame, and nodes that touch are moved apart. The seed turns the start, so
// that networks of equal shape do not all look alike. Places are rounded to a tenth. For
// more than Most nodes the rest has no place. Edges to nodes that are not there, and of a node
// to itself, count for nothing.
func Layout(n int, edges []Edge, f Frame, seed uint64) []Point {
	n = min(max(n, 0), Most)
	if n == 0 {
		return nil
	}
	at := spiral(n, f, seed)
	k := min(longest, math.Sqrt((f.Width-2*f.Margin)*(f.Height-2*f.Margin)/float64(n))*.8)
	pushed := make([]Point, n)
	for i := range iterations {
		clear(pushed)
		repel(at, pushed, k)
		attract(at, pushed, edges, k)
		draw(at, pushed, f)
		heat := f.Width / 10 * (1 - float64(i)/iterations)
		for v := range at {
			if d := plain.Hypot(pushed[v].X, pushed[v].Y); d > 0 {
				step := min(d, heat) / d
				at[v].X += float64(pushed[v].X * step)
				at[v].Y += float64(pushed[v].Y * step)
			}
			at[v] = f.inside(at[v])
		}
	}
	fit(at, f)
	separate(at, f)
	for v := range at {
		at[v] = settle(at[:v], at[v], f)
	}
	return at
}

// longest is how long the edges of a small network would like to be.
const longest = 130.0

// golden is the angle of a sunflower's seeds: no two of the first many lie on one line.
const golden = 2.399963229728653

// spiral is where the nodes begin: the first in the middle, the others around it.
func spiral(n int, f Frame, seed uint64) []Point {
	turn := float64(seed%360) * math.Pi / 180
	at := make([]Point, n)
	for i := range at {
		r := math.Sqrt(float64(i)/float64(n)) * .9
		a := float64(float64(i)*golden) + turn
		at[i] = f.inside(Point{
			float64(f.Width/2) + float64(r*plain.Cos(a)*(float64(f.Width/2)-f.Margin)), float64(f.Height/2) + float64(r*plain.Sin(a)*(float64(f.Height/2)-f.Margin)),
		})
	}
	return at
}

// inside moves a point into the frame.
func (f Frame) inside(p Point) Point {
	return Point{min(max(p.X, f.Margin), f.Width-f.Margin), min(max(p.Y, f.Margin), f.Height-f.Margin)}
}

// apart is the way from b to a with its length; for one place it is a direction by number.
func apart(a, b Point, number int) (dx, dy, d float64) {
	dx, dy = a.X-b.X, a.Y-b.Y
	if d = plain.Hypot(dx, dy); d < .01 {
		angle := float64(number) * golden
		return plain.Cos(angle) * .01, plain.Sin(angle) * .01, .01
	}
	return dx, dy, d
}

func repel(at, pushed []Point, k float64) {
	for v := range at {
		for u := v + 1; u < len(at); u++ {
			dx, dy, d := apart(at[v], at[u], u)
			force := k * k / (d * d)
			pushed[v].X += float64(dx * force)
			pushed[v].Y += float64(dy * force)
			pushed[u].X -= float64(dx * force)
			pushed[u].Y -= float64(dy * force)
		}
	}
}

func attract(at, pushed []Point, edges []Edge, k float64) {
	for _, e := range edges {
		if e.From == e.To || e.From < 0 || e.To < 0 || e.From >= len(at) || e.To >= len(at) {
			continue
		}
		dx, dy, d := apart(at[e.From], at[e.To], e.To)
		force := d / k
		pushed[e.From].X -= float64(dx * force)
		pushed[e.From].Y -= float64(dy * force)
		pushed[e.To].X += float64(dx * force)
		pushed[e.To].Y += float64(dy * force)
	}
}

// draw pulls every node a little towards the middle, so that what hangs loose does not end in
// a corner.
func draw(at, pushed []Point, f Frame) {
	for v := range at {
		pushed[v].X += float64((float64(f.Width/2) - at[v].X) * .03)
		pushed[v].Y += float64((float64(f.Height/2) - at[v].Y) * .03)
	}
}

// grow is how much a small picture is enlarged at most.
const grow = 1.6

// fit puts the picture into the middle of the frame and enlarges it towards the border, as
// much in height as in width.
func fit(at []Point, f Frame) {
	low, high := at[0], at[0]
	for _, p := range at {
		low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
	}
	scale := grow
	if w := high.X - low.X; w > 0 {
		scale = min(scale, (f.Width-2*f.Margin)/w)
	}
	if h := high.Y - low.Y; h > 0 {
		scale = min(scale, (f.Height-2*f.Margin)/h)
	}
	for v, p := range at {
		at[v] = f.inside(Point{
			float64(f.Width/2) + float64((p.X-float64((low.X+high.X)/2))*scale), float64(f.Height/2) + float64((p.Y-float64((low.Y+high.Y)/2))*scale),
		})
	}
}

// separate moves nodes that lie closer than Gap apart.
func separate(at []Point, f Frame) {
	for range 40 {
		moved := false
		for v := range at {
			for u := v + 1; u < len(at); u++ {
				dx, dy, d := apart(at[v], at[u], v+u)
				if d >= Gap+.2 {
					continue
				}
				moved = true
				half := (Gap + 1 - d) / 2 / d
				at[v] = f.inside(Point{at[v].X + float64(dx*half), at[v].Y + float64(dy*half)})
				at[u] = f.inside(Point{at[u].X - float64(dx*half), at[u].Y - float64(dy*half)})
			}
		}
		if !moved {
			return
		}
	}
}

// settle is the free place nearest to p: at least Gap from every node before. Most nodes
// together cover about half of a frame, so there is one.
func settle(before []Point, p Point, f Frame) Point {
	for ring := range 400 {
		turns := max(1, 6*ring)
		for i := range turns {
			a := 2 * math.Pi * float64(i) / float64(turns)
			r := float64(ring) * 4
			q := Point{math.Round((p.X+float64(r*plain.Cos(a)))*10) / 10, math.Round((p.Y+float64(r*plain.Sin(a)))*10) / 10}
			if q == f.inside(q) && free(before, q) {
				return q
			}
		}
	}
	return f.inside(p)
}

func free(before []Point, q Point) bool {
	for _, o := range before {
		if plain.Hypot(o.X-q.X, o.Y-q.Y) < Gap {
			return false
		}
	}
	return true
}
