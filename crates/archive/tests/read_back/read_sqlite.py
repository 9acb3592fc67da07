"""Reads an export to SQLite back with sqlite3, pandas and polars: read_sqlite.py FILE

DuckDB reads SQLite with an extension that it would fetch; it is asked only where that is there.
"""

import sqlite3
import sys

import duckdb
import pandas
import polars

from checks import STORIES, TABLES, same, whole

path = sys.argv[1]
database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def select(table):
    return f'SELECT * FROM "{table}" ORDER BY rowid'


def with_sqlite3():
    got = {}
    for table in TABLES + STORIES:
        cursor = database.execute(select(table))
        got[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return got


def with_pandas():
    frames = {table: pandas.read_sql(select(table), database, dtype_backend="numpy_nullable") for table in TABLES + STORIES}
    return {table: (frame.columns, frame.itertuples(index=False, name=None)) for table, frame in frames.items()}


def with_polars():
    frames = {table: polars.read_database(select(table), database, infer_schema_length=None) for table in TABLES + STORIES}
    return {table: (frame.columns, frame.rows()) for table, frame in frames.items()}


def with_duckdb():
    duckdb.sql(f"ATTACH '{path}' AS export (TYPE sqlite, READ_ONLY)")
    got = {table: duckdb.sql(f"SELECT * FROM export.{table}") for table in TABLES + STORIES}
    return {table: (rows.columns, rows.fetchall()) for table, rows in got.items()}


readers = {read.__name__: read for read in (with_sqlite3, with_pandas, with_polars)}
try:
    duckdb.sql("LOAD sqlite")
    readers["with_duckdb"] = with_duckdb
except duckdb.Error:
    print("DuckDB has no SQLite extension here and is not asked")
whole(same(readers))

one = lambda sql: database.execute(sql).fetchone()[0]  # noqa: E731
assert one("PRAGMA integrity_check") == "ok"
assert database.execute("PRAGMA foreign_key_check").fetchall() == []
assert one("SELECT count(*) FROM pragma_table_list WHERE strict") == len(TABLES + STORIES)
assert one("SELECT count(*) FROM reports WHERE date IS NOT date(date)") == 0
print("integrity, references and days hold")
