"""Reads an export to CSV back with Python's csv, pyarrow, polars, DuckDB and pandas: read_csv.py FOLDER

The types are those of the tables, since a CSV file has none: a reader is told which columns are text.
Python's csv and pandas do not tell an empty text from null, so their empty cells are compared as such.
"""

import csv
import pathlib
import sys

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv

from checks import STORIES, TABLES, same, whole

folder = pathlib.Path(sys.argv[1])
assert sorted(path.name for path in folder.iterdir()) == sorted(f"{table}.csv" for table in TABLES + STORIES)

INTEGERS = {"start", "end", "quad", "geonames_id", "victim_age", "position", "other"}
REALS = {"latitude", "longitude", "goldstein", "plover_score", "value", "low", "high", "share", "revised_from", "of_original", "best"}
BOOLEANS = {"loaded", "is_new", "is_part", "is_copy"}


def kind(table, column, integer, real, boolean, text):
    if column == "value" and table == "times":
        return text
    if column in INTEGERS:
        return integer
    return real if column in REALS else boolean if column in BOOLEANS else text


def header(table):
    with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def types(table, *of):
    return {column: kind(table, column, *of) for column in header(table)}


def with_pyarrow(table, path):
    of = types(table, pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(), pyarrow.string())
    got = pyarrow.csv.read_csv(
        path,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=of, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False))
    return got.column_names, list(zip(*(column.to_pylist() for column in got.columns)))


def with_polars(table, path):
    of = types(table, polars.Int64, polars.Float64, polars.Boolean, polars.String)
    got = polars.read_csv(path, schema_overrides=of)
    return got.columns, got.rows()


def with_duckdb(table, path):
    of = types(table, "BIGINT", "DOUBLE", "BOOLEAN", "VARCHAR")
    got = duckdb.read_csv(path, header=True, dtype=of, quotechar='"', escapechar='"', sep=",",
                          allow_quoted_nulls=False)
    return got.columns, got.fetchall()


def with_pandas(table, path):
    of = types(table, "Int64", "Float64", "boolean", "string")
    got = pandas.read_csv(path, dtype=of, keep_default_na=False, na_values=[""])
    return got.columns, got.itertuples(index=False, name=None)


def with_csv(table, path):
    of = types(table, int, float, lambda word: {"true": True, "false": False}[word], str)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return header(table), [tuple(of[column](cell) if cell else None for column, cell in row.items()) for row in rows]


def tables(read):
    return {table: read(table, str(folder / f"{table}.csv")) for table in TABLES + STORIES}


def emptied(read):
    """The tables with null for every empty text."""
    return {table: (columns, [tuple(None if cell == "" else cell for cell in row) for row in rows])
            for table, (columns, rows) in read().items()}


def pandas_missing(read):
    return {table: (columns, [tuple(None if cell is pandas.NA else cell for cell in row) for row in rows])
            for table, (columns, rows) in read().items()}


exact = {read.__name__: (lambda read=read: tables(read)) for read in (with_pyarrow, with_polars, with_duckdb)}
got = same(exact)
whole(got)
loose = {"with_pyarrow": lambda: emptied(lambda: got),
         "with_pandas": lambda: emptied(lambda: pandas_missing(lambda: tables(with_pandas))),
         "with_csv": lambda: tables(with_csv)}
same(loose)

for table in TABLES + STORIES:
    with open(folder / f"{table}.csv", "rb") as file:
        raw = file.read()
    assert raw.endswith(b"\r\n") and not raw.startswith(b"\xef\xbb\xbf"), table
