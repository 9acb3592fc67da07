"""Makes the parts of the reference pages that the program and its source say themselves.

    python3 docs/make/make.py SAYSO [--archive ARCHIVE] [--check]

SAYSO is the built program. ARCHIVE, any archive, is opened to ask the API for its description; without one the
page of the API is left as it is, and --check, which looks at all pages, has to have one. A made part stands in its page between two comments:

    <!-- made: NAME -->
    …
    <!-- end: NAME -->

and is written anew, while all around it is kept. With --check nothing is written: the status is 1 where a part is
not what it would be made, and each is named.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable
from pathlib import Path

import api
import codebook
import command_line
import crates
import formats
import record
from program import Program

DOCS = Path(__file__).resolve().parent.parent
PART = re.compile(r"(<!-- made: (?P<name>[a-z-]+) -->\n).*?(<!-- end: (?P=name) -->)", re.DOTALL)

# Each page, and what makes the parts in it.
PAGES: dict[str, dict[str, Callable[[Program], str]]] = {
    "reference/api.md": api.PARTS,
    "reference/codebook.md": codebook.PARTS,
    "reference/command-line.md": command_line.PARTS,
    "reference/crates.md": crates.PARTS,
    "reference/formats.md": formats.PARTS,
    "reference/record.md": record.PARTS,
}


def made(text: str, parts: dict[str, Callable[[Program], str]], program: Program) -> str:
    """The page with its parts made anew; every part has to have its place, and every place its part."""
    missing = set(parts) - {part["name"] for part in PART.finditer(text)}
    if missing:
        raise SystemExit(f"no place in the page for the part {', '.join(sorted(missing))}")

    def one(part: re.Match[str]) -> str:
        if part["name"] not in parts:
            raise SystemExit(f"nothing makes the part {part['name']}")
        return f"{part[1]}\n{parts[part['name']](program).strip()}\n\n{part[3]}"

    return PART.sub(one, text)


def main() -> int:
    asked = argparse.ArgumentParser(description="Makes the made parts of the reference pages.")
    asked.add_argument("sayso", type=Path)
    asked.add_argument("--archive", type=Path, help="an archive to open for the description of the API")
    asked.add_argument("--check", action="store_true", help="write nothing; say what is out of date")
    given = asked.parse_args()
    if given.check and not given.archive:
        asked.error("--check looks at the page of the API, too, and needs --archive for it")
    program = Program(given.sayso.resolve(), given.archive and given.archive.resolve())
    stale = 0
    for name, parts in PAGES.items():
        if parts is api.PARTS and program.archive is None:
            print(f"docs/{name} left as it is: it needs --archive")
            continue
        page = DOCS / name
        was = page.read_text(encoding="utf-8")
        now = made(was, parts, program)
        if was == now:
            continue
        stale += 1
        if given.check:
            unlike = difflib.unified_diff(was.splitlines(True), now.splitlines(True), f"docs/{name}", "made anew", n=0)
            sys.stderr.writelines(list(unlike)[:40])
            print(f"docs/{name} is out of date: run docs/make/make.py SAYSO --archive ARCHIVE", file=sys.stderr)
        else:
            page.write_text(now, encoding="utf-8")
            print(f"docs/{name} written")
    return 1 if given.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
