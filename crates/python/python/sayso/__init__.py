"""Reads dated news reports: who did what to whom, who said what, and which figures were given.

    import sayso

    records = sayso.read(frame["text"], dates=frame["date"])
    records.events.to_pandas()  # one row an event
    records[0]                  # a report with its marks, in a notebook

``read_files`` reads files of any form, ``Coder`` whole tables (pandas, Polars, pyarrow, DuckDB, lists of dicts), ``Archive`` keeps a
corpus in one file to search and query, ``sayso.spark`` does the same on a cluster. The records are those
of the ``sayso`` program, byte for byte.
"""

from ._sayso import (
    Archive,
    ArchiveError,
    Coder,
    CodebookError,
    ModelError,
    QueryError,
    ReadError,
    Record,
    Records,
    SaysoError,
    Table,
    __version__,
    compiled_model,
    flatten,
    read,
    read_files,
)

__all__ = [
    "Archive",
    "ArchiveError",
    "Coder",
    "CodebookError",
    "ModelError",
    "QueryError",
    "ReadError",
    "Record",
    "Records",
    "SaysoError",
    "Table",
    "__version__",
    "compiled_model",
    "flatten",
    "read",
    "read_files",
]
