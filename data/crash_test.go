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

	"gorm.io/gorm"

	"candor/models"
)

// crashDir tells a re-executed test binary to be the process that is killed.
const crashDir = "CANDOR_CRASH_DIR"

const (
	crashRounds  = 200
	crashFolders = 10 // fresh folders, so that checking stays short
	crashWriters = 16
)

// writeUntilKilled is the killed process: it writes from many goroutines and names each
// write on standard output only after it was acknowledged.
func writeUntilKilled(dir string) {
	s, err := Open(context.Background(), Options{Dir: dir, Now: time.Now, Rand: rand.Reader})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("ready")
	var out sync.Mutex
	for w := range crashWriters {
		go func() {
			for n := 0; ; n++ {
				name := fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n)
				if err := remark(s, name); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				out.Lock()
				fmt.Println(name)
				out.Unlock()
			}
		}()
	}
	select {}
}

// TestAcknowledgedWritesSurviveKill kills a writing process at a random moment, 200 times:
// every acknowledged write is there afterwards and the audit chain is whole (F1).
func TestAcknowledgedWritesSurviveKill(t *testing.T) {
	if dir := os.Getenv(crashDir); dir != "" {
		writeUntilKilled(dir)
	}
	acked, lost := 0, 0
	started := time.Now()
	for folder := range crashFolders {
		dir := t.TempDir()
		var names []string
		for range crashRounds / crashFolders {
			names = append(names, crashOnce(t, dir)...)
		}
		s := openTest(t, Options{Dir: dir, Now: time.Now, Rand: rand.Reader})
		lost += missing(t, s, names)
		acked += len(names)
		chain, err := s.VerifyAudit(context.Background(), nil)
		if err != nil || !chain.OK {
			t.Fatalf("folder %d: chain = %+v, %v", folder, chain, err)
		}
	}
	t.Logf("%d rounds, %d acknowledged, %d lost, %.1f s", crashRounds, acked, lost, time.Since(started).Seconds())
	if lost > 0 || acked < crashRounds {
		t.Errorf("%d of %d acknowledged writes are lost", lost, acked)
	}
}

// crashOnce starts a writer, kills it, and returns what it had acknowledged.
func crashOnce(t *testing.T, dir string) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestAcknowledgedWritesSurviveKill$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(pipe)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("writer did not start: %s%s (%v)", lines.Text(), stderr.String(), cmd.Wait())
	}
	kill := time.AfterFunc(time.Duration(30+mrand.IntN(120))*time.Millisecond, func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	})
	defer kill.Stop()
	var acked []string
	for lines.Scan() {
		// The last line may be cut short; a whole one has three numbers.
		if parts := strings.Split(lines.Text(), "-"); len(parts) == 3 && parts[0] == strconv.Itoa(cmd.Process.Pid) && parts[2] != "" {
			acked = append(acked, lines.Text())
		}
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("writer ended by itself: %v %s", err, stderr.String())
	}
	return acked
}

// missing counts the acknowledged names that the record does not hold. A name whose last
// digits the kill cut off is a shorter number of the same writer, and so there too.
func missing(t *testing.T, s *Store, acked []string) int {
	t.Helper()
	var stored []string
	err := s.read(context.Background(), func(db *gorm.DB) error {
		return db.Model(&models.AuditEntry{}).Where("action = ?", "test.remark").Pluck("object_id", &stored).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	have := make(map[string]bool, len(stored))
	for _, name := range stored {
		have[name] = true
	}
	lost := 0
	for _, name := range acked {
		if !have[name] {
			lost++
		}
	}
	return lost
}
