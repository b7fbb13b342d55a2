#!/usr/bin/env bash
# Prints the names of the tests in which goroutines meet, as a pattern for go test -run: those that start goroutines, by themselves or by a
# helper of their package, and those that call what starts some, by themselves or by a helper of their file. All other tests have one goroutine
# and the loops of a store, which these have as well: under the race detector they would cost more and show nothing. So would long ones of
# one goroutine or of other processes that are found here too.
#   racy.sh FOLDER…
set -euo pipefail
start='(^|[^a-z])go (func|[a-zA-Z.]+\\()|\\.Go\\(|t\\.Parallel|httptest\\.NewServer'
call='Rescore|RunBacktests|RunTraining|FlushCounts|/api/v1/batch'
alone='^Test(EveryTampering|RealClients|RealCredit|Acknowledged|RandomSequences|AttackOnALogin|RealTransactions|ApplyThenUndo)'
meet() {
	awk -v start="$start" -v call="$call" '
/^func / { name = $0; sub(/^func (\([^)]*\) )?/, "", name); sub(/[^A-Za-z0-9_].*/, "", name); at = FILENAME SUBSEP name }
/^[a-z}]/ && !/^func / { if (at != "") body[at] = body[at] "\n" $0; at = "" }
at != "" { body[at] = body[at] "\n" $0 }
END {
	everywhere = start
	do {
		grew = 0
		for (f in body) if (!(f in met)) {
			split(f, part, SUBSEP)
			starts = body[f] ~ everywhere
			if (!starts && body[f] !~ (call here[part[1]])) continue
			met[f] = grew = 1
			if (part[2] ~ /^Test/) continue
			if (starts) everywhere = everywhere "|[^A-Za-z0-9_]" part[2] "\\("
			else here[part[1]] = here[part[1]] "|[^A-Za-z0-9_]" part[2] "\\("
		}
	} while (grew)
	for (f in met) { split(f, part, SUBSEP); if (part[2] ~ /^Test/) print part[2] }
}' "$1"/*_test.go
}
names=$(for folder in "$@"; do meet "$folder"; done | grep -vE "$alone" | sort -u | paste -sd'|')
[ -n "$names" ] || { echo "racy.sh: no test starts a goroutine" >&2; exit 1; }
echo "^($names)\$"
