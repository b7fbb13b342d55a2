package decide

import (
	"net/netip"
	"slices"
)

// Networks finds in which of a set of networks an address lies. The zero value is empty and
// costs a lookup nothing. It may be read by many goroutines once it is filled.
//
// It keeps one map for each length of prefix that is in use and tries them from the
// longest on: a lookup costs as many map reads as there are different lengths, however many
// networks there are (Waldvogel et al., "Scalable High Speed IP Routing Lookups", SIGCOMM
// 1997, section 3, without its search among the lengths).
type Networks[T any] struct {
	v4, v6 []networkLevel[T] // the longest prefixes first
}

type networkLevel[T any] struct {
	bits int
	at   map[netip.Prefix][]T
}

// PlainPrefix is a network in the one form that Networks compares: no bits below the
// prefix, and IPv4 addresses that are written as IPv6 (::ffff:a.b.c.d) as IPv4. The zero
// prefix comes back for what is no network.
func PlainPrefix(p netip.Prefix) netip.Prefix {
	if !p.IsValid() {
		return netip.Prefix{}
	}
	addr, bits := p.Addr(), p.Bits()
	if addr.Is4In6() {
		if bits < 96 { // wider than what holds IPv4: it stays IPv6
			return p.Masked()
		}
		addr, bits = addr.Unmap(), bits-96
	}
	plain, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return plain
}

// Add puts a value on a network. Values of one network come back in the order of adding.
func (n *Networks[T]) Add(p netip.Prefix, v T) {
	p = PlainPrefix(p)
	if !p.IsValid() {
		return
	}
	levels := &n.v6
	if p.Addr().Is4() {
		levels = &n.v4
	}
	i, known := slices.BinarySearchFunc(*levels, p.Bits(), func(l networkLevel[T], bits int) int { return bits - l.bits })
	if !known {
		*levels = slices.Insert(*levels, i, networkLevel[T]{p.Bits(), map[netip.Prefix][]T{}})
	}
	at := (*levels)[i].at
	at[p] = append(at[p], v)
}

// Empty reports whether there is no network at all.
func (n *Networks[T]) Empty() bool { return len(n.v4) == 0 && len(n.v6) == 0 }

// Find returns the values of the narrowest network that holds the address, nil for none and
// for what is no address. A zone is not part of the address.
func (n *Networks[T]) Find(ip string) []T {
	if n.Empty() {
		return nil
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return nil
	}
	for found := range n.around(addr) {
		return found
	}
	return nil
}

// All returns the values of every network that holds the address, the narrowest first.
func (n *Networks[T]) All(addr netip.Addr) []T {
	var out []T
	for found := range n.around(addr) {
		out = append(out, found...)
	}
	return out
}

// around goes through the networks that hold an address, the narrowest first.
func (n *Networks[T]) around(addr netip.Addr) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		addr = addr.Unmap().WithZone("")
		levels := n.v6
		if addr.Is4() {
			levels = n.v4
		}
		for _, l := range levels {
			p, err := addr.Prefix(l.bits)
			if err != nil {
				continue // the zero address
			}
			if found, ok := l.at[p]; ok && !yield(found) {
				return
			}
		}
	}
}
