"""Sayso on Apache Spark: a DataFrame of texts in, a DataFrame of records out.

    import sayso.spark

    records = sayso.spark.read(df, text="text", date="date", keep=("outlet",))
    records.write.partitionBy("date").parquet("records")
    events = sayso.spark.tables(spark.read.parquet("records"))["events"]

A row in is a row out, in the nested form (one row a report; see :meth:`sayso.Coder.nested`). A row
that cannot be read has the reason in ``problems`` and null in the other columns; it never fails the
job. The driver opens the model and the codebook, so that a mistake in either ends the call before
any job begins, and sends both to the executors (``shipping``); each Python process there builds one
coder and codes batches bounded by bytes (``coding``). Nothing is written but what Spark commits.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from sayso.spark import columns, flat, shipping
from sayso.spark.coding import MIB, Order, mapper

if TYPE_CHECKING:
    import datetime
    import os
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    class Coded(DataFrame):
        """A DataFrame in the nested form; nothing of it is computed yet."""

        def tables(self) -> dict[flat.Name, DataFrame]:
            """The flat tables of these records: see :func:`sayso.spark.tables`."""


__all__ = ["TABLES", "read", "tables"]

TABLES = flat.TABLES
"""The names of the flat tables, in order."""


def read(
    df: DataFrame,
    text: str = "text",
    date: str | None = "date",
    *,
    id: str | None = None,
    source: str | None = None,
    url: str | None = None,
    title: str | None = None,
    default_date: datetime.date | str | None = None,
    keep: Sequence[str] = (),
    model: str | os.PathLike[str] | None = None,
    codebook: str | os.PathLike[str] | None = None,
    batch_bytes: int = 8 * MIB,
) -> Coded:
    """The records of the texts in ``df``: one row for each of its rows, in the nested form.

    ``text``, ``date``, ``id``, ``source``, ``url`` and ``title`` name columns of ``df``. A date is a
    string, a date or a timestamp, whose day is that of UTC; ``default_date`` stands where there is
    none. Without ``id`` a report's id is the hash of its content, the same wherever it is read.
    ``keep`` names columns of ``df`` to have before those of the record, unchanged.

    ``model`` is a model's name, folder, wheel or compiled file on the driver, which sends it to the
    executors; the name of a file that ``--files`` sent; or ``local:/path`` where every executor has
    it. ``codebook`` is a folder on the driver. ``batch_bytes`` bounds each batch that goes back to
    Spark; a record that alone is larger goes by itself.

    The result has the method ``tables()``; see :func:`tables`. Nothing is coded before Spark needs
    the rows, and all of it again for every action: write the records, or persist them, first.

    Raises ``sayso.ModelError`` or ``sayso.CodebookError`` where either cannot be used,
    ``sayso.ReadError`` where a column has a type that its field cannot have, and ``ValueError``
    where a column is not there or ``batch_bytes`` is not positive.
    """
    if batch_bytes <= 0:
        raise ValueError(f"batch_bytes is {batch_bytes}; give the bytes of a batch, such as {8 * MIB}")
    roles = {"text": text, "date": date, "id": id, "source": source, "url": url, "title": title}
    chosen = columns.chosen(df, roles, keep, default_date)
    day = None if default_date is None else str(default_date)
    shipped = shipping.ship(df.sparkSession, model, codebook)
    form = chosen.nested_form(shipped.coder, day)
    order = Order(
        model=shipped.model,
        codebook=shipped.codebook,
        engine={**shipped.coder.engine},
        kept=len(keep),
        fields=chosen.fields,
        default_date=day,
        batch_bytes=batch_bytes,
    )
    return with_tables(chosen.frame.mapInArrow(mapper(order), form))


def tables(df: DataFrame) -> dict[flat.Name, DataFrame]:
    """The flat tables of a DataFrame in the nested form, by name (:data:`TABLES`).

    ``df`` is what :func:`read` gave, or such rows read back from where they were written; other
    columns are no matter. ``report_id`` joins the tables. ``problems`` has a row for each problem,
    with all columns of ``df`` that are not the record's, so that the row it speaks of is found.

    Every table computes ``df`` anew when Spark runs it: give rows that were written, or persist
    them, or every table codes all texts again.

    Raises ``ValueError`` where ``df`` lacks a column of the nested form.
    """
    return flat.tables(df)


def with_tables(frame: DataFrame) -> Coded:
    """The frame with the method ``tables``. (Classic Spark and Spark Connect have a class each, and
    both make frames of their own.)"""
    setattr(frame, "tables", partial(tables, frame))
    return cast("Coded", frame)
