#!/bin/bash
# Searches for inputs that break a reader, with cargo-fuzz where it is installed. Usage: make fuzz
# FUZZ_SECONDS says how long each target is searched, FUZZ_TARGETS which ones.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

SECONDS_EACH="${FUZZ_SECONDS:-60}"
TARGETS="${FUZZ_TARGETS:-csv workbook mapping badge bundle}"

tests/scripts/toolchain.sh rust
cargo fuzz --version >/dev/null 2>&1 || fail "cargo-fuzz is not installed, so nothing was searched. Get it with
    cargo install cargo-fuzz
and run make fuzz again. Without it, cargo test -p acceptance --test fuzz replays the corpora and spoils them."

# Sanitizers and coverage are unstable compiler options. A nightly compiler has them; a stable one can be told to.
if rustup toolchain list 2>/dev/null | grep -q '^nightly'; then
    fuzz() { cargo +nightly fuzz "$@"; }
else
    echo "No nightly compiler: the stable one is used, with RUSTC_BOOTSTRAP=1 (rustup toolchain install nightly is cleaner)."
    fuzz() { RUSTC_BOOTSTRAP=1 cargo fuzz "$@"; }
fi

# The same versions as everywhere else; what cargo-fuzz adds is added to the copy.
cp Cargo.lock tests/fuzz/Cargo.lock

for target in $TARGETS; do
    say "Searching $target for $SECONDS_EACH s"
    found="target/fuzz/corpus/$target"
    mkdir -p "$found"
    # New inputs go to the first folder, so that those committed stay few and readable.
    fuzz run --fuzz-dir tests/fuzz --target-dir target/fuzz/build "$target" \
        "$found" "tests/fuzz/corpus/$target" -- -max_total_time="$SECONDS_EACH" -max_len=65536 -timeout=20 -rss_limit_mb=1024 ||
        fail "an input breaks $target. It lies in tests/fuzz/artifacts/$target; try it alone with
    GATEHOUSE_FUZZ_INPUT=FILE cargo test -p acceptance --test fuzz $target"
done
say "Nothing found in $TARGETS"
