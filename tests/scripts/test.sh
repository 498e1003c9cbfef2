#!/bin/bash
# Everything that must hold, cheapest first. Usage: make test
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

# One feature set for every cargo call below, so that nothing is compiled twice.
everything="--workspace --features gatehouse-core/types,acceptance/window,acceptance/syncthing"

run_tests() {
    # An evening takes about an eighth of a second of one core: all of them five minutes of two.
    export GATEHOUSE_SEEDS="${GATEHOUSE_SEEDS:-5000}"
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run $everything --no-fail-fast
    else
        cargo test $everything --no-fail-fast
    fi
}

types_unchanged() {
    git rev-parse --is-inside-work-tree >/dev/null 2>&1 || return 0
    local changed
    changed=$(git status --porcelain -- ui/src/generated)
    [ -z "$changed" ] ||
        fail "the page's types differ from the Rust ones. Look at them and commit ui/src/generated:
$changed"
}

say "Looking at the toolchain"
tests/scripts/toolchain.sh rust node
tests/scripts/packages.sh window test

say "Fonts and page"
make --no-print-directory fonts page

say "Style"
tests/scripts/lint.sh

say "The page's own tests"
(cd ui && npm run --silent test)

say "Building everything"
# With what the tests need, so that the programs they run are built from the same crates.
cargo build $everything --bins --tests

say "Rust tests: rules, house plan, kills, and the real window"
run_tests

say "The page's types"
types_unchanged

say "All of it holds"
