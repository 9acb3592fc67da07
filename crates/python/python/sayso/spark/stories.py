"""Copies, stories and happenings on Spark. An experiment: names and columns may change.

    from sayso.spark.stories import copies, happenings, roots, stories

    records = spark.read.parquet("records")            # the nested form
    copied = copies(records)                           # copy, original, kind, share, of_original
    told = stories(records)                            # report_id, date, story
    found = happenings(records, told)                  # report_id, event, happening

`docs/stories-on-spark.md` says what is exact compared with one machine and what is not. All that decides
is the program's own: sketches and what two texts have in common; the stories of a day and the
happenings of a day. Here the rows are brought together that have to meet: by the marks of sketches, by
spans of time, by types of events. Everything is a function of the rows alone. Of rows with the same
``report_id`` one counts; a record that cannot be read has no story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.window import Window

from sayso import _sayso

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["candidates", "copies", "happenings", "roots", "stories"]

COPY_DAYS = 30
"""A copy comes at most so many days after its original."""
MOST_HELD = 64
"""So many earlier reports a report is held against, those that share the most marks."""
MARK_DAYS = 90
"""Marks meet in spans of so many days; those of a span's last days meet the next one's, too."""
SPAN_DAYS = 30
"""Stories and happenings are made in spans of so many days, each by one task."""
WARM_UP_DAYS = 28
"""A span begins so many days early, so that what is open on its first day is there."""

OVERLAPS = "copy string, original string, original_date date, kind string, share float, of_original float"
GISTS = "report_id string, date date, lead binary, gist binary"
STORIES = "report_id string, date date, story string"
BLOCKS = STORIES + ", block string, gist binary, events array<int>"
HAPPENINGS = "report_id string, date date, event int, happening_report string, happening_event int"

Batches = Iterable[pa.RecordBatch]


def copies(df: DataFrame, *, most_a_day: int | None = None) -> DataFrame:
    """Which report copies which: ``copy``, ``original``, ``kind`` (``whole`` or ``part``), ``share``, ``of_original``.

    ``df`` is in the nested form, or has the columns ``report_id``, ``date`` and ``text``. A report has
    at most one original: the earliest of which it is a whole copy, else the earliest of which it is
    one in part. ``most_a_day`` is :func:`candidates`'s.
    """
    texts = _texts(df)
    copy_texts = texts.select(F.col("report_id").alias("copy"), "text")
    original_texts = texts.select(
        F.col("report_id").alias("original"), F.col("text").alias("original_text")
    )
    held = candidates(df, most_a_day=most_a_day).join(original_texts, "original").join(copy_texts, "copy")
    found = held.select("copy", "original", "original_date", "text", "original_text").mapInArrow(
        _by_batch("overlaps"), OVERLAPS
    )
    best = F.min(
        F.struct(F.col("kind") != "whole", "original_date", "original", "kind", "share", "of_original")
    ).alias("best")
    return found.groupBy("copy").agg(best).select("copy", *_of("best", "original", "kind", "share", "of_original"))


def candidates(df: DataFrame, *, most_a_day: int | None = None) -> DataFrame:
    """Pairs that may be copies: ``copy``, ``original``, ``original_date``, ``marks`` (how many they share).

    The earlier report of a pair is the original. A mark that very many reports of one day have leads
    from each report to all of them. ``most_a_day`` bounds that: of each day the first so many that have
    the mark can be found by it as originals. Without it the pairs are those of one machine.
    """
    sketched = _texts(df).mapInArrow(_by_batch("sketches"), "report_id string, date date, marks array<int>")
    marks = sketched.select("report_id", "date", F.explode("marks").alias("mark"))
    first = F.lit(True)
    if most_a_day is not None:
        by_day = Window.partitionBy("mark", "date").orderBy("report_id")
        marks = marks.withColumn("first", F.row_number().over(by_day) <= most_a_day)
        first = F.col("earlier.first")
    meeting = marks.withColumn("span", F.explode(_spans(MARK_DAYS, COPY_DAYS)))
    meeting = meeting.withColumn("guest", F.col("span") != _span(MARK_DAYS))
    later, earlier = meeting.alias("later"), meeting.alias("earlier")
    order = [F.struct(f"{side}.date", f"{side}.report_id") for side in ("earlier", "later")]
    near = later.join(
        earlier,
        (F.col("later.mark") == F.col("earlier.mark"))
        & (F.col("later.span") == F.col("earlier.span"))
        & ~F.col("later.guest")
        & first
        & (order[0] < order[1])
        & (F.datediff("later.date", "earlier.date") <= COPY_DAYS),
    )
    pairs = near.groupBy(
        F.col("later.report_id").alias("copy"),
        F.col("earlier.report_id").alias("original"),
        F.col("earlier.date").alias("original_date"),
    ).agg(F.count("*").alias("marks"))
    by_marks = Window.partitionBy("copy").orderBy(F.desc("marks"), "original_date", "original")
    ranked = pairs.withColumn("rank", F.row_number().over(by_marks))
    return ranked.where(F.col("rank") <= MOST_HELD).drop("rank")


def stories(df: DataFrame, *, span_days: int = SPAN_DAYS, warm_up_days: int = WARM_UP_DAYS) -> DataFrame:
    """The story of each report in the nested form: ``report_id``, ``date``, ``story`` (the report that founded it).

    Each span of ``span_days`` is gone through day by day by one task, which begins ``warm_up_days``
    before it. Stories that go over the border of two spans are tied by the reports that both know.
    """
    leads = _gists(df).select("report_id", "date", "lead")
    placed = _in_spans(leads, span_days, warm_up_days).groupBy("span").applyInArrow(
        _by_span("stories", span_days), STORIES
    )
    placed = _kept(placed)
    founders = roots(placed.select(F.col("report_id").alias("name"), F.col("story").alias("to")))
    return placed.join(founders, F.col("report_id") == F.col("name")).select(
        "report_id", "date", F.col("root").alias("story")
    )


def happenings(
    df: DataFrame, told: DataFrame, *, span_days: int = SPAN_DAYS, warm_up_days: int = WARM_UP_DAYS
) -> DataFrame:
    """The happening of each event: ``report_id``, ``event`` (its place in the record), ``happening``
    (the event that founded it, as ``report/e3``).

    ``df`` is in the nested form, ``told`` is what :func:`stories` gave for it. Each span of days and
    type of event is gone through day by day by one task.
    """
    gists = _gists(df).select("report_id", "gist")
    parts = gists.join(told, "report_id").select("report_id", "date", "story", "gist")
    parts = parts.mapInArrow(_by_batch("blocks"), BLOCKS)
    placed = _in_spans(parts, span_days, warm_up_days).groupBy("span", "block").applyInArrow(
        _by_span("happenings", span_days), HAPPENINGS
    )
    placed = _kept(placed)
    name = F.concat_ws("/e", "report_id", "event")
    founder = F.concat_ws("/e", "happening_report", "happening_event")
    named = placed.select("report_id", "event", name.alias("name"), founder.alias("to"))
    return named.join(roots(named.select("name", "to")), "name").select(
        "report_id", "event", F.col("root").alias("happening")
    )


def roots(edges: DataFrame) -> DataFrame:
    """Where each ``name`` comes to when ``to`` is followed to its end: ``name``, ``root``.

    There must be one row a name and no way round: an original is earlier than its copy, a founder
    than those who join. Each turn doubles how far every name has come, so chains of a thousand take ten.
    """
    found = _kept(edges.select("name", "to"))
    while True:
        further = found.select(F.col("name").alias("to"), F.col("to").alias("further"))
        step = found.join(further.where(F.col("to") != F.col("further")), "to", "left")
        after = _kept(
            step.select("name", F.coalesce("further", "to").alias("to"), F.col("further").isNotNull().alias("moved"))
        )
        found = after.drop("moved")
        if after.where("moved").isEmpty():
            return found.select("name", F.col("to").alias("root"))


def _kept(rows: DataFrame) -> DataFrame:
    """The rows as they are, without how they came about: what is used twice is made once, and a plan that
    names itself twice a turn does not double with each. They lie in the session's checkpoint folder where it
    has one, which a lost executor does not touch; else on the executors, and losing one ends the job. Spark
    lets them go when nothing names them any more.
    """
    has_folder = rows.sparkSession.sparkContext.getCheckpointDir() is not None
    return rows.checkpoint() if has_folder else rows.localCheckpoint()


def _texts(df: DataFrame) -> DataFrame:
    """The texts of a DataFrame, one an id, without rows that could not be read."""
    text = F.col("report.text") if "report" in df.columns else F.col("text")
    texts = df.select("report_id", F.col("date").cast("date"), text.alias("text")).where(F.col("text").isNotNull())
    return _one_an_id(texts, "date", "text")


def _gists(df: DataFrame) -> DataFrame:
    """What of each record stories and happenings rest on, one an id."""
    parts = ["report", "actors", "mentions", "times", "places", "statements", "events", "figures", "engine"]
    read = df.where(F.col("report").isNotNull())
    record = F.to_json(F.struct(*parts)).alias("record")
    gists = read.select("report_id", F.col("date").cast("date"), record).mapInArrow(_by_batch("gists"), GISTS)
    return _one_an_id(gists, "date", "lead", "gist")


def _one_an_id(rows: DataFrame, *columns: str) -> DataFrame:
    """One row of each ``report_id``: of several the one that is first by the other columns, so that it is the
    same wherever the rows lie."""
    first = F.min(F.struct(*columns)).alias("first")
    return rows.groupBy("report_id").agg(first).select("report_id", "first.*")


def _of(struct: str, *fields: str) -> list[Column]:
    return [F.col(f"{struct}.{field}").alias(field) for field in fields]


def _day() -> Column:
    return F.datediff(F.col("date"), F.lit("1970-01-01").cast("date"))


def _span(days: int) -> Column:
    """The span of so many days that a row's date is in."""
    return F.floor(_day() / days).cast("int")


def _spans(days: int, early: int) -> Column:
    """The same, and those that begin so many days after the date, or sooner."""
    return F.sequence(_span(days), F.floor((_day() + early) / days).cast("int"))


def _in_spans(rows: DataFrame, days: int, early: int) -> DataFrame:
    return rows.withColumn("span", F.explode(_spans(days, early)))


def _by_batch(name: str) -> Callable[[Batches], Batches]:
    """One of the program's functions of tables, for ``mapInArrow``."""

    def each(batches: Batches) -> Batches:
        make = getattr(_sayso, name)
        for batch in batches:
            yield from make(pa.Table.from_batches([batch])).to_batches()

    return each


def _by_span(name: str, days: int) -> Callable[[tuple[pa.Scalar, ...], pa.Table], pa.Table]:
    """The same for the rows of a span, which give those of its own days."""

    def each(key: tuple[pa.Scalar, ...], rows: pa.Table) -> pa.Table:
        placed = getattr(_sayso, name)(rows)
        span = key[0].as_py()
        epoch_days = placed["date"].cast(pa.int32()).to_numpy()
        return placed.filter(pa.array(epoch_days // days == span))

    return each
