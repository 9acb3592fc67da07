#!/usr/bin/env bash
# Writes what the program is made of as CycloneDX 1.5 JSON, one file a target, from Cargo.lock: each crate with its version,
# licence, sum and what needs it. Needs cargo-cyclonedx 0.5.9 (`cargo install --locked --version 0.5.9 cargo-cyclonedx`).
#
#     release/sbom.sh FOLDER        # FOLDER/sayso-VERSION-TARGET.cdx.json
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1"
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
trap 'rm -f crates/*/*.cdx.json fuzz/*.cdx.json' EXIT
for target in $(sed -n '/^targets = \[/,/^\]/s/^ *"\(.*\)",$/\1/p' deny.toml); do
    # It writes a file beside every crate of the workspace that is linked to the end; the program's is the one that counts.
    cargo cyclonedx --quiet --format json --spec-version 1.5 --describe binaries --all --no-build-deps --target "$target" \
        --manifest-path crates/cli/Cargo.toml
    mv crates/cli/sayso_bin.cdx.json "$1/sayso-$version-$target.cdx.json"
done
