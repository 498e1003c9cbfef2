#!/bin/bash
# Refuses compilers that are missing or too old before anything is built: toolchain.sh [rust] [node]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

RUST=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
NODE=20.19 # what Vite 8 asks for

check_rust() {
    have rustc && have cargo || fail "Rust is missing. Get it from https://rustup.rs, then open a new terminal."
    local found
    found=$(rustc --version | cut -d ' ' -f 2)
    at_least "${found%%-*}" "$RUST" ||
        fail "this is Rust $found and Gatehouse needs $RUST or newer. Run: rustup update stable"
}

check_node() {
    have node && have npm || fail "Node is missing. Install Node $NODE or newer from https://nodejs.org or your packages."
    local found
    found=$(node --version)
    at_least "${found#v}" "$NODE" ||
        fail "this is Node ${found#v} and Gatehouse needs $NODE or newer. Install a newer one from https://nodejs.org."
}

for tool in "$@"; do "check_$tool"; done
