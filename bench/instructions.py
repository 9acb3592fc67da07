#!/usr/bin/env python3
"""Instructions that fixed work takes, counted by valgrind's callgrind, against those kept: what a change made slower shows at once.

    bench/instructions.py SAYSO --model PACKAGE [--keep]

Counted are the start (a report of one sentence), and, less the start, `parse` and `read` of the example reports, on one
thread. Counts hardly depend on the machine or on what else it does, but on the compiler and the profile: those kept in
`instructions.json` are of a development build by the compiler and for the host named there. More than 5 % above them fails;
`--keep` writes new ones, to be committed with the change that explains them. On another host, and with another compiler
than release/rust-version pins, the counts are only printed; the pinned one has to be that of the counts kept.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

KEPT = Path(__file__).with_name("instructions.json")
PINNED = Path(__file__).parent.parent / "release" / "rust-version"
EXAMPLES = sorted(Path(__file__).parent.parent.joinpath("examples").glob("*.txt"))
ALLOWED = 0.05
SHORT = "date 1978-09-18\n\nEgypt thanked Israel.\n"


def counted(command):
    """Instructions of a command."""
    with tempfile.TemporaryDirectory() as folder:
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
        done = subprocess.run([*valgrind, *command], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr}")
    return int(found[1])


def counts(sayso, model):
    """Name → instructions, of all that is counted."""
    command = lambda verb, *files: [sayso, verb, "--model", model, "--threads", "1", "--to", "jsonl", *files]
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / "short.txt"
        short.write_text(SHORT)
        subprocess.run(command("read", short), check=True, capture_output=True)  # Compiles the model.
        start = {verb: counted(command(verb, short)) for verb in ("parse", "read")}
    whole = {verb: counted(command(verb, *EXAMPLES)) - start[verb] for verb in start}
    return {"start": start["read"], **whole}


def compiler():
    """What `rustc` says of its version, and the host triple that it builds for."""
    said = subprocess.run(["rustc", "--version", "--verbose"], check=True, capture_output=True, text=True).stdout.splitlines()
    return {"compiler": said[0], "host": next(line.removeprefix("host: ") for line in said if line.startswith("host: "))}


def why_not_compared(kept, here):
    """Why counts kept elsewhere say nothing of those here; ends where they should."""
    if kept["host"] != here["host"]:
        return f"kept on {kept['host']}, this is {here['host']}: not compared"
    if kept["compiler"] == here["compiler"]:
        return None
    if here["compiler"].split()[1] == PINNED.read_text().strip():
        sys.exit(f"{KEPT.name} is of {kept['compiler']}, and release/rust-version pins {here['compiler']}: run with --keep and commit it")
    return f"kept by {kept['compiler']}, this is {here['compiler']}: not compared"


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("sayso", type=Path)
    flags.add_argument("--model", type=Path, required=True)
    flags.add_argument("--keep", action="store_true")
    flags = flags.parse_args()
    here = compiler()
    kept = json.loads(KEPT.read_text())
    not_compared = None if flags.keep else why_not_compared(kept, here)
    now = counts(flags.sayso.resolve(), flags.model.resolve())
    if flags.keep:
        KEPT.write_text(json.dumps({**here, "instructions": now}, indent=1) + "\n")
    more = []
    for name, count in now.items():
        share = count / kept["instructions"][name] - 1
        print(f"{name}: {count:,} instructions, {share:+.1%}")
        if share > ALLOWED:
            more.append(name)
    if not_compared:
        print(not_compared)
    elif more and not flags.keep:
        sys.exit(f"more than {ALLOWED:.0%} above what is kept: {', '.join(more)}; mend it, or explain it and run with --keep")


if __name__ == "__main__":
    main()
