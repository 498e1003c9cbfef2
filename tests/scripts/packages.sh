#!/bin/bash
# Installs the system packages that are missing, and only those: packages.sh [window] [test]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

# gstreamer1.0-plugins-good: without a sound sink the first tone ends WebKit's web process.
window="build-essential pkg-config libwebkit2gtk-4.1-dev gstreamer1.0-plugins-good"
# poppler-utils and zbar-tools read the badge pages back, independently of the code that wrote them.
# syncthing carries files between desks in a test, on the loopback alone.
test="webkit2gtk-driver xvfb dbus poppler-utils zbar-tools syncthing"

installed() { dpkg-query --show --showformat='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

wanted=""
for group in "$@"; do wanted="$wanted ${!group}"; done

if ! have dpkg-query; then
    say "This system has no apt. The window needs WebKitGTK 4.1 with its headers; going on without checking"
    echo "On Debian the packages would be:$wanted"
    exit 0
fi

missing=""
for package in $wanted; do installed "$package" || missing="$missing $package"; done
[ -n "$missing" ] || exit 0

say "Installing system packages:$missing"
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    have sudo || fail "these packages are missing and there is no sudo. As root run: apt-get install$missing"
    as_root="sudo"
fi
install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing; }
if ! install; then
    say "Refreshing the package lists first"
    $as_root apt-get update && install || fail "the packages could not be installed. By hand: sudo apt install$missing"
fi
