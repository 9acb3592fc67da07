"""The work in a Python process of an executor: Arrow batches of texts in, of records out.

Spark starts a Python process for each task that runs at once and uses it again for the next ones
(``spark.python.worker.reuse``), so the coder is kept for the life of the process. A batch of input
is as long as Spark's settings make it; it is taken in pieces of bounded bytes, and what comes of a
piece is handed back before the next is coded.
"""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sayso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pyarrow as pa

MIB = 1 << 20

TEXT_SHARE = 8
"""A record is about this many times its text, so that much less text is coded at a time than
``batch_bytes`` allows; batches are measured before they go out all the same."""


class Order(NamedTuple):
    """What executors are told."""

    model: str
    """The compiled model's file: its name, where Spark sent it, or its path."""
    codebook: bytes | None
    """The user's codebook folder as a zip file."""
    engine: Mapping[str, object]
    """Version, model and codebook on the driver: what executors must have, too."""
    kept: int
    """How many columns go through unchanged. They come first."""
    fields: Sequence[str]
    """The field of a report in each column behind them."""
    default_date: str | None
    """The day of reports without one, ``YYYY-MM-DD``."""
    batch_bytes: int
    """The most bytes of a batch that goes back, unless it is one row."""


def mapper(order: Order) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What ``mapInArrow`` runs. It names nothing of this package outside its body, so that an
    executor without the package can say so."""
    told = order._asdict()

    def code(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            from sayso.spark.coding import Order, coded
        except ImportError as error:
            raise RuntimeError(
                f"the Python of this executor cannot import sayso ({error}); install the same wheel "
                "of sayso, and pyarrow, on every node, or send a packed environment with --archives"
            ) from error
        yield from coded(batches, Order(**told))

    return code


def coded(batches: Iterable[pa.RecordBatch], order: Order) -> Iterator[pa.RecordBatch]:
    """The records of the batches, a row a row, the kept columns before them."""
    import pyarrow as pa

    coder = coder_of(order.model, order.codebook)
    must_equal(coder.engine, order.engine)
    threads, kept = task_cores(), order.kept
    text_bytes = max(1, order.batch_bytes // TEXT_SHARE)
    named: dict[str, Any] = {field: field for field in order.fields}
    for batch in batches:
        own = batch.select(range(kept))
        texts = pa.RecordBatch.from_arrays(batch.columns[kept:], names=list(order.fields))
        for start, length in pieces(texts, text_bytes):
            table = coder.nested(
                texts.slice(start, length),
                **named,
                default_date=order.default_date,
                threads=threads,
            )
            for records in batches_of(table):
                before = own.slice(start, records.num_rows)
                start += records.num_rows
                joined = pa.RecordBatch.from_arrays(
                    [*before.columns, *records.columns],
                    names=[*before.schema.names, *records.schema.names],
                )
                yield from bounded(joined, order.batch_bytes)


@lru_cache(maxsize=2)
def coder_of(model: str, codebook: bytes | None) -> sayso.Coder:
    """The coder of this process. Two are kept, for a job that compares codebooks."""
    file = file_here(model)
    if codebook is None:
        return sayso.Coder(model=file)
    with tempfile.TemporaryDirectory(prefix="sayso-codebook-") as folder:
        with zipfile.ZipFile(io.BytesIO(codebook)) as packed:
            packed.extractall(folder)
        return sayso.Coder(model=file, codebook=folder)


def file_here(name: str) -> str:
    """Where this executor has the file that Spark sent, or that every node has at this path."""
    from pyspark import SparkFiles

    for folder in (SparkFiles.getRootDirectory(), os.getcwd()):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise sayso.ModelError(
        f"the model {name} is not on this executor; send its compiled file with --files or "
        "SparkContext.addFile, or give model='local:/path' where every node has it"
    )


def must_equal(here: Mapping[str, object], driver: Mapping[str, object]) -> None:
    """Raises ``RuntimeError`` where this executor would code by another engine than the driver's."""
    for part, theirs in driver.items():
        if here.get(part) != theirs:
            raise RuntimeError(
                f"this executor has the {part} {here.get(part)}, the driver {theirs}; install the "
                "same wheel of sayso on every node"
            )


def task_cores() -> int:
    """The cores that Spark gives a task (``spark.task.cpus``)."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return 1 if context is None else max(1, context.cpus())


def pieces(texts: pa.RecordBatch, most: int) -> Iterator[tuple[int, int]]:
    """Runs of rows, first row and length, that hold at most so many bytes, or are one row."""
    import pyarrow.compute as pc

    start, held = 0, 0
    columns = [column for column in texts.columns if has_length(column)]
    lengths = [pc.fill_null(pc.binary_length(column), 0).to_pylist() for column in columns]
    for row, sizes in enumerate(zip(*lengths, strict=True)):
        size = sum(sizes)
        if row > start and held + size > most:
            yield start, row - start
            start, held = row, 0
        held += size
    if texts.num_rows > start:
        yield start, texts.num_rows - start


def has_length(column: pa.Array) -> bool:
    """Whether the cells are text or bytes; others are small."""
    import pyarrow.types as kind

    of = column.type
    return any(
        is_it(of) for is_it in (kind.is_string, kind.is_large_string, kind.is_binary, kind.is_large_binary)
    )


def batches_of(table: sayso.Table) -> list[pa.RecordBatch]:
    """The batches of a table of Sayso's, not copied."""
    import pyarrow as pa

    batches: list[pa.RecordBatch] = pa.table(table).to_batches()
    return batches


def bounded(batch: pa.RecordBatch, most: int) -> Iterator[pa.RecordBatch]:
    """The rows in batches of at most so many bytes, or of one row."""
    if batch.num_rows <= 1 or batch.nbytes <= most:
        yield batch
        return
    half = batch.num_rows // 2
    yield from bounded(batch.slice(0, half), most)
    yield from bounded(batch.slice(half), most)
