package decide

import (
	"net/netip"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// address draws addresses that are close together, so that networks hold some of them.
func address(t *rapid.T, label string) netip.Addr {
	if rapid.Bool().Draw(t, label+" is v4") {
		b := [4]byte{203, 0, byte(rapid.IntRange(0, 3).Draw(t, label+" c")), byte(rapid.IntRange(0, 255).Draw(t, label+" d"))}
		if rapid.IntRange(0, 3).Draw(t, label+" mapped") == 0 {
			return netip.AddrFrom16(netip.AddrFrom4(b).As16())
		}
		return netip.AddrFrom4(b)
	}
	b := netip.MustParseAddr("2001:db8::").As16()
	b[5], b[15] = byte(rapid.IntRange(0, 3).Draw(t, label+" f")), byte(rapid.IntRange(0, 255).Draw(t, label+" p"))
	return netip.AddrFrom16(b)
}

// TestNetworksAgreeWithNetip compares with looking at every network by net/netip.
func TestNetworksAgreeWithNetip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var table Networks[int]
		var list []netip.Prefix
		for i := range rapid.IntRange(0, 20).Draw(t, "networks") {
			addr := address(t, "network")
			p := netip.PrefixFrom(addr, rapid.IntRange(0, addr.BitLen()).Draw(t, "bits"))
			table.Add(p, i)
			list = append(list, PlainPrefix(p))
		}
		for range 10 {
			addr := address(t, "address")
			best := -1
			var want, all []int
			for i, p := range list {
				if !p.Contains(addr.Unmap()) {
					continue
				}
				all = append(all, i)
				switch {
				case p.Bits() > best:
					best, want = p.Bits(), []int{i}
				case p.Bits() == best:
					want = append(want, i)
				}
			}
			if got := table.Find(addr.String()); !slices.Equal(got, want) {
				t.Fatalf("%s in %v: %v, want %v", addr, list, got, want)
			}
			got := table.All(addr)
			slices.Sort(got)
			if !slices.Equal(got, all) {
				t.Fatalf("%s lies in %v, want %v", addr, got, all)
			}
		}
	})
}

func TestNetworksOfOddInput(t *testing.T) {
	var table Networks[string]
	if table.Find("203.0.113.9") != nil || !table.Empty() {
		t.Error("an empty table finds something")
	}
	table.Add(netip.Prefix{}, "nothing")
	if !table.Empty() {
		t.Error("the zero prefix was added")
	}
	table.Add(netip.MustParsePrefix("203.0.113.9/24"), "wide") // bits below the prefix do not count
	table.Add(netip.MustParsePrefix("::ffff:203.0.113.8/125"), "narrow")
	table.Add(netip.MustParsePrefix("fe80::/10"), "link")
	for ip, want := range map[string][]string{
		"203.0.113.1": {"wide"}, "203.0.113.9": {"narrow"}, "::ffff:203.0.113.9": {"narrow"}, "203.0.114.1": nil,
		"fe80::1%eth0": {"link"}, "": nil, "203.0.113": nil, "203.0.113.9/32": nil, "二": nil, "::": nil,
	} {
		if got := table.Find(ip); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", ip, got, want)
		}
	}
	if got := table.All(netip.Addr{}); got != nil {
		t.Errorf("the zero address: %v", got)
	}
}

func FuzzNetworks(f *testing.F) {
	f.Add("203.0.113.0/24", "203.0.113.9")
	f.Add("::ffff:0:0/95", "::ffff:1.2.3.4")
	f.Add("2001:db8::/32", "2001:db8::1%x")
	f.Add("0.0.0.0/0", "")
	f.Fuzz(func(t *testing.T, network, ip string) {
		p, err := netip.ParsePrefix(network)
		if err != nil {
			return
		}
		var table Networks[bool]
		table.Add(p, true)
		addr, err := netip.ParseAddr(ip)
		want := err == nil && PlainPrefix(p).Contains(addr.Unmap().WithZone(""))
		if got := table.Find(ip) != nil; got != want {
			t.Errorf("%s in %s: %t", ip, network, got)
		}
	})
}

func BenchmarkNetworks(b *testing.B) {
	var none, many Networks[int]
	for i := range 10_000 {
		many.Add(netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i >> 8), byte(i), 0, 0}), 16+i%9), i)
	}
	for name, table := range map[string]*Networks[int]{"none": &none, "10000": &many} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				table.Find("10.1.2.3")
			}
		})
	}
}
