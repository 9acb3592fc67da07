"""Records: a sequence of reports, and the same as tables."""

import datetime
import json
import pickle
import subprocess
import sys

import pandas
import polars
import pyarrow
import pytest
import sayso
from reports import DATES, TEXTS

FLAT = ["reports", "actors", "mentions", "times", "places", "statements", "events", "event_parties", "figures"]


def test_records_are_a_sequence(records):
    assert len(records) == 3 and [record.text for record in records] == TEXTS
    assert records[0] == records[-3] and records[0] != records[1]
    assert [record.id for record in records[::-1]] == ["r2", "r1", "r0"]
    assert isinstance(records[1:], sayso.Records) and len(records[5:]) == 0
    for place in [3, -4]:
        with pytest.raises(IndexError, match="no record"):
            records[place]
    with pytest.raises(TypeError):
        records["r0"]
    assert repr(records) == "<sayso.Records: 3 records>"


def test_a_record_is_its_json(records):
    record = records[0]
    said = json.loads(record.to_json())
    assert record.to_dict() == said and records.to_jsonl().splitlines()[0] == record.to_json()
    for name in ["actors", "mentions", "times", "places", "statements", "events", "figures", "engine"]:
        assert getattr(record, name) == said[name]
    assert (record.id, record.date, record.source) == ("r0", datetime.date(1987, 5, 4), "Sylvanian News")
    assert record.title is None and record.url is None
    assert "r0 of 1987-05-04" in repr(record)
    words = [record.text[mention["start"] : mention["end"]] for mention in record.mentions]
    assert "Ruritanian President Rudolf Elphberg" in words
    assert any(figure["measure"] == "killed" and figure["value"] == 12 for figure in record.figures)


def test_records_show_themselves(coder):
    hostile = "<script>alert(1)</script> Ruritania accused Freedonia of shelling Zenda on Monday & “more”."
    record = coder.read([hostile], default_date=DATES[0])[0]
    shown = record._repr_html_()
    assert "<script>" not in shown and "Ruritania" in shown
    assert "<script>" not in coder.read([hostile], default_date=DATES[0]).reports._repr_html_()


def test_tables_hold_what_records_hold(records):
    assert len(records.reports) == 3
    for name in FLAT:
        table = getattr(records, name)
        assert table is records.table(name), "a table is made once"
        assert table.num_rows == len(table) == len(table.to_pylist())
    for name in ["actors", "mentions", "times", "places", "statements", "events", "figures"]:
        assert len(getattr(records, name)) == sum(len(getattr(record, name)) for record in records)
    assert len(records.problems) == 0
    with pytest.raises(ValueError, match="there is no table 'quotes'; the tables are reports, actors".replace("'", '"')):
        records.table("quotes")


def test_tables_go_to_every_library(records):
    events = records.events
    arrow = events.to_arrow()
    assert arrow.column_names == events.column_names
    assert arrow.to_pylist() == events.to_pylist()
    assert events.to_polars().to_dicts() == events.to_pylist()
    assert pyarrow.table(events).equals(arrow) and polars.DataFrame(events).equals(events.to_polars())
    reports = records.reports.to_pandas()
    assert list(reports["text"]) == TEXTS and reports["date"].dt.year.eq(1987).all()
    assert records.reports.to_arrow().schema.field("date").type == pyarrow.date32()
    assert records.reports.to_arrow().schema.metadata[b"description"]
    assert "report_id: Utf8, never null" in events.schema
    assert f"<sayso.Table: {len(events)} rows × report_id, " in repr(events)
    duckdb = pytest.importorskip("duckdb")
    assert duckdb.sql("SELECT count(*) FROM arrow").fetchall() == [(len(events),)]


def test_nothing_is_copied_on_the_way(records):
    one, other = records.reports.to_arrow(), records.reports.to_arrow()
    addresses = [table["text"].chunk(0).buffers()[2].address for table in (one, other)]
    assert addresses[0] == addresses[1]


def test_the_nested_form_is_flattened_again(coder, rows, records):
    nested = coder.nested(rows)
    assert len(nested) == 3 and nested.to_pylist() == records.nested.to_pylist()
    assert nested.column_names == (
        "report_id date report actors mentions times places statements events figures engine problems".split()
    )
    polar = nested.to_polars().with_columns(polars.lit(1).alias("kept"))
    for table in [nested, nested.to_arrow(), polar, nested.to_arrow().to_batches()[0]]:
        for name in FLAT:
            flat = sayso.flatten(table, name)
            assert flat.to_arrow().equals(getattr(records, name).to_arrow()), name
    with pytest.raises(ValueError, match="no table"):
        sayso.flatten(nested, "quotes")
    with pytest.raises(ValueError):
        sayso.flatten(records.events, "events")
    with pytest.warns(UserWarning):
        problems = coder.read([TEXTS[0], ""], default_date=DATES[0])
    assert sayso.flatten(problems.nested, "problems").to_pylist() == problems.problems.to_pylist()
    assert len(sayso.flatten(problems.nested, "reports")) == 1


def of_java(kind):
    """No values of this type, as Java's Arrow gives them: without offsets, and something else behind."""
    nothing = pyarrow.py_buffer(b"\xff" * 8).slice(0, 0)
    if pyarrow.types.is_list(kind):
        return pyarrow.Array.from_buffers(kind, 0, [None, nothing], children=[of_java(kind.value_type)])
    if pyarrow.types.is_struct(kind):
        return pyarrow.Array.from_buffers(kind, 0, [None], children=[of_java(field.type) for field in kind])
    return pyarrow.array([], kind)


def test_lists_without_offsets_are_whole(coder, records):
    batch = coder.nested([TEXTS[0]], default_date=DATES[0]).to_arrow().to_batches()[0]
    place = batch.schema.names.index("events")
    offsets = pyarrow.array([0, 0], pyarrow.int32()).buffers()[1]
    kind = batch.schema.field(place).type
    events = pyarrow.Array.from_buffers(kind, 1, [None, offsets], children=[of_java(kind.value_type)])
    of_spark = pyarrow.RecordBatch.from_arrays(
        [events if n == place else column for n, column in enumerate(batch.columns)], schema=batch.schema
    )
    table = pyarrow.Table.from_batches([of_spark])
    for given in [of_spark, table, table.to_reader()]:
        assert len(sayso.flatten(given, "events")) == 0
    texts = pyarrow.RecordBatch.from_arrays([pyarrow.array(TEXTS[:1]), events], names=["text", "events"])
    assert len(coder.read(texts, default_date=DATES[0])) == 1
    assert len(sayso.flatten(of_spark, "figures")) == len(records[0].figures)


def test_what_is_pickled_comes_back(coder, records):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(records, protocol))
        assert again.to_jsonl() == records.to_jsonl()
    assert pickle.loads(pickle.dumps(records[0])) == records[0]
    assert len({records[0], pickle.loads(pickle.dumps(records[0]))}) == 1
    with pytest.warns(UserWarning):
        partly = coder.read(["", TEXTS[0]], default_date=DATES[0])
    again = pickle.loads(pickle.dumps(partly))
    assert again.nested.to_pylist() == partly.nested.to_pylist()
    assert pickle.loads(pickle.dumps(coder)).engine == coder.engine
    with pytest.raises(sayso.ReadError) as raised:
        coder.read([""], errors="raise")
    error = pickle.loads(pickle.dumps(raised.value))
    assert (str(error), error.row) == (str(raised.value), 0)


def test_engine_says_what_coded(coder, records):
    assert coder.engine == records[0].engine
    assert coder.engine["codebook"].startswith("sha256:") and coder.engine["version"] == sayso.__version__
    assert coder.engine["model"] in repr(coder)


def test_set_up_that_is_wrong_is_told_in_the_programs_words(tmp_path):
    with pytest.raises(sayso.ModelError, match="nothing_like_this"):
        sayso.Coder("nothing_like_this")
    (tmp_path / "roles.csv").write_text("no,head,of,this,table\n")
    with pytest.raises(sayso.CodebookError, match="(?s)has mistakes; mend them.*roles.csv"):
        sayso.Coder(codebook=tmp_path)
    with pytest.raises(sayso.CodebookError):
        sayso.Coder(codebook=tmp_path / "nowhere")
    for error in [sayso.ReadError, sayso.ModelError, sayso.CodebookError, sayso.ArchiveError, sayso.QueryError]:
        assert issubclass(error, sayso.SaysoError)


def test_it_works_with_nothing_else_installed():
    program = """
import sys
for absent in ["pandas", "polars", "pyarrow", "numpy", "duckdb", "pyspark"]:
    sys.modules[absent] = None
import sayso
records = sayso.read("Rebels killed 12 people in Zenda on Monday.", dates="1987-05-04")
print(records.events.to_pylist()[0]["plover"], len(records.reports._repr_html_()) > 0)
for take in [records.events.to_pandas, records.events.to_polars, records.events.to_arrow]:
    try:
        take()
    except ImportError as error:
        print(error)
"""
    run = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=True, text=True)
    assert run.stdout.splitlines() == [
        "ASSAULT True",
        "pandas is not installed; pip install 'sayso[pandas]'",
        "polars is not installed; pip install 'sayso[polars]'",
        "pyarrow is not installed; pip install 'sayso[arrow]'",
    ]
