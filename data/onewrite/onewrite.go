//go:build cgo

package onewrite

// #cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
// int candor_onewrite(const char *name);
import "C"

import "sync"

// Name registers the file system, once in a process, and returns what a connection's parameter vfs calls it: nothing where this build of
// SQLite has another structure for files, whose own then serves as well.
var Name = sync.OnceValue(func() string {
	name := "candor-onewrite"
	if C.candor_onewrite(C.CString(name)) != 0 { // SQLite keeps the name as long as the process runs
		return ""
	}
	return name
})
