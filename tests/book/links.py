"""Holds the book together: every page under `docs/` is in its summary, every link leads somewhere, every picture is there.

    python3 tests/book/links.py

Needs neither mdBook nor the program. Addresses of the web are left alone. A link that leaves `docs/` is refused: in the
built book it would lead nowhere, so files elsewhere in the repository are named, not linked.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote

import pages

# Pages under docs/ that are no part of the book, each with the reason.
NOT_PART = {"SUMMARY.md": "it is the list itself"}


def faults_of_summary(book: list[Path]) -> list[str]:
    """Pages listed and not there, listed twice, or there and not listed."""
    there = {path for path in pages.DOCS.rglob("*.md") if path.relative_to(pages.DOCS).as_posix() not in NOT_PART}
    faults = [f"docs/SUMMARY.md: {page.relative_to(pages.DOCS)} is not there" for page in book if not page.exists()]
    faults += [f"docs/SUMMARY.md: {page.relative_to(pages.DOCS)} stands twice" for page in set(book) if book.count(page) > 1]
    faults += [
        f"docs/{page.relative_to(pages.DOCS)} is not in docs/SUMMARY.md; add it, or name it in NOT_PART of {Path(__file__).name}"
        for page in there - set(book)
    ]
    return sorted(faults)


def fault_of_link(page: Path, target: str) -> str | None:
    """What is wrong with a link of a page, if anything."""
    if "://" in target or target.startswith("mailto:"):
        return None
    path, _, anchor = unquote(target).partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.is_relative_to(pages.DOCS):
        return f"{target} leaves docs/: name the file and do not link it"
    if not file.exists():
        return f"{target} leads nowhere"
    if file.is_dir():
        return f"{target} is a folder; link a page"
    if anchor and file.suffix == ".md" and anchor not in pages.anchors(file):
        return f"{target}: {file.name} has no heading #{anchor}"
    return None


def main() -> int:
    book = pages.of_the_book()
    faults = faults_of_summary(book)
    links = 0
    for page in [pages.DOCS / "SUMMARY.md", *book]:
        if not page.exists():
            continue
        for line, target in pages.links(page):
            links += 1
            fault = fault_of_link(page, target)
            if fault and not (page.name == "SUMMARY.md" and fault.endswith("leads nowhere")):
                faults.append(f"docs/{page.relative_to(pages.DOCS)}:{line}: {fault}")
        title = next((line for _, line in pages.prose(page) if line.strip()), "")
        if not title.startswith("# "):
            faults.append(f"docs/{page.relative_to(pages.DOCS)}: does not begin with a title")
    print("".join(fault + "\n" for fault in faults), end="", file=sys.stderr)
    print(f"{len(book)} pages, {links} links, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
