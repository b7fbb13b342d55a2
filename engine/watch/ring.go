package watch

import "math/bits"

// The bucket widths that windows are counted in.
const (
	perMinute = iota
	perTen
	perTwoHours
	perDay
	spans
)

// Each span keeps enough buckets for its longest window and the partial one at its start: size = window / width + 1.
const (
	minuteBuckets = 6
	tenBuckets    = 7
	twoBuckets    = 13
	dayBuckets    = 31
	weekBuckets   = 8 // of the day buckets, those of the 7 day window
	allBuckets    = minuteBuckets + tenBuckets + twoBuckets + dayBuckets

	weekMask = 1<<weekBuckets - 1
)

var (
	spanSize = [spans]uint32{minuteBuckets, tenBuckets, twoBuckets, dayBuckets}
	spanAt   = [spans]uint32{0, minuteBuckets, minuteBuckets + tenBuckets, minuteBuckets + tenBuckets + twoBuckets}
)

// Where counts and sums of one bucket stop growing. Beyond these a window gives a lower bound.
const (
	maxCount = 1<<14 - 1    // purchases, draws and transfers out together
	maxSum   = MaxAmountFen // their sum
	maxTries = 1<<7 - 1     // draws, transfers out or failed logins
)

// clock is where a time falls in each span.
type clock struct {
	bucket [spans]uint32 // number of the bucket since 1970
	slot   [spans]uint32 // bucket modulo the size of the span
}

// clockAt returns the clock of a minute since 1970.
func clockAt(m uint32) clock {
	b := [spans]uint32{m, m / 10, m / 120, m / 1440}
	return clock{b, [spans]uint32{b[0] % minuteBuckets, b[1] % tenBuckets, b[2] % twoBuckets, b[3] % dayBuckets}}
}

// starts returns the first minute of each window that ends at the clock.
func (c *clock) starts() [windows]uint32 {
	from := func(span, buckets, width uint32) uint32 {
		return (max(c.bucket[span], buckets-1) - (buckets - 1)) * width
	}
	return [windows]uint32{
		from(perMinute, minuteBuckets, 1), from(perTen, tenBuckets, 10), from(perTwoHours, twoBuckets, 120),
		from(perDay, weekBuckets, 1440), from(perDay, dayBuckets, 1440),
	}
}

// shift ages a mask of buckets, in which bit i stands for the bucket i before the newest. What falls out of the span is lost;
// its numbers stay in memory but are cleared when their slot is used again.
func shift(mask, by, size uint32) uint32 {
	return mask << by & (1<<size - 1)
}

// flow counts outgoing money in every span.
type flow struct {
	mask  [spans]uint32
	count [allBuckets]uint16
	sum   [allBuckets]uint32 // up to maxSum; four bytes keep an account on few lines of a processor's cache
}

// advance drops what no window sees any more when the clock moves on.
func (f *flow) advance(from, to *clock) {
	for i := range f.mask {
		f.mask[i] = shift(f.mask[i], to.bucket[i]-from.bucket[i], spanSize[i])
	}
}

// add counts an amount in the newest buckets.
func (f *flow) add(c *clock, amount int64) {
	for i := range f.mask {
		k := spanAt[i] + c.slot[i]
		used := -(f.mask[i] & 1) // every bit of a bucket in use, none of a new one: whether it is, no processor guesses
		f.mask[i] |= 1
		f.count[k] = min(f.count[k]&uint16(used)+1, maxCount)
		f.sum[k] = uint32(min(int64(f.sum[k]&used)+amount, maxSum))
	}
}

// total sums the buckets of a span that are in keep.
func (f *flow) total(span int, c *clock, keep uint32) (n, sum int64) {
	slot, size, at := c.slot[span], spanSize[span], spanAt[span]
	for m := f.mask[span] & keep; m != 0; m &= m - 1 {
		k := at + back(slot, uint32(bits.TrailingZeros32(m)), size)
		n += int64(f.count[k])
		sum += int64(f.sum[k])
	}
	return n, sum
}

// back returns the slot that lies age buckets before slot.
func back(slot, age, size uint32) uint32 {
	if slot >= age {
		return slot - age
	}
	return slot + size - age
}

// lane counts one kind of money in buckets of two hours.
type lane struct {
	mask  uint32
	count [twoBuckets]uint8
	sum   [twoBuckets]uint32
}

// add counts an amount in the newest bucket.
func (l *lane) add(c *clock, amount int64) {
	k := c.slot[perTwoHours]
	if l.mask&1 == 0 {
		l.mask |= 1
		l.count[k], l.sum[k] = 0, 0
	}
	l.count[k] = min(l.count[k]+1, maxTries)
	l.sum[k] = uint32(min(int64(l.sum[k])+amount, maxSum))
}

// total sums every bucket.
func (l *lane) total(c *clock) (n, sum int64) {
	for m := l.mask; m != 0; m &= m - 1 {
		k := back(c.slot[perTwoHours], uint32(bits.TrailingZeros32(m)), twoBuckets)
		n += int64(l.count[k])
		sum += int64(l.sum[k])
	}
	return n, sum
}

// tries counts failed logins in buckets of ten minutes and of two hours.
type tries struct {
	ten, two uint32 // masks
	tens     [tenBuckets]uint8
	twos     [twoBuckets]uint8
}

// add counts one in the newest buckets.
func (t *tries) add(c *clock) {
	t.ten = bump(t.ten, &t.tens[c.slot[perTen]])
	t.two = bump(t.two, &t.twos[c.slot[perTwoHours]])
}

// bump counts one in the newest bucket of a mask and returns the mask.
func bump(mask uint32, n *uint8) uint32 {
	if mask&1 == 0 {
		*n = 0
	}
	*n = min(*n+1, maxTries)
	return mask | 1
}

// tally sums every bucket of a mask.
func tally(mask uint32, n []uint8, slot uint32) (total int64) {
	for ; mask != 0; mask &= mask - 1 {
		total += int64(n[back(slot, uint32(bits.TrailingZeros32(mask)), uint32(len(n)))])
	}
	return total
}
