#!/usr/bin/env python3
"""Writes the licences of all crates that a release is linked from, each text once, as their terms ask.

    release/licences.py [--package sayso] [--target x86_64-unknown-linux-gnu] > THIRD-PARTY.txt

A crate whose package carries no text, and Rust's standard library, which is no crate, are named with their authors and
their licence, the text of which has to stand with another crate; else this fails.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

NAMES = re.compile(r"(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|UNLICENSE)", re.IGNORECASE)
CODE = {".rs", ".py", ".toml", ".sh"}
# By what words a text is told to be that of a licence. Whoever adds a crate without a text adds what is not here.
WORDS = {
    "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated",
    "Apache-2.0": "Apache License Version 2.0, January 2004",
    "BSD-3-Clause": "endorse or promote products derived from this software without specific prior written permission",
    "MPL-2.0": "Mozilla Public License Version 2.0",
}
ROOT = Path(__file__).resolve().parent.parent


def linked(package: str, target: str | None) -> list[dict]:
    """The crates of others that `package` is linked from, by name and version."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    command += ["--filter-platform", target] if target else []
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = {crate["id"]: crate for crate in found["packages"]}
    needs = {node["id"]: node["deps"] for node in found["resolve"]["nodes"]}
    open_ = [crate["id"] for crate in found["packages"] if crate["name"] == package and not crate["source"]]
    if not open_:
        sys.exit(f"no package {package} in this workspace")
    seen = set(open_)
    while open_:
        for need in needs[open_.pop()]:
            is_linked = any(kind["kind"] is None for kind in need["dep_kinds"])
            if is_linked and need["pkg"] not in seen:
                seen.add(need["pkg"])
                open_.append(need["pkg"])
    crates = [packages[id_] for id_ in seen if packages[id_]["source"]]
    return sorted(crates, key=lambda crate: (crate["name"], crate["version"]))


def texts(crate: dict) -> list[str]:
    """What the crate's package says of its licence, each file whole."""
    folder = Path(crate["manifest_path"]).parent
    files = {path for path in folder.iterdir() if path.is_file() and NAMES.search(path.name) and path.suffix not in CODE}
    if crate["license_file"]:
        files.add(folder / crate["license_file"])
    inside = [path for path in folder.glob("*/LICEN[CS]E*") if path.is_file() and path.suffix not in CODE]
    read = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(files) + sorted(inside)]
    return [text.replace("\r\n", "\n").strip() for text in read]


def standard_library() -> dict:
    """What is linked from the compiler's own, named as a crate is."""
    version = subprocess.run(["rustc", "--version"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[1]
    return {
        "name": "Rust's standard library", "version": version, "license": "MIT OR Apache-2.0",
        "repository": f"https://github.com/rust-lang/rust/tree/{version}/library",
        "authors": ["the contributors of the Rust Project", "those whom COPYRIGHT-library.html of that toolchain names"],
    }  # fmt: skip


def named(crate: dict) -> str:
    return f"{crate['name']} {crate['version']}, {crate['license'] or 'see its text'}, {crate['repository'] or ''}"


def stands_elsewhere(crate: dict, there: list[str]) -> bool:
    """Whether one of the licences that a crate leaves to choose from is among these texts, without their line breaks."""
    choices = [choice.split(" AND ") for choice in re.split(r" OR |/", crate["license"] or "")]
    found = {term for term, words in WORDS.items() if any(words.lower() in text.lower() for text in there)}
    return any(found.issuperset(choice) for choice in choices)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--package", default="sayso")
    asked.add_argument("--target")
    asked = asked.parse_args()

    # By the text's words: packages differ in how they break lines.
    by_words: dict[str, tuple[str, list[str]]] = {}
    bare = [standard_library()]
    for crate in linked(asked.package, asked.target):
        own = texts(crate)
        if not own:
            bare.append(crate)
        for text in own:
            by_words.setdefault(" ".join(text.split()), (text, []))[1].append(named(crate))
    if alone := [named(crate) for crate in bare if not stands_elsewhere(crate, list(by_words))]:
        sys.exit("no text of the licence is here, nor with another crate:\n" + "\n".join(alone))

    out = ["Sayso is linked from these crates by others. Each text of a licence stands below the crates that carry it."]
    authors = [f"{named(crate)}\n    by {', '.join(crate['authors']) or 'its contributors'}" for crate in bare]
    out.append("The packages of these carry no text of their licence, which stands below with others:\n\n" + "\n".join(authors))
    rule = "-" * 100
    for text, names in sorted(by_words.values(), key=lambda entry: entry[1]):
        out.append("\n".join([rule, *names, rule]) + "\n\n" + text)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write("\n\n".join(out) + "\n")


if __name__ == "__main__":
    main()
