#!/usr/bin/env python3
"""Asks a server all that its description of the API allows, and much that it does not: nothing fails, and every
answer is one that is described. Needs schemathesis; what is asked is the same each time.

    python3 tests/api/described.py SAYSO ARCHIVE [OPTIONS OF SERVE]
"""
import os
import subprocess
import sys
from pathlib import Path

from served import TOKEN, Served

# Reports may be refused for what no schema says, as another language. What is empty in a query is as if it were not
# there, as forms send it. A method that no page takes is refused at the door, which knows no pages.
LEFT_OUT = "positive_data_acceptance,negative_data_rejection,allow_header_conformance"


def main():
    sayso, archive, *options = sys.argv[1:]
    here = str(Path(__file__).resolve().parent)
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, "SCHEMATHESIS_HOOKS": "lines"}
    with Served(Path(sayso).resolve(), archive, *options) as served:
        command = [
            sys.executable, "-m", "schemathesis.cli", "run",
            f"{served.address}/api/v1/openapi.json", "--header", f"Authorization: Bearer {TOKEN}",
            "--seed", "1", "--max-examples", "40", "--max-time", "60", "--phases", "examples,coverage,fuzzing",
            "--checks", "all", "--exclude-checks", LEFT_OUT, "--warnings", "off", "--suppress-health-check", "all",
        ]
        failed = subprocess.run(command, env=environment, cwd=served.folder.name, timeout=180).returncode
    sys.exit(failed)


if __name__ == "__main__":
    main()
