"""Files of any form, and records that were coded before."""

import json
from pathlib import Path

import pyarrow.parquet
import pytest
import sayso
from reports import DATES, TEXTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, (date, text) in enumerate(zip(DATES, TEXTS)):
        (tmp_path / f"{number}.txt").write_text(f"date: {date}\n\n{text}\n", encoding="utf-8")
    return tmp_path


def test_a_folder_a_pattern_and_a_list_are_the_same_files(coder: sayso.Coder, folder: Path) -> None:
    records = coder.read_files(folder)
    assert [record.text.strip() for record in records] == TEXTS
    several = [folder / f"{number}.txt" for number in range(len(TEXTS))]
    for paths in [str(folder / "*.txt"), several]:
        assert coder.read_files(paths).to_jsonl() == records.to_jsonl()
    assert sayso.read_files(folder, threads=2).to_jsonl() == records.to_jsonl()


def test_what_cannot_be_read_is_named_and_the_rest_is_read(coder: sayso.Coder, folder: Path) -> None:
    lines = folder / "lines.jsonl"
    good = {"date": DATES[0], "text": TEXTS[0]}
    lines.write_text("\n".join([json.dumps(good), "{", json.dumps({**good, "date": "2023-02-30"})]), encoding="utf-8")
    with pytest.warns(UserWarning, match="3 of 4 rows"):
        records = coder.read_files([lines, folder / "absent.txt"])
    assert len(records) == 1
    words = [row["problem"] for row in records.problems.to_pylist()]
    assert f"{lines}:2" in words[0] and f"{lines}:3" in words[1] and "absent.txt" in words[2]
    with pytest.raises(sayso.ReadError, match="lines.jsonl:2") as raised:
        coder.read_files([folder / "0.txt", lines], errors="raise")
    assert (raised.value.input, raised.value.row) == (str(lines), None)
    rows = folder / "rows.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"date": [DATES[0], "2023-02-30"], "text": TEXTS[:2]}), rows)
    with pytest.raises(sayso.ReadError) as raised:
        coder.read_files([folder / "0.txt", rows], errors="raise")
    assert (raised.value.input, raised.value.row) == (str(rows), 1)
    with pytest.raises(TypeError, match="no paths"):
        coder.read_files([{"text": "x"}])  # type: ignore[list-item]


def test_what_is_no_path_is_refused(coder: sayso.Coder, tmp_path: Path) -> None:
    archive = sayso.Archive(tmp_path / "news.sayso")
    for path, words in [("https://example.org/a.html", "sayso read --fetch"), ("-", "sys.stdin.read")]:
        for take in [coder.read_files, lambda path: archive.ingest(path, coder=coder)]:
            for given in [path, [path]]:
                with pytest.raises(ValueError, match=words):
                    take(given)


def test_records_are_taken_as_they_are(coder: sayso.Coder, records: sayso.Records, tmp_path: Path) -> None:
    lines, rows = tmp_path / "records.jsonl", tmp_path / "records.parquet"
    records.write_jsonl(lines)
    pyarrow.parquet.write_table(records.nested.to_arrow(), rows)
    for path, form in [(lines, "record-jsonl"), (rows, "record-parquet")]:
        assert coder.read_files(path, from_=form).to_jsonl() == records.to_jsonl()
        # Unless they are said to be records they are not taken for some.
        with pytest.warns(UserWarning, match=form):
            assert len(coder.read_files(path)) == 0
    # As they are: what another version has coded is not coded again.
    other = json.loads(records[0].to_json())
    other["engine"]["version"] = "0.0.1"
    lines.write_text(json.dumps(other), encoding="utf-8")
    assert json.loads(coder.read_files(lines, from_="record-jsonl")[0].to_json())["engine"]["version"] == "0.0.1"


def test_a_record_that_does_not_stand_in_its_text_is_refused(
    coder: sayso.Coder, records: sayso.Records, tmp_path: Path
) -> None:
    forged = json.loads(records[0].to_json())
    forged["events"][0]["trigger"][0]["end"] = 10_000
    path = tmp_path / "forged.jsonl"
    path.write_text(json.dumps(forged) + "\n" + records[1].to_json(), encoding="utf-8")
    with pytest.warns(UserWarning, match="1 of 2 rows"):
        read = coder.read_files(path, from_="record-jsonl")
    assert [record.id for record in read] == [records[1].id]
    archive = sayso.Archive(tmp_path / "news.sayso")
    told = archive.ingest(path, from_="record-jsonl", coder=coder)
    assert (told["stored"], told["failed"]) == (1, 1), told
