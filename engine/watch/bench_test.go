package watch

import (
	"fmt"
	"math/rand/v2"
	"testing"
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
				s.Features(&next[k], &f, &v)
				s.Add(&next[k])
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
				states[k].Features(&next[k], &f, &v)
				states[k].Add(&next[k])
				sink += v[0]
			}
		})
	}
}

// BenchmarkVelocity compares one update and query of a state in a book of a million accounts with a bare lookup in a map of as
// many keys, both at random: the rows are as stored, in one slab without pointers.
func BenchmarkVelocity(b *testing.B) {
	const accounts, width = 1_000_000, 512
	slab := make([]byte, accounts*width)
	length := make([]uint16, accounts)
	index := make(map[uint64]uint32, accounts)
	rows, next := benchBook(b, 10)
	for i := range uint32(accounts) {
		length[i] = uint16(copy(slab[int(i)*width:(int(i)+1)*width], rows[i%benchAccounts]))
		index[uint64(i)*0x9e3779b97f4a7c15] = i
	}
	r := rand.New(rand.NewPCG(3, 4))
	key := func() uint64 { return uint64(r.IntN(accounts)) * 0x9e3779b97f4a7c15 }
	b.Run("map", func(b *testing.B) {
		for range b.N {
			sink += float64(index[key()])
		}
	})
	f := UnknownFacts()
	var s State
	var v Vector
	b.Run("state", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			i := int(index[key()])
			row := slab[i*width : (i+1)*width]
			if s.Decode(row[:length[i]]) != nil {
				b.Fatal("damaged")
			}
			e := next[i%benchAccounts]
			s.Features(&e, &f, &v)
			s.Add(&e)
			length[i] = uint16(len(s.Append(row[:0])))
			sink += v[0]
		}
	})
}
