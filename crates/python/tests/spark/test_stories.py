"""Copies, stories and happenings on Spark are those of one machine."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sayso import _sayso
from sayso.spark import stories as on_spark

FLOOD = (
    "The river Zenda broke through the northern dike at dawn and drove six hundred families out of "
    "the lower town, the mayor of Strelsau said after a flight over the valley. Soldiers filled sacks "
    "with sand near the old bridge while farmers led their cattle up the hills. The water will fall "
    "before the weekend, engineers at the reservoir believe, unless the rain returns."
)
STRIKE = (
    "Dockers in Port Selim laid down their tools for a second day and left forty ships waiting outside "
    "the harbour. Their union wants shorter shifts at the grain terminal; the owners answer that no "
    "other port of Freedonia pays as much. Talks begin on Thursday under a retired judge."
)
HEADLINE = "Homes lost as waters rise, army called in\n\n"
BORDER = date(1970, 1, 1) + timedelta(days=on_spark.MARK_DAYS * 220)
"""The first day of a span in which marks meet."""


@pytest.fixture(scope="module")
def texts(spark: SparkSession) -> DataFrame:
    """An original before the border of two spans, copies after it, and what is none."""
    rows = [
        ("a", -1, FLOOD),
        ("b", 0, HEADLINE + FLOOD),
        ("c", 3, FLOOD.replace("six hundred", "seven hundred")),
        ("d", 5, STRIKE),
        ("late", 40, FLOOD),
    ]
    cells = [(name, BORDER + timedelta(days=days), text) for name, days, text in rows]
    return spark.createDataFrame(cells, "report_id string, date date, text string").repartition(3)


def test_a_copy_names_its_earliest_original_within_thirty_days(texts: DataFrame) -> None:
    found = {tuple(row)[:3] for row in on_spark.copies(texts).collect()}
    assert found == {("b", "a", "whole"), ("c", "a", "whole")}


def test_a_pair_that_meets_in_two_spans_is_one(texts: DataFrame) -> None:
    pairs = [tuple(row)[:2] for row in on_spark.candidates(texts).collect()]
    assert sorted(pairs) == [("b", "a"), ("c", "a"), ("c", "b")]


def test_marks_of_many_reports_lead_to_the_first_of_a_day(spark: SparkSession) -> None:
    cells = [(f"r{number}", BORDER, FLOOD) for number in range(9)]
    rows = spark.createDataFrame(cells, "report_id string, date date, text string")
    assert on_spark.candidates(rows).count() == 36
    assert on_spark.candidates(rows, most_a_day=2).count() == 8 + 7
    assert {row.original for row in on_spark.copies(rows, most_a_day=2).collect()} == {"r0"}


def test_a_chain_is_followed_to_its_end(spark: SparkSession) -> None:
    edges = [(f"n{number}", f"n{max(0, number - 1)}") for number in range(20)] + [("x", "gone")]
    found = on_spark.roots(spark.createDataFrame(edges, "name string, to string")).collect()
    assert {row.name: row.root for row in found} == {f"n{number}": "n0" for number in range(20)} | {"x": "gone"}


def record(number: int) -> dict[str, object]:
    """A report that tells the flood or the strike again, with an event of each of two types."""
    text = [FLOOD, STRIKE][number % 2]
    words = text.split(". ")
    text = ". ".join(words[number % 3 :] + words[: number % 3])
    event = {
        "contexts": [], "cameo": "190", "goldstein": -10.0, "plover_score": -10.0, "quad": 4, "actors": ["a0"],
        "recipients": [], "status": "happened", "voice": "report", "rule": "",
    }  # fmt: skip
    events = [
        {"id": f"e{at}", "plover": plover, "trigger": [{"start": start, "end": start + 9}], **event}
        for at, (plover, start) in enumerate([("PROTEST", 10), ("AID", 40), ("PROTEST", 150)])
    ]
    day = str(BORDER + timedelta(days=number * 3))
    return {
        "report": {"id": f"r{number:02}", "date": day, "text": text, "sha256": ""},
        "actors": [{"id": "a0", "name": "Freedonia", "kind": "state", "country": "FRD"}],
        "mentions": [], "times": [], "places": [], "statements": [], "events": events, "figures": [],
        "engine": {"version": "0", "model": "", "codebook": ""},
    }  # fmt: skip


def test_spans_and_blocks_give_what_one_machine_gives(spark: SparkSession) -> None:
    lines = [json.dumps(record(number)) for number in range(24)]
    records = nested(spark, lines)
    told = on_spark.stories(records).persist()
    on_one = one_machine(lines)
    assert {row.report_id: row.story for row in told.collect()} == on_one[0]
    assert len(set(on_one[0].values())) < 24
    found = on_spark.happenings(records, told).collect()
    assert {(row.report_id, row.event): row.happening for row in found} == on_one[1]
    assert len(set(on_one[1].values())) < len(on_one[1]) == 72


def test_rows_of_one_id_count_as_one(spark: SparkSession, texts: DataFrame) -> None:
    other = spark.createDataFrame([("b", BORDER + timedelta(days=2), STRIKE)], texts.schema)
    twice = texts.unionAll(other).unionAll(texts)
    copies = sorted(tuple(row) for row in on_spark.copies(texts).collect())
    assert sorted(tuple(row) for row in on_spark.copies(twice).collect()) == copies
    pairs = sorted(tuple(row) for row in on_spark.candidates(texts).collect())
    assert sorted(tuple(row) for row in on_spark.candidates(twice.repartition(5)).collect()) == pairs

    lines = [json.dumps(record(number)) for number in range(8)]
    records = nested(spark, lines)
    broken = records.withColumn("report", F.col("report").withField("sha256", F.lit(None)))
    broken = broken.withColumn("report_id", F.lit("of another version"))
    rows = records.unionAll(records).unionAll(broken)
    told = on_spark.stories(rows)
    on_one = one_machine(lines)
    assert sorted((row.report_id, row.story) for row in told.collect()) == sorted(on_one[0].items())
    found = on_spark.happenings(rows, told).collect()
    assert sorted(((row.report_id, row.event), row.happening) for row in found) == sorted(on_one[1].items())


def nested(spark: SparkSession, lines: list[str]) -> DataFrame:
    """Records, a line of JSON each, in the nested form."""
    frame = spark.createDataFrame([(line,) for line in lines], "line string")
    schema = F.schema_of_json(F.lit(lines[0]))
    records = frame.select(F.from_json("line", schema).alias("record")).select("record.*")
    return records.withColumn("report_id", F.col("report.id")).withColumn("date", F.col("report.date").cast("date"))


def one_machine(lines: list[str]) -> tuple[dict[str, str], dict[tuple[str, int], str]]:
    """The story of each report and the happening of each event, all days in one go."""
    reports = [json.loads(line)["report"] for line in lines]
    ids, days = [report["id"] for report in reports], [date.fromisoformat(report["date"]) for report in reports]
    gists = _sayso.gists(pa.table({"report_id": ids, "date": days, "record": lines}))
    stories = _sayso.stories(gists)
    told = dict(zip(stories["report_id"].to_pylist(), stories["story"].to_pylist()))
    blocks = _sayso.blocks(gists.append_column("story", pa.array([told[name] for name in ids])))
    found = {}
    for block in set(blocks["block"].to_pylist()):
        of_block = blocks.filter(pa.compute.equal(blocks["block"], block))
        for row in _sayso.happenings(of_block).to_pylist():
            founder = f"{row['happening_report']}/e{row['happening_event']}"
            found[row["report_id"], row["event"]] = founder
    return told, found
