"""Reads an export to Parquet back with pyarrow, pandas, polars and DuckDB: read_parquet.py FOLDER"""

import pathlib
import sys

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet

from checks import STORIES, TABLES, same, whole

folder = pathlib.Path(sys.argv[1])
assert sorted(path.name for path in folder.iterdir()) == sorted(f"{table}.parquet" for table in TABLES + STORIES)


def tables(read):
    return {table: read(str(folder / f"{table}.parquet")) for table in TABLES + STORIES}


def with_pyarrow(path):
    table = pyarrow.parquet.read_table(path)
    return table.column_names, list(zip(*(column.to_pylist() for column in table.columns)))


def with_pandas(path):
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    return frame.columns, frame.itertuples(index=False, name=None)


def with_polars(path):
    frame = polars.read_parquet(path)
    return frame.columns, frame.rows()


def with_duckdb(path):
    got = duckdb.sql(f"SELECT * FROM '{path}'")
    return got.columns, got.fetchall()


readers = {read.__name__: (lambda read=read: tables(read)) for read in (with_pyarrow, with_pandas, with_polars, with_duckdb)}
whole(same(readers))

reports = pyarrow.parquet.read_schema(folder / "reports.parquet")
assert reports.field("date").type == pyarrow.date32() and not reports.field("date").nullable
assert reports.field("text").type == pyarrow.string() and reports.field("source").nullable
for table in TABLES + STORIES:
    schema = pyarrow.parquet.read_schema(folder / f"{table}.parquet")
    assert schema.metadata[b"description"], table
    assert all(field.metadata[b"description"] for field in schema), table
    file = pyarrow.parquet.ParquetFile(folder / f"{table}.parquet").metadata
    if table in STORIES and not file.num_row_groups:
        continue
    first = file.row_group(0).column(0)
    assert first.compression == "ZSTD" and first.has_dictionary_page, (table, first)
