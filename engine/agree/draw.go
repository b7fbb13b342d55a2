package agree

import (
	"math/rand/v2"
	"slices"
)

// Share says how many of n are drawn from each group, by the groups' sizes: never more than a group has, and n in all where the groups
// have as many. Each group has one first where n reaches that far, the others go by highest averages (Sainte-Laguë's divisors 1, 3, 5 …):
// nearly in proportion to the sizes. Of equal claims the earlier group is first. Sizes and n below 1 have nothing.
func Share(sizes []int, n int) []int {
	out := make([]int, len(sizes))
	groups := 0
	for _, size := range sizes {
		if size > 0 {
			groups++
		}
	}
	if n >= groups {
		for i, size := range sizes {
			if size > 0 {
				out[i] = 1
				n--
			}
		}
	}
	for ; n > 0; n-- {
		best := -1
		for i, size := range sizes {
			// size/(2·out+1) is compared without dividing
			if out[i] < size && (best < 0 || size*(2*out[best]+1) > sizes[best]*(2*out[i]+1)) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out[best]++
	}
	return out
}

// Draw draws n things from groups of the given sizes, as Share shares them out, each of a group as likely as any other of it. It returns
// the places drawn in each group, ascending from 0. The same sizes, n and seed always draw the same.
func Draw(sizes []int, n int, seed uint64) [][]int {
	out := make([][]int, len(sizes))
	for i, k := range Share(sizes, n) {
		if k == 0 {
			continue
		}
		places := rand.New(rand.NewPCG(seed, uint64(i))).Perm(sizes[i])[:k]
		slices.Sort(places)
		out[i] = places
	}
	return out
}
