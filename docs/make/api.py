"""The API, out of the description that the server gives of itself (OpenAPI)."""

from __future__ import annotations

import re

from program import Program, table
from rust import first_sentence

IN_A_CELL = 12  # Fields of an answer that are named.


def named(reference: str) -> str:
    return reference.rpartition("/")[2]


def fields_of(schema: dict, schemas: dict) -> list[str]:
    """The fields of an object, those of the objects that it holds in itself included."""
    if "$ref" in schema:
        return fields_of(schemas[named(schema["$ref"])], schemas)
    every = [*schema.get("properties", {}), *(one for part in schema.get("allOf", []) for one in fields_of(part, schemas))]
    return list(dict.fromkeys(every))


def kind(schema: dict) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return named(schema["$ref"])
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"] if one is not None)
    if "oneOf" in schema or "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind(one) for one in schema.get("oneOf") or schema["anyOf"]))
    types = schema.get("type", "any")
    types = types if isinstance(types, list) else [types]
    words = [f"list of {kind(schema.get('items', {}))}" if one == "array" else one for one in types]
    return " or ".join(words)


def answer(operation: dict, schemas: dict) -> str:
    """What comes back where all is well."""
    content = operation["responses"]["200"].get("content", {})
    (media, body), *_ = content.items()
    schema = body.get("schema", {})
    if media != "application/json":
        return f"`{media}`"
    whole = f"`{kind(schema)}`"
    fields = fields_of(schema, schemas)
    if not fields:
        return whole
    more = f" and {len(fields) - IN_A_CELL} more" if len(fields) > IN_A_CELL else ""
    return f"{whole}: " + ", ".join(f"`{one}`" for one in fields[:IN_A_CELL]) + more


def parameter(one: dict) -> list[str]:
    """What can be asked for: its name, kind and meaning."""
    return [f"`{one['name']}`" + (" *" if one.get("required") else ""), kind(one.get("schema", {})), one.get("description", "")]


def taken(operation: dict) -> str:
    """What is sent."""
    content = operation.get("requestBody", {}).get("content", {})
    of = {media: f" (`{kind(body['schema'])}`)" for media, body in content.items() if "$ref" in body.get("schema", {})}
    return ", ".join(f"`{media}`{of.get(media, '')}" for media in content)


def operations(program: Program) -> str:
    """A part for each path."""
    description = program.api()
    schemas = description["components"]["schemas"]
    parts = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            said = f"{operation['summary'].rstrip('.')}. {operation.get('description', '')}"
            parts.append(f"### {method.upper()} {path.removeprefix('/api/v1')}\n\n{' '.join(said.split())}\n")
            if rows := [parameter(one) for one in operation.get("parameters", [])]:
                parts.append(table(["parameter", "", ""], rows))
            if sent := taken(operation):
                parts.append(f"Takes {sent}.\n")
            errors = [status for status in operation["responses"] if status not in ("200", "default")]
            parts.append(f"Gives {answer(operation, schemas)}." + (f" Else {', '.join(errors)}." if errors else "") + "\n")
    return "\n".join(parts)


def schemas(program: Program) -> str:
    """Every kind of object with its fields, a line each."""
    every = program.api()["components"]["schemas"]
    rows = []
    for name, schema in every.items():
        fields = ", ".join(f"`{one}`" for one in fields_of(schema, every)) or kind(schema)
        rows.append([f"`{name}`", first_sentence(" ".join(schema.get("description", "").split())), fields])
    return table(["object", "", "fields"], rows)


PARTS = {"operations": operations, "objects": schemas}
