// Package pgtest gives tests a PostgreSQL of their own: a cluster in a temporary folder on
// a free loopback port, run by a user who is not root, with a schema for each test, fresh or
// as good as fresh. CANDOR_TEST_POSTGRES names a server to use instead. Where there is
// neither, a test is skipped by name; with CI or CANDOR_REQUIRE_POSTGRES set it fails.
package pgtest

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver, for making schemas
)

// cluster is the one server of this test process.
var cluster struct {
	once sync.Once
	url  string
	dir  string
	err  error
	stop func() error
	db   *sql.DB // for making schemas and databases
	n    atomic.Int64
}

// Schema returns the URL of a schema that is empty and dropped after the test.
func Schema(t testing.TB) string {
	t.Helper()
	name := fresh(t)
	run(t, "CREATE SCHEMA "+name)
	t.Cleanup(func() { run(t, "DROP SCHEMA "+name+" CASCADE") })
	return within(name)
}

// fresh starts the cluster when need be and returns a name that nothing there has.
func fresh(t testing.TB) string {
	t.Helper()
	cluster.once.Do(start)
	if cluster.err != nil {
		if os.Getenv("CI") != "" || os.Getenv("CANDOR_REQUIRE_POSTGRES") != "" {
			t.Fatalf("PostgreSQL is required: %v", cluster.err)
		}
		t.Skipf("skipped: needs PostgreSQL: %v", cluster.err)
	}
	return fmt.Sprintf("t%d_%d", os.Getpid(), cluster.n.Add(1))
}

// within is the URL of a schema.
func within(name string) string {
	separator := "?"
	if strings.Contains(cluster.url, "?") {
		separator = "&"
	}
	return cluster.url + separator + "search_path=" + name
}

// run runs one statement on the cluster.
func run(t testing.TB, statement string) {
	t.Helper()
	if _, err := cluster.db.Exec(statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// Stop ends the cluster; call it once after all tests of the process.
func Stop() {
	if cluster.stop == nil {
		return
	}
	if err := cluster.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
	}
}

func start() {
	if cluster.url = os.Getenv("CANDOR_TEST_POSTGRES"); cluster.url == "" {
		if cluster.err = launch(); cluster.err != nil {
			return
		}
	}
	cluster.db, cluster.err = sql.Open("pgx", cluster.url)
}

// launch makes and starts a cluster.
func launch() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	if cluster.dir, err = os.MkdirTemp("", "candor-pg-"); err != nil {
		return err
	}
	as, err := unprivileged(cluster.dir)
	if err != nil {
		return err
	}
	run := func(name string, args ...string) error {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir, cmd.SysProcAttr = cluster.dir, &syscall.SysProcAttr{Credential: as}
		// pg_ctl's server inherits the descriptors; a file, unlike a pipe, lets us go on.
		log, err := os.OpenFile(filepath.Join(cluster.dir, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return err
		}
		cmd.Stdout, cmd.Stderr = log, log
		if err := errors.Join(cmd.Run(), log.Close()); err != nil {
			text, readErr := os.ReadFile(log.Name())
			return errors.Join(fmt.Errorf("%s: %w: %s", name, err, text), readErr)
		}
		return nil
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	data := filepath.Join(cluster.dir, "data")
	if err := run("initdb", "-D", data, "-U", "candor", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"); err != nil {
		return err
	}
	// Nothing of it outlives the tests, so it is not made safe against a power cut, nor tidied for days to come.
	options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -p %d -c unix_socket_directories=%s -c max_connections=200"+
		" -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off", port, cluster.dir)
	if err := run("pg_ctl", "-D", data, "-w", "-t", "60", "-o", options, "start"); err != nil {
		return err
	}
	cluster.url = fmt.Sprintf("postgres://candor@127.0.0.1:%d/postgres?sslmode=disable", port)
	cluster.stop = func() error {
		return errors.Join(run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"), os.RemoveAll(cluster.dir))
	}
	return nil
}

// binaries finds the folder of initdb: Debian keeps it outside the PATH.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("initdb is not installed")
	}
	return filepath.Dir(path), nil
}

// unprivileged returns whom to run as: PostgreSQL refuses root.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return &syscall.Credential{Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid()), NoSetGroups: true}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
	}
	return nil, errors.New("no user to run PostgreSQL as")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
