// Package data keeps the lender's record: it is the only package that sees the database.
//
// # Writing
//
// Store.write is the only way to change a row. It fixes one actor and one time, runs one
// unit of work in one transaction, and does not commit a unit that left no audit entry.
// The one exception is Store.keep, for what belongs to signing in and is nobody's decision.
// On SQLite one goroutine owns the only writing connection and commits whatever units are
// waiting together (natural group commit): a unit runs inside a savepoint, so one that
// fails is taken out and the rest go on, and nobody is answered before the commit, which
// with synchronous=FULL costs one fsync for all of them. On PostgreSQL every unit is a
// transaction of its own and is run again after a serialisation failure.
//
// # Reading
//
// Store.read uses a pool that cannot write: query_only on SQLite, a read-only transaction
// on PostgreSQL. A write hidden in a read fails on both.
//
// # Portability
//
// The same SQL runs on both databases. Migrations are one file a step with the three types
// that differ in braces. Row locks are asked for on PostgreSQL and absent on SQLite, which
// has one writer; correctness rests on version columns and RowsAffected, never on locks.
//
// # Decision, 2026-11-22: sanctions put a ceiling over a limit
//
// Context: sanctions overlap and end in any order; copying an old limit back would undo
// what happened in between. Choice: a line keeps the granted limit, and status, lost
// functions and ceiling are recomputed from the set of sanctions in force. The snapshot is
// kept as the proof that an overturn gives back what was taken. Price: one more column.
//
// # Decision, 2026-11-22: one audit lane
//
// Context: per-partition decision chains pay off with replicas at high rates. Choice: one
// chain for people, machines and batches alike; a batch of assessments is one entry that
// carries the SHA-256 of all its decisions. Price: the head row is a point of contention
// on PostgreSQL, at some hundreds of units a second.
package data
