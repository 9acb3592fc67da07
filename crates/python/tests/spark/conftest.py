"""One Spark for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StringType, StructField, StructType

import cluster
import corpus


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Two executors, each a process of its own."""
    assert os.environ.get("SAYSO_MODEL"), "set SAYSO_MODEL to a model's package or compiled file"
    session = cluster.start(tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()


@pytest.fixture(scope="session")
def frame(spark: SparkSession) -> corpus.MakeFrame:
    """Makes a DataFrame of rows."""

    def make(rows: list[corpus.Row], partitions: int) -> DataFrame:
        schema = StructType([StructField(name, StringType()) for name in corpus.COLUMNS])
        cells = [tuple(row.get(name) for name in corpus.COLUMNS) for row in rows]
        return spark.createDataFrame(cells, schema).repartition(partitions)

    return make

