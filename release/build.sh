#!/usr/bin/env bash
# Builds what is released, so that the same source and the same compiler give the same bytes in any folder, for any user.
#
#     release/build.sh [TARGET]        # into target/TARGET/release/sayso
#
# What else would differ is taken away here: paths of this machine (rustc writes them into messages of panics), and times
# that linkers write. The rest stands in Cargo.toml (a fixed number of codegen units, no debug information, no symbols)
# and in Cargo.lock. release/reproducible.sh proves it.
set -euo pipefail
cd "$(dirname "$0")/.."

compiler=$(rustc --version --verbose)
release=$(sed -n 's/^release: //p' <<< "$compiler")
target=${1:-$(sed -n 's/^host: //p' <<< "$compiler")}
if [ "$release" != "$(cat release/rust-version)" ]; then
    echo "note: releases are built with Rust $(cat release/rust-version); $release gives other bytes" >&2
fi

# A path as rustc sees it: on Windows, that is not what this shell says.
native() { if command -v cygpath > /dev/null; then cygpath --windows "$1"; else echo "$1"; fi; }
flags=(
    "--remap-path-prefix=$(native "${CARGO_HOME:-$HOME/.cargo}")=/cargo"
    "--remap-path-prefix=$(native "$PWD")=/sayso"
)
case $target in
    *-windows-msvc) flags+=(-Clink-arg=/Brepro) ;;
    *-apple-*) export ZERO_AR_DATE=1 ;;
esac
# Nothing of this user's own settings, and paths may hold spaces: hence the encoded form, set even where RUSTFLAGS is.
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS
export CARGO_INCREMENTAL=0
cargo build --release --locked --package sayso --target "$target"
