"""Every subcommand with its flags, out of `sayso help`: the pages of help are read, so that a flag which many share stands once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from program import Program, table

SECTION = re.compile(r"^([A-Z][a-z]+):$")
NOTE = re.compile(r"\[(default|env): ([^]]*?)=?\]")
VALUE = re.compile(r"^ *- ([a-z0-9-]+): +(.*)$")
SHARED_BY = 3  # A flag that so many subcommands have with the same words stands among the shared ones.
IN_A_CELL = 6  # More values than these get a table of their own.


@dataclass
class Entry:
    """An argument, flag or subcommand, and what help says of it."""

    name: str
    said: list[str] = field(default_factory=list)

    def key(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        return self.name, self.words(), tuple(self.values())

    def words(self) -> str:
        """What it does, in one paragraph, without its values."""
        kept, among = [], False
        for line in self.said:
            among = bool(line.strip()) and (among or line.strip() == "Possible values:") and not line.strip().startswith("[")
            if line.strip() and not among:
                kept.append(line.strip())
        return NOTE.sub(note, " ".join(kept))

    def values(self) -> list[tuple[str, str]]:
        """The values that it can have, with what each means."""
        found: list[tuple[str, str]] = []
        for line in self.said:
            value = VALUE.match(line)
            if value:
                found.append((value[1], value[2]))
            elif found and line.strip() and not line.strip().startswith("["):
                found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        return found


def note(said: re.Match[str]) -> str:
    """`[default: 20]` as people write it."""
    what = "environment" if said[1] == "env" else "default"
    word = said[2].strip()
    return f"({what}: {word if ' ' in word else f'`{word}`'})"


@dataclass
class Help:
    """A page of help, read."""

    about: str
    examples: str
    usage: str
    entries: dict[str, list[Entry]]


def read(page: str) -> Help:
    """Reads a page of help, in either of the layouts that it comes in."""
    lines = page.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("Usage: "))
    about, _, examples = "\n".join(lines[:at]).partition("Examples:\n")
    entries: dict[str, list[Entry]] = {}
    section: list[Entry] = []
    for line in lines[at + 1 :]:
        heading = SECTION.match(line)
        begins = re.match(r"^ {2,6}((?:-\w, |-\w$|--|[<\[])?\S.*?)(?: {2,}(\S.*))?$", line)
        indent = len(line) - len(line.lstrip())
        if heading:
            section = entries.setdefault(heading[1], [])
        elif begins and (indent <= 2 or (indent == 6 and line.lstrip().startswith("--"))):
            section.append(Entry(begins[1].rstrip(), [begins[2]] if begins[2] else []))
        elif line.strip() and section:
            section[-1].said.append(line)
    return Help(" ".join(about.split()), unwrapped(examples), lines[at].removeprefix("Usage: "), entries)


def unwrapped(examples: str) -> str:
    """Examples, a line each; help breaks them at the width of a terminal."""
    lines: list[str] = []
    for line in examples.rstrip().splitlines():
        if lines and not line.startswith("  sayso ") and "| sayso" not in line:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def pages(program: Program) -> dict[tuple[str, ...], Help]:
    """Help of the program, its subcommands, and theirs."""
    found: dict[tuple[str, ...], Help] = {}
    todo: list[tuple[str, ...]] = [()]
    while todo:
        path = todo.pop(0)
        page = read(program.says(*path, "--help") if len(path) != 1 else program.says("help", *path))
        found[path] = page
        below = [entry.name.split()[0] for entry in page.entries.get("Commands", [])]
        todo[:0] = [(*path, name) for name in below if name != "help"]
    return found


def flags(page: Help) -> list[Entry]:
    """Arguments and flags, help's own left out."""
    every = [entry for section in ("Arguments", "Options", "Engine") for entry in page.entries.get(section, [])]
    return [entry for entry in every if not re.match(r"-h|-V", entry.name)]


def shared(all_pages: dict[tuple[str, ...], Help]) -> list[tuple[Entry, list[str]]]:
    """Flags that several subcommands have with the same words, with these subcommands."""
    every = [entry for page in all_pages.values() for entry in flags(page) if entry.name.startswith("-")]
    by = Counter(entry.key() for entry in every)
    common = {entry.key(): entry for entry in every if by[entry.key()] >= SHARED_BY}
    having = lambda key: [" ".join(path) for path, page in all_pages.items() if key in {entry.key() for entry in flags(page)}]
    return [(entry, having(key)) for key, entry in sorted(common.items(), key=lambda one: one[0][0].lstrip("-").lower())]


def meaning(entry: Entry, above: list[Entry]) -> str:
    """What it does and its values, where they are few; those that a flag `above` has are not told again."""
    values = entry.values()
    if not values:
        return entry.words()
    if any(entry is not other and other.values() == values for other in above):
        return f"{entry.words()}; values as of [the shared one](#flags-that-many-share)"
    if len(values) > IN_A_CELL:
        return f"{entry.words()}; its values stand below"
    lower = lambda what: what[0].lower() + what[1:] if what.split()[0].istitle() else what
    return f"{entry.words()}: " + "; ".join(f"`{name}` ({lower(what)})" for name, what in values)


def entries(listed: list[Entry], above: list[Entry], columns: list[list[str]] | None = None) -> str:
    """A table of flags, and one for each that has many values."""
    rows = [[f"`{entry.name}`", meaning(entry, above), *more] for entry, more in zip(listed, columns or [[]] * len(listed))]
    parts = [table(["flag" if columns else "", "", *(["of"] if columns else [])], rows)]
    for entry in listed:
        if "stand below" in meaning(entry, above):
            parts.append(table([f"`{entry.name.split()[0]}`", ""], [[f"`{name}`", what] for name, what in entry.values()]))
    return "\n".join(parts)


def commands(program: Program) -> str:
    """A part for each subcommand."""
    every = pages(program)
    common = [entry for entry, _ in shared(every)]
    keys = {entry.key() for entry in common}
    parts = []
    for path, page in every.items():
        if not path:
            continue
        own = [entry for entry in flags(page) if entry.key() not in keys]
        also = [re.search(r"--[a-z-]+", entry.name)[0] for entry in flags(page) if entry.key() in keys]
        parts.append(f"{'##' if len(path) == 1 else '###'} {' '.join(path)}\n\n{page.about}.\n")
        parts.append(f"```text\n{page.usage}\n" + (f"\n{page.examples}\n" if page.examples else "") + "```\n")
        if own:
            parts.append(entries(own, common))
        if also:
            names = ", ".join(f"`{name}`" for name in also)
            parts.append(f"Also {names}: see [flags that many share](#flags-that-many-share).\n")
    return "\n".join(parts)


def common_flags(program: Program) -> str:
    """The flags that several subcommands have, once."""
    listed = shared(pages(program))
    of = [[", ".join(f"`{one}`" for one in by)] for _, by in listed]
    return entries([entry for entry, _ in listed], [], of)


def overview(program: Program) -> str:
    """All subcommands in a table."""
    named = [(entry.name.split()[0], entry.words()) for entry in pages(program)[()].entries["Commands"]]
    return table(["", ""], [[f"[`{name}`](#{name})", what] for name, what in named if name != "help"])


PARTS = {"subcommands": overview, "shared-flags": common_flags, "commands": commands}
