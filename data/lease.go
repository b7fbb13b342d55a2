package data

import (
	"fmt"
	"time"

	"gorm.io/gorm"
)

// leaseAt is the moment so long from now, as a value of a statement about leases of jobs. Replicas whose clocks differ must agree on
// whether a lease is over, so on PostgreSQL it is the database's time (F8); one process alone has a folder of SQLite. A clock that is
// not the machine's (it has no monotonic reading: a test moves it, or the demo makes its past by it) is taken at its word.
func (s *Store) leaseAt(after time.Duration) any {
	now := s.now()
	if s.dialect == sqlite || now == now.Round(0) {
		return stamp(now).Add(after)
	}
	return gorm.Expr(fmt.Sprintf("(clock_timestamp() AT TIME ZONE 'UTC' + INTERVAL '%d microseconds')", after.Microseconds()))
}
