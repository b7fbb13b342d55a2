#!/usr/bin/env bash
# Prints the figures of decisions that the README quotes, one after the other, and the machine they ran on.
#   ACCOUNTS=200000   customers of the book
#   DB=postgres://…   an empty database for those of PostgreSQL with one server, DB3 another for three; without them they are left out, by name
#   TRANSACTIONS=FILE past transactions by the mapping fraud-handbook, for the backtest; the same
set -euo pipefail
cd "$(dirname "$0")/.."
accounts=${ACCOUNTS:-200000}
book=$(mktemp -d)
trap 'rm -rf "$book"' EXIT
said() { printf '\n## %s\n' "$*"; }

said "$(date -u +%F), $(nproc) × $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1), $(sed -n 's/^MemTotal: *//p' /proc/meminfo), $(go env GOVERSION)"
said "The engine alone, its rules beside the same by hand and by expr, the state of an account"
go test -run '^$' -bench 'Event|Handwritten|Compiled|Expr|FeaturesAdd|Velocity' -benchmem ./engine/decide ./engine/rules ./engine/watch | grep ^Bench
said "Events stored, beside a prepared statement and one commit"
go test -run '^$' -bench Ingest -benchtime 2s ./data | grep ^Bench
go build -o bin/candor ./web
decide=(bin/candor bench decide --accounts "$accounts" --time "${TIME:-5s}")
said "Durable decisions on the embedded database, $accounts accounts"
"${decide[@]}" --keep "$book/lender" --callers 1,8,32,64
said "The same without keeping anything"
"${decide[@]}" --callers 32 --volatile
for servers in 1 3; do
	db=${DB:-}
	[ "$servers" -eq 1 ] || db=${DB3:-}
	said "PostgreSQL, $servers server(s)"
	if [ -n "$db" ]; then "${decide[@]}" --db "$db" --replicas "$servers" --callers 8,64; else echo "left out: no empty database is named"; fi
done
said "Past transactions played again, and a card on their features"
if [ -n "${TRANSACTIONS:-}" ]; then
	bin/candor backtest --map fraud-handbook --file "$TRANSACTIONS" --train-from 2018-06-10 --train-to 2018-06-16 --label-delay 7 \
		--test-from 2018-06-24 --test-to 2018-06-30 --known-cards-out
else
	echo "left out: TRANSACTIONS names no file"
fi
