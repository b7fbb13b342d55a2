package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// candor runs one command line in this process and returns status and output.
func candor(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(&Env{
		Ctx: context.Background(), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(string) string { return "" }, Now: time.Now, Rand: rand.Reader,
	}, args)
	return status, stdout.String(), stderr.String()
}

// keys returns the keys of a JSON summary with their values.
func keys(t *testing.T, out string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(out), &m); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	return m
}

const clients = "ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6," +
	"BILL_AMT1,BILL_AMT2,BILL_AMT3,BILL_AMT4,BILL_AMT5,BILL_AMT6," +
	"PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,default.payment.next.month\n" +
	"1,20000,2,2,1,24,2,2,-1,-1,-2,-2,3913,3102,689,0,0,0,0,689,0,0,0,0,1\n" +
	"2,120000,2,2,2,200,-1,2,0,0,0,2,2682,1725,2682,3272,3455,3261,0,1000,1000,1000,0,2000,1\n"

func TestImportCommandReportsRejectsAndRepeats(t *testing.T) {
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "clients.csv"), filepath.Join(dir, "lender")
	if err := os.WriteFile(file, []byte(clients), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, _ := candor(t, "import", "--data", folder, "--map", "uci-credit-default", "--dry-run", file)
	if status != exitRejected || !strings.Contains(out, "1 would be imported") {
		t.Errorf("dry run: %d, %s", status, out)
	}
	status, out, _ = candor(t, "import", "--data", folder, "--map", "uci-credit-default", "--json", file)
	k := keys(t, out)
	if status != exitRejected || k["rows"] != 2.0 || k["imported"] != 1.0 || k["rejected"] != 1.0 || k["seconds"] == nil {
		t.Errorf("import: %d, %s", status, out)
	}
	rejects, err := os.ReadFile(file + ".rejects.csv")
	if want := "line,column,value,reason\n3,AGE,200,is above 120\n"; err != nil || string(rejects) != want {
		t.Errorf("rejects %q, %v", rejects, err)
	}
	_, out, _ = candor(t, "import", "--data", folder, "--map", "uci-credit-default", "--json", file)
	if k := keys(t, out); k["imported"] != 0.0 || k["unchanged"] != 1.0 {
		t.Errorf("again: %s", out)
	}
	if status, _, errs := candor(t, "import", "--data", folder, "--map", "nobody", file); status != exitFailed || !strings.Contains(errs, "uci-credit-default") {
		t.Errorf("unknown mapping: %d, %s", status, errs)
	}
	if status, _, errs := candor(t, "train", "--data", folder, "--label", "default_next_month"); status != exitFailed || !strings.Contains(errs, "train:") {
		t.Errorf("training on one client: %d, %s", status, errs)
	}
	if status, _, errs := candor(t, "rescore", "--data", folder); status != exitFailed || !strings.Contains(errs, "no model") {
		t.Errorf("rescoring without a model: %d, %s", status, errs)
	}
}

func TestTrainRescoreAndReplayCommandsOnADemoLender(t *testing.T) {
	t.Parallel()
	config := &Config{Data: filepath.Join(t.TempDir(), "lender"), Listen: "127.0.0.1:0", LogLevel: "error", Zone: "UTC", Seed: 4}
	env := &Env{Ctx: context.Background(), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Config: config, Now: time.Now, Rand: rand.Reader}
	if err := (demoCmd{Accounts: 5500, Password: demoPassword}).seed(env); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		want []string
	}{
		"train":   {[]string{"train", "--label", "default_next_month"}, []string{"model", "auc", "ks", "gini", "brier", "log_loss", "ece", "ece_corrected", "folds", "seconds"}},
		"rescore": {[]string{"rescore", "--whole"}, []string{"accounts", "standing", "flagged", "seconds"}},
		"replay":  {[]string{"replay", "--all"}, []string{"decisions", "identical", "differing"}},
	} {
		status, out, errs := candor(t, append(test.args, "--data", config.Data, "--json")...)
		if status != 0 {
			t.Fatalf("%s: %d, %s", name, status, errs)
		}
		k := keys(t, out)
		for _, key := range test.want {
			if _, ok := k[key]; !ok {
				t.Errorf("%s: no %s in %s", name, key, out)
			}
		}
		if name == "train" && (k["state"] != "challenger" || k["auc"].(float64) < 0.75) {
			t.Errorf("trained %s", out)
		}
		if name == "replay" && (k["differing"] != 0.0 || k["decisions"].(float64) < 5500) {
			t.Errorf("replayed %s", out)
		}
	}
	if status, _, errs := candor(t, "replay", "--data", config.Data, "--decision", "dec_0000000000001"); status != exitFailed || !strings.Contains(errs, "not found") {
		t.Errorf("unknown decision: %d, %s", status, errs)
	}
	if status, _, _ := candor(t, "replay", "--data", config.Data); status != exitUsage {
		t.Errorf("neither one nor all: %d", status)
	}
}

func TestDemoIsNotPutOverAnythingElse(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "letters.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := candor(t, "demo", "--data", dir, "--accounts", "10"); status != exitFailed || !strings.Contains(errs, "neither empty nor a lender") {
		t.Errorf("a folder with letters: %d, %s", status, errs)
	}
	if status, _, errs := candor(t, "demo", "--data", filepath.Join(dir, "new"), "--listen", "0.0.0.0:0"); status != exitFailed || !strings.Contains(errs, "--password") {
		t.Errorf("beyond this machine without a password: %d, %s", status, errs)
	}
}
