"""The texts that the tests read, and rows written so that they can be compared."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
from pyspark.sql import DataFrame

EXAMPLES = Path(__file__).parents[4] / "examples"

COLUMNS = ("id", "date", "source", "title", "text")

SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])

Row = dict[str, "str | None"]

MakeFrame = Callable[[list[Row], int], DataFrame]
"""Makes a DataFrame of rows, in so many partitions."""


def texts() -> list[Row]:
    """What ``SAYSO_TEST_TEXTS`` names, files and folders with ``:`` between them; else the
    repository's examples, each on three days."""
    named = os.environ.get("SAYSO_TEST_TEXTS")
    if named is None:
        return examples(3)
    rows: list[Row] = []
    for path in map(Path, named.split(os.pathsep)):
        assert path.exists(), f"SAYSO_TEST_TEXTS names {path}, which is not there"
        rows.extend(row for file in files(path) for row in read(file))
    return rows


def examples(days: int) -> list[Row]:
    """The repository's examples, on as many days each, with ids of their own."""
    rows: list[Row] = []
    for file in sorted(EXAMPLES.rglob("*.txt")):
        for row in read(file):
            first = datetime.date.fromisoformat(str(row["date"]))
            for day in range(days):
                date = str(first + datetime.timedelta(days=day))
                rows.append({**row, "id": f"{file.stem}-{day}", "date": date})
    assert rows, f"no examples in {EXAMPLES}"
    return rows


def files(path: Path) -> list[Path]:
    """The files of texts in a folder, or the one file."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in {".jsonl", ".txt"})


def read(file: Path) -> Iterator[Row]:
    """The dated texts of a file of JSON lines, or of the plain form with its header lines."""
    if file.suffix == ".jsonl":
        for line in file.read_text(encoding="utf-8").split("\n"):
            found = json.loads(line) if line else {}
            if "text" in found:
                yield {"date": "2000-01-01", **{name: found[name] for name in COLUMNS if name in found}}
        return
    head, _, text = file.read_text(encoding="utf-8").partition("\n\n")
    row: Row = {"text": text}
    for line in head.splitlines():
        name, colon, value = line.partition(": ")
        if not colon or name not in COLUMNS:
            return
        row[name] = value
    if "date" in row:
        yield row


HOSTILE: list[Row] = [
    {"id": "no-text", "date": "2024-06-04", "text": None},
    {"id": "empty", "date": "2024-06-04", "text": ""},
    {"id": "blank", "date": "2024-06-04", "text": " \n\t\u00a0"},
    {"id": "no-date", "date": None, "text": "Ruritania shelled Zenda."},
    {"id": "impossible-date", "date": "2024-02-31", "text": "Ruritania shelled Zenda."},
    {"id": "not-a-date", "date": "soon", "text": "Ruritania shelled Zenda."},
    {"id": "far-date", "date": "99999-01-01", "text": "Ruritania shelled Zenda."},
    {"id": None, "date": "2024-06-04", "text": "Ruritania shelled the Freedonian town of Zenda."},
    {"id": "", "date": "2024-06-04", "text": "Sylvania condemned the shelling of Zenda."},
    {"id": "nul", "date": "2024-06-04", "text": "Ruritania\0 shelled \0Zenda."},
    {"id": "marks", "date": "2024-06-04", "text": "“" * 2000 + "Zenda fell, he said." + "(" * 2000},
    {"id": "one-word", "date": "2024-06-04", "text": "Zenda" * 4000},
    {"id": "letters", "date": "2024-06-04", "text": "Z\u0335\u0301e\u0300nda 👩‍👩‍👧 \u202eadnez\u202c was shelled."},
    {"id": "lines", "date": "2024-06-04", "text": "\n".join(["Zenda"] * 2000)},
]


def table(rows: list[Row]) -> pa.Table:
    """The rows as one machine is given them."""
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def lines(found: pa.Table) -> bytes:
    """The rows as JSON, a line a row, sorted."""
    rows = [json.dumps(row, ensure_ascii=False, default=str) for row in found.to_pylist()]
    return "\n".join(sorted(rows)).encode()
