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
// # Decision, 2026-11-25: pages read past GORM
//
// Context: a page is up to seventeen short reads, and GORM built each statement and filled
// each field by reflection anew; that cost more than the database did. Choice: find keeps a
// statement and the places of its columns by type and tail, and takes both from GORM's own
// schema, so that there is one mapping. Counts of waiting work are kept for two seconds or
// until this process writes. Price: the tails of find are SQL in one dialect, and another
// process's work may be missing from the navigation for two seconds.
//
// # Portability
//
// The same SQL runs on both databases. Migrations are one file a step with the three types
// that differ in braces. Row locks are asked for on PostgreSQL and absent on SQLite, which
// has one writer; correctness rests on version columns and RowsAffected, never on locks.
//
// # Events
//
// RecordEvent decides an event in three steps. On the caller's goroutine it is checked, its
// account and what other accounts say about it are looked up (from memory where that is at
// most sightFor or merchantFor old). A loop then takes whatever events wait and decides them
// as one unit of work: accounts, lines and states are taken in the order of ids, each event
// is decided by engine/decide on the state that the one before left, and events with their
// decisions, states and the use of lines are written together with one audit entry, which
// carries the digest of them all. After the commit the callers are answered. The same code
// runs on both databases; a state is written over the version that was read, so a batch that
// met another replica's is run again on what that one left.
//
// Counts by minute, merchant and day are derived from events, added up by every replica, and
// written without an audit entry, through Store.commit, once a second; a killed process loses
// the counts of its last second, never an event. What was seen with which device, card or
// address is written with the event.
//
// # Decision, 2026-11-25: an event is its decision
//
// Context: an event, its idempotency key and its decision are written together and never
// change. Choice: one row, found again by a hash of source and external id; its id is that of
// the decision. What may change later, whether a held event was released, is one column that
// the digest leaves out. Price: history that nobody decided has empty decision columns.
//
// # Decision, 2026-11-25: SQLite's log is copied back beside the writer
//
// Context: SQLite's own checkpoints stop the writer each thousand pages, which is what the
// slowest decisions waited for. Choice: a connection of its own copies pages back every
// quarter of a second and stops nobody; the writer begins the log anew when it has grown past
// walMax. Price: a log of up to some hundred megabytes beside the database under constant load.
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
