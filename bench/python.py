#!/usr/bin/env python3
"""The package against the program: reports a second of both, on one core and on two, in alternating runs.

    python3 bench/python.py REPORTS.jsonl [--reports 3200] [--sayso target/release/sayso]

Both read the same JSON lines and write the records as JSON lines, the start of the process and the opening of
the model in it; the bytes have to be the same. Run it with a Python that has the package `sayso`.
"""
import argparse
import hashlib
import json
import statistics
import sys
import tempfile
from pathlib import Path

from archive import corpus, run

IN_PYTHON = """
import sys, sayso
source, out, threads = sys.argv[1:]
sayso.read_files([source], from_="jsonl", threads=int(threads)).write_jsonl(out)
"""
ROUNDS = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports_file", metavar="REPORTS.jsonl")
    parser.add_argument("--reports", type=int, default=3200)
    parser.add_argument("--sayso", default="target/release/sayso")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "reports.jsonl"), Path(folder, "records.jsonl")
        with open(source, "w", encoding="utf-8") as lines:
            for report in corpus(arguments.reports_file, arguments.reports):
                lines.write(json.dumps(report, ensure_ascii=False) + "\n")
        for cores in (1, 2):
            program, package = [], []
            for _ in range(ROUNDS):
                seconds, _, memory, records = run(
                    [arguments.sayso, "read", "--from", "jsonl", "--to", "jsonl", "--quiet", "--threads", str(cores), source], cores)
                program.append(seconds)
                seconds, _, memory_of_package, _ = run([sys.executable, "-c", IN_PYTHON, source, out, str(cores)], cores)
                package.append(seconds)
                assert hashlib.sha256(records).digest() == hashlib.sha256(out.read_bytes()).digest(), "other bytes"
            of_program, of_package = (arguments.reports / statistics.median(taken) for taken in (program, package))
            print(f"{cores} core(s): program {of_program:.1f} reports a second ({memory:.0f} MB), package {of_package:.1f} "
                  f"({memory_of_package:.0f} MB): {of_package / of_program:.1%}", flush=True)


if __name__ == "__main__":
    main()
