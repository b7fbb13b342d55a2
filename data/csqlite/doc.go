// Package csqlite sets SQLite's C library up in ways that its driver has no word for, before the first connection.
//
// It keeps the plan of a statement whatever is bound to it later. Left alone, SQLite looks at bound values when it plans, and plans anew
// whenever values are bound anew: the driver's clearing of the last call's is enough. A page that reads by fifty prepared statements had
// thirty-five of them parsed and planned at every request, which was half of what it cost. With the planner's stability guarantee
// (https://sqlite.org/queryplanner-ng.html#qpstab) a plan hangs on the statement's words alone. So a condition that an index of some rows
// rests on has to stand in those words: state = 'open', not state = ?.
//
// And it keeps no account of the memory that it uses (https://sqlite.org/c3ref/c_config_covering_index_scan.html, MEMSTATUS): nobody asks
// for it, and each allocation of every connection waits for the same lock to have it.
package csqlite
