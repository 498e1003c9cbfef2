#!/bin/bash
# Opens the window with a sample event, or, without a display, does the main job on the command line.
# Usage: make run
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

tests/scripts/toolchain.sh rust node

if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    say "There is no display here, so there can be no window. The same work on the command line:"
    make --no-print-directory fonts
    exec tests/scripts/without-window.sh
fi

tests/scripts/packages.sh window
make --no-print-directory fonts page
say "Building Gatehouse (a first build takes some minutes)"
cargo build -p gatehouse-desktop
say "Opening the window"
exec cargo run --quiet -p gatehouse-desktop -- --sample
