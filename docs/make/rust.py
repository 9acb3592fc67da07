"""Rust source, as far as the pages need it: public items with the words that stand above them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CRATES = Path(__file__).resolve().parent.parent.parent / "crates"
ITEM = re.compile(r"^(?:#\[\w+\] )?pub (?:(?:const|async|unsafe) )*(fn|struct|enum|trait|type|const|static|mod) (?:mut )?(\w+)")
FIELD = re.compile(r"^ {4}pub (\w+): (.+?),?$")
VARIANT = re.compile(r"^ {4}(\w+)(?:\(|,|\s*\{|\s*=|$)")
IMPL = re.compile(r"^impl(?:<.*?>)? (?:(\w[\w:]*(?:<.*>)?) for )?(\w+)")
METHOD = re.compile(r"^ {4}pub (?:(?:const|async|unsafe) )*fn (\w+)")


@dataclass
class Part:
    """A field of a struct or a variant of an enumeration."""

    name: str
    kind: str
    about: str
    renamed: str | None = None


@dataclass
class Item:
    """A public item."""

    kind: str
    name: str
    about: str
    path: Path
    attributes: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def first_sentence(words: str) -> str:
    """The first sentence of a text, its links as plain code."""
    words = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", words)
    words = re.sub(r"\[(`[^`]+`)\]", r"\1", words)
    end = re.search(r"(?<!\be\.g)(?<!\bi\.e)[.](?= [A-Z`*]|$)|: ?$", words)
    return (words[: end.start()] if end else words).strip()


def module_about(path: Path) -> str:
    """The first paragraph of what a module says of itself."""
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("//!") or (line.strip() == "//!" and words):
            break
        words.append(line[3:].strip())
    return " ".join(words).strip()


@cache
def items(path: Path) -> list[Item]:
    """The public items at the top of a file, in its order; what is for tests alone is left out."""
    found: list[Item] = []
    about: list[str] = []
    attributes: list[str] = []
    item: Item | None = None
    in_tests = False
    open_attribute = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if open_attribute or re.match(r"^(?: {4})?#\[[^]]*$", line):
            open_attribute = not line.rstrip().endswith("]")
            continue
        if line.startswith("}"):
            item, in_tests = None, False
        inner = line.startswith("    ")
        said = re.match(r"^(?: {4})?/// ?(.*)$", line)
        marked = re.match(r"^(?: {4})?#\[(.*)\]$", line)
        declared = ITEM.match(line)
        if said:
            about.append(said[1])
            continue
        if marked:
            attributes.append(marked[1])
            continue
        paragraph = " ".join(about[: about.index("")] if "" in about else about)
        if declared and not in_tests and not any(one.startswith("cfg(test)") for one in attributes):
            item = Item(declared[1], declared[2], paragraph, path, attributes)
            found.append(item)
            if line.rstrip().endswith((";", "}")):
                item = None
        elif inner and item and item.kind == "struct" and (field_ := FIELD.match(line)):
            item.parts.append(Part(field_[1], field_[2], paragraph, renamed(attributes)))
        elif inner and item and item.kind == "enum" and (variant := VARIANT.match(line)):
            item.parts.append(Part(variant[1], "", paragraph, renamed(attributes)))
        elif line.startswith("mod tests"):
            in_tests = True
        about, attributes = [], []
    return found


def renamed(attributes: list[str]) -> str | None:
    """The name that serde gives."""
    for one in attributes:
        if name := re.search(r'serde\(rename = "([^"]+)"', one):
            return name[1]
    return None


def cased(name: str, attributes: list[str]) -> str:
    """The word of a variant as `serde(rename_all)` writes it."""
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    for one in attributes:
        if "SCREAMING_SNAKE_CASE" in one:
            return snake.upper()
        if "snake_case" in one or "lowercase" in one:
            return snake
    return name


@cache
def blocks(crate: Path) -> tuple[dict[str, set[Path]], list[tuple[Path, str, str]]]:
    """In which files types of each name are defined, and the public methods of a crate: file, type, method."""
    where: dict[str, set[Path]] = {}
    found: list[tuple[Path, str, str]] = []
    for path in sorted(crate.rglob("*.rs")):
        owner = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("mod tests {"):
                break
            if defined := re.match(r"^(?:pub(?:\([^)]*\))? )?(?:struct|enum|trait) (\w+)", line):
                where.setdefault(defined[1], set()).add(path)
            if block := IMPL.match(line):
                owner = None if block[1] else block[2]
            elif line.startswith("}"):
                owner = None
            elif owner and (method := METHOD.match(line)):
                found.append((path, owner, method[1]))
    return where, found


def methods(crate: Path, item: Item) -> list[str]:
    """The public methods of a type; where another type of the crate has its name, those of its own file alone."""
    where, found = blocks(crate)
    alone = len(where.get(item.name, ())) < 2
    own = [method for path, owner, method in found if owner == item.name and (alone or path == item.path)]
    return list(dict.fromkeys(own))
