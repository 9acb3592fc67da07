#!/usr/bin/env python3
"""Reports a second and memory of `sayso.spark.read`, on one and two executors, beside one machine's.

    SAYSO_MODEL=PACKAGE bench/spark.py REPORTS.jsonl [--copies 4] [--partitions 16] [--rounds 3]

REPORTS has one object with `date` and `text` a line, taken `--copies` times. The wheel of sayso, PySpark and Java must be
there. Executors are processes of one core each. First a job of one task an executor has the Python processes started and their
coders built, and is timed by itself; then all rows are coded, and counted by what Spark keeps of them (nothing). The best round counts.
Memory is the most that any one process had resident at once, looked at ten times a second; the model's file, shared, is in it.
"""
import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "crates" / "python" / "tests" / "spark"))

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

import cluster
import sayso
import sayso.spark


def rows(path: Path, copies: int) -> list[tuple[str, str]]:
    """Dates and texts."""
    with path.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [(row["date"], row["text"]) for row in found] * copies


def one_machine(reports: list[tuple[str, str]]) -> float:
    """Seconds of one thread over all reports, without Spark."""
    dates, texts = zip(*reports)
    coder = sayso.Coder()
    table = pa.table({"date": dates, "text": texts})
    coder.nested(table.slice(0, 8))
    started = time.perf_counter()
    coder.nested(table, threads=1)
    return time.perf_counter() - started


def noop(records: DataFrame) -> float:
    """Seconds in which every row is computed, and none kept."""
    started = time.perf_counter()
    records.write.format("noop").mode("overwrite").save()
    return time.perf_counter() - started


def on_spark(spark: SparkSession, reports: list[tuple[str, str]], args: argparse.Namespace) -> dict[str, float]:
    """Seconds and bytes."""
    df = spark.createDataFrame(reports, "date string, text string").repartition(args.partitions).persist()
    df.count()
    first = noop(sayso.spark.read(df.limit(2).repartition(2)))
    with cluster.Memory(spark) as memory:
        seconds = min(noop(sayso.spark.read(df)) for _ in range(args.rounds))
    return {"first": first, "seconds": seconds, "worker": memory.worker, "executor": memory.executor}


def report(executors: int, reports: list[tuple[str, str]], args: argparse.Namespace) -> None:
    """Measures so many executors and prints it."""
    with tempfile.TemporaryDirectory() as folder:
        spark = cluster.start(Path(folder), f"local-cluster[{executors},1,1024]")
        found = on_spark(spark, reports, args)
        spark.stop()
    print(
        f"{executors} executors: {len(reports) / found['seconds']:.1f} reports/s, first job {found['first']:.1f} s, "
        f"Python process {found['worker'] / 1e6:.0f} MB, executor {found['executor'] / 1e6:.0f} MB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--partitions", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    reports = rows(args.reports, args.copies)
    alone = min(one_machine(reports) for _ in range(args.rounds))
    print(f"{len(reports)} reports, {args.partitions} partitions, {sayso.__version__}")
    print(f"one thread, no Spark: {len(reports) / alone:.1f} reports/s", flush=True)
    for executors in (1, 2):
        # A stopped Spark does not start again in the same process.
        process = multiprocessing.get_context("spawn").Process(target=report, args=(executors, reports, args))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
