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
// transaction of its own and is run again after a serialisation failure. There every statement
// is a way to a server and back: writeTx.trip takes several together, writeTx.later leaves one
// to the next trip, and begin and commit go with the first and the last (pgTx).
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
// most sightFor or merchantFor old, else read in one trip). A loop then takes whatever events
// wait and decides them as one unit of work: accounts, lines and states are taken in the order of ids, each event
// is decided by engine/decide on the state that the one before left, and events with their
// decisions, states and the use of lines are written together with one audit entry, which
// carries the digest of them all. After the commit the batch is counted and its callers are
// answered, beside the next batch. The same code runs on both databases; a state is written
// over the version that was read, so a batch that met another replica's is run again on what
// that one left. On PostgreSQL a batch that asks for nothing more takes three trips: the reads,
// the rows with the head of the audit chain, and its entry there with the commit.
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
// two seconds and stops nobody; the writer begins the log anew when it has grown past
// walMax. Price: a log of half a gigabyte or more beside the database under constant load.
//
// # Decision, 2026-11-25: outcomes are observed, and weighed in one order
//
// Context: labels came from outside only, beside today's factors, so that a model learnt
// from what an account looked like after it had defaulted. Choice: models.ObservedOutcome is
// assembled from statements, decided cases, appeals and challenges by Happened.Outcome, which
// says the order: ninety days past due, an overturned appeal over the confirmations up to it,
// a confirmed flag, six paid statements, a cleared flag, a passed challenge. The vector is
// the stored input of the earliest decision in the six months before what the outcome rests
// on began; an account without one is left out. Each outcome keeps source and time. Flags of
// the model itself do not count, or it would be taught by its own suspicion. Labels that a
// source sends stay usable by their names, with today's factors. Price: a young book has few
// outcomes, and training says so; a statement that a source corrects corrects the outcome too.
//
// # Decision, 2026-11-25: challengers watch, and a second person changes the champion
//
// Context: a new model decided as soon as one person had trained it. Choice: a training is a
// leased job that makes a challenger; up to models.ShadowMax challengers score the vectors of
// each rescoring beside the champion, under the same caps and overrides, into shadow_scores,
// one row an account and model, and touch nothing else. A promotion is proposed with the
// hash of model, fingerprint and champion, and approved by another person within
// models.ApprovalTTL; the return to the champion before is done by one, because it was
// approved once. The schedule of trainings is a setting and no part of the policy: it
// decides nothing about anybody. Trainings run beside other jobs, and one at a time. Price:
// a cancelled training ends its fit unheard before the next may begin, and a comparison
// counts all its shadow scores on each look.
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
//
// # Decision, 2026-11-25: the database names the sealing key
//
// Context: a rotation had to run with the server stopped, because a process that had not
// heard of the new key would have gone on sealing with one about to be destroyed. Choice:
// the row of vault_heads names the key. Whoever seals shares that row until the unit ends,
// a rotation changes it, so that nothing is sealed with an old key after the first batch is
// read; processes read the key file again when they meet a key they do not know. The work
// is a chain of short jobs. Old keys go in a job of their own, models.RetireDelay after the
// last batch. Price: a rotation beside replicas needs one keys folder that all of them see;
// one whose copy was left behind cannot seal.
//
// # Decision, 2026-11-25: a failed opening is recorded after the read
//
// Context: ciphertext in the wrong place did not open and ended a page with an error that
// nobody was told of. Choice: a read gathers what did not open and records it in a unit of
// its own when it is over, once a value and hour and process; pages put words in the place
// of the value. A read whose failures cannot be recorded fails, as a reveal does. Price: a
// page with an altered row writes.
//
// # Decision, 2026-11-25: keys of one's own for people are an option, off by default
//
// Context: erasing somebody must reach backups too, which no deletion does. Choice: with
// --subject-keys every account has a secret of 32 bytes in keys/vault.json.subjects, never
// in the database. What is about the person is sealed with a key made from it, and that
// again with the sealing key: the file alone opens nothing, nor does the keyset alone.
// candor vault erase writes zeros over the secret. Wrapped keys in a table were not chosen:
// a backup of the table together with the keyset would bring the person back. Price, and why
// it is off: the file grows with every new customer, so that it has to be copied as often as
// the database, and whoever loses it loses every identity. Limits: a copy of the keys folder
// from before an erasure still opens backups from before it, so that copies of the folder
// must be replaced, not collected; blocks that a disk keeps of overwritten files are out of
// reach; backups from before an account had its key open until the sealing keys of then are
// retired; blind indexes in such backups can be compared with a guess by whoever has the
// index key; numbers, decisions and the record of an erased account stay. The inner layer
// is AES-256-GCM whatever the sealing key is.
//
// # Decision, 2026-11-25: drift is counted in the unit that writes assessments
//
// Context: a board of bins by week that reads every assessment would read millions of rows a
// page. Choice: the unit that writes a batch adds its bins to drift_counts in one statement, its
// rows in the order of their key; RebuildDrift counts everything anew and a test holds both to
// the same numbers. Cohorts and alerts follow from the counts in a job after each rescoring.
// Price: units that assess at the same time wait for each other at their end, and a rebuilding
// keeps others from counting. Which accounts lie in a bin is in no index: a page looks through
// a bounded number of accounts and says where it stopped.
//
// # Decision, 2026-11-25: the radar is a table that a job keeps, and not a query
//
// Context: whether a measure is wrong rests on rows of a dozen tables and on an assessment of
// today. Choice: a job weighs every measure in force and keeps the finding, the evidence and its
// digest on a row that the queue sorts by. What was closed opens again only when the digest is
// another and the probability is higher. Price: a finding is up to a day old, which the page
// says; a measure that ends leaves the radar in the same unit.
//
// # Decision, 2026-11-25: a candidate decides in the same process as the live version
//
// Context: a version should be seen at work before it decides for everybody. Choice: every event
// is evaluated by both versions, about a microsecond more; the live one counts, or the candidate
// for the accounts of its share, dealt by a hash of version and account, so that a share that
// grows keeps its accounts. Each decision names the one version that made it and replays by it.
// Where the candidate cannot be evaluated the live version decides. What both said is counted
// in memory and added up in trial_counts once a second, as minute_counts are; where they differ
// the event is noted in the unit that decides it. In a share the book is scored by both versions
// as well; in shadow it is not: a backtest says what the candidate would do to accounts. While a
// candidate runs or is paused, what it is held against stays: nobody submits, approves or
// releases another version, or drafts from the live one. Other drafts can be edited and tried
// meanwhile: they are nobody's ground. Once the candidate is live they lack what it changed; they
// are told so, and submitted only by who says that this is known. An approval is for a document
// over one live version, and void when another goes live. A rollback is no edit: it ends the
// candidate. Price: counts of the last second of a
// killed process are lost, and notes of differing events stop at 20,000 a process.
//
// # Decision, 2026-11-25: the stop is no part of the policy
//
// Context: leaving every decision to people must take seconds, and a policy version takes two
// people. Choice: an open row in stops, read with what is live at most a second old by every
// replica, begun and ended by one person with a reason. That it was on is part of the input of
// a decision, so that it replays. Price: a stop is coarse; it cannot be for one product alone.
//
// # Decision, 2026-11-25: a backtest reads events by key, and keeps the document it tested
//
// Context: a comparison reads a million stored events, and a draft may be edited meanwhile.
// Choice: events that bring their input are read by id, a page a read, and decided in any order;
// only where history without input lies in the window are states built from the first event on,
// by keys that are sorted in memory (16 bytes an event), never by a sort in the database. The
// document is copied onto the row when the backtest is asked for, and outcomes count that were
// known by then, so that a run taken over after a crash ends with the same bytes. One runs at a
// time, on half of the processors. Price: what is said of a draft may be about yesterday's, which
// the page says by its fingerprint; one event of history makes a window as slow as the whole past.
//
// # Decision, 2026-11-25: an impact report keeps counts
//
// Context: what a version did is read for years, and counting it walks the book. Choice: a job
// counts both windows once and stores the counts in a row that never changes; differences,
// intervals and verdicts are computed from them whenever the page is drawn. Accounts are counted
// by their first assessment in a window and followed for the same time, known from the ids of
// decisions. Price: a change of method changes how old reports read, and a release must say so.
//
// # Decision, 2026-11-25: what rules did is added up by day
//
// Context: a page on the quality of rules must not walk the events. Choice: hits are gathered in
// memory and written once a second, as minute_counts are; labels and appeals, which are rare, are
// counted in the unit that stores them. Every night the day that is over is counted anew from its
// decisions, and RecountRules does the same for any days. Price: what a killed process had not
// written is missing until the night, and rule_accounts has a row for each account that a rule
// caught on a day.
//
// # Decision, 2026-11-25: the narrowest network on a list decides, by the plain address
//
// Context: events keep an address as a token and 24 or 48 bits of it, which no network can be held
// against. Choice: entries on networks are looked up while the event is prepared, when the plain
// address is there; the entries of the narrowest network around it count, so that a branch inside
// a blocked network can be let through, and what was met is part of the input. Price: whom a
// network narrower than what is kept would have met is known only as "at most".
//
// # Decision, 2026-11-26: files are rows
//
// Context: what customers hand in must be found by every replica, go into the same backup as the
// appeal it speaks for, and be gone when the person is erased. Choice: content lies in the
// database, on both databases alike, in chunks of vault.ChunkSize that a key of the file's own
// seals; that key is sealed with the person's, so that a rotation of keys writes a few bytes a
// file, and an erased person's files open nowhere. A row is found by number, and a keyed hash of
// the content tells doubles apart; no name ever becomes a path, because there is no path. Price:
// a file of ten megabytes keeps SQLite's one writer busy for some tenths of a second, the log
// grows by as much, and a lender with very many files would want them in an object store.
//
// # Decision, 2026-11-26: a batch is a row with items, worked off by a chain of short jobs
//
// Context: one act on thousands of cases or limits must not hold the one writer, must survive a
// kill, and must be taken back as a whole. Choice: a dry run stores each item with the version it
// was judged at; a job works off a part of at most fifty items or twenty milliseconds in the unit
// that also marks it done and queues the next, so that no item is done twice on either database.
// An item runs in a savepoint under the same rules as a single act, and what changed since the dry
// run is left out. Entries about items carry the source bulk and the batch's id in the place of a
// request, and the log folds them behind the batch's own. Price: an item that somebody merely
// claimed since the dry run is left out too, and a batch starts up to a second after it was confirmed.
//
// # Decision, 2026-11-26: a link is opened by its browser, and nothing stored opens it
//
// Context: customers have no account, and a link in a message can be forwarded, copied from a
// backup or followed by a program that looks at messages. Choice: a link's token is its id and a
// hash of it under a key in the keys folder, so that a notice can be given the link when it
// leaves and a copy of the database opens none. A look at the address changes nothing; a form
// binds the link to the browser that sends it, by a cookie of its own beside a row, and asks for
// the last digits of the phone where there is one, five times at most. The same browser may open
// the link again until it expires, because an appeal takes days. Whoever the link is not for is
// told nothing, not even that there is one; only the log says why. The customer acts as an actor
// without a user. Price: who changes the browser needs a new link from customer service, and five
// wrong answers by a stranger who holds the link cost the customer theirs.
//
// # Decision, 2026-11-26: a decision stands while nothing that it was made of has changed
//
// Context: on most nights most accounts are what they were, and storing each of their decisions again cost a rescoring nearly all of
// its time and 0.6 GB a million accounts. Choice: the account keeps, beside the decision in force and in the same statement, a
// SHA-256 of what it was made of: model, version of the policy, override and the vector after masks. A rescoring assesses every
// account all the same, because flags, counts and the shape of the book want it to, and where hash and score are those of the
// account, writes one row of pairs of account and decision for the whole batch. Nothing has to remember to reset anything: what is
// compared is the input itself. The score before is no part of the hash; it only measures drops, so that a decision that a drop
// flagged, or would flag again, gets no hash and never stands. The unit that writes a batch makes sure that its accounts are still
// as they were read, and its audit entry's SHA-256 takes in account, decision and result of each that stands. After
// models.StandDays a decision is made again. Readers of "every assessment" count both: drift weeks, cohorts, impact reports and
// observed outcomes go by the rows of pairs too, and a test holds two lenders, one of which lets nothing stand, to the same results.
// Price: a list of an account's decisions no longer has one a night, some three bytes an account and night are kept for those who count,
// and the night after a new version of the policy, or 30 days after it, costs what every night did.
//
// # Decision, 2026-11-26: entries mark the fields of rows that they do not tell
//
// Context: a case, an appeal or a note changed past the program was found by nothing, because entries say in clear only what people
// read in them, and must not say people's words at all. Choice: insert and update take in which columns of such a row a unit wrote, and
// the unit's last entry about the row, or about its account, carries nine bytes a column that only the lender's keys make from table,
// row, column and value: of sealed words from what they say, so that a rotation changes nothing and an older ciphertext put back is
// found. A unit without such an entry is refused. Opening a case got an entry, case.flagged, where a batch's own was enough before.
// Rows from before the first entry with marks are counted and not accused. A check walks entries and rows by account, a page at a time.
// Price: some twenty bytes of the record a written field, an entry a flagged case, and a mark outlives the words it was made from when a
// person is erased: who holds the keys folder can hold a guess of the whole text against it. What is kept without an entry (until when
// a case is held) has no mark, and neither have bills, which come by the million with imports whose entries carry one digest of them all.
//
// # Decision, 2026-11-26: what the engine breaks on is held
//
// Context: a panic, or a state that could not be read, gave the sender an error and left no trace of the event. Choice: such an event is
// tried alone once more, and then stored with a mark in its input by which Decide holds it without asking anything, so that it replays
// whatever was mended since. Its account's state is built anew from its events in the same unit; where they do not go into one, it begins
// anew, and entries say which of both and why. A candidate that breaks counts as failed and holds nobody. Price: an engine that breaks on
// everything fills the queue with holds instead of turning senders away.
//
// # Decision, 2026-11-26: a form is carried out once by what was sent
//
// Context: two clicks added two notes where scripting was off, and a command without a version had nothing to refuse the second by.
// Choice: a page puts its request's id into such forms; the hash of person, address, that id and every word is a row that is written
// with what the form does, and a second one is told that it is done. Other words from the same page, as after going back, are another
// sending, and one that was refused can be sent again. Price: a row a sending, for a day; one page cannot mean the same note twice.
package data
