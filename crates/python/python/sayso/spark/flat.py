"""Rows in the nested form → the flat tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import sayso
from sayso.spark import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa
    from pyspark.sql import DataFrame

Name = Literal[
    "reports",
    "actors",
    "mentions",
    "times",
    "places",
    "statements",
    "events",
    "event_parties",
    "figures",
    "problems",
]

TABLES: tuple[Name, ...] = get_args(Name)

PROBLEMS: Name = "problems"


def tables(df: DataFrame) -> dict[Name, DataFrame]:
    """Every table of :data:`TABLES`, by name."""
    for name in columns.NESTED:
        columns.must_have(df, name, "give the rows that sayso.spark.read gave, with all columns")
    return {name: problems(df) if name == PROBLEMS else table(df, name) for name in TABLES}


def table(df: DataFrame, name: Name) -> DataFrame:
    """The table of this name; rows with problems have nothing in it."""
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_schema

    records = df.select(*columns.NESTED)
    nothing = to_arrow_schema(records.schema).empty_table()
    form = columns.spark_schema(pa.table(sayso.flatten(nothing, name)).schema)
    return records.mapInArrow(flattened(name), form)


def flattened(name: Name) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What makes batches of the table of nested batches, on an executor."""

    def flatten(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from sayso.spark.coding import batches_of

        for batch in batches:
            yield from batches_of(sayso.flatten(batch, name))

    return flatten


def problems(df: DataFrame) -> DataFrame:
    """A row for each problem: the columns that are not the record's, ``report_id``, ``problem``."""
    from pyspark.sql.functions import col, explode

    own = [col(columns.quoted(name)) for name in df.columns if name not in columns.NESTED]
    return df.select(*own, "report_id", explode(PROBLEMS).alias("problem"))
