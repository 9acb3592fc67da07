"""Runs the book: every block of code in the pages of `docs/SUMMARY.md` does what it says.

    python3 tests/book/run.py target/debug/sayso --model MODEL [PAGE…]      a page is named from docs/: how-to/toll.md

A page has a folder of its own, in which there is the repository's `examples/`, and, unless the page begins to make it itself with
`sayso ingest news.sayso`, the archive `news.sayso` of `examples/` after `sayso stories`. Its blocks run in order:

    ```console              each `$ command` (`>` goes on with it) prints the lines that follow it, standard error included, and
                            ends well; `…` stands for anything in a line, and alone on a line for any lines
    ```console status=1     the last command ends with this status
    ```sh                   runs, and ends well; what goes on in the background (`&`) is ended with it
    ```sql                  is asked of news.sayso, and finds something
    ```toml ```json ```jsonl  parse
    ```text my/file.md      is written to this file, whatever the language; the paragraph before has to name it, for the fence
                            does not show it
    ```text ```csv ```r     are shown, not run, and counted so
    ```python               is run by the tests of the package, crates/python/tests, and is counted as shown here
    ```… ignore=why not     is not run, for the reason it gives

Outputs are those of the default model, en_core_web_md. The bash of this machine runs them, and one page needs curl.

Anything else fails: a language that is not here, a block without one, code that is indented and not fenced.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pages

EXAMPLES = pages.DOCS.parent / "examples"
SHOWN = {"text", "csv", "r", "python"}
AT_MOST = 60  # seconds for a block
ROOM_FOR_LINES = 100


class Fault(Exception):
    """What is wrong with a block, for people to read."""


@dataclass(frozen=True)
class Room:
    """A page's folder, and what its commands see."""

    folder: Path
    environment: dict[str, str]

    def shell(self, script: str, given: str = "") -> tuple[int, str]:
        """Runs a script of bash; its status, and what it printed on both outputs. What it leaves running is ended."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
            going = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", script], cwd=self.folder, env=self.environment, text=True, encoding="utf-8",
                stdin=subprocess.PIPE, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                going.communicate(given, timeout=AT_MOST)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(going.pid, signal.SIGKILL)
                going.wait()
            printed.seek(0)
            return going.returncode, printed.read()


def commands(block: pages.Block) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif not found:
            raise Fault("a console block begins with `$ `")
        elif (line == ">" or line.startswith("> ")) and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line[2:]}", [])
        else:
            found[-1][1].append(line)
    if not found:
        raise Fault("a console block without a command")
    return found


def tidy(lines: list[str]) -> list[str]:
    """Lines without blanks at their ends, and without empty lines before and behind them."""
    return "\n".join(line.rstrip() for line in lines).strip("\n").splitlines()


def begins(lines: list[str]) -> str:
    """As many of these lines as a fault has room for."""
    more = len(lines) - ROOM_FOR_LINES
    return "\n".join(lines[:ROOM_FOR_LINES] + ([f"({more} more lines)"] if more > 0 else []))


def as_pattern(expected: list[str]) -> re.Pattern[str]:
    """What these lines stand for."""
    parts = [
        r"(?:[^\n]*\n)*?" if line.strip() == "…" else "[^\n]*".join(map(re.escape, line.split("…"))) + "\n"
        for line in tidy(expected)
    ]
    return re.compile("".join(parts))


def run_console(block: pages.Block, room: Room) -> None:
    named = re.fullmatch(r"status=(\d+)", block.rest)
    if block.rest and not named:
        raise Fault(f"{block.rest!r} is not known behind `console`")
    asked = commands(block)
    for number, (command, expected) in enumerate(asked, 1):
        status, printed = room.shell(command)
        should = int(named[1]) if named and number == len(asked) else 0
        if status != should:
            raise Fault(f"`{command}` ended with {status}, not {should}:\n{printed}")
        got = tidy(printed.splitlines())
        if not as_pattern(expected).fullmatch("".join(line + "\n" for line in got)):
            raise Fault(f"`{command}` does not print\n{begins(tidy(expected))}\nbut\n{begins(got)}")


def run_shell(block: pages.Block, room: Room) -> None:
    status, printed = room.shell(block.text)
    if status:
        raise Fault(f"ended with {status}:\n{printed}")


def ask_archive(block: pages.Block, room: Room) -> None:
    status, printed = room.shell("sayso query news.sayso - --format jsonl", block.text)
    if status or not printed.strip():
        raise Fault(f"found {'nothing' if not status else 'a mistake'}: {printed}")


def parse(block: pages.Block, _room: Room) -> None:
    try:
        match block.language:
            case "toml":
                tomllib.loads(block.text)
            case "json":
                json.loads(block.text)
            case _:
                for line in block.text.splitlines():
                    json.loads(line)
    except ValueError as error:
        raise Fault(f"does not parse: {error}") from error


def write(block: pages.Block, room: Room) -> None:
    if f"`{block.rest}`" not in block.before:
        raise Fault(f"the paragraph before it does not name `{block.rest}`, and readers do not see the fence")
    file = (room.folder / block.rest).resolve()
    if not file.is_relative_to(room.folder):
        raise Fault(f"{block.rest} is outside the page's folder")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block.text, encoding="utf-8")


# What a block of a language is held to; `SHOWN` ones to nothing here.
WAYS = {
    "console": run_console,
    "sh": run_shell,
    "sql": ask_archive,
    "toml": parse,
    "json": parse,
    "jsonl": parse,
}


def run(block: pages.Block, room: Room) -> str:
    """Runs or writes a block; `run`, `shown` where it is for neither, `ignored` where it says so."""
    if block.language not in WAYS.keys() | SHOWN:
        raise Fault(f"{block.language or 'a block without a language'} is not known; {Path(__file__).name} says what is")
    if block.rest.startswith("ignore="):
        if not block.rest.removeprefix("ignore=").strip():
            raise Fault("ignore= needs a reason")
        return "ignored"
    if block.rest and block.language not in ("console", "sh", "sql", "python"):
        write(block, room)
        if block.language in SHOWN:
            return "run"
    elif block.rest and block.language != "console":
        raise Fault(f"{block.rest!r} is not known behind `{block.language}`")
    if block.language in SHOWN:
        return "shown"
    WAYS[block.language](block, room)
    return "run"


def makes_archive(page: Path) -> bool:
    """Whether what a page does first with `news.sayso` is to make it."""
    commands_of_page = "".join(block.text for block in pages.blocks(page) if block.language in ("console", "sh"))
    first = re.search(r".*\bnews\.sayso\b.*", commands_of_page)
    return bool(first and "sayso ingest news.sayso" in first[0] and "--recode" not in first[0])


def run_page(page: Path, base: Path, archive: Path, environment: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Runs a page; how many blocks became what, and what is wrong."""
    folder = base / page.relative_to(pages.DOCS).with_suffix("")
    shutil.copytree(EXAMPLES, folder / "examples")
    if not makes_archive(page):
        shutil.copy(archive, folder / "news.sayso")
    room = Room(folder.resolve(), environment)
    counted = {"run": 0, "shown": 0, "ignored": 0}
    faults = [f"docs/{page.relative_to(pages.DOCS)}:{line}: indented code; fence it" for line in pages.indented_code(page)]
    for block in pages.blocks(page):
        try:
            counted[run(block, room)] += 1
        except Fault as fault:
            faults.append(f"{block.where}: {fault}")
        except subprocess.TimeoutExpired:
            faults.append(f"{block.where}: still runs after {AT_MOST} s")
    return counted, faults


def what_commands_see(sayso: Path, model: str | None, base: Path) -> dict[str, str]:
    """The environment of every command: `sayso` on the path, the model, no colours, one time zone."""
    (base / "bin").mkdir()
    (base / "bin" / "sayso").symlink_to(sayso.resolve())
    seen = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "SAYSO_TOKEN")}
    seen |= {"PATH": f"{base / 'bin'}{os.pathsep}{seen['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"}
    if model:
        seen["SAYSO_MODEL"] = str(Path(model).resolve()) if Path(model).exists() else model
    return seen


def main() -> int:
    asked = argparse.ArgumentParser(description="Runs the code of the book.")
    asked.add_argument("sayso", type=Path)
    asked.add_argument("--model")
    asked.add_argument("page", nargs="*", help="as in docs/SUMMARY.md; all of them where none is named")
    given = asked.parse_intermixed_args()
    book = [page for page in pages.of_the_book() if page.exists()]
    chosen = [pages.DOCS / name for name in given.page] or book
    if unknown := [str(page) for page in chosen if page not in book]:
        asked.error(f"not in docs/SUMMARY.md: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="sayso-book-") as made:
        base = Path(made).resolve()
        environment = what_commands_see(given.sayso, given.model, base)
        archive = Room(base, environment)
        shutil.copytree(EXAMPLES, base / "examples")
        status, printed = archive.shell("sayso ingest news.sayso examples && sayso stories news.sayso")
        if status:
            print(printed, file=sys.stderr)
            return 1
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            done = list(pool.map(lambda page: run_page(page, base / "pages", base / "news.sayso", environment), chosen))
    faults = [fault for _, found in done for fault in found]
    print("".join(f"{fault}\n\n" for fault in faults), end="", file=sys.stderr)
    ran, seen, left = (sum(counted[kind] for counted, _ in done) for kind in ("run", "shown", "ignored"))
    print(f"{len(chosen)} pages: {ran} blocks held, {seen} shown, {left} ignored, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
