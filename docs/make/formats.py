"""The forms that go in and come out, with what the program's help says of each and a link to where it is told in full."""

from __future__ import annotations

import re
from pathlib import Path

import command_line
from program import Program, table
from rust import CRATES

DOCS = Path(__file__).resolve().parent.parent


def values(program: Program, command: str, flag: str) -> list[tuple[str, str]]:
    """The values of a flag."""
    page = command_line.read(program.says("help", command))
    return next(entry.values() for entry in command_line.flags(page) if entry.name.startswith(flag))


def inputs(program: Program) -> str:
    """Every form of input; each has to have its own heading in the page."""
    told = (DOCS / "reference" / "formats.md").read_text(encoding="utf-8")
    rows = []
    for name, what in values(program, "read", "--from"):
        if name != "auto" and f"\n### {name}\n" not in told:
            raise SystemExit(f"docs/reference/formats.md has no heading for {name}")
        rows.append([f"[`{name}`](#{name})" if name != "auto" else "`auto`", what])
    return table(["`--from`", ""], rows)


def outputs(program: Program) -> str:
    """Every form of export, with the heading of exports.md that it stands under."""
    headings = [line[3:] for line in (DOCS / "exports.md").read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    rows = []
    for name, what in values(program, "export", "--as"):
        heading = next((one for one in headings if name in one.split(", ")), None)
        if heading is None:
            raise SystemExit(f"docs/exports.md has no heading for {name}")
        anchor = heading.lower().replace(",", "").replace(" ", "-")
        rows.append([f"[`{name}`](../exports.md#{anchor})", what])
    return table(["`--as`", ""], rows)


def columns(_: Program) -> str:
    """The names under which each field of a report is known in tables, the first of them first."""
    source = (CRATES / "reader" / "src" / "columns.rs").read_text(encoding="utf-8")
    listed = re.search(r"pub const NAMES.*?= &\[(.*?)\n\];", source, re.DOTALL)
    found = re.findall(r'\("(\w+)", &\[(.*?)\]\)', listed[1] if listed else "")
    if not found:
        raise SystemExit("crates/reader/src/columns.rs no longer lists NAMES")
    return table(["field", "columns"], [[f"`{field}`", names.replace('"', "`")] for field, names in found])


PARTS = {"inputs": inputs, "outputs": outputs, "columns": columns}
