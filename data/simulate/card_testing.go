package simulate

import "fmt"

// cardTesting: whoever bought a list of card numbers tries which of them still work, with a few
// very small payments each at one online shop, from one address and without the app. What is
// taken is next to nothing, so that no shipped rule minds: it is what a lender's own rule is
// written for.
func cardTesting(p *play) {
	with := gear{ip: fmt.Sprintf("203.0.113.%d", 1+p.r.IntN(254)), network: "AS64505"}
	for range 6 {
		who := p.cast.victim(20_000)
		if who == nil {
			return
		}
		for range 6 {
			p.buy(who, with, "Donations online", 100+p.r.Int64N(800))
			p.wait(0.5)
		}
		p.wait(1)
	}
}
