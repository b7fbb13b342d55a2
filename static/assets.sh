#!/bin/sh
# Fetches the pinned browser packages and copies the few files that the program embeds.
# Where npm or the network is absent it says so in one line and goes on: pages work as plain HTML.
set -eu
cd "$(dirname "$0")"
stamp=node_modules/.installed-lock.json
if [ -f vendor/htmx.min.js ] && [ -f vendor/uPlot.min.css ] && [ -f node_modules/axe-core/axe.min.js ] && cmp -s package-lock.json "$stamp"; then
	exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
	echo "assets: npm is absent; pages work without live updates"
	exit 0
fi
if ! npm ci --ignore-scripts --no-audit --no-fund --silent; then
	echo "assets: npm ci failed; pages work without live updates" >&2
	exit 0
fi
cp node_modules/htmx.org/dist/htmx.min.js vendor/htmx.min.js
cp node_modules/uplot/dist/uPlot.iife.min.js node_modules/uplot/dist/uPlot.min.css vendor/
cp package-lock.json "$stamp"
echo "assets: browser packages are up to date"
