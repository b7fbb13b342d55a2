package watch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// trace makes the events of one account: some a day over 60 days, with a day of many. It is the same for a seed.
func trace(seed uint64, events int) []Event {
	r := rand.New(rand.NewPCG(seed, 1))
	at := int64(1_700_000_000+r.IntN(86400)) * second
	step := int64(60 * 86400 / events)
	all := make([]Event, 0, events)
	token := func(kind string, n int) uint64 {
		return Token(fmt.Sprint(kind, seed, "-", int(r.ExpFloat64()*float64(n)/3)))
	}
	for i := range events {
		gap := int64(r.ExpFloat64()*float64(step)*second) + 1
		if i%20 > 16 {
			gap /= 200
		}
		at += gap
		e := Event{ID: int64(seed)*1000 + int64(i), At: at}
		e.Device, e.IP, e.Network, e.City = token("d", 3), token("i", 6), token("n", 3), token("c", 3)
		switch k := r.IntN(20); {
		case k < 9:
			e.Kind, e.Merchant = Purchase, token("m", 10)
		case k < 11:
			e.Kind, e.Payee = Draw, token("p", 2)
		case k < 13:
			e.Kind, e.Payee = TransferOut, token("p", 5)
		case k < 14:
			e.Kind, e.Merchant = Refund, token("m", 10)
		case k < 15:
			e.Kind = Repayment
		case k < 18:
			e.Kind = Login
		default:
			e.Kind = LoginFailed + Kind(r.IntN(6))
		}
		if e.Kind.Money() {
			e.AmountFen = int64(1000 + r.ExpFloat64()*50_000)
			if r.IntN(4) == 0 {
				e.AmountFen = int64(1+r.IntN(30)) * roundFen
			}
		}
		if r.IntN(2) == 0 {
			e.HasPlace, e.Lat, e.Lon = true, 30+r.Float32(), 120+r.Float32()
		}
		all = append(all, e)
	}
	return all
}

const benchAccounts = 8192

// benchBook returns encoded states after a trace and one more event for each.
func benchBook(b *testing.B, events int) (rows [][]byte, next []Event) {
	rows, next = make([][]byte, benchAccounts), make([]Event, benchAccounts)
	total := 0
	for i := range rows {
		t := trace(uint64(i), events+1)
		var s State
		for j := range events {
			s.Add(&t[j])
		}
		rows[i], next[i] = s.Append(nil), t[events]
		total += len(rows[i])
	}
	b.Cleanup(func() { b.ReportMetric(float64(total)/benchAccounts, "B/account") })
	return rows, next
}

var sink float64

func BenchmarkFeaturesAdd(b *testing.B) {
	for _, events := range []int{10, 60, 400} {
		b.Run(fmt.Sprintf("encoded/%d", events), func(b *testing.B) {
			rows, next := benchBook(b, events)
			f := UnknownFacts()
			var s State
			var v Vector
			buf := make([]byte, 0, MaxBytes)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				k := i % benchAccounts
				if s.Decode(rows[k]) != nil {
					b.Fatal("damaged")
				}
				s.Meet(&next[k], &f, &v)
				buf = s.Append(buf[:0])
				sink += v[0]
			}
		})
		b.Run(fmt.Sprintf("memory/%d", events), func(b *testing.B) {
			rows, next := benchBook(b, events)
			states := make([]State, benchAccounts)
			for i := range states {
				_ = states[i].Decode(rows[i])
			}
			f := UnknownFacts()
			var v Vector
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				k := i % benchAccounts
				if k == 0 && i > 0 { // the same event again, one day later each round
					for j := range next {
						next[j].At += 86400 * second
						next[j].ID += benchAccounts * 1000
					}
				}
				states[k].Meet(&next[k], &f, &v)
				sink += v[0]
			}
		})
	}
}

// BenchmarkVelocity compares an update and query in a book of a million accounts with a bare lookup in a map of as many keys, all at
// random and in turn: of the windows' counts and sums alone, kept as they are in memory, and of whole stored states with every
// feature, in one slab without pointers. It gives medians of parts of about a tenth of a millisecond, in which a busy machine seldom
// runs something else, and how often the map's each is. One operation is a round of all.
func BenchmarkVelocity(b *testing.B) {
	const accounts = 1_000_000
	book := newVelocityBook(b, accounts)
	var took [3][]float64 // ns an account: map, windows, state
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for side, do := range []func(i uint32){book.touch, book.window, book.state} {
			times := [...]int{1000, 200, 40}[side]
			begun := time.Now()
			for range times {
				do(book.index[book.key()])
			}
			took[side] = append(took[side], float64(time.Since(begun).Nanoseconds())/float64(times))
		}
	}
	for side, name := range []string{"map", "windows", "state"} {
		slices.Sort(took[side])
		median := took[side][len(took[side])/2]
		b.ReportMetric(median, name+"-ns")
		if side > 0 {
			b.ReportMetric(median/took[0][len(took[0])/2], name+"/map")
		}
	}
}

// velocityBook is the million accounts in both forms.
type velocityBook struct {
	b       *testing.B
	r       *rand.Rand
	index   map[uint64]uint32
	slab    []byte
	length  []uint16
	windows []struct {
		clock clock
		out   flow
	}
	next    []Event
	facts   Facts
	scratch State
	v       Vector
}

// rowWidth is the room of a stored state in the slab, enough for eleven events.
const rowWidth = 512

func newVelocityBook(b *testing.B, accounts int) *velocityBook {
	book := &velocityBook{
		b: b, r: rand.New(rand.NewPCG(3, 4)), index: make(map[uint64]uint32, accounts), slab: make([]byte, accounts*rowWidth),
		length: make([]uint16, accounts), facts: UnknownFacts(),
	}
	book.windows = make([]struct {
		clock clock
		out   flow
	}, accounts)
	var rows [][]byte
	rows, book.next = benchBook(b, 10)
	for i := range uint32(accounts) {
		row := rows[i%benchAccounts]
		book.length[i] = uint16(copy(book.slab[int(i)*rowWidth:(int(i)+1)*rowWidth], row))
		if book.scratch.Decode(row) != nil {
			b.Fatal("damaged")
		}
		book.windows[i].clock, book.windows[i].out = book.scratch.past.clock, book.scratch.past.out
		book.index[uint64(i)*0x9e3779b97f4a7c15] = i
	}
	return book
}

func (book *velocityBook) key() uint64 {
	return uint64(book.r.IntN(len(book.index))) * 0x9e3779b97f4a7c15
}

func (book *velocityBook) touch(i uint32) { sink += float64(i) }

// window takes the account's next event into its windows and reads them.
func (book *velocityBook) window(i uint32) {
	a, e := &book.windows[i], &book.next[i%benchAccounts]
	to := clockAt(uint32(e.At / minute))
	a.out.advance(&a.clock, &to)
	a.clock = to
	a.out.add(&a.clock, e.AmountFen)
	a.out.fill(&a.clock, &book.v)
	sink += book.v[sum]
}

// state takes the account's next event into its stored state and computes every feature.
func (book *velocityBook) state(i uint32) {
	row := book.slab[int(i)*rowWidth : (int(i)+1)*rowWidth]
	if book.scratch.Decode(row[:book.length[i]]) != nil {
		book.b.Fatal("damaged")
	}
	e := &book.next[i%benchAccounts]
	book.scratch.Meet(e, &book.facts, &book.v)
	book.length[i] = uint16(len(book.scratch.Append(row[:0])))
	sink += book.v[0]
}
