#!/usr/bin/env bash
# Builds the committed source twice and compares the programs byte for byte: in folders of other names and depths, with
# another home of Cargo, another clock zone and another language. Takes two release builds and about 4 GB below TMPDIR.
#
#     release/reproducible.sh
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo_home=${CARGO_HOME:-$HOME/.cargo}
commit=$(git rev-parse HEAD)
# A language that sorts otherwise than the second build's, where the system has one.
language=$(locale -a | awk 'tolower($0) !~ /^(c|posix)(\.|$)/ && !n++' || true)
cargo fetch --locked --quiet

# The second home is the first under another path: in links where the disk is the same, for a symbolic one would be seen through.
mkdir -p "$work/a" "$work/with space/and/deeper/b" "$work/another-home"
cp -al "$cargo_home/registry" "$work/another-home/" 2> /dev/null || cp -a "$cargo_home/registry" "$work/another-home/"

build() { # FOLDER NAME=VALUE...
    git archive "$commit" | tar -x -C "$1"
    env -u CARGO_TARGET_DIR -u CARGO_BUILD_TARGET_DIR CARGO_NET_OFFLINE=true "${@:2}" "$1/release/build.sh"
}
program() { ls "$1"/target/*/release/sayso; }

build "$work/a" "CARGO_HOME=$cargo_home" TZ=America/St_Johns "LC_ALL=${language:-C.UTF-8}"
build "$work/with space/and/deeper/b" "CARGO_HOME=$work/another-home" TZ=Pacific/Auckland LC_ALL=C

first=$(program "$work/a")
second=$(program "$work/with space/and/deeper/b")
if grep --quiet --fixed-strings --regexp="$work" --regexp="$cargo_home" "$first" "$second"; then
    echo "a path of this machine is in the program:" >&2
    grep --text --only-matching "\($work\|$cargo_home\)[[:graph:]]*" "$first" "$second" | sort | uniq -c | sort -rn | head >&2
    exit 1
fi
cmp "$first" "$second"
echo "the same: $(sha256sum < "$first" | cut -d' ' -f1), $(stat --format=%s "$first") bytes"
