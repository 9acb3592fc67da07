"""Which columns go to the coder, and what columns come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sayso._sayso import _records

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    import sayso
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructField, StructType

NESTED = tuple(_records("", [], []).nested.column_names)
"""The columns of the nested form, in order."""


class Chosen(NamedTuple):
    """What of a frame is used."""

    frame: DataFrame
    """The kept columns, then a column a field, under names of our own: Spark would take a dot in a
    name, or two columns of one name, for something else."""
    kept: list[StructField]
    """The kept columns as they were."""
    fields: list[str]
    """The fields of a report that there are columns of, in their order."""

    def nested_form(self, coder: sayso.Coder, default_date: str | None) -> StructType:
        """The kept columns and the nested form that ``coder`` gives. Raises what it raises where a
        column has a type that its field cannot have."""
        import pyarrow as pa
        from pyspark.sql.pandas.types import to_arrow_schema

        texts = self.frame.select(*self.frame.columns[len(self.kept) :])
        nothing = to_arrow_schema(texts.schema).empty_table().rename_columns(self.fields)
        named: dict[str, Any] = {field: field for field in self.fields}
        records = pa.table(coder.nested(nothing, **named, default_date=default_date))
        return spark_schema(records.schema, before=self.kept)


def chosen(
    df: DataFrame,
    roles: Mapping[str, str | None],
    keep: Sequence[str],
    default_date: datetime.date | str | None,
) -> Chosen:
    """The columns of ``df`` that ``roles`` (a column for each field of a report) and ``keep`` name."""
    from pyspark.sql.functions import col

    if isinstance(keep, str):
        raise ValueError(f"keep is the string {keep!r}; give the names of columns, as in keep=({keep!r},)")
    if roles["text"] is None:
        raise ValueError("no column of texts; name it with text=")
    if roles["date"] is None and default_date is None:
        raise ValueError("reports need a date; name the column with date= or give a default_date")
    for role, name in roles.items():
        if name is not None:
            must_have(df, name, f"name another with {role}=")
    for name in keep:
        must_have(df, name, "leave it out of keep=")
    # Spark minds no case in names.
    taken = [*NESTED, *(name.lower() for name in keep)]
    for name in keep:
        if taken.count(name.lower()) > 1:
            raise ValueError(
                f"keep= names the column {name!r}, and the records would have it twice; rename it "
                f"first, as in df.withColumnRenamed({name!r}, {'own_' + name!r})"
            )
    fields = {field: name for field, name in roles.items() if name is not None}
    used = [col(quoted(name)) for name in [*keep, *fields.values()]]
    frame = df.select(*(column.alias(f"column {place}") for place, column in enumerate(used)))
    return Chosen(frame, kept=[df.schema[name] for name in keep], fields=list(fields))


def must_have(df: DataFrame, name: str, else_do: str) -> None:
    """Raises ``ValueError`` unless ``df`` has a column of just this name, once."""
    there = df.columns.count(name)
    if there == 1:
        return
    found = "no column" if there == 0 else f"{there} columns"
    known = ", ".join(df.columns)
    raise ValueError(f"the DataFrame has {found} named {name!r}; {else_do} (it has: {known})")


def quoted(name: str) -> str:
    """A column's name as Spark takes it whatever is in it: a dot is no field of a struct."""
    return "`" + name.replace("`", "``") + "`"


def spark_schema(schema: pa.Schema, before: Sequence[StructField] = ()) -> StructType:
    """The Arrow columns as Spark's, after those ``before``; any may be null, as whatever Spark
    reads back from a file may be."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructField, StructType

    fields = from_arrow_schema(schema).fields
    fields = [StructField(field.name, nullable(field.dataType), True) for field in fields]
    return StructType([*before, *fields])


def nullable(kind: DataType) -> DataType:
    """The same type, with null allowed at every depth."""
    from pyspark.sql.types import ArrayType, StructField, StructType

    if isinstance(kind, ArrayType):
        return ArrayType(nullable(kind.elementType), True)
    if isinstance(kind, StructType):
        return StructType(
            [StructField(field.name, nullable(field.dataType), True) for field in kind.fields]
        )
    return kind
