#!/bin/bash
# Copies the badge fonts and their licence out of the npm packages that carry them.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/scripts/say.sh

packages=ui/node_modules/@expo-google-fonts
mkdir -p assets/fonts

copy() {
    local file
    file=$(find "$packages/$1" -name "$2" -print -quit 2>/dev/null)
    [ -n "$file" ] || fail "$2 is not in $packages/$1. Run: rm -rf ui/node_modules && make fonts"
    cp "$file" "assets/fonts/$3"
}

say "Copying the badge fonts to assets/fonts"
copy noto-sans NotoSans_400Regular.ttf NotoSans-Regular.ttf
copy noto-sans NotoSans_700Bold.ttf NotoSans-Bold.ttf
copy noto-sans-sc NotoSansSC_400Regular.ttf NotoSansSC-Regular.ttf
copy noto-sans-sc NotoSansSC_700Bold.ttf NotoSansSC-Bold.ttf
copy noto-sans LICENSE_FONT OFL-NotoSans.txt
copy noto-sans-sc LICENSE_FONT OFL-NotoSansSC.txt
