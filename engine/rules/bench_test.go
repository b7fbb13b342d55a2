package rules

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// records is how many different events the benchmarks go round: with a few hundred the branch predictor learns them by heart.
const records = 8192

// event is one record as hand-written rules would have it.
type event struct {
	amount, mean, sd, count1h, count24h, sum24h, hour, newDevice, newCity, km, kmh, limit, used, share, rounds, refunds,
	draws, outs, deviceAccounts, cardAccounts, ageDays, pastDue, neverPaid, failedLogins, sinceChange, merchantBad, merchantCount,
	flagged, ratio, jump float64
	kind, channel, category, city, home, device string
}

var benchEnv = Env{
	Numbers: []string{
		"amount", "mean", "sd", "count_1h", "count_24h", "sum_24h", "hour", "new_device", "new_city", "km", "kmh", "credit",
		"used", "share", "rounds", "refunds", "draws", "outs", "device_accounts", "card_accounts", "age_days", "past_due",
		"never_paid", "failed_logins", "since_change", "merchant_bad", "merchant_count", "flagged", "ratio", "jump",
	},
	Texts: []string{"kind", "channel", "category", "city", "home", "device"},
}

func (e *event) numbers() [30]float64 {
	return [...]float64{
		e.amount, e.mean, e.sd, e.count1h, e.count24h, e.sum24h, e.hour, e.newDevice, e.newCity, e.km, e.kmh, e.limit, e.used,
		e.share, e.rounds, e.refunds, e.draws, e.outs, e.deviceAccounts, e.cardAccounts, e.ageDays, e.pastDue, e.neverPaid,
		e.failedLogins, e.sinceChange, e.merchantBad, e.merchantCount, e.flagged, e.ratio, e.jump,
	}
}

func (e *event) texts() [6]string {
	return [...]string{e.kind, e.channel, e.category, e.city, e.home, e.device}
}

// pair is a rule in both forms.
type pair struct {
	when string
	hand func(*event) bool
}

var pairs = []pair{
	{"amount > 500000 and new_device == 1", func(e *event) bool { return e.amount > 500000 && e.newDevice == 1 }},
	{"count_1h >= 5 and sum_24h > credit * 0.5", func(e *event) bool { return e.count1h >= 5 && e.sum24h > e.limit*0.5 }},
	{"amount > mean * 5 and age_days > 30", func(e *event) bool { return e.amount > e.mean*5 && e.ageDays > 30 }},
	{`kind == "draw" and used + amount > credit * 0.95`, func(e *event) bool { return e.kind == "draw" && e.used+e.amount > e.limit*0.95 }},
	{"km > 500 and kmh > 900", func(e *event) bool { return e.km > 500 && e.kmh > 900 }},
	{"(hour < 5 or hour >= 23) and new_city == 1", func(e *event) bool { return (e.hour < 5 || e.hour >= 23) && e.newCity == 1 }},
	{`channel in ["web", "api"] and failed_logins >= 3`, func(e *event) bool { return (e.channel == "web" || e.channel == "api") && e.failedLogins >= 3 }},
	{"refunds >= 2 and rounds > 0.5", func(e *event) bool { return e.refunds >= 2 && e.rounds > 0.5 }},
	{"draws > 0 and outs / draws > 0.8", func(e *event) bool { return e.draws > 0 && e.outs/e.draws > 0.8 }},
	{"device_accounts > 3 and card_accounts > 2", func(e *event) bool { return e.deviceAccounts > 3 && e.cardAccounts > 2 }},
	{"never_paid == 1 and used > credit * 0.9", func(e *event) bool { return e.neverPaid == 1 && e.used > e.limit*0.9 }},
	{"since_change < 24 and amount > 100000", func(e *event) bool { return e.sinceChange < 24 && e.amount > 100000 }},
	{"merchant_count > 20 and merchant_bad > 0.2", func(e *event) bool { return e.merchantCount > 20 && e.merchantBad > 0.2 }},
	{"city != home and amount > 200000 and not (hour >= 8 and hour < 20)", func(e *event) bool {
		return e.city != e.home && e.amount > 200000 && !(e.hour >= 8 && e.hour < 20)
	}},
	{`category in ["jewellery", "gift_cards", "electronics"] and count_24h > 3`, func(e *event) bool {
		return (e.category == "jewellery" || e.category == "gift_cards" || e.category == "electronics") && e.count24h > 3
	}},
	{"(sd > 0 ? (amount - mean) / sd : 0) > 4", func(e *event) bool { return e.sd > 0 && (e.amount-e.mean)/e.sd > 4 }},
	{"flagged > 0 or past_due > 30", func(e *event) bool { return e.flagged > 0 || e.pastDue > 30 }},
	{"jump > 0.6 and age_days < 90 and ratio > 3", func(e *event) bool { return e.jump > 0.6 && e.ageDays < 90 && e.ratio > 3 }},
	{"share > 0.7 and count_24h > 5 and rounds > 0.7", func(e *event) bool { return e.share > 0.7 && e.count24h > 5 && e.rounds > 0.7 }},
	{"past_due > 0 and amount > used", func(e *event) bool { return e.pastDue > 0 && e.amount > e.used }},
}

func benchEvents() []event {
	r := rand.New(rand.NewPCG(7, 7))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	flag := func(p float64) float64 {
		if r.Float64() < p {
			return 1
		}
		return 0
	}
	few := func(mean float64) float64 { return math.Floor(r.ExpFloat64() * mean) }
	events := make([]event, records)
	for i := range events {
		events[i] = event{
			amount: math.Exp(r.NormFloat64()*1.2 + 10), mean: math.Exp(r.NormFloat64()*0.6 + 10), sd: r.ExpFloat64() * 15000,
			count1h: few(2), count24h: few(3), sum24h: r.ExpFloat64() * 200000, hour: float64(r.IntN(24)), newDevice: flag(0.15),
			newCity: flag(0.2), km: r.ExpFloat64() * 200, kmh: r.ExpFloat64() * 300, limit: 500000 + r.Float64()*1e6,
			used: r.Float64() * 1e6, share: r.Float64(), rounds: r.Float64(), refunds: few(1), draws: few(1), outs: few(1),
			deviceAccounts: 1 + few(1), cardAccounts: 1 + few(1), ageDays: r.ExpFloat64() * 300, pastDue: few(5) * flag(0.3),
			neverPaid: flag(0.2), failedLogins: few(1), sinceChange: r.ExpFloat64() * 400, merchantBad: r.Float64() * 0.3,
			merchantCount: few(40), flagged: few(0.4), ratio: r.ExpFloat64() * 2, jump: r.Float64(),
			kind: pick("purchase", "draw", "transfer_out", "refund"), channel: pick("app", "app", "web", "api"),
			category: pick("food", "jewellery", "travel", "gift_cards", "electronics", "fuel"),
			city:     "city" + strconv.Itoa(r.IntN(20)), home: "city" + strconv.Itoa(r.IntN(20)), device: "d" + strconv.Itoa(i),
		}
	}
	return events
}

func benchSet(tb testing.TB) *Set {
	list := make([]Rule, len(pairs))
	for i, p := range pairs {
		list[i] = good(p.when)
		list[i].Key = "r" + strconv.Itoa(i)
	}
	set, faults := Compile(list, benchEnv)
	if faults != nil {
		tb.Fatal(faults)
	}
	return set
}

func fill(slots *Slots, e *event) {
	numbers, texts := e.numbers(), e.texts()
	copy(slots.Num, numbers[:])
	for i, t := range texts {
		slots.SetText(i, t)
	}
}

func benchMap(e *event) map[string]any {
	m := map[string]any{}
	numbers, texts := e.numbers(), e.texts()
	for i, name := range benchEnv.Numbers {
		m[name] = numbers[i]
	}
	for i, name := range benchEnv.Texts {
		m[name] = texts[i]
	}
	return m
}

// TestBenchmarksDoTheSame keeps the three contestants honest.
func TestBenchmarksDoTheSame(t *testing.T) {
	set, programs := benchSet(t), benchPrograms(t)
	slots, hits, machine := set.NewSlots(), Hits{}, vm.VM{}
	fired := 0
	for n, e := range benchEvents() {
		fill(slots, &e)
		set.Evaluate(slots, &hits)
		fired += len(hits.Fired)
		next := 0
		env := benchMap(&e)
		for i, p := range pairs {
			got := next < len(hits.Fired) && hits.Fired[next] == i
			if got {
				next++
			}
			if want := p.hand(&e); got != want {
				t.Fatalf("record %d: %s is %t by hand, %t compiled", n, p.when, want, got)
			}
			if n%64 == 0 {
				if v, err := machine.Run(programs[i], env); err != nil || v != got {
					t.Fatalf("record %d: %s is %v (%v) to expr, %t compiled", n, p.when, v, err, got)
				}
			}
		}
	}
	t.Logf("%.2f rules of %d fire on an event", float64(fired)/records, len(pairs))
}

func benchPrograms(tb testing.TB) []*vm.Program {
	env := benchMap(&event{})
	programs := make([]*vm.Program, len(pairs))
	for i, p := range pairs {
		program, err := expr.Compile(p.when, expr.Env(env), expr.AsBool())
		if err != nil {
			tb.Fatal(err)
		}
		programs[i] = program
	}
	return programs
}

// BenchmarkHandwritten is twenty Go closures over a struct: goal 6 is measured against it.
func BenchmarkHandwritten(b *testing.B) {
	events, fired := benchEvents(), make([]int, 0, len(pairs))
	hand := make([]func(*event) bool, len(pairs))
	for i, p := range pairs {
		hand[i] = p.hand
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		e := &events[n%records]
		n++
		fired = fired[:0]
		for i, f := range hand {
			if f(e) {
				fired = append(fired, i)
			}
		}
	}
}

// BenchmarkCompiled evaluates a set, with and without filling thirty numbers and six texts.
func BenchmarkCompiled(b *testing.B) {
	set, events := benchSet(b), benchEvents()
	b.Run("fill", func(b *testing.B) {
		slots, hits, n := set.NewSlots(), Hits{}, 0
		b.ReportAllocs()
		for b.Loop() {
			fill(slots, &events[n%records])
			n++
			set.Evaluate(slots, &hits)
		}
	})
	b.Run("evaluate", func(b *testing.B) {
		filled, hits, n := make([]*Slots, records), Hits{}, 0
		for i := range filled {
			filled[i] = set.NewSlots()
			fill(filled[i], &events[i])
		}
		b.ReportAllocs()
		for b.Loop() {
			set.Evaluate(filled[n%records], &hits)
			n++
		}
	})
}

// BenchmarkExpr is expr's machine, used again, on maps made beforehand: goal 7 is measured against it.
func BenchmarkExpr(b *testing.B) {
	events, programs, machine, n := benchEvents(), benchPrograms(b), vm.VM{}, 0
	envs := make([]map[string]any, records)
	for i := range envs {
		envs[i] = benchMap(&events[i])
	}
	fired := make([]int, 0, len(pairs))
	b.ReportAllocs()
	for b.Loop() {
		env := envs[n%records]
		n++
		fired = fired[:0]
		for i, p := range programs {
			v, err := machine.Run(p, env)
			if err != nil {
				b.Fatal(err)
			}
			if v.(bool) {
				fired = append(fired, i)
			}
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		benchSet(b)
	}
}
