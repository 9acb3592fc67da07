from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date as Date
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict, final, overload

import pandas  # type: ignore[import-not-found, import-untyped, unused-ignore]
import polars  # type: ignore[import-not-found, import-untyped, unused-ignore]
import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]

__all__ = [
    "Archive",
    "Coder",
    "read",
    "read_files",
    "compiled_model",
    "_record",
    "Record",
    "_records",
    "Records",
    "flatten",
    "blocks",
    "gists",
    "happenings",
    "overlaps",
    "sketches",
    "stories",
    "Table",
    "__version__",
    "ReadError",
    "SaysoError",
    "ModelError",
    "CodebookError",
    "ArchiveError",
    "QueryError",
]

__version__: str

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

_Path = str | PathLike[str]
_Day = Date | str
_Rows = _ArrowStream | _ArrowArray | Iterable[str | None] | Iterable[dict[str, Any]]
_Column = Iterable[Any]
_Errors = Literal["keep", "raise"]
_Progress = Callable[[int, int | None], object]
_Name = Literal[
    "reports",
    "actors",
    "mentions",
    "times",
    "places",
    "statements",
    "events",
    "event_parties",
    "figures",
    "problems",
    "nested",
]

class _Engine(TypedDict):
    version: str
    model: str
    codebook: str

class _Ingested(TypedDict):
    stored: int
    duplicates: int
    skipped: int
    failed: int
    before: int
    problems: list[str]

class SaysoError(Exception):
    """What can go wrong with Sayso; its words say what is wrong, where, and the next step."""

class ReadError(SaysoError):
    """A report could not be read. `input` is what was read (`table`, or a file), `row` the report's place in a table from 0 (`df.iloc[row]`; the words count from 1), `None` where it has none."""

    input: str | None
    row: int | None

class ModelError(SaysoError):
    """The language model was not found, or is not one that Sayso reads."""
class CodebookError(SaysoError):
    """The codebook has mistakes; the words list all of them, with file and line."""
class ArchiveError(SaysoError):
    """An archive could not be opened, read or written."""
class QueryError(ArchiveError):
    """A question to an archive was not understood, or would do more than read."""

@final
class Table:
    """Rows with named, typed columns.

    pandas, Polars, DuckDB and pyarrow take it as it is (`pl.DataFrame(table)`,
    `pyarrow.table(table)`, `duckdb.sql("FROM table")` after `to_arrow()`), through Arrow's C
    interface; nothing is copied. Text is Utf8, days are date32, whole numbers int64.
    """

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
    @property
    def column_names(self) -> list[str]:
        """The columns' names, in order."""
    @property
    def schema(self) -> str:
        """The columns, a line each: `name: type`."""
    def to_arrow(self) -> pyarrow.Table:
        """The table as a `pyarrow.Table`; nothing is copied.

        Raises ImportError where pyarrow is not installed (`pip install 'sayso[arrow]'`).
        """
    def to_pandas(self) -> pandas.DataFrame:
        """The table as a `pandas.DataFrame`. Days become `datetime64`; whole numbers that can be null
        become floats, as pandas has it: `to_arrow().to_pandas(types_mapper=…)` has more ways.

        Raises ImportError where pandas or pyarrow is not installed (`pip install 'sayso[pandas]'`).
        """
    def to_polars(self) -> polars.DataFrame:
        """The table as a `polars.DataFrame`; nothing is copied but what Polars keeps in another form.

        Raises ImportError where Polars is not installed (`pip install 'sayso[polars]'`).
        """
    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as a list of dicts; days are `datetime.date`. Needs no other package."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...
    def _repr_html_(self) -> str: ...

@final
class Record:
    """Everything that was read in one report.

    Shows itself in a notebook, with its marks in the text. Offsets (`start`, `end`) count code points
    from 0, as Python's strings do: `record.text[start:end]`.
    """

    @property
    def id(self) -> str:
        """The report's id: the source's own, else a hash of date, title and text."""
    @property
    def date(self) -> Date:
        """The day of publication."""
    @property
    def text(self) -> str:
        """The text, exactly as it was read."""
    @property
    def title(self) -> str | None:
        """The headline, where it is no part of the text."""
    @property
    def source(self) -> str | None:
        """Who published it."""
    @property
    def url(self) -> str | None:
        """Where it was found."""
    @property
    def actors(self) -> list[dict[str, Any]]:
        """Who is spoken of: a dict an actor."""
    @property
    def mentions(self) -> list[dict[str, Any]]:
        """Where actors are mentioned: a dict a mention."""
    @property
    def times(self) -> list[dict[str, Any]]:
        """Dates, clock times, durations and recurring times: a dict a time."""
    @property
    def places(self) -> list[dict[str, Any]]:
        """Toponyms and the places they mean: a dict a place."""
    @property
    def statements(self) -> list[dict[str, Any]]:
        """Who said what: a dict a statement."""
    @property
    def events(self) -> list[dict[str, Any]]:
        """Who did what to whom: a dict an event."""
    @property
    def figures(self) -> list[dict[str, Any]]:
        """How many: a dict a figure."""
    @property
    def engine(self) -> _Engine:
        """What made the record: `version`, `model` and `codebook`."""
    def to_json(self) -> str:
        """The record as JSON: the line that `sayso read --to jsonl` writes, without its line end."""
    def to_dict(self) -> dict[str, Any]:
        """The record as a dict, with the names of its JSON form."""
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Callable[[str], Record], tuple[str]]: ...

@final
class Records:
    """What was read, a record a report, in the order of the input.

    A sequence of `Record`; and the same as tables, each made when it is asked for the first time.
    Rows of which nothing could be made are in `problems`.
    """

    @property
    def reports(self) -> Table:
        """One row a report: its date, source, text and hashes."""
    @property
    def actors(self) -> Table:
        """One row an actor of a report."""
    @property
    def mentions(self) -> Table:
        """One row a mention of an actor."""
    @property
    def times(self) -> Table:
        """One row a time expression."""
    @property
    def places(self) -> Table:
        """One row a toponym, with the place it means."""
    @property
    def statements(self) -> Table:
        """One row a statement: who said what."""
    @property
    def events(self) -> Table:
        """One row an event: who did what to whom."""
    @property
    def event_parties(self) -> Table:
        """One row a party of an event."""
    @property
    def figures(self) -> Table:
        """One row a figure: how many."""
    @property
    def problems(self) -> Table:
        """One row an input row of which nothing could be made: `row` (its place in the input, from 0),
        `report_id` (where one was given) and `problem` (what is wrong, and the next step).
        """
    @property
    def nested(self) -> Table:
        """One row an input row, with the whole record in columns of lists and structs; of a row that
        could not be read `problems` alone.
        """
    def table(self, name: _Name) -> Table:
        """The table of this name, as the property of that name gives it.

        Raises ValueError where there is none of this name.
        """
    def to_jsonl(self) -> str:
        """The records as JSON lines: what `sayso read --to jsonl` writes, byte for byte."""
    def write_jsonl(self, path: _Path) -> None:
        """Writes the records as JSON lines to a file, which is made anew.

        Raises OSError where it cannot be written.
        """
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Record]: ...
    @overload
    def __getitem__(self, index: int, /) -> Record: ...
    @overload
    def __getitem__(self, index: slice, /) -> Records: ...
    def __reduce__(self) -> tuple[Callable[..., Records], tuple[Any, ...]]: ...

@final
class Coder:
    """Codes reports with a language model and a codebook.

    `model` is a name, a folder, a wheel or a compiled file; without it `SAYSO_MODEL` names one, else
    it is the default model, which is got on first use. `codebook` is a folder with pages and tables
    of your own, on top of the built-in ones.

    One coder may be used from any number of threads at once, in a process that was forked, and
    pickled: whoever gets it opens the same model and codebook again. The same three (version, model,
    codebook) give the same bytes for the same report, whatever the number of threads.

    Raises ModelError or CodebookError.
    """

    def __new__(cls, model: _Path | None = None, codebook: _Path | None = None) -> Coder: ...
    @property
    def engine(self) -> _Engine:
        """What it says of itself in every record: `version`, `model` and `codebook` (the hash of all its
        files).
        """
    def read(
        self,
        table: _Rows,
        *,
        text: str | None = None,
        date: str | None = None,
        id: str | None = None,
        source: str | None = None,
        url: str | None = None,
        title: str | None = None,
        default_date: _Day | None = None,
        threads: int | None = None,
        progress: _Progress | None = None,
        errors: _Errors = "keep",
    ) -> Records:
        """Reads and codes the reports of a table, one a row.

        `table` is anything with Arrow's C interface (pyarrow, Polars, pandas 2.2 or later, a DuckDB
        relation), or a list (or any iterable) of dicts or texts. `text`, `date`, `id`, `source`, `url`
        and `title` name its columns; by default those are taken that the reader knows (`text`,
        `body`, `content` …, `date`, `published` …). Dates are text, dates or times; the day of a time
        with a zone is that of UTC. `default_date` is the date of reports that carry none. Rows without an id get
        a hash of date, title and text. An iterator is drawn from on this thread, no further than is about to be
        read; an exception in it ends the reading and comes out.

        `threads` is the number of threads (default: one a core); the result is the same for any.
        `progress` is called with the number of reports done and their number (or None), at most ten
        times a second, from this thread; an exception in it ends the reading and comes out, as
        does KeyboardInterrupt.

        With `errors="keep"` rows that cannot be read, or are in another language than English, are in
        the records' `problems`, and a UserWarning says how many; with `errors="raise"` the first one
        is raised as ReadError. A table without a column of texts, or with one of a wrong type, is
        always raised, and so is one that breaks off half-way.
        """
    def read_files(
        self,
        paths: _Path | Sequence[_Path],
        *,
        from_: str | None = None,
        date: _Day | None = None,
        threads: int | None = None,
        progress: _Progress | None = None,
        errors: _Errors = "keep",
    ) -> Records:
        """Reads and codes files: one path, or a list of files, folders and patterns, of any form that the
        program reads (dated text, JSON lines, web pages, feeds, WARC, CSV, Parquet; packed or not).

        `date` is the date of reports that carry none, `from_` the form of the files; by default each
        one's first characters tell. Records that were coded before (`record-parquet`, `record-jsonl`) are
        taken as they are, once they are proved against their texts. The rest is as for `read`; what cannot
        be read is in the records' `problems` with its file and line.
        """
    def nested(
        self,
        table: _Rows,
        *,
        text: str | None = None,
        date: str | None = None,
        id: str | None = None,
        source: str | None = None,
        url: str | None = None,
        title: str | None = None,
        default_date: _Day | None = None,
        threads: int | None = 1,
    ) -> Table:
        """Reads and codes the reports of a table: one row for each of its rows, in order, in the nested
        form (`Records.nested`).

        The arguments are those of `read`. Rows that cannot be read have null everywhere but in
        `problems`, and `report_id` where one was given; nothing is warned of.
        """
    def __reduce__(self) -> tuple[type[Coder], tuple[str | None, PathLike[str] | None]]: ...

@final
class Archive:
    """One file (SQLite) that holds a corpus and its record: fill it, search it, query it, take it away.

    Nothing is opened before it is asked; `ingest` makes the file where it is not there. Any number of
    threads and programs may read one archive while another writes to it.

    Methods raise ArchiveError where the file is none, or cannot be read or written.
    """

    def __new__(cls, path: _Path) -> Archive: ...
    @property
    def path(self) -> PathLike[str]:
        """Where it lies."""
    def ingest(
        self,
        inputs: _Path | Sequence[_Path] | _Rows | Records,
        *,
        date: _Day | None = None,
        from_: str | None = None,
        coder: Coder | None = None,
        threads: int | None = None,
        progress: _Progress | None = None,
    ) -> _Ingested:
        """Takes reports in: files, folders and patterns (one path or a list of them), a table or a list
        of dicts as `Coder.read` takes it, or `Records`, which are stored as they are.

        The file is made where it is not there. What was taken in before is told as duplicate, or
        passed over; the same inputs again go on where a run was stopped. `date` is the date of
        reports that carry none, `from_` the form of the files (`sayso ingest --help` lists them; by
        default each one's first characters tell). `coder` codes; by default one with the default model
        and the built-in codebook. `threads` and `progress` are as for `Coder.read`; where progress
        or Ctrl-C end it, what was coded until then is committed.

        Returns a dict: `stored`, `duplicates`, `skipped` (in another language), `failed`, `before`
        (taken in earlier and passed over), and `problems`, a list of why each failed one did.
        """
    def search(
        self,
        words: str = "",
        *,
        actor: str | None = None,
        recipient: str | None = None,
        type: str | None = None,
        speaker: str | None = None,
        place: str | None = None,
        from_: _Day | None = None,
        to: _Day | None = None,
        limit: int = 20,
        all_versions: bool = False,
    ) -> Table:
        """Reports by words and by what their records say, best first.

        `words` all have to be there: `"…"` stands for words side by side, `OR` for either, `word*`
        for a beginning, `-word` for its absence. `actor`, `recipient` and `type` (PLOVER's) are of one event,
        `speaker` of a statement, `place` of the event or else of the report; actors and places are
        named by code, country, role or name. `from_` and `to` are days of publication. At most
        `limit` reports come, of versions that stand unless `all_versions`.

        The table's columns: date, source, title, snippet, report_id, url, standing, score (3: all
        words in the headline, 2: in headline and first paragraph, 1: in the text), start and end (of
        the snippet in the text), matches (ids of events and statements that answer, a JSON list).

        Raises QueryError where nothing is asked, or something that cannot be.
        """
    def query(self, sql: str) -> Table:
        """The answer to a question in SQL (SQLite's), one statement that reads; nothing is ever
        written. `docs/schema.md` describes views and tables, and `sayso query ARCHIVE --tables` lists
        them.

        Columns get their type from their values: int64, float64 (also where whole numbers are
        among others), text, bytes; of several kinds together text. Columns of the same name get numbers.

        Raises QueryError where SQLite does not understand it, or it would do more than read.
        """
    def record(self, id: str) -> Record | None:
        """The record of the report with this id, or of the datum with it (`REPORT/ASSAULT/120-128`);
        None where there is none.
        """
    def records(self, ids: Sequence[str] | None = None) -> Iterator[Record]:
        """Gives the records, one after another: all, in the order in which they came, or those of these
        ids, in their order.

        The iterator raises KeyError for an id that is not there.
        """
    def export(self, form: str, path: _Path) -> str:
        """Writes the archive in the form of another program (`sayso export --help` lists them: csv,
        parquet, jsonl, polecat, ged, gdelt-events …) to a file or folder, which must not be there yet.
        Returns what was written, in words.

        Raises ValueError for a form that is not known.
        """
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __reduce__(self) -> tuple[type[Archive], tuple[PathLike[str]]]: ...

def read(
    texts: str | _Column,
    *,
    dates: _Day | _Column | None = None,
    ids: str | int | _Column | None = None,
    sources: str | _Column | None = None,
    urls: str | _Column | None = None,
    titles: str | _Column | None = None,
    date: _Day | None = None,
    model: _Path | None = None,
    codebook: _Path | None = None,
    threads: int | None = None,
    progress: _Progress | None = None,
    errors: _Errors = "keep",
) -> Records:
    """Reads and codes texts, one a report; `dates`, `ids`, `sources`, `urls` and `titles` are as many
    values beside them.

    Lists, numpy arrays, columns of pandas, Polars and pyarrow, and iterators will do. One text may
    stand alone, with one date. `date` is the date of reports that carry none. `model` and `codebook`
    are as for `Coder`, the rest as for `Coder.read`; who has several lots to read makes one Coder.

    Raises ModelError, CodebookError, and with `errors="raise"` ReadError.
    """
def read_files(
    paths: _Path | Sequence[_Path],
    *,
    from_: str | None = None,
    date: _Day | None = None,
    model: _Path | None = None,
    codebook: _Path | None = None,
    threads: int | None = None,
    progress: _Progress | None = None,
    errors: _Errors = "keep",
) -> Records:
    """Reads and codes files: as `Coder.read_files`, with the coder of `model` and `codebook`.

    Raises ModelError, CodebookError, and with `errors="raise"` ReadError.
    """
def compiled_model(model: _Path | None = None) -> str:
    """The path of a model's compiled file on this machine. `model` is as for `Coder`; a package is
    compiled, and the default model got, where that was not done before.

    The file stands for the model on any machine of the same version of Sayso, without its package
    and without a cache folder: `Coder(model=path)`.

    Raises ModelError.
    """
def flatten(table: _ArrowStream | _ArrowArray, name: _Name) -> Table:
    """A table of rows in the nested form: one of the flat ones, or `problems`.

    `table` is anything with Arrow's C interface that has the columns of `Records.nested`, among others
    or alone, as pandas, Polars, DuckDB, Spark or Parquet give them back. Rows with problems give
    no rows but in `problems`.

    Raises ValueError where there is no table of this name, or the rows are not in the nested form.
    """
def _record(json: str) -> Record: ...
def _records(
    lines: str, rows: Sequence[int], problems: Sequence[tuple[int, str | None, Sequence[str]]]
) -> Records: ...
def sketches(table: _ArrowStream | _ArrowArray) -> pyarrow.Table:
    """The sketch of each text: `report_id`, `date`, `text` in, `marks` in the text's place. Texts that share a mark
    may be copies.
    """
def overlaps(table: _ArrowStream | _ArrowArray) -> pyarrow.Table:
    """Of pairs of texts those that are copies: `copy`, `original`, `original_date`, `text`, `original_text` in; `kind`
    (`whole` or `part`), `share` and `of_original` (0 to 1) in the place of the texts.
    """
def gists(table: _ArrowStream | _ArrowArray) -> pyarrow.Table:
    """What stories and happenings rest on: `report_id`, `date`, `record` (a record's JSON) in; `lead`, enough to find
    its story, and `gist`, all of it, in the record's place. A record that cannot be read (of another version, say)
    has no row: one such row does not end the work on all the others.
    """
def blocks(table: _ArrowStream | _ArrowArray) -> pyarrow.Table:
    """Each report's gist in blocks, whose events are placed without those of another: `report_id`, `date`, `story`, `gist`
    in; a row a block out, with its name, `block`, the `gist` of its events alone, and `events`: their places in
    the record.
    """
def stories(table: _ArrowStream | _ArrowArray) -> pyarrow.Table:
    """The story of each report of some days, which are gone through in order: `report_id`, `date`, `lead` in, in any
    order; `story`, the report that founded it, in the place of the lead.
    """
def happenings(table: _ArrowStream | _ArrowArray) -> pyarrow.Table:
    """The happening of each event of one block on some days, which are gone through in order: `report_id`, `date`,
    `story`, `gist`, `events` in, in any order; a row an event out: its place in its record, `event`, and the event
    that founded its happening.
    """
