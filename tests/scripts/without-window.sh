#!/bin/bash
# From a guest list to a decided scan, without a window: each step is printed, then done.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

say "Building the command line (a first build takes some minutes)"
cargo build -p gatehouse-cli

folder=$(mktemp -d)
event="$folder/sample"

gatehouse() { cargo run --quiet -p gatehouse-cli -- "$@"; }

step() {
    say "$1"
    shift
    printf '$ gatehouse'
    printf ' %q' "$@"
    printf '\n'
    gatehouse "$@"
}

# The badge code of the first guest of the list who has one.
first_code() {
    gatehouse guests "$event" --json | grep -o '"code": *"[0-9]*"' | head -n 1 | tr -dc '0-9'
}

step "A new event" new "$event" --name "Sample evening"
step "The guest list, looked at first" import "$event" assets/sample/guests.csv --dry-run
step "The guest list, taken in" import "$event" assets/sample/guests.csv
step "Badges for everybody" badges "$event" --out "$folder/badges.pdf"

code=$(first_code)
[ -n "$code" ] || fail "no guest of assets/sample/guests.csv has a badge; is the list empty?"

step "The first scan: the security check is missing" scan "$event" "$code"
for name in id metal bag; do
    step "Security check, step $name: passed" screen "$event" "$code" --step "$name" --outcome pass
done
step "The same badge again: admitted" scan "$event" "$code"
step "How many are inside" occupancy "$event"

say "Done. The event and its badges are in $folder"
