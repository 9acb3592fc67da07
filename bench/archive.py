#!/usr/bin/env python3
"""Ingest at scale: speed, room on the disk, memory, search and query times.

    python3 bench/archive.py REPORTS.jsonl [--reports 100000] [--sayso target/release/sayso]

REPORTS.jsonl is repeated with changed ids, dates and names until there are enough. Everything runs
on one core, but for the comparison of one core with two. Only Python's standard library is needed.
"""
import argparse
import gzip
import hashlib
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

WORD = re.compile(r"\b[A-Z][a-z]{3,}\b")
SYLLABLES = "ba be bo da de do ga ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo za".split()


def names(reports):
    """Words that are only ever written with a capital, and seldom: mostly names of people."""
    capital, lower = Counter(), set()
    for report in reports:
        capital.update(WORD.findall(report["text"]))
        lower.update(re.findall(r"\b[a-z]{4,}\b", report["text"]))
    return {word for word, count in capital.items() if count <= 6 and word.lower() not in lower}


def other_name(word, turn):
    """A made-up name, the same for a word and turn each time."""
    number = int.from_bytes(hashlib.sha256(f"{turn} {word}".encode()).digest()[:8], "big")
    parts = []
    for _ in range(2 + number % 2):
        number, index = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[index])
    return "".join(parts).capitalize()


def corpus(path, count):
    """`count` reports: the file's, then again and again with other ids, dates and names."""
    reports = [json.loads(line) for line in open(path, encoding="utf-8")]
    changed = names(reports)
    for number in range(count):
        turn, index = divmod(number, len(reports))
        report = dict(reports[index])
        if turn:
            report["id"] = f"{report.get('id', index)}-{turn}"
            report["date"] = str(date.fromisoformat(report["date"][:10]) + timedelta(days=turn))
            swap = lambda match: other_name(match[0], turn) if match[0] in changed else match[0]
            report["text"] = WORD.sub(swap, report["text"])
        yield report


def run(command, cores):
    """Seconds, processor seconds and peak memory (MB) of a command on so many cores."""
    some = sorted(os.sched_getaffinity(0))[:cores]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: os.sched_setaffinity(0, some))
    out, said = process.communicate()
    seconds = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {said.decode()}")
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, busy, after.ru_maxrss / 1024, out


class Asking:
    """A query process, asked again and again: what is measured is the program's own time."""

    def __init__(self, sayso, archive):
        self.sayso, self.archive = sayso, archive

    def median(self, arguments, times=9):
        taken = []
        for _ in range(times):
            begin = time.perf_counter()
            subprocess.run([self.sayso, *arguments[:1], self.archive, *arguments[1:]], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            taken.append(time.perf_counter() - begin)
        return statistics.median(taken[1:]) * 1000


SEARCHES = [
    ["search", "ceasefire"],
    ["search", "peace talks"],
    ["search", '"prime minister" election'],
    ["search", "earthquake", "--place", "JPN"],
    ["search", "police", "--type", "ASSAULT"],
    ["search", "minister", "--actor", "USA", "--recipient", "CHN"],
    ["search", "economy", "--speaker", "USAGOV"],
    ["search", "government"],
]
DYAD = ["query", "SELECT * FROM v_dyad_months WHERE actor = 'USA' AND recipient = 'CHN'"]
DYADS = ["query", "SELECT actor, recipient, sum(events) FROM v_dyad_months GROUP BY 1, 2"]


def at_size(arguments, folder, count):
    """Ingests `count` reports on one core and asks of them; prints a line."""
    source, archive = folder / f"{count}.jsonl", folder / f"{count}.sayso"
    raw = each = 0
    whole = gzip.open(folder / "whole.gz", "wb", compresslevel=6)
    with open(source, "w", encoding="utf-8") as out:
        for report in corpus(arguments.reports_file, count):
            text = report["text"].encode()
            raw += len(text)
            each += len(gzip.compress(text, 6))
            whole.write(text)
            out.write(json.dumps(report, ensure_ascii=False) + "\n")
    whole.close()
    whole_bytes = (folder / "whole.gz").stat().st_size
    ingest = [arguments.sayso, "ingest", archive, source, "--threads", "1", "--quiet"]
    seconds, _, memory, _ = run(ingest, 1)
    size = archive.stat().st_size
    asking = Asking(arguments.sayso, archive)
    print(f"{count:,} reports: {count / seconds:.1f} a second on one core, peak memory {memory:.0f} MB")
    print(f"  {size / count:.0f} bytes a report in the archive; the text is {raw / count:.0f}, "
          f"gzipped each by itself {each / count:.0f} (x {size / each:.2f}), all as one {whole_bytes / count:.0f} (x {size / whole_bytes:.2f})")
    for search in SEARCHES:
        print(f"  {asking.median(search):7.1f} ms  {' '.join(search)}")
    print(f"  {asking.median(DYAD):7.1f} ms  months of one dyad")
    print(f"  {asking.median(DYADS, 4):7.1f} ms  months of all dyads")
    print(f"  {asking.median(['query', 'SELECT 1']):7.1f} ms  start of the program and nothing else")
    sys.stdout.flush()


def compare(arguments, folder, count):
    """`ingest` against `read`, and two cores against one, in one run, alternating."""
    source = folder / "compare.jsonl"
    with open(source, "w", encoding="utf-8") as out:
        for report in corpus(arguments.reports_file, count):
            out.write(json.dumps(report, ensure_ascii=False) + "\n")
    took = {"read": [], "ingest": [], "two": []}
    for turn in range(3):
        read = [arguments.sayso, "read", "--to", "jsonl", source, "--quiet", "--threads", "1"]
        took["read"].append(run(read, 1)[0])
        for name, cores in [("ingest", 1), ("two", 2)]:
            archive = folder / f"compare-{name}-{turn}.sayso"
            ingest = [arguments.sayso, "ingest", archive, source, "--quiet", "--threads", str(cores)]
            took[name].append(run(ingest, cores)[0])
    read, ingest, two = (statistics.median(took[name]) for name in ("read", "ingest", "two"))
    print(f"{count:,} reports: ingest reaches {100 * read / ingest:.0f} % of the speed of read; two cores {ingest / two:.2f} x one")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports_file", metavar="REPORTS.jsonl")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--sayso", default="target/release/sayso")
    parser.add_argument("--folder", help="where the archives go and stay [default: a temporary folder]")
    arguments = parser.parse_args()
    random.seed(0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.folder or temporary)
        folder.mkdir(exist_ok=True, parents=True)
        compare(arguments, folder, 3200)
        for count in sorted({min(10_000, arguments.reports), arguments.reports}):
            at_size(arguments, folder, count)


if __name__ == "__main__":
    main()
