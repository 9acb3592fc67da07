"""An archive: fill it, search it, query it, take it away."""

import json
import os
import pickle
import threading

import pandas
import pyarrow
import pytest
import sayso
from reports import DATES, GERMAN, TEXTS


def tally(ingested):
    return [ingested[name] for name in ["stored", "duplicates", "skipped", "failed"]]


def test_records_come_back_as_they_were(archive, records, coder):
    assert len(archive) == 3 and bool(archive)
    assert [record.to_json() for record in archive.records()] == records.to_jsonl().splitlines()
    assert archive.record("r1") == records[1] and archive.record("r9") is None
    assert [record.id for record in archive.records(["r2", "r0"])] == ["r2", "r0"]
    with pytest.raises(KeyError, match="r9"):
        list(archive.records(["r9"]))
    assert tally(archive.ingest(records, coder=coder)) == [0, 3, 0, 0]
    again = pickle.loads(pickle.dumps(archive))
    assert again.path == archive.path and len(again) == 3 and str(archive.path) in repr(again)


def test_whatever_is_taken_in_gives_the_same_records(tmp_path, coder, rows, records):
    lines = tmp_path / "in.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    for n, inputs in enumerate([rows, pandas.DataFrame(rows), lines, [str(lines)], str(tmp_path / "*.jsonl")]):
        archive = sayso.Archive(tmp_path / f"{n}.sayso")
        told = []
        done = archive.ingest(inputs, coder=coder, progress=lambda *so_far: told.append(so_far))
        assert tally(done) == [3, 0, 0, 0] and done["problems"] == [] and told[-1][0] == 3
        assert [record.to_json() for record in archive.records()] == records.to_jsonl().splitlines()
    again = archive.ingest(str(tmp_path / "*.jsonl"), coder=coder)
    assert tally(again) == [0, 0, 0, 0] and again["before"] == 3


def test_what_cannot_be_read_is_told(tmp_path, coder):
    rows = [{"text": TEXTS[0]}, {"text": ""}, {"text": GERMAN}, {"text": TEXTS[1], "date": "soon"}]
    archive = sayso.Archive(tmp_path / "news.sayso")
    done = archive.ingest(rows, date=DATES[0], coder=coder, from_="auto", threads=1)
    assert tally(done) == [1, 0, 1, 2]
    assert [words.split(":")[0] for words in done["problems"]] == ["table, row 2", "table, row 4"]
    assert tally(archive.ingest([], coder=coder)) == [0, 0, 0, 0]
    with pytest.raises(ValueError, match="the forms are auto, parquet"):
        archive.ingest("x", from_="word")


def test_batches_are_let_go_while_a_stream_is_taken_in(tmp_path, coder):
    held = []

    def batches():
        for n in range(40):
            held.append(pyarrow.total_allocated_bytes())
            yield pyarrow.record_batch({"id": [f"r{n}"], "text": [f"{TEXTS[1]} It was {n}."], "more": [bytes(1 << 20)]})

    schema = pyarrow.schema([("id", "string"), ("text", "string"), ("more", "binary")])
    stream = pyarrow.RecordBatchReader.from_batches(schema, batches())
    done = sayso.Archive(tmp_path / "news.sayso").ingest(stream, date=DATES[0], coder=coder, threads=1)
    assert tally(done) == [40, 0, 0, 0]
    assert max(held) - held[0] < 10 << 20, held


def test_who_waits_for_another_writer_says_so(tmp_path, coder):
    archive = sayso.Archive(tmp_path / "news.sayso")
    begun, end = threading.Event(), threading.Event()

    def texts():
        yield TEXTS[0]
        begun.set()
        end.wait(60)

    done = []
    other = threading.Thread(target=lambda: done.append(archive.ingest(texts(), date=DATES[0], coder=coder)))
    other.start()
    assert begun.wait(60)
    threading.Timer(1.6, end.set).start()
    with pytest.warns(UserWarning, match="another sayso is writing to .*news.sayso") as warned:
        done.append(archive.ingest([{"text": TEXTS[1]}], date=DATES[1], coder=coder))
    other.join()
    assert len(warned) == 1 and [tally(one) for one in done] == [[1, 0, 0, 0]] * 2 and len(archive) == 2


def test_search_finds_and_says_where(archive):
    found = archive.search("trade agreement").to_pylist()
    assert [row["report_id"] for row in found] == ["r2"]
    assert found[0]["score"] == 2 and "trade agreement" in found[0]["snippet"]
    by_event = archive.search(recipient="CVL", type="assault").to_pylist()
    assert [row["report_id"] for row in by_event] == ["r0"]
    assert json.loads(by_event[0]["matches"])[0].startswith("r0/ASSAULT/")
    assert len(archive.search(from_="1987-05-05", limit=1)) == 1
    nothing = archive.search("zeppelin")
    assert len(nothing) == 0 and nothing.column_names[:3] == ["date", "source", "title"]
    for wrong, words in [
        ({}, "nothing to look for"),
        ({"from_": "1987-05-06", "to": "1987-05-05"}, "change them round"),
        ({"type": "QUARREL"}, "no type of PLOVER's"),
        ({"words": "trade", "limit": 0}, "from 1"),
    ]:
        with pytest.raises(sayso.QueryError, match=words):
            archive.search(**wrong)


def test_columns_have_the_type_of_their_values(archive):
    sql = """
        SELECT 1 AS n, 0.5 AS x, 'é' AS t, x'00ff' AS b, NULL AS empty, 7 AS mixed, 1 AS number, 2 AS n
        UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, 'seven', 2.5, 3
    """
    table = archive.query(sql)
    types = {field.name: str(field.type) for field in table.to_arrow().schema}
    assert types == {
        "n": "int64", "x": "double", "t": "string", "b": "binary", "empty": "string",
        "mixed": "string", "number": "double", "n_2": "int64",
    }
    assert table.to_pylist() == [
        {"n": 1, "x": 0.5, "t": "é", "b": b"\x00\xff", "empty": None, "mixed": "7", "number": 1.0, "n_2": 2},
        {"n": None, "x": None, "t": None, "b": None, "empty": None, "mixed": "seven", "number": 2.5, "n_2": 3},
    ]
    none = archive.query("SELECT id AS n FROM reports WHERE 0")
    assert (len(none), none.column_names, none.to_pylist()) == (0, ["n"], [])


def test_a_query_only_reads(archive):
    for sql, words in [
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("DELETE FROM reports", "a query only reads"),
        ("SELECT 1; SELECT 2", "one statement"),
    ]:
        with pytest.raises(sayso.QueryError, match=words):
            archive.query(sql)
    assert len(archive) == 3


def test_an_archive_goes_out_in_every_form(archive, records, tmp_path):
    said = archive.export("jsonl", tmp_path / "out.jsonl")
    assert said.startswith("3 reports are in")
    assert (tmp_path / "out.jsonl").read_text() == records.to_jsonl()
    archive.export("parquet", tmp_path / "tables")
    assert len(pandas.read_parquet(tmp_path / "tables" / "events.parquet")) == len(records.events)
    with pytest.raises(ValueError, match="the forms are csv, jsonl"):
        archive.export("word", tmp_path / "x")
    with pytest.raises(sayso.ArchiveError, match="sayso stories"):
        archive.export("stories", tmp_path / "stories.jsonl")


def test_what_is_no_archive_is_told(tmp_path, coder):
    absent = sayso.Archive(tmp_path / "none.sayso")
    for ask in [lambda: len(absent), lambda: absent.search("x"), lambda: absent.query("SELECT 1"), absent.records]:
        with pytest.raises(sayso.ArchiveError, match="there is no archive here"):
            ask()
    assert not os.path.exists(absent.path)
    other = tmp_path / "text.sayso"
    other.write_text("date 1987-05-04\n" + TEXTS[0])
    with pytest.raises(sayso.ArchiveError, match="no archive of Sayso"):
        sayso.Archive(other).ingest([TEXTS[0]], coder=coder)
    with pytest.raises(sayso.ArchiveError, match="folder"):
        sayso.Archive(tmp_path).ingest([], coder=coder)
