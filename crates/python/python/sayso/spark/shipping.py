"""How the model and the codebook get from the driver to the executors.

The model goes as its compiled file, which executors map into memory, so that all their Python
processes share its pages; its name holds the hash of its content, so equal names are equal files.
Spark sends it once to every executor. The codebook, a few small files, goes inside the job.
"""

from __future__ import annotations

import filecmp
import io
import os
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sayso
from sayso.spark.coding import MIB

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local:"
"""Spark's own mark of a file that every node has."""

LARGEST_CODEBOOK = 64 * MIB
"""Bytes of a codebook folder; a larger one was named by mistake."""


class Shipped(NamedTuple):
    """A model and a codebook that were opened here and that executors will find."""

    model: str
    """The compiled model's file: its name, where Spark sends it, or its path."""
    codebook: bytes | None
    """The user's codebook folder as a zip file."""
    coder: sayso.Coder
    """The coder over both on this machine."""


def ship(
    session: SparkSession,
    model: str | os.PathLike[str] | None,
    codebook: str | os.PathLike[str] | None,
) -> Shipped:
    """Opens both on the driver, which proves them, and sends them on their way."""
    named = os.environ.get("SAYSO_MODEL") if model is None else os.fspath(model)
    folder = None if codebook is None else os.path.abspath(codebook)
    files = None if folder is None else packed(folder)
    local = named is not None and named.startswith(LOCAL)
    path = compiled(session, named[len(LOCAL) :] if named is not None and local else named)
    coder = opened(path, folder, files)
    if not local:
        send(session, path)
    return Shipped(path if local else os.path.basename(path), files, coder)


def compiled(session: SparkSession, model: str | None) -> str:
    """The compiled file of the model on this machine, compiled first where it is a package."""
    if model is not None and not os.path.exists(model) and not on_connect(session):
        from pyspark import SparkFiles

        sent = SparkFiles.get(os.path.basename(model))
        model = sent if os.path.isfile(sent) else model
    return os.path.abspath(sayso.compiled_model(model))


@lru_cache(maxsize=1)
def opened(model: str, folder: str | None, files: bytes | None) -> sayso.Coder:
    """The coder of these. ``files``, what is in the folder, is there so that a folder that was
    changed is opened again."""
    del files
    return sayso.Coder(model=model, codebook=folder)


def send(session: SparkSession, path: str) -> None:
    """Has Spark give the file to every executor, unless it does already. (Spark Connect compares files of
    one name itself.)"""
    if on_connect(session):
        session.addArtifacts(path, file=True)
        return
    from pyspark import SparkFiles

    context, name = session.sparkContext, os.path.basename(path)
    if name not in [os.path.basename(sent) for sent in context.listFiles]:
        context.addFile(path)
        return
    sent = SparkFiles.get(name)
    if os.path.isfile(sent) and not filecmp.cmp(sent, path, shallow=False):
        raise sayso.ModelError(
            f"this session has sent its executors another file named {name}; give {path} a name of its "
            "own, or begin a new session"
        )


def on_connect(session: SparkSession) -> bool:
    """Whether the session is one of Spark Connect, which has no SparkContext."""
    return type(session).__module__.startswith("pyspark.sql.connect")


def packed(folder: str) -> bytes:
    """The folder's files as a zip file: the same bytes for the same files."""
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    if size > LARGEST_CODEBOOK:
        raise sayso.CodebookError(
            f"{folder} holds {size >> 20} MB, which no codebook does; give codebook= a folder laid "
            "out like codebook/, with the files that differ"
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, path.read_bytes())
    return out.getvalue()
