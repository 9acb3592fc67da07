"""The program whose words the pages are made of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# How a server is started stands with the tests of the API.
sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "api"))
from served import Serving  # noqa: E402

# What would change its help: the width of a terminal, and variables whose values it shows.
STRANGE = {"COLUMNS", "SAYSO_MODEL", "SAYSO_TOKEN", "CLICOLOR_FORCE"}


@dataclass(frozen=True)
class Program:
    """The built program, and an archive that it can open."""

    path: Path
    archive: Path | None = None

    @cache
    def says(self, *arguments: str) -> str:
        """What it prints to standard output."""
        environment = {name: value for name, value in os.environ.items() if name not in STRANGE}
        return subprocess.check_output([self.path, *arguments], text=True, encoding="utf-8", env=environment)

    def api(self) -> dict:
        """The description of its API, as it serves it."""
        environment = {name: value for name, value in os.environ.items() if name != "SAYSO_TOKEN"}
        command = [self.path, "serve", self.archive, "--port", "0"]
        try:
            serving = Serving(subprocess.Popen(command, stderr=subprocess.PIPE, env=environment))
        except AssertionError as error:
            raise SystemExit(f"{self.path} serve {self.archive}: {error}") from None
        with serving as served:
            with urllib.request.urlopen(f"{served.address}/api/v1/openapi.json", timeout=30) as answer:
                return json.load(answer)


def cell(text: str) -> str:
    """A text as a cell of a Markdown table; `<` outside of code would be taken for a tag."""
    text = " ".join(text.split()).replace("|", "\\|")
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") else piece.replace("<", "&lt;") for piece in pieces)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *[[cell(one) for one in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
