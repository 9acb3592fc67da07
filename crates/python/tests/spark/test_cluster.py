"""Executors and Python processes that are killed, and how much memory they take."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

import cluster
import corpus
import sayso
import sayso.spark
from sayso.spark.coding import MIB

COLUMNS: dict[str, Any] = {"id": "id", "source": "source", "title": "title"}


@pytest.mark.parametrize("victims", [cluster.executors, cluster.workers])
def test_a_killed_process_changes_nothing(
    spark: SparkSession,
    frame: corpus.MakeFrame,
    tmp_path: Path,
    victims: Callable[[SparkSession], list[int]],
) -> None:
    rows = [*corpus.examples(4), *corpus.HOSTILE]
    here = pa.table(sayso.Coder().nested(corpus.table(rows), text="text", date="date", **COLUMNS))
    out = str(tmp_path / "records")
    records = sayso.spark.read(frame(rows, 16), **COLUMNS)
    job = threading.Thread(target=lambda: records.write.parquet(out))
    job.start()
    cluster.wait_for(lambda: done(spark) >= 2)
    victim = victims(spark)[0]
    cluster.kill(victim)
    assert job.is_alive(), "the job ended before anything was killed; give it more to do"
    job.join()
    assert victim not in victims(spark)
    back = spark.read.parquet(out)
    assert corpus.lines(back.toArrow()) == corpus.lines(here)
    cluster.wait_for(lambda: len(cluster.executors(spark)) == 2)


def done(spark: SparkSession) -> int:
    """Finished tasks of the stages that run now, those of 16 tasks."""
    tracker = spark.sparkContext.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    return max([stage.numCompletedTasks for stage in stages if stage and stage.numTasks == 16], default=0)


def test_ten_times_the_partitions_take_no_more_memory(
    spark: SparkSession, frame: corpus.MakeFrame
) -> None:
    rows = corpus.examples(1)
    sayso.spark.read(frame(rows, 4)).count()
    peaks = []
    for times in (1, 10):
        with cluster.Memory(spark) as memory:
            written(sayso.spark.read(frame(rows * times, 4 * times)))
        peaks.append(memory)
    assert peaks[0].worker
    assert peaks[1].worker <= peaks[0].worker * 1.1 + 16 * MIB, [m.worker for m in peaks]
    assert peaks[1].executor <= 1536 * MIB, [m.executor for m in peaks]


def test_a_partition_of_any_size_takes_bounded_memory(spark: SparkSession) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxBytesPerBatch", str(4 * MIB))
    peaks = []
    for rows in (40, 400):
        df = spark.range(0, rows, 1, 1).selectExpr(
            "concat('Sylvania sent aid to Zenda on day ', id, '.') AS text",
            "'2024-06-04' AS date",
            "repeat('x', 300000) AS payload",
        )
        with cluster.Memory(spark) as memory:
            written(sayso.spark.read(df, keep=("payload",), batch_bytes=2 * MIB))
        peaks.append(memory)
    spark.conf.unset("spark.sql.execution.arrow.maxBytesPerBatch")
    assert peaks[0].worker
    assert peaks[1].worker <= peaks[0].worker + 32 * MIB, [m.worker for m in peaks]


def written(records: sayso.spark.Coded) -> None:
    """Has every row computed, and keeps none."""
    records.write.format("noop").mode("overwrite").save()
