"""The model and the codebook reach executors that have neither, and mistakes end the call."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyspark.cloudpickle as pickle
import pytest
from pyspark.sql import SparkSession

import corpus
import sayso
import sayso.spark
from sayso.spark import coding, shipping

PAGE = """# PROTEST: dumping manure

```toml
[rule.dump]
verbs = ["dump manure"]
type = "PROTEST"
cameo = "144"
actor = ["subject"]
recipient = ["prep:outside"]
needs = "both"
```
"""

SENTENCE: corpus.Row = {"id": "z", "date": "2024-06-04", "text": "Ruritania shelled Zenda."}


def test_executors_code_with_the_drivers_model(frame: corpus.MakeFrame) -> None:
    here = sayso.Coder().engine
    engines = sayso.spark.read(frame([SENTENCE] * 4, 4)).select("engine.*").distinct().collect()
    assert [row.asDict() for row in engines] == [dict(here)]


def test_a_model_sent_before_is_found_by_its_name(
    spark: SparkSession, frame: corpus.MakeFrame
) -> None:
    file = Path(sayso.compiled_model(None))
    shipping.send(spark, str(file))
    sent_before = len(spark.sparkContext.listFiles)
    found = sayso.spark.read(frame([SENTENCE], 1), model=file.name)
    assert found.count() == 1
    assert len(spark.sparkContext.listFiles) == sent_before


def test_two_files_of_one_name_are_told_apart(spark: SparkSession, tmp_path: Path) -> None:
    for folder, content in [("one", "a"), ("same", "a"), ("other", "b")]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "named.sayso").write_text(content)
    for folder in ("one", "same"):
        shipping.send(spark, str(tmp_path / folder / "named.sayso"))
    with pytest.raises(sayso.ModelError, match="another file named named.sayso"):
        shipping.send(spark, str(tmp_path / "other" / "named.sayso"))


def test_a_model_that_every_node_has_is_not_sent(frame: corpus.MakeFrame) -> None:
    file = sayso.compiled_model(None)
    assert sayso.spark.read(frame([SENTENCE], 1), model=f"local:{file}").count() == 1


def test_a_codebook_goes_along(frame: corpus.MakeFrame, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "manure.md").write_text(PAGE)
    text = "Ruritanian farmers dumped manure outside the Ruritanian parliament on Friday."
    row: corpus.Row = {"id": "m", "date": "2024-06-04", "text": text}
    here = sayso.Coder(codebook=str(tmp_path))
    local = here.nested(corpus.table([row]), text="text", date="date", id="id")
    found = sayso.spark.read(frame([row], 1), id="id", codebook=tmp_path)
    assert corpus.lines(found.toArrow()) == corpus.lines(pa.table(local))
    events = found.tables()["events"].collect()
    assert [(event["plover"], event["rule"]) for event in events] == [("PROTEST", "manure.dump")]


def test_a_coder_is_built_once_a_process(spark: SparkSession, frame: corpus.MakeFrame) -> None:
    def seen(_: object) -> Iterator[tuple[int, int]]:
        import os

        from sayso.spark.coding import coder_of

        yield os.getpid(), coder_of.cache_info().misses

    before = sum(dict(spark.sparkContext.range(8, numSlices=8).mapPartitions(seen).collect()).values())
    assert sayso.spark.read(frame([SENTENCE] * 12, 12)).count() == 12
    after = dict(spark.sparkContext.range(8, numSlices=8).mapPartitions(seen).collect())
    assert sum(after.values()) <= before + len(after)


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        ({"text": "body"}, ValueError, "no column named 'body'; name another with text= (it has: id, "),
        ({"date": None}, ValueError, "reports need a date; name the column with date= or give a def"),
        ({"keep": "id"}, ValueError, "keep is the string 'id'; give the names of columns"),
        ({"keep": ("date",)}, ValueError, "withColumnRenamed('date', 'own_date')"),
        ({"keep": ("id", "id")}, ValueError, "would have it twice"),
        ({"keep": ("Events",)}, ValueError, "withColumnRenamed('Events', 'own_Events')"),
        ({"keep": ("Other", "other")}, ValueError, "would have it twice"),
        ({"batch_bytes": 0}, ValueError, "batch_bytes is 0; give the bytes of a batch"),
        ({"model": "no-such-model"}, sayso.ModelError, "no-such-model"),
        ({"codebook": "/no/such/folder"}, sayso.CodebookError, "/no/such/folder"),
    ],
)
def test_mistakes_end_the_call(
    frame: corpus.MakeFrame, wrong: dict[str, object], kind: type[Exception], words: str
) -> None:
    # Spark tells columns by case only where it is told to, and takes any name until one is asked for.
    rows = frame([SENTENCE], 1).selectExpr("*", "1 AS Events", "2 AS Other", "3 AS other")
    with pytest.raises(kind) as raised:
        sayso.spark.read(rows, **wrong)  # type: ignore[arg-type]
    assert words in str(raised.value)


def test_a_codebook_with_a_mistake_ends_the_call(frame: corpus.MakeFrame, tmp_path: Path) -> None:
    (tmp_path / "roles.csv").write_text("nonsense\n")
    with pytest.raises(sayso.CodebookError, match="roles.csv"):
        sayso.spark.read(frame([SENTENCE], 1), codebook=tmp_path)


def test_an_executor_without_the_package_says_so() -> None:
    order = coding.Order("m", None, {}, 0, ["text"], None, 1)
    sent = pickle.dumps(coding.mapper(order))  # type: ignore[no-untyped-call]
    script = (
        "import sys; sys.modules['sayso'] = None\n"
        "import pyspark.cloudpickle as pickle\n"
        f"next(pickle.loads({sent!r})(iter([])))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "the Python of this executor cannot import sayso" in told.stderr
    assert "install the same wheel" in told.stderr


def test_an_executor_with_another_engine_says_so() -> None:
    with pytest.raises(RuntimeError, match="has the codebook b, the driver a; install the same wheel"):
        coding.must_equal({"version": "1", "codebook": "b"}, {"version": "1", "codebook": "a"})


def test_pieces_are_bounded_by_bytes() -> None:
    texts = pa.record_batch({"text": ["a" * size for size in (3, 3, 3, 50, 1, 9)] + [None]})
    assert list(coding.pieces(texts, 9)) == [(0, 3), (3, 1), (4, 1), (5, 2)]
    assert list(coding.pieces(texts.slice(0, 0), 9)) == []


def test_batches_are_bounded_by_bytes() -> None:
    batch = pa.record_batch({"text": ["a" * 1000] * 9 + ["b" * 50_000]})
    out = list(coding.bounded(batch, 3000))
    assert pa.Table.from_batches(out).to_pydict() == batch.to_pydict()
    assert all(part.nbytes <= 3000 or part.num_rows == 1 for part in out)


def test_equal_codebooks_are_packed_equally(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "events").mkdir(parents=True)
        (tmp_path / name / "events" / "consult.md").write_text("same")
    assert shipping.packed(str(tmp_path / "one")) == shipping.packed(str(tmp_path / "two"))
