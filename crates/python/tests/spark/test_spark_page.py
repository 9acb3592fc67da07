"""The Python of ``docs/spark.md`` runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import sayso

PAGE = Path(__file__).parents[4] / "docs" / "spark.md"

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_pages_python_runs(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-codebook" / "events").mkdir(parents=True)
    names: dict[str, object] = {"spark": spark, "model": sayso.compiled_model(None)}
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        # Spark takes a path as seen from where Java was started.
        block = block.replace('"records"', repr(str(tmp_path / "records")))
        exec(compile(block, str(PAGE), "exec"), names)
    shown = capsys.readouterr().out
    assert "ASSAULT" in shown and "soon" in shown
