"""A program that uses the package: checked by mypy, and run."""

from datetime import date
from typing import Any

import sayso

TEXT = "Ruritania accused Freedonia of shelling Zenda on Monday."


def told(done: int, total: int | None) -> None:
    print(done, "of", total)


def read(coder: sayso.Coder) -> list[dict[str, Any]]:
    records: sayso.Records = coder.read([{"text": TEXT, "date": "1987-05-04"}], progress=told)
    first: sayso.Record = records[0]
    rest: sayso.Records = records[1:]
    day: date = first.date
    assert day.year == 1987 and len(rest) == 0
    assert [record.id for record in records] == [first.id]
    table: sayso.Table = records.table("events")
    nested: sayso.Table = coder.nested([TEXT], default_date=day)
    assert len(sayso.flatten(nested, "events")) == table.num_rows
    return table.to_pylist()


def keep(path: str, coder: sayso.Coder) -> int:
    archive = sayso.Archive(path)
    ingested = archive.ingest(sayso.read([TEXT], dates=[date(1987, 5, 4)]), coder=coder)
    found: sayso.Table = archive.search("Zenda", from_=date(1987, 1, 1))
    assert found.num_rows == 1
    try:
        archive.query("SELEC 1")
    except sayso.QueryError as error:
        assert "syntax" in str(error)
    try:
        coder.read([""], errors="raise")
    except sayso.ReadError as error:
        assert error.row is not None and error.row == 0
    return ingested["stored"]
