#!/usr/bin/env bash
# Runs one pass of the tests and ends with what passed, failed and was skipped, by name.
#   test.sh LABEL go-test-arguments…
# In CI a skip is a failure: nothing may go untested there.
set -uo pipefail
label=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
go test -v "$@" 2>&1 | tee "$log" | grep --line-buffered -E '^(ok|FAIL|panic:)|^---? FAIL|^ +--- FAIL|^[^ ]+\.go:[0-9]+:|WARNING: DATA RACE|^# '
status=${PIPESTATUS[0]} # of go test; nothing may stand between the pipeline and this line
passed=$(grep -cE '^ *--- PASS' "$log")
failed=$(grep -cE '^ *--- FAIL' "$log")
skipped=$(grep -cE '^ *--- SKIP' "$log")
# A public data set that is not beside the checkout may be absent anywhere; a tool may not.
absent=$(grep -cE 'not found in \.\./shared/data' "$log")
if [ "$status" -ne 0 ]; then
	echo "--- $label: the output around each failure"
	grep -nE -B25 '^ *--- FAIL|^FAIL|^panic:' "$log" | tail -n 400
fi
if [ "$skipped" -gt 0 ]; then
	echo "--- $label: skipped"
	grep -E -A2 '^ *--- SKIP' "$log"
fi
echo "$label: $passed passed, $failed failed, $skipped skipped"
[ "$passed" -gt 0 ] || { echo "$label: no test ran" >&2; exit 1; }
[ -z "${CI:-}" ] || [ "$skipped" -le "$absent" ] || { echo "$label: skipped tests are failures in CI" >&2; exit 1; }
exit "$status"
