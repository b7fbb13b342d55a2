#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: a browser, Chinese fonts, PostgreSQL, a PDF reader, npm, a C compiler.
# Says so in one line. Without root or sudo it names what is missing and goes on; in CI that is a failure.
set -euo pipefail
missing=()
have() { command -v "$1" >/dev/null 2>&1; }
have chromium-headless-shell || have chromium || missing+=(chromium)
{ have fc-list && [ -n "$(fc-list :lang=zh family 2>/dev/null | head -1)" ]; } || missing+=(fontconfig fonts-noto-cjk)
{ have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; } || missing+=(postgresql)
have pdftotext || missing+=(poppler-utils)
have npm || missing+=(npm)
[ "$(CGO_ENABLED=1 "$(dirname "$0")/cgo.sh")" = 1 ] || missing+=(gcc libc6-dev)
[ ${#missing[@]} -eq 0 ] && exit 0
as=()
[ "$(id -u)" -eq 0 ] || { have sudo && as=(sudo -n); }
if have apt-get && { [ "$(id -u)" -eq 0 ] || have sudo; }; then
	echo "installing for the tests, once: ${missing[*]}"
	if "${as[@]}" apt-get update -qq >/dev/null; then
		# Chromium without windows draws the same pages in two thirds of the processor time; not every Debian has it.
		if apt-cache show chromium-headless-shell >/dev/null 2>&1; then missing=("${missing[@]/%chromium/chromium-headless-shell}"); fi
		DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
	fi
fi
echo "missing, and could not be installed: ${missing[*]}" >&2
[ -z "${CI:-}" ] || exit 1
