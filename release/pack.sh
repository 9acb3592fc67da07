#!/usr/bin/env bash
# Packs a program that release/build.sh built, with its manual pages, completions and licences, into one file that has the
# same bytes for the same program and commit: an archive's times are the commit's, its files in order, and no one's.
#
#     release/pack.sh TARGET FOLDER        # FOLDER/sayso-VERSION-TARGET.tar.gz, or .zip for Windows
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)

program=target/$target/release/sayso
case $target in *-windows-*) program=$program.exe ;; esac
version=$("$program" --version | cut -d' ' -f2 | tr -d '\r')
name=sayso-$version-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/completions"

cp "$program" README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT NOTICE "$work/$name/"
"$program" man "$work/$name/man/man1"
for shell in bash:sayso.bash zsh:_sayso fish:sayso.fish powershell:sayso.ps1 elvish:sayso.elv; do
    "$program" completions "${shell%%:*}" > "$work/$name/completions/${shell#*:}"
done
python=$(command -v python3 || command -v python)
"$python" release/licences.py --target "$target" > "$work/$name/THIRD-PARTY.txt"

time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
"$python" - "$work" "$name" "$folder" "$target" "$time" <<'PACK'
import gzip, sys, tarfile, time, zipfile
from pathlib import Path

work, name, folder, target, seconds = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4], int(sys.argv[5])
files = sorted((path for path in (work / name).rglob("*") if path.is_file()), key=lambda path: path.as_posix())
mode = lambda path: 0o755 if path.stem == "sayso" and path.suffix in ("", ".exe") else 0o644
if "-windows-" in target:
    packed = folder / f"{name}.zip"
    with zipfile.ZipFile(packed, "w") as out:
        for path in files:
            about = zipfile.ZipInfo(path.relative_to(work).as_posix(), time.gmtime(seconds)[:6])
            about.create_system, about.external_attr, about.compress_type = 3, mode(path) << 16, zipfile.ZIP_DEFLATED
            out.writestr(about, path.read_bytes(), compresslevel=9)
else:
    packed = folder / f"{name}.tar.gz"
    with packed.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, seconds) as flat, tarfile.open(fileobj=flat, mode="w", format=tarfile.PAX_FORMAT) as out:
        for path in files:
            about = tarfile.TarInfo(path.relative_to(work).as_posix())
            about.size, about.mtime, about.mode = path.stat().st_size, seconds, mode(path)
            with path.open("rb") as file:
                out.addfile(about, file)
print(packed)
PACK
