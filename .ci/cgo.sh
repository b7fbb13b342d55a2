#!/usr/bin/env bash
# Prints 1 where C can be compiled and linked, which cgo and the race detector want, else 0. Go itself looks only for the compiler's name.
#   cgo.sh --skipped PASS…   names the passes that were left out for want of it, and counts them; in CI that is a failure
set -euo pipefail
has=0
if [ "${CGO_ENABLED:-1}" != 0 ] && printf '#include <stdlib.h>\nint main(void) { return abs(0); }\n' | ${CC:-gcc} -x c -o /dev/null - >/dev/null 2>&1; then
	has=1
fi
if [ "${1:-}" != --skipped ]; then
	echo "$has"
	exit 0
fi
shift
[ "$has" = 0 ] || exit 0
for pass in "$@"; do
	echo "--- $pass: skipped for want of a C compiler"
done
echo "$# passes skipped"
[ -z "${CI:-}" ] || { echo "skipped passes are failures in CI" >&2; exit 1; }
