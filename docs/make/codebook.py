"""The pages and tables of the codebook, out of `sayso codebook list` and the files themselves."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from program import Program, table

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = re.compile(r"^(\S.*?)(?:  (\d+) examples)?$")
RULE = re.compile(r"^  (\S+) +(\S+?)(?::\d+)?$")


def pages(program: Program) -> str:
    """Every page with rules: what it is on, how many rules and examples it has."""
    if missing := untold((ROOT / "docs" / "reference" / "codebook.md").read_text(encoding="utf-8")):
        raise SystemExit(f"docs/reference/codebook.md does not tell of the keys {', '.join(missing)}")
    rows: list[list[str]] = []
    for line in program.says("codebook", "list").splitlines():
        if line == "Tables":
            break
        if rule := RULE.match(line):
            rows[-1][0] = f"`{rule[2]}`"
            rows[-1][2] = str(int(rows[-1][2] or 0) + 1)
        elif page := PAGE.match(line):
            rows.append(["", page[1], "", page[2] or ""])
    for row in rows:
        row[0] = row[0] or page_called(row[1])
    return table(["page", "", "rules", "examples"], rows)


def page_called(title: str) -> str:
    """The page with this first heading."""
    for path in sorted((ROOT / "codebook").glob("*.md")):
        if path.read_text(encoding="utf-8").startswith(f"# {title}\n"):
            return f"`{path.name}`"
    raise SystemExit(f"no page of codebook/ is called {title!r}")


def untold(page: str) -> list[str]:
    """Keys of event rules that the program knows and the page does not tell."""
    source = (ROOT / "crates" / "codebook" / "src" / "events" / "compile.rs").read_text(encoding="utf-8")
    arms = re.findall(r'^ {12}("[a-z_]+"(?: \| "[a-z_]+")*) =>', source, re.MULTILINE)
    keys = {key for arm in arms for key in re.findall(r"\w+", arm)}
    rules = page.partition("### Keys of an event rule")[2].partition("###")[0]
    told = set(re.findall(r"`([a-z_]+)`", rules))
    told |= {f"not_{key}" for key in told} if "`not_…`" in rules else set()
    return sorted(keys - told - {"default", "rule"})


def tables(_: Program) -> str:
    """Every table with its columns and how many rows it has; tables of one layout in a folder stand in one line."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[str, int]]] = {}
    for path in sorted((ROOT / "codebook").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(line for line in file if not line.startswith("#")) if row]
        folder = path.parent.relative_to(ROOT / "codebook").as_posix()
        found.setdefault((folder, tuple(rows[0])), []).append((path.name, len(rows) - 1))
    lines = []
    for (folder, head), files in sorted(found.items(), key=lambda one: (one[0][0] != ".", one[0][0], one[1][0])):
        where = "" if folder == "." else f"{folder}/"
        names = ", ".join(f"`{name}`" for name, _ in files)
        columns = " ".join(f"`{one}`" for one in head)
        lines.append([f"`{where}` {names}" if where else names, columns, f"{sum(many for _, many in files):,}"])
    return table(["table", "columns", "rows"], lines)


PARTS = {"pages": pages, "tables": tables}
