"""The record's objects and words, out of `crates/record/src`: fields with their types, and the words of each enumeration."""

from __future__ import annotations

import csv
import re

from program import Program, table
from rust import CRATES, Item, cased, items

SOURCE = CRATES / "record" / "src"
CODEBOOK = CRATES.parent / "codebook"
# The list of the record that holds each kind of object, as people look for it.
OBJECTS = "Record Report Actor Mention Time Place Statement Event EventTime Figure Victim Span Engine".split()
PLAIN = {
    **dict.fromkeys(["usize", "u8", "u32", "u64", "f64"], "number"),
    **dict.fromkeys(["String", "Voice"], "text"),
    "bool": "true or false",
    "Date": "date",
}


def known() -> dict[str, Item]:
    """The record's types by name."""
    return {item.name: item for file in ("lib.rs", "report.rs", "span.rs") for item in items(SOURCE / file)}


def shown(kind: str, types: dict[str, Item]) -> str:
    """A Rust type as the type of a JSON value."""
    if inner := re.match(r"Option<(.*)>$", kind):
        return f"{shown(inner[1], types)}, or null"
    if inner := re.match(r"Vec<(.*)>$", kind):
        return f"list of {shown(inner[1], types)}"
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in types:
        return f"[{kind}](#{kind.lower()})" if types[kind].kind == "struct" else f"word of [{kind}](#{kind.lower()})"
    raise SystemExit(f"how is `{kind}` shown in the record's page?")


def said(words: str) -> str:
    """The words above a field, for people who read JSON."""
    return re.sub(r" ?\(\[`\w+::\w+`\]\)", "", words).replace("`None`", "null")


def objects(_: Program) -> str:
    """A table of fields for each kind of object."""
    types = known()
    parts = []
    for name in OBJECTS:
        rows = [[f"`{part.renamed or part.name}`", shown(part.kind, types), said(part.about)] for part in types[name].parts]
        parts.append(f"### {name}\n\n{types[name].about}\n\n{table(['field', 'type', ''], rows)}")
    return "\n".join(parts)


def words(_: Program) -> str:
    """The words of each enumeration."""
    parts = []
    for item in known().values():
        if item.kind == "enum" and item.name != "Voice":
            rows = [[f"`{cased(part.name, item.attributes)}`", part.about] for part in item.parts]
            parts.append(f"### {item.name}\n\n{item.about}\n\n{table(['word', ''], rows)}")
    return "\n".join(parts)


def plover(_: Program) -> str:
    """Types with score and quad, and their modes with theirs."""
    rows: list[list[str]] = []
    with (CODEBOOK / "plover.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["mode"]:
                rows[-1][3] += f"{', ' if rows[-1][3] else ''}`{line['mode']}` {line['score']}"
            else:
                rows.append([f"`{line['type']}`", line["score"], line["quad"], ""])
    return table(["type", "score", "quad", "modes, with their scores"], rows)


def measures(_: Program) -> str:
    """The names of what is counted."""
    page = (CODEBOOK / "figures.md").read_text(encoding="utf-8")
    return ", ".join(f"`{name}`" for name in re.findall(r"^\[measure\.([a-z-]+)\]", page, re.MULTILINE)) + "."


PARTS = {"objects": objects, "words": words, "plover": plover, "measures": measures}
