//go:build cgo

package csqlite

// #cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
// int candor_csqlite(void);
import "C"

import "sync"

// Configure sets the library up, once in a process, for all connections opened after it; false where some other part of the process has
// used the library before, or this build of it cannot: all works as well then, and slower.
var Configure = sync.OnceValue(func() bool { return C.candor_csqlite() == 0 })
