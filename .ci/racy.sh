#!/usr/bin/env bash
# Prints the names of the tests in which goroutines meet, as a pattern for go test -run: those in test files that start goroutines, or that
# call what starts some. All other tests have one goroutine and the loops of a store, which these have as well: under the race detector they
# would cost ten times as much and show nothing. So would long ones of one goroutine or of other processes that share a file with those.
#   racy.sh FOLDER…
set -euo pipefail
starts='(^|[^a-z])go (func|[a-zA-Z.]+\()|\.Go\(|t\.Parallel|Rescore|RunBacktests|RunTraining|RunJobs|RunBatches|MakeBatch|FlushCounts|Follow'
files=$(for folder in "$@"; do grep -lE "$starts" "$folder"/*_test.go; done)
alone='^Test(EveryTampering|RealClients|RealCredit|Acknowledged|RandomSequences|AttackOnALogin|RealTransactions|ApplyThenUndo)'
names=$(grep -ohE '^func Test[A-Za-z0-9_]+' $files | sed 's/^func //' | grep -vE "$alone" | sort -u | paste -sd'|')
[ -n "$names" ] || { echo "racy.sh: no test starts a goroutine" >&2; exit 1; }
echo "^($names)\$"
