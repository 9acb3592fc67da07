"""What can be given to be read, and what comes of each row."""

import datetime
import json
import os
import subprocess

import numpy
import pandas
import polars
import pyarrow
import pytest
import sayso
from reports import DATES, GERMAN, TEXTS


def bytes_of(records: sayso.Records) -> str:
    return records.to_jsonl()


def test_texts_beside_dates_in_any_container(coder):
    del coder
    days = [datetime.date.fromisoformat(date) for date in DATES]
    expected = bytes_of(sayso.read(TEXTS, dates=DATES))
    assert expected.count("\n") == len(TEXTS)
    for texts, dates in [
        (tuple(TEXTS), days),
        (iter(TEXTS), (date for date in DATES)),
        (pandas.Series(TEXTS), pandas.Series(pandas.to_datetime(DATES))),
        (pandas.Series(TEXTS, index=[7, 7, 7]), pandas.Series(DATES).astype("category")),
        (polars.Series(TEXTS), polars.Series(days)),
        (pyarrow.array(TEXTS), pyarrow.chunked_array([DATES[:1], DATES[1:]])),
        (numpy.array(TEXTS, dtype=object), numpy.array(DATES, dtype="datetime64[ns]")),
        (TEXTS, [numpy.datetime64(date) for date in DATES]),
        (TEXTS, [datetime.datetime.combine(day, datetime.time(23, 59)) for day in days]),
    ]:
        assert bytes_of(sayso.read(texts, dates=dates)) == expected, (type(texts), type(dates))


def test_one_text_may_stand_alone():
    one = sayso.read(TEXTS[0], dates=DATES[0], ids="r0", titles="A claim")
    assert (len(one), one[0].id, one[0].title) == (1, "r0", "A claim")
    assert one[0].date == datetime.date(1987, 5, 4)
    assert sayso.read(TEXTS[0], date=DATES[0])[0].text == TEXTS[0]


def test_tables_of_every_library(coder, rows, records):
    frame = pandas.DataFrame(rows)
    duckdb = pytest.importorskip("duckdb")
    expected = bytes_of(records)
    for table in [
        rows,
        iter(rows),
        frame,
        frame.set_index("date"),
        frame.assign(date=pandas.to_datetime(frame["date"])),
        frame.assign(source=frame["source"].astype("category")),
        frame.assign(what=[object(), {}, 3], url=numpy.nan, title=None),
        polars.DataFrame(rows),
        polars.DataFrame(rows).with_columns(polars.lit(None).alias("title")),
        polars.DataFrame(rows).with_columns(polars.col("source").cast(polars.Categorical)),
        pyarrow.Table.from_pylist(rows),
        pyarrow.RecordBatch.from_pylist(rows),
        pyarrow.Table.from_pylist(rows).to_reader(1),
        pyarrow.concat_tables([pyarrow.Table.from_pylist([row]) for row in rows]),
        duckdb.from_arrow(pyarrow.Table.from_pylist(rows)),
    ]:
        assert bytes_of(coder.read(table)) == expected, type(table)


def test_named_columns_go_before_known_ones(coder, rows):
    renamed = [{"Story": row["text"], "day": row["date"], "text": "no", "n": 7} for row in rows]
    for table in [renamed, pandas.DataFrame(renamed), pyarrow.Table.from_pylist(renamed)]:
        read = coder.read(table, text="Story", date="day", id="n")
        assert [record.text for record in read] == TEXTS
        assert {record.id for record in read} == {"7"}
    with pytest.raises(sayso.ReadError, match="nowhere"):
        coder.read(pandas.DataFrame(rows), text="nowhere")


def test_times_with_a_zone_are_of_the_day_in_utc(coder):
    late = datetime.datetime(1987, 5, 4, 22, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))
    frame = pandas.DataFrame({"text": TEXTS[:1], "date": [pandas.Timestamp(late)]})
    for read in [
        coder.read(frame),
        coder.read(polars.DataFrame({"text": TEXTS[:1], "date": [late]})),
        coder.read([{"text": TEXTS[0], "date": late}]),
        sayso.read(TEXTS[:1], dates=[late]),
    ]:
        assert read[0].date == datetime.date(1987, 5, 5)


def test_columns_of_a_frame_are_named(coder, rows, records):
    frame = pandas.DataFrame(rows)
    named = frame.rename(columns={"id": "key", "date": "day"})
    for table in [named, named.set_index("key"), named.set_index(["day", "key"])]:
        assert bytes_of(coder.read(table, id="key", date="day")) == bytes_of(records)
    numbered = frame.rename_axis("n")
    assert [record.id for record in coder.read(numbered, id="n")] == ["0", "1", "2"]
    twice = coder.read(frame, id="id", url="id")
    assert [(record.id, record.url) for record in twice] == [(f"r{n}", f"r{n}") for n in range(3)]
    for table in [frame, frame.set_index("id"), frame.iloc[:0]]:
        with pytest.raises(sayso.ReadError, match='no column "body" for the text; name one of: .*text'):
            coder.read(table, text="body")


def test_a_column_of_several_kinds_is_told(coder):
    frame = pandas.DataFrame({"date": DATES, "text": [TEXTS[0], 7, TEXTS[2]], "id": ["a", "b", "c"]})
    with pytest.raises(TypeError, match=r'column "text" has values of several kinds .*astype\("string"\)'):
        coder.read(frame)
    frame["text"] = frame["text"].astype("string")
    assert len(coder.read(frame)) == 3


def test_whole_numbers_are_ids(coder):
    for number in [7, numpy.int64(7), numpy.uint8(7)]:
        assert sayso.read(TEXTS[0], date=DATES[0], ids=number)[0].id == "7"
    for wrong in [True, numpy.bool_(True), 7.5]:
        with pytest.raises(TypeError, match="id of report 0: a str or an int"):
            coder.read([{"id": wrong, "text": TEXTS[0]}])


@pytest.mark.parametrize("method", ["read", "nested"])
def test_a_stream_that_breaks_is_raised(coder, method):
    def batches():
        yield pyarrow.record_batch({"text": TEXTS, "date": DATES})
        raise LookupError("the shelf fell down")

    schema = pyarrow.schema([("text", "string"), ("date", "string")])
    stream = pyarrow.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(sayso.ReadError, match="(?s)row 4: .*the shelf fell down.*rows again from here") as raised:
        getattr(coder, method)(stream)
    assert (raised.value.input, raised.value.row) == ("table", 3)


def test_rows_that_cannot_be_read_are_kept_as_problems(coder):
    rows = [
        {"id": "a", "text": TEXTS[0], "date": DATES[0]},
        {"id": "b", "text": "", "date": DATES[0]},
        {"id": "c", "text": TEXTS[1], "date": "yesterday"},
        {"id": None, "text": None, "date": DATES[0]},
        {"id": "e", "text": GERMAN, "date": DATES[0]},
        {"id": "f", "text": TEXTS[2], "date": float("nan")},
        {"id": "g", "text": TEXTS[2], "date": DATES[2]},
    ]
    for table in [rows, pandas.DataFrame(rows), pyarrow.Table.from_pandas(pandas.DataFrame(rows))]:
        with pytest.warns(UserWarning, match="5 of 7 rows gave no record.*the text is empty"):
            read = coder.read(table)
        assert [record.id for record in read] == ["a", "g"]
        problems = read.problems.to_pylist()
        assert [(p["row"], p["report_id"]) for p in problems] == [
            (1, "b"), (2, "c"), (3, None), (4, "e"), (5, "f"),
        ]
        said = [problem["problem"] for problem in problems]
        assert "the text is empty" in said[0] and '"yesterday" is no date' in said[1]
        assert "German" in said[3] and "no date" in said[4]
        nested = read.nested.to_pylist()
        assert [row["report"] is None for row in nested] == [False, True, True, True, True, True, False]
        assert nested[1]["problems"] == [said[0]]
        assert coder.nested(table).to_pylist() == nested


def test_a_problem_can_be_raised(coder):
    rows = [{"text": TEXTS[0], "date": DATES[0]}, {"text": " ", "date": DATES[0]}]
    with pytest.raises(sayso.ReadError, match="row 2: the text is empty") as raised:
        coder.read(rows, errors="raise")
    assert (raised.value.row, raised.value.input) == (1, "table")
    with pytest.raises(ValueError, match='it is "keep" or "raise"'):
        coder.read(rows, errors="ignore")


def test_nothing_gives_nothing(coder):
    for table in [
        [],
        iter([]),
        pandas.DataFrame({"text": [], "date": []}),
        polars.DataFrame({"text": [], "date": []}),
        pyarrow.table({"text": pyarrow.array([], "string")}),
    ]:
        read = coder.read(table)
        assert (len(read), read.to_jsonl(), len(read.events), len(read.nested)) == (0, "", 0, 0)
        assert read.events.column_names[0] == "report_id"
    assert len(sayso.read([], dates=[])) == 0
    assert len(coder.nested([])) == 0


def test_a_table_without_texts_is_raised(coder):
    for table in [
        pandas.DataFrame({"words": TEXTS, "date": DATES}),
        pandas.DataFrame({"words": [], "date": []}),
        polars.DataFrame({"words": TEXTS}),
        pyarrow.table({"text": [1, 2]}),
    ]:
        with pytest.raises(sayso.ReadError, match="text") as raised:
            coder.read(table)
        assert raised.value.row is None


def test_what_is_no_table_is_told(coder):
    with pytest.raises(TypeError, match="put it in a list"):
        coder.read(TEXTS[0])
    with pytest.raises(TypeError, match="a table, or a list"):
        coder.read(7)
    with pytest.raises(TypeError, match=r"text of report 1: a str is wanted, and this is int"):
        coder.read([TEXTS[0], 7], default_date=DATES[0])
    with pytest.raises(TypeError, match=r"Coder\(\).read\(table\)"):
        sayso.read(pandas.DataFrame({"text": TEXTS}))
    with pytest.raises(TypeError, match="one column"):
        coder.read(pandas.Series(TEXTS))
    with pytest.raises(ValueError, match="texts has 3 values and dates 2"):
        sayso.read(TEXTS, dates=DATES[:2])
    with pytest.raises(ValueError, match="only 2 values"):
        sayso.read(iter(TEXTS), dates=iter(DATES[:2]))
    with pytest.raises(ValueError, match="a date that exists"):
        sayso.read(TEXTS, date="1987-02-30")
    with pytest.raises(ValueError, match="from 1 to 512"):
        sayso.read(TEXTS, date=DATES[0], threads=0)


def test_an_old_pandas_is_told_of_the_new(coder):
    class DataFrame:
        columns = ["text"]

    DataFrame.__module__ = "pandas.core.frame"
    with pytest.raises(TypeError, match=r"pip install 'pandas>=2.2'"):
        coder.read(DataFrame())


def test_what_an_iterator_raises_comes_out(coder):
    def texts():
        yield TEXTS[0]
        raise LookupError("the shelf is empty")

    with pytest.raises(LookupError, match="the shelf is empty"):
        coder.read(texts(), default_date=DATES[0])


def test_lone_surrogates_do_not_stop_the_others(coder):
    read = coder.read([TEXTS[0] + " \udcff", TEXTS[1]], default_date=DATES[0])
    assert len(read) == 2


def test_any_number_of_threads_gives_the_same_bytes(coder, rows):
    many = rows * 20
    expected = bytes_of(coder.read(many, threads=1))
    assert bytes_of(coder.read(many, threads=5)) == expected
    assert bytes_of(coder.read(pandas.DataFrame(many))) == expected


def test_the_bytes_are_those_of_the_program(coder, rows, records, tmp_path):
    program = os.environ.get("SAYSO_BIN")
    if not program:
        pytest.skip("SAYSO_BIN is not set: it names the program whose bytes these have to be")
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    command = [program, "read", "--from", "jsonl", "--to", "jsonl", "--quiet", "-"]
    run = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    assert records.to_jsonl().encode() == run.stdout
    records.write_jsonl(tmp_path / "records.jsonl")
    assert (tmp_path / "records.jsonl").read_bytes() == run.stdout
