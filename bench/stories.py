#!/usr/bin/env python3
"""Stories, measured as a user has them: `ingest`, `stories`, `export --as stories`.

    bench/stories.py gold GOLD_FOLDER             stories and happenings of stories.dev.jsonl, by its score.py
    bench/stories.py pairs REPORTS.jsonl          judged pairs of events (bench/stories/pairs.csv) in these reports
    bench/stories.py cost REPORTS.jsonl [--reports 100000]  time of `stories` against that of `ingest`, at two sizes

For `cost` the reports are repeated with every word changed for another of its length, the same in all of one
repetition, so that each repetition has stories of its own; 300 reports a day. All on one thread. Only
Python's standard library is needed.
"""
import argparse
import hashlib
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
WORD = re.compile(r"[A-Za-z]{4,}")
A_DAY = 300


def run(sayso, *arguments, out=None):
    """Runs the program; seconds that it took, and its peak memory so far in MB."""
    begin = time.perf_counter()
    subprocess.run([sayso, *map(str, arguments)], check=True, stdout=out)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - begin, peak


def grouped(sayso, texts, folder):
    """The stories of JSON lines of reports, as a file."""
    archive, stories = folder / "news.sayso", folder / "stories.jsonl"
    run(sayso, "ingest", archive, texts, "--quiet")
    run(sayso, "stories", archive, "--quiet")
    with stories.open("wb") as out:
        run(sayso, "export", archive, "--as", "stories", "--quiet", out=out)
    return stories


def gold(sayso, folder, work):
    scorer, texts = folder / "score.py", work / "texts.jsonl"
    annotated = folder / "stories.dev.jsonl"
    with texts.open("wb") as out:
        subprocess.run([sys.executable, scorer, "inputs", annotated], stdout=out, check=True)
    stories = grouped(sayso, texts, work)
    subprocess.run([sys.executable, scorer, "stories", annotated, stories], check=True)


def pairs(sayso, reports, work):
    stories = grouped(sayso, reports, work)
    scorer = HERE / "stories_pairs.py"
    subprocess.run([sys.executable, scorer, HERE / "stories" / "pairs.csv", stories], check=True)


def other(word, turn):
    """Another word of the same length and case, the same for a word and turn each time."""
    digest = hashlib.sha256(f"{turn} {word.lower()}".encode()).digest()
    letters = "".join(chr(97 + byte % 26) for byte in digest * 2)[: len(word)]
    return letters.capitalize() if word[0].isupper() else letters


def repeated(path, count):
    """`count` reports: the file's, then again and again in other words and on later days."""
    reports = [json.loads(line) for line in open(path, encoding="utf-8")]
    for number in range(count):
        turn, index = divmod(number, len(reports))
        report = dict(reports[index])
        report["id"] = f"r{number:07}"
        report["date"] = str(date(2000, 1, 1) + timedelta(days=number // A_DAY))
        if turn:
            # One word in three stays, so that there is something to code.
            swap = lambda match: match[0] if len(match[0]) % 3 == 0 else other(match[0], turn)
            report["text"] = WORD.sub(swap, report["text"])
        yield report


def cost(sayso, reports, count, work):
    for size in (count // 10, count):
        texts, archive = work / f"{size}.jsonl", work / f"{size}.sayso"
        with texts.open("w", encoding="utf-8") as out:
            for report in repeated(reports, size):
                out.write(json.dumps(report, ensure_ascii=False) + "\n")
        ingest, _ = run(sayso, "ingest", archive, texts, "--quiet", "--threads", 1)
        stories, peak = run(sayso, "stories", archive, "--quiet", "--threads", 1)
        again, _ = run(sayso, "stories", archive, "--quiet", "--threads", 1)
        print(f"{size:,} reports: ingest {ingest:.1f} s, stories {stories:.1f} s ({stories / ingest:.1%} of it), "
              f"{1000 * stories / size:.2f} ms a report, nothing new {again:.2f} s; peak memory {peak:.0f} MB")
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["gold", "pairs", "cost"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--sayso", default="target/release/sayso")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if given.what == "gold":
            gold(given.sayso, given.path, work)
        elif given.what == "pairs":
            pairs(given.sayso, given.path, work)
        else:
            cost(given.sayso, given.path, given.reports, work)


if __name__ == "__main__":
    main()
