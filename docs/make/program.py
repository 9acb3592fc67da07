"""The program whose words the pages are made of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
        command = [self.path, "serve", self.archive, "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as served:
            try:
                said = served.stderr.readline()
                address = re.search(r"http://\S+", said)
                if not address:
                    raise SystemExit(f"{self.path} does not serve {self.archive}: {said.strip()}")
                with urllib.request.urlopen(f"{address[0]}/api/v1/openapi.json", timeout=30) as answer:
                    return json.load(answer)
            finally:
                served.terminate()


def cell(text: str) -> str:
    """A text as a cell of a Markdown table; `<` outside of code would be taken for a tag."""
    text = " ".join(text.split()).replace("|", "\\|")
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(piece if piece.startswith("`") else piece.replace("<", "&lt;") for piece in pieces)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *[[cell(one) for one in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
