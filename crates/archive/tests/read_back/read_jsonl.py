"""Reads an export to JSON Lines back with json, pandas, polars, DuckDB and pyarrow: read_jsonl.py FILE"""

import json
import sys

import duckdb
import pandas
import polars
import pyarrow.json

from checks import plain

path = sys.argv[1]


def with_json():
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def with_pandas():
    return pandas.read_json(path, lines=True, dtype=False).to_dict("records")


def with_polars():
    return polars.read_ndjson(path, infer_schema_length=None).to_dicts()


def with_duckdb():
    got = duckdb.sql(f"SELECT * FROM read_json('{path}', format = 'newline_delimited', sample_size = -1)")
    return [dict(zip(got.columns, row)) for row in got.fetchall()]


def with_pyarrow():
    return pyarrow.json.read_json(path).to_pylist()


def cells(value):
    """The value with plain cells; a list that is empty or missing is empty."""
    if isinstance(value, dict):
        return {key: cells(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [cells(inner) for inner in value]
    return plain(value)


records = cells(with_json())
assert records
for read in (with_pandas, with_polars, with_duckdb, with_pyarrow):
    got = cells(read())
    assert len(got) == len(records), (read.__name__, len(got))
    for record, other in zip(records, got):
        assert list(record) == list(other), (read.__name__, list(other))
        for part in record:
            assert record[part] == other[part], (read.__name__, part, record[part], other[part])

words = 0
for record in records:
    text = record["report"]["text"]
    spans = [span for said in record["statements"] for part in ("source", "cue", "content") for span in said[part]]
    spans += [span for event in record["events"] for span in event["trigger"]]
    spans += [span for figure in record["figures"] for span in figure["span"]]
    for span in [*record["mentions"], *record["times"], *record["places"], *spans]:
        start, end = (span["start"], span["end"]) if isinstance(span, dict) else span
        assert 0 <= start < end <= len(text) and text[start:end].strip(), span
        words += 1
    for place in record["places"]:
        if place["precision"] is None:
            assert text[place["start"]:place["end"]] == place["name"], place
print(f"{len(records)} records, {words} spans that lie in the text")
