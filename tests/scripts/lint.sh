#!/bin/bash
# Style and types: rustfmt, clippy, licences where cargo-deny is installed, and the page. Usage: make lint
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

tests/scripts/toolchain.sh rust node
make --no-print-directory page

rust_style() {
    cargo fmt --version >/dev/null 2>&1 || { echo "rustfmt is not installed: skipped"; return; }
    cargo fmt --all --check || fail "some Rust is not formatted. Run: cargo fmt --all"
}

rust_lints() {
    cargo clippy --version >/dev/null 2>&1 || { echo "clippy is not installed: skipped"; return; }
    cargo clippy --workspace --all-targets --features gatehouse-core/types,acceptance/window,acceptance/syncthing -- -D warnings
}

# Advisories need the network's list, so only licences, bans and sources are asked for here.
licences() {
    cargo deny --version >/dev/null 2>&1 || { echo "cargo-deny is not installed: licences not checked"; return; }
    cargo deny check licenses bans sources
}

rust_style
rust_lints
licences
(cd ui && npm run --silent check)
