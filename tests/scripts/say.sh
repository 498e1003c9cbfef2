# Words for people, shared by the other scripts (sourced, not run).

# Tells what is being done.
say() { printf '\n== %s\n' "$*"; }

# Ends with a sentence that says what to do.
fail() {
    printf '\nGatehouse: %s\n' "$*" >&2
    exit 1
}

# True when a program is there.
have() { command -v "$1" >/dev/null 2>&1; }

# True when dotted version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }
