"""The pages of the book, `docs/`, in the order of its `SUMMARY.md`, and what stands in them: code blocks, headings, links.

A little of Markdown, as our pages use it: fenced code, lists, `#` headings, inline links. What a page may not have
because nothing here would see it, code that is indented and not fenced, is found, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"

FENCE = re.compile(r"^( *)(`{3,}|~{3,})[ \t]*(.*?)[ \t]*$")
ITEM = re.compile(r"^( {0,3}(?:[-*+]|\d+[.)]) +)\S")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^()\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HTML = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src)=\"([^\"]*)\"")


@dataclass(frozen=True)
class Block:
    """A fenced block of code: where its fence opens, the word and the rest behind the fence, its text, what stands before it."""

    page: Path
    line: int
    language: str
    rest: str
    text: str
    before: str

    @property
    def where(self) -> str:
        return f"{self.page.relative_to(DOCS.parent)}:{self.line}"


def of_the_book(summary: Path = DOCS / "SUMMARY.md") -> list[Path]:
    """Every page that the summary lists, in its order."""
    return [summary.parent / target for target in LINK.findall(summary.read_text(encoding="utf-8"))]


def with_python(ignored: frozenset[str] = frozenset()) -> list[str]:
    """Names, below `docs/`, of pages of the book with Python that runs."""
    return [
        name
        for page in of_the_book()
        if (name := page.relative_to(DOCS).as_posix()) not in ignored and page.exists()
        and any(block.language == "python" and not block.rest for block in blocks(page))
    ]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opened = FENCE.match(lines[number])
        if not opened:
            number += 1
            continue
        start, indent, mark = number, len(opened[1]), opened[2]
        number += 1
        inside: list[str] = []
        while number < len(lines) and not closes(lines[number], mark):
            inside.append(lines[number][indent:] if lines[number][:indent].isspace() else lines[number])
            number += 1
        number += 1
        language, _, rest = opened[3].partition(" ")
        text = "".join(line + "\n" for line in inside)
        yield Block(page, start + 1, language, rest.strip(), text, paragraph_before(lines, start))


def closes(line: str, mark: str) -> bool:
    """Whether a line ends the block that `mark` opened."""
    bare = line.strip()
    return len(bare) >= len(mark) and set(bare) == {mark[0]}


def paragraph_before(lines: list[str], number: int) -> str:
    """The last paragraph above a line."""
    end = number
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    start = end
    while start > 0 and lines[start - 1].strip():
        start -= 1
    return "\n".join(lines[start:end])


def prose(page: Path) -> list[tuple[int, str]]:
    """The lines of a page that stand in no fenced block, with their numbers."""
    kept: list[tuple[int, str]] = []
    mark = ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        opened = FENCE.match(line)
        if mark:
            mark = "" if closes(line, mark) else mark
        elif opened:
            mark = opened[2]
        else:
            kept.append((number, line))
    return kept


def indented_code(page: Path) -> list[int]:
    """Where code is indented and not fenced: what nobody would run."""
    found: list[int] = []
    whole = page.read_text(encoding="utf-8").splitlines()
    body, blank = 0, True  # where the text of the list item begins that may go on here; whether a line ended a paragraph
    last = 0
    for number, line in prose(page):
        if number != last + 1:
            fence = whole[last]
            body, blank = (0 if len(fence) - len(fence.lstrip(" ")) < body else body), True
        last = number
        if not line.strip():
            blank = True
            continue
        indent = len(line) - len(line.lstrip(" "))
        item = ITEM.match(line[body:]) if indent >= body else ITEM.match(line)
        if blank and indent >= body + 4:
            found.append(number)
            continue
        if item:
            body = len(item[1]) + (body if indent >= body else 0)
        elif blank and indent < body:
            body = 0
        blank = False
    return found


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called behind `#`, as mdBook and code forges name them."""
    names: set[str] = set()
    for _, line in prose(page):
        heading = re.match(r"#{1,6} +(.*?)(?: +#+)? *$", line)
        if not heading:
            continue
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1]).replace("`", "").replace("*", "")
        name = "".join("-" if c.isspace() else c for c in text.lower() if c.isalnum() or c in "_-" or c.isspace())
        again = 0
        while (name if not again else f"{name}-{again}") in names:
            again += 1
        names.add(name if not again else f"{name}-{again}")
    return names


def links(page: Path) -> Iterator[tuple[int, str]]:
    """Where the links and images of a page lead, each with its line. A link may go over the end of a line."""
    kept = prose(page)
    text = "\n".join(re.sub(r"(`+)(?!`).+?\1", "``", line) for _, line in kept)
    for pattern in (LINK, HTML):
        for found in pattern.finditer(text):
            yield kept[text.count("\n", 0, found.start())][0], found[1]
