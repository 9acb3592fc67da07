"""What the read-back scripts share: an export's tables as every reader gives them, compared cell by cell.

A reader gives `{table: (columns, rows)}`; `same` brings their cells to plain Python values and
asserts that all readers give the same, and `whole` that the tables fit each other and the texts.
"""

import datetime
import json
import math

TABLES = ["reports", "actors", "mentions", "times", "places", "statements", "events", "event_parties", "figures"]
# Those that `sayso stories` fills; a small archive has no copies, say.
STORIES = ["stories", "story_reports", "story_events", "copies", "series", "series_figures", "series_days"]
SPANS = {"statements": [("source_spans", "source"), ("cue_spans", "cue"), ("content_spans", "content")],
         "events": [("spans", "words")], "figures": [("spans", "words")]}


def plain(cell):
    """A day is its ISO form, a missing number is None, a whole number is an int."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return cell.isoformat()[:10]
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float):
        if math.isnan(cell):
            return None
        if cell.is_integer():
            return int(cell)
    return cell


def same(readers):
    """The tables, once every reader has given the same ones."""
    first, tables = None, None
    for name, read in readers.items():
        got = {table: (list(columns), [tuple(plain(cell) for cell in row) for row in rows])
               for table, (columns, rows) in read().items()}
        assert sorted(got) == sorted(TABLES + STORIES), (name, sorted(got))
        if tables is None:
            first, tables = name, got
            continue
        for table in TABLES + STORIES:
            (columns, rows), (others, other_rows) = tables[table], got[table]
            assert columns == others, (table, first, columns, name, others)
            assert len(rows) == len(other_rows), (table, first, len(rows), name, len(other_rows))
            for at, column in enumerate(columns):
                nulls = [sum(row[at] is None for row in some) for some in (rows, other_rows)]
                assert nulls[0] == nulls[1], (table, column, first, nulls[0], name, nulls[1])
            for row, other in zip(rows, other_rows):
                assert row == other, (table, first, row, name, other)
                assert all(type(a) is type(b) for a, b in zip(row, other)), (table, first, row, name, other)
    return tables


def stories(rows):
    """Asserts that every report that stands is in one story, and that what stories name is there."""
    stand = sorted(report["report_id"] for report in rows["reports"] if report["standing"] == "current")
    assert sorted(row["report_id"] for row in rows["story_reports"]) == stand
    ids = {story["story_id"] for story in rows["stories"]}
    assert {row["story_id"] for row in rows["story_reports"]} == ids and ids <= set(stand)
    told = sorted(event["event_id"] for event in rows["events"] if event["report_id"] in set(stand))
    assert sorted(row["event_id"] for row in rows["story_events"]) == told
    assert {row["happening_id"] for row in rows["story_events"]} <= set(told)
    assert all(row["report_id"] in stand and row["original_id"] in stand for row in rows["copies"])
    series = {row["series_id"] for row in rows["series"]}
    assert {row["series_id"] for table in ("series_figures", "series_days") for row in rows[table]} <= series
    figures = {(row["report_id"], row["figure_id"], row["figure"]) for row in rows["figures"]}
    assert {(row["report_id"], row["figure_id"], row["figure"]) for row in rows["series_figures"]} <= figures


def whole(tables):
    """Asserts that ids meet and that the words are those of the text; prints how many rows there are."""
    rows = {table: [dict(zip(columns, row)) for row in cells] for table, (columns, cells) in tables.items()}
    assert all(rows[table] for table in TABLES), {table: len(rows[table]) for table in TABLES}
    texts = {report["report_id"]: report["text"] for report in rows["reports"]}
    assert len(texts) == len(rows["reports"])
    standings = {report["standing"] for report in rows["reports"]}
    assert standings <= {"current", "superseded", "withdrawn"}, standings
    actors = {(actor["report_id"], actor["actor"]) for actor in rows["actors"]}
    events = {(event["report_id"], event["event_id"]) for event in rows["events"]}
    for party in rows["event_parties"]:
        assert (party["report_id"], party["actor"]) in actors, party
        assert (party["report_id"], party["event_id"]) in events, party
    checked = 0
    for table in ("mentions", "times", "places"):
        for row in rows[table]:
            assert texts[row["report_id"]][row["start"]:row["end"]] == row["words"], (table, row)
            checked += 1
    for table, pairs in SPANS.items():
        for row in rows[table]:
            for spans, words in pairs:
                pieces = [texts[row["report_id"]][start:end] for start, end in json.loads(row[spans])]
                assert (" … ".join(pieces) or None) == row[words], (table, row)
                checked += 1
    stories(rows)
    counts = ", ".join(f"{table} {len(rows[table])}" for table in TABLES + STORIES)
    print(f"{counts}; {checked} words are those of the text")
