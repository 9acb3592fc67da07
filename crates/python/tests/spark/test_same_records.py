"""What Spark gives is what one machine gives: every record, every table, every problem.

The texts are the repository's examples and hostile rows, or those that ``SAYSO_TEST_TEXTS`` names.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from pyspark import StorageLevel
from pyspark.sql import SparkSession

import corpus
import sayso
import sayso.spark
from sayso.spark.flat import Name

COLUMNS: dict[str, Any] = {"id": "id", "source": "source", "title": "title"}

ROWS = [*corpus.texts(), *corpus.HOSTILE]


@pytest.fixture(scope="module")
def coder() -> sayso.Coder:
    """One machine's."""
    return sayso.Coder()


@pytest.fixture(scope="module")
def here(coder: sayso.Coder) -> pa.Table:
    """The rows coded on this machine, without Spark."""
    found = pa.table(coder.nested(corpus.table(ROWS), text="text", date="date", **COLUMNS))
    assert found.num_rows == len(ROWS)
    return found


@pytest.fixture(scope="module")
def records(frame: corpus.MakeFrame) -> Iterator[sayso.spark.Coded]:
    """The rows coded by Spark, once."""
    found = sayso.spark.read(frame(ROWS, 7), **COLUMNS)
    found.persist(StorageLevel.DISK_ONLY)
    yield found
    found.unpersist()


@pytest.fixture(scope="module")
def written(records: sayso.spark.Coded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that Spark wrote them to, a folder a day."""
    folder = tmp_path_factory.mktemp("written") / "records"
    records.write.partitionBy("date").parquet(str(folder))
    return folder


@pytest.fixture(scope="module")
def program() -> str:
    """The program ``sayso``."""
    binary = os.environ.get("SAYSO_BIN")
    if binary is None:
        pytest.skip("set SAYSO_BIN to the program to see that it reads what Spark wrote")
    return binary


def test_records_equal_one_machines(records: sayso.spark.Coded, here: pa.Table) -> None:
    assert corpus.lines(records.toArrow()) == corpus.lines(here)


@pytest.mark.parametrize("partitions", [1, 40])
def test_partitions_and_batches_change_no_row(
    frame: corpus.MakeFrame, coder: sayso.Coder, partitions: int
) -> None:
    some = [*corpus.examples(1), *corpus.HOSTILE]
    here = coder.nested(corpus.table(some), text="text", date="date", **COLUMNS)
    found = sayso.spark.read(frame(some, partitions), batch_bytes=10_000, **COLUMNS)
    assert corpus.lines(found.toArrow()) == corpus.lines(pa.table(here))


@pytest.mark.parametrize("name", [name for name in sayso.spark.TABLES if name != "problems"])
def test_tables_equal_one_machines(
    records: sayso.spark.Coded, here: pa.Table, name: Name
) -> None:
    expected = pa.table(sayso.flatten(here, name))
    found = records.tables()[name].toArrow()
    assert found.column_names == expected.column_names
    assert corpus.lines(found) == corpus.lines(expected)


def test_tables_are_those_of_records(coder: sayso.Coder, here: pa.Table) -> None:
    with pytest.warns(UserWarning):
        local = coder.read(corpus.table(ROWS), text="text", date="date", **COLUMNS)
    for name in sayso.spark.TABLES[:-1]:
        assert corpus.lines(pa.table(sayso.flatten(here, name))) == corpus.lines(
            pa.table(local.table(name))
        )


def test_bad_rows_say_what_is_wrong(records: sayso.spark.Coded, here: pa.Table) -> None:
    found = records.tables()["problems"].toArrow()
    assert found.column_names == ["report_id", "problem"]
    expected = [
        (row["report_id"], problem) for row in here.to_pylist() for problem in row["problems"]
    ]
    assert sorted(map(repr, zip(*found.to_pydict().values()))) == sorted(map(repr, expected))
    bad = set(found.column("report_id").to_pylist())
    assert {"no-text", "empty", "blank", "no-date", "impossible-date", "not-a-date"} <= bad
    assert not {row["id"] for row in ROWS[: -len(corpus.HOSTILE)]} & bad
    for row in records.where("size(problems) > 0").toArrow().to_pylist():
        assert all(row[name] is None for name in row if name not in ("report_id", "problems"))


def test_spark_reads_back_what_it_wrote(
    spark: SparkSession, written: Path, here: pa.Table
) -> None:
    back = spark.read.parquet(str(written))
    names = here.column_names
    assert corpus.lines(back.select(*names).toArrow()) == corpus.lines(here)
    events = sayso.spark.tables(back)["events"].toArrow()
    assert corpus.lines(events) == corpus.lines(pa.table(sayso.flatten(here, "events")))


def test_duckdb_reads_what_spark_wrote(written: Path, here: pa.Table) -> None:
    found = duckdb.connect().execute(
        f"""SELECT date::VARCHAR AS date, count(*) AS reports, sum(len(events)) AS events
            FROM read_parquet('{written}/*/*.parquet', hive_partitioning = true)
            WHERE report_id IS NOT NULL AND len(problems) = 0 GROUP BY ALL ORDER BY 1"""
    ).fetchall()
    days: dict[str, list[int]] = {}
    for row in here.to_pylist():
        if not row["problems"]:
            day = days.setdefault(str(row["date"]), [0, 0])
            day[0] += 1
            day[1] += len(row["events"])
    assert found == [(day, *counts) for day, counts in sorted(days.items())]


def test_the_program_reads_what_spark_wrote(
    written: Path, coder: sayso.Coder, program: str
) -> None:
    files = sorted(map(str, written.glob("date=*/*.parquet")))
    told = subprocess.run(
        [program, "read", "--from", "record-parquet", "--to", "jsonl", *files],
        capture_output=True,
        check=False,
    )
    assert told.returncode == 1, "rows with problems were read"
    with pytest.warns(UserWarning):
        local = coder.read(corpus.table(ROWS), text="text", date="date", **COLUMNS).to_jsonl()
    expected = local.encode() if isinstance(local, str) else local
    assert sorted(told.stdout.splitlines()) == sorted(expected.splitlines())


def test_the_program_takes_in_what_spark_wrote(
    written: Path, here: pa.Table, program: str, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.sayso"
    ingest = [program, "ingest", str(archive), "--from", "record-parquet", str(written)]
    told = subprocess.run(ingest, capture_output=True, text=True, check=False)
    rows = here.to_pylist()
    good = {row["report_id"] for row in rows if not row["problems"]}
    # Rows with problems are counted as failed, and nothing else is: Spark's own files are no input.
    failed = sum(bool(row["problems"]) for row in rows)
    assert f" {failed} failed" in told.stderr, told.stderr
    query = [program, "query", str(archive), "SELECT count(*) FROM reports", "--format", "csv"]
    counted = subprocess.run(query, capture_output=True, text=True, check=True)
    assert counted.stdout.split()[-1] == str(len(good)), told.stderr
    assert subprocess.run([program, "check", str(archive)], check=False).returncode == 0


def test_kept_columns_come_first(spark: SparkSession) -> None:
    df = spark.sql(
        """SELECT * FROM VALUES
             (7, 'Ruritania shelled Zenda.', DATE '2024-06-04', map('a', 1), 'x'),
             (8, NULL, DATE '2024-06-04', map('b', 2), 'y'),
             (9, 'Sylvania sent aid to Zenda.', NULL, NULL, NULL)
           AS t(n, body, day, `odd.name``d`, text)"""
    )
    found = sayso.spark.read(
        df, text="body", date="day", default_date="2024-06-05", keep=("text", "n", "odd.name`d")
    )
    assert found.columns[:4] == ["text", "n", "odd.name`d", "report_id"]
    assert found.schema.fields[1] == df.schema["n"]
    rows = {row["n"]: row for row in found.collect()}
    assert [rows[n]["text"] for n in (7, 8, 9)] == ["x", "y", None]
    assert rows[8]["odd.name`d"] == {"b": 2} and rows[8]["problems"] and not rows[8]["report"]
    assert str(rows[7]["date"]) == "2024-06-04" and str(rows[9]["date"]) == "2024-06-05"
    problem = found.tables()["problems"].collect()
    assert [row.asDict()["n"] for row in problem] == [8]


def test_dates_of_any_kind_are_days(spark: SparkSession) -> None:
    kinds = {
        "string": "'2024-06-04'",
        "date": "DATE '2024-06-04'",
        "timestamp": "TIMESTAMP '2024-06-04 23:59:59 UTC'",
        "timestamp_ntz": "TIMESTAMP_NTZ '2024-06-04 23:59:59'",
    }
    for day in kinds.values():
        df = spark.sql(f"SELECT 'Ruritania shelled Zenda.' AS text, {day} AS date")
        assert str(sayso.spark.read(df).collect()[0]["date"]) == "2024-06-04", day


def test_a_huge_row_goes_by_itself(frame: corpus.MakeFrame) -> None:
    huge: corpus.Row = {"id": "huge", "date": "2024-06-04", "text": "Ruritania shelled Zenda.\n\n" * 2000}
    small: corpus.Row = {"id": "small", "date": "2024-06-04", "text": "Ruritania shelled Zenda."}
    df = sayso.spark.read(frame([small, huge, small], 1), id="id", batch_bytes=1000)
    rows = df.selectExpr("report_id", "size(problems) AS problems", "length(report.text) AS length")
    assert sorted(map(tuple, rows.collect())) == [
        ("huge", 0, len(str(huge["text"]))),
        ("small", 0, len(str(small["text"]))),
        ("small", 0, len(str(small["text"]))),
    ]


def test_no_rows_are_no_records(frame: corpus.MakeFrame) -> None:
    found = sayso.spark.read(frame([], 3))
    assert found.count() == 0
    assert {table.count() for table in found.tables().values()} == {0}
