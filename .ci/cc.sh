#!/usr/bin/env bash
# The C compiler of the gate. SQLite's library is the dearest thing to compile, and the race detector's build wants it again with the same
# arguments but for a seed for names and the build's temporary folder: the object of the first build is handed out then. All else goes to gcc
# as it is, and everything does where CANDOR_OBJECTS names no folder.
set -euo pipefail
case "${CANDOR_OBJECTS:+kept} $*" in
"kept "*" -c "*sqlite3-binding.c) ;;
*) exec gcc "$@" ;;
esac
out=
before=
for argument in "$@"; do
	[ "$before" != -o ] || out=$argument
	before=$argument
done
key=$(printf '%s\n' "$PWD" "$@" | sed -E -e '/^-frandom-seed=/d' -e 's:[^=]*/go-build[0-9]+/b[0-9]+:WORK:' | sha256sum | cut -d' ' -f1)
kept=$CANDOR_OBJECTS/$key.o
if [ ! -f "$kept" ]; then
	gcc "$@"
	cp "$out" "$kept.$$"
	mv "$kept.$$" "$kept"
	exit
fi
cp "$kept" "$out"
