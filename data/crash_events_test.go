package data

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"candor/models"
)

// eventCrashDir tells a re-executed test binary to be the deciding process that is killed.
const eventCrashDir = "CANDOR_CRASH_EVENTS"

const (
	eventCrashRounds  = 60
	eventCrashFolders = 6
	eventCrashCallers = 16
	eventCrashLines   = 4 // accounts
)

// decideUntilKilled is the killed process: it decides purchases and repayments from many
// goroutines, and names each on standard output, with the id and the outcome it was told,
// only after that.
func decideUntilKilled(dir string) {
	stop := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s, err := Open(context.Background(), Options{Dir: dir, Now: time.Now, Rand: rand.Reader})
	if err != nil {
		stop(err)
	}
	fmt.Println("ready")
	var out sync.Mutex
	for w := range eventCrashCallers {
		go func() {
			for n := 0; ; n++ {
				e := crashEvent(fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n), w, n)
				d, err := s.RecordEvent(context.Background(), e)
				if err != nil {
					stop(err)
				}
				out.Lock()
				fmt.Printf("%s %d %s .\n", e.ExternalID, d.Event.ID, d.Event.Outcome)
				out.Unlock()
			}
		}()
	}
	select {}
}

// crashEvent spends, and every third time pays back less than was spent.
func crashEvent(name string, w, n int) models.NewEvent {
	e := models.NewEvent{
		Source: "test", ExternalID: name, Account: fmt.Sprintf("A-%d", w%eventCrashLines), Kind: models.EventPurchase, At: time.Now().Truncate(time.Microsecond),
		AmountFen: int64(1 + n%7), Currency: models.Currency, Product: models.ProductPayLater, Merchant: "shop", Device: "phone " + strconv.Itoa(w),
	}
	if n%3 == 2 {
		e.Kind, e.AmountFen = models.EventRepayment, 2
	}
	return e
}

// acked is a decision as its sender was told it.
type acked struct {
	external string
	id       models.ID
	outcome  string
}

// TestAcknowledgedDecisionsSurviveKill kills a deciding process at a random moment, 60
// times: every decision that was told is there as it was told, states and lines say what
// the events add up to, and the record verifies (F1).
func TestAcknowledgedDecisionsSurviveKill(t *testing.T) {
	if dir := os.Getenv(eventCrashDir); dir != "" {
		decideUntilKilled(dir)
	}
	told, started := 0, time.Now()
	for range eventCrashFolders {
		dir := t.TempDir()
		before := openTest(t, Options{Dir: dir, Now: time.Now, Rand: rand.Reader})
		var accounts []*models.Account
		for i := range eventCrashLines {
			accounts = append(accounts, lenderAccount(t, before, fmt.Sprintf("A-%d", i)))
		}
		ok(t, before.Close())
		var all []acked
		for range eventCrashRounds / eventCrashFolders {
			all = append(all, killDeciding(t, dir)...)
		}
		told += len(all)
		checkDecided(t, openTest(t, Options{Dir: dir, Now: time.Now, Rand: rand.Reader}), accounts, all)
	}
	t.Logf("%d rounds, %d acknowledged, %.1f s", eventCrashRounds, told, time.Since(started).Seconds())
	if told < eventCrashRounds {
		t.Errorf("only %d decisions were told", told)
	}
}

// killDeciding starts a deciding process, kills it, and returns what it had told.
func killDeciding(t *testing.T, dir string) (told []acked) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestAcknowledgedDecisionsSurviveKill$")
	cmd.Env = append(os.Environ(), eventCrashDir+"="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	pipe, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	lines := bufio.NewScanner(pipe)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("it did not start: %s%s (%v)", lines.Text(), stderr.String(), cmd.Wait())
	}
	kill := time.AfterFunc(time.Duration(20+mrand.IntN(100))*time.Millisecond, func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	})
	defer kill.Stop()
	for lines.Scan() {
		parts := strings.Fields(lines.Text())
		if len(parts) != 4 { // the last line may be cut short
			continue
		}
		id, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, acked{parts[0], models.ID(id), parts[2]})
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("it ended by itself: %v %s", err, stderr.String())
	}
	return told
}

// checkDecided holds a record against what was told while it was made.
func checkDecided(t *testing.T, s *Store, accounts []*models.Account, told []acked) {
	t.Helper()
	have := map[string]models.Event{}
	stored := 0
	for _, a := range accounts {
		list := storedEvents(t, s, a)
		stored += len(list)
		for _, e := range list {
			have[e.ExternalID] = e
		}
		if !bytes.Equal(stateBytes(t, s, a), orderly(t, list)) {
			t.Errorf("%s: another state than its events leave", a.ExternalID)
		}
		soundLedger(t, s, a, 200_000)
	}
	if len(have) != stored {
		t.Errorf("%d events have %d numbers", stored, len(have))
	}
	lost := 0
	for _, d := range told {
		if e, ok := have[d.external]; !ok || e.ID != d.id || string(e.Outcome) != d.outcome {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d decisions that were told are lost", lost, len(told))
	}
	if chain, err := s.VerifyRecord(context.Background(), nil); err != nil || !chain.OK || chain.Events != int64(stored) {
		t.Errorf("%d events, record = %+v, %v", stored, chain, err)
	}
	if r, err := s.ReplayAll(context.Background(), nil); err != nil || r.Differing != 0 || r.Decisions != stored {
		t.Errorf("replay = %+v, %v", r, err)
	}
	if len(told) == 0 {
		return
	}
	again := told[len(told)-1] // its sender does not know, and asks again
	parts := strings.Split(again.external, "-")
	w, n := atoi(t, parts[1]), atoi(t, parts[2])
	e := crashEvent(again.external, w, n)
	e.At = have[again.external].At
	d, err := s.RecordEvent(context.Background(), e)
	if err != nil || !d.Repeat || d.Event.ID != again.id {
		t.Errorf("asked again: %+v, %v", d, err)
	}
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	ok(t, err)
	return n
}
