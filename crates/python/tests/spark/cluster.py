"""A Spark of separate executor processes on this machine, and a look at those processes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Callable

import pyspark
from pyspark.sql import SparkSession

MASTER = "local-cluster[2,1,1024]"
"""Two executors of one core and 1,024 MiB each."""

EXECUTOR = "CoarseGrainedExecutorBackend"
WORKER = "pyspark.daemon"


def start(folder: Path, master: str = MASTER) -> SparkSession:
    """A session whose files lie in ``folder``."""
    os.environ["SPARK_HOME"] = str(home(folder))
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).appName("sayso")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(folder / "scratch"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.session.timeZone": "UTC",
        # Executors have no model but the one they are sent, and no place to put another.
        "spark.executorEnv.SAYSO_MODEL": "/nonexistent",
        "spark.executorEnv.XDG_CACHE_HOME": "/nonexistent",
        "spark.executorEnv.HOME": "/nonexistent",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def home(folder: Path) -> Path:
    """PySpark's own folder by links, since executors work below it and leave their files there."""
    home = folder / "home"
    home.mkdir()
    for entry in Path(pyspark.__file__).parent.iterdir():
        if entry.name != "work":
            (home / entry.name).symlink_to(entry)
    return home


def executors(spark: SparkSession) -> list[int]:
    """The process ids of this session's executors."""
    return [pid for pid in family(spark) if EXECUTOR in command(pid)]


def workers(spark: SparkSession) -> list[int]:
    """The process ids of the Python processes in which this session's executors run tasks."""
    below = family(spark)
    return [pid for pid in below if WORKER in command(pid) and WORKER in command(parent(pid))]


def family(spark: SparkSession) -> list[int]:
    """All processes that this session's driver started, and those that they started."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            children[parent(int(entry.name))].append(int(entry.name))
    found, open_ = [], [spark.sparkContext._gateway.proc.pid]  # type: ignore[union-attr]
    while open_:
        pid = open_.pop()
        found.append(pid)
        open_.extend(children[pid])
    return found


def parent(pid: int) -> int:
    """The process that started this one; 0 where it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])


def command(pid: int) -> str:
    """The command line of a process; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def kill(pid: int) -> None:
    """Ends a process at once, as a lost machine would."""
    os.kill(pid, signal.SIGKILL)


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    """Waits until it is so; fails where it takes longer."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(0.02)


class Memory:
    """The most memory that one executor, and one Python process of it, had inside the block, in
    bytes of resident memory."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self.executor = self.worker = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self) -> None:
        """Looks ten times a second."""
        while not self.over.wait(0.1):
            self.executor = max([self.executor, *map(resident, executors(self.spark))])
            self.worker = max([self.worker, *map(resident, workers(self.spark))])

    def __enter__(self) -> Memory:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()


def resident(pid: int) -> int:
    """Bytes of a process that are in memory; 0 where it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
