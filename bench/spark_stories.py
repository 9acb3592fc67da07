#!/usr/bin/env python3
"""Copies, stories and happenings on Spark against those of `sayso stories` on one machine.

    bench/spark_stories.py make REPORTS.jsonl OUT.jsonl [--reports 5000] [--a-day 300]  reports, edited copies among them
    bench/spark_stories.py archive OUT.jsonl FOLDER [--sayso PROGRAM]      ingest and group them on one machine
    bench/spark_stories.py agree FOLDER                                    Spark's answers against the archive's
    bench/spark_stories.py cost OUT.jsonl [--executors 2]                  copies on Spark: time, shuffle
    bench/spark_stories.py alone OUT.jsonl                                 the same copies by one thread, for its time
    bench/spark_stories.py marks OUT.jsonl                                 marks, and how many reports have the largest

REPORTS is repeated in other words (`bench/stories.py`), so many a day. Every fourth report has a copy as desks edit them
(`bench/copies.py`, 20 % of sentences) on one of the next 36 days, one in 25 of the first month is told again, edited, every six
days to the end, and every tenth report ends with one note of 30 words.
The package `sayso` with `sayso.spark` is needed, pyspark and Java; executors have one core and 1,024 MiB each.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

from copies import Editor
from stories import repeated

COPY_EVERY, RUNNING_EVERY, NOTE_EVERY, SHARE = 4, 25, 10, 0.2
NOTE = ("This note stands under all reports of the Ruritanian Courier whose archive may be searched by readers who hold "
        "a yearly ticket and are asked to write to the desk about every fault")


def make(path, out, count, a_day):
    chance = random.Random(1)
    reports = [{"id": r["id"], "text": r["text"].strip()} for r in repeated(path, count)]
    for number, report in enumerate(reports):
        report["day"] = number // a_day
        if number % NOTE_EVERY == 0:
            report["text"] += f"\n\n{NOTE}."
    editor = Editor(sorted({word for r in reports[:800] for word in re.findall(r"\b[a-z]{3,}\b", r["text"])}), 1)
    edited = lambda report, turn, day: {
        "id": f"{report['id']}~{turn:03}", "day": day, "text": editor.edited(report["text"], SHARE)}
    copies = [edited(r, 0, r["day"] + chance.randint(0, 36)) for r in reports[1::COPY_EVERY]]
    began = reports[2 : 30 * a_day : RUNNING_EVERY]
    running = [edited(r, turn, r["day"] + 6 * turn) for r in began for turn in range(1, (reports[-1]["day"] - r["day"]) // 6 + 1)]
    with open(out, "w", encoding="utf-8") as lines:
        for report in reports + copies + running:
            day = str(date(2000, 1, 1) + timedelta(days=report.pop("day")))
            lines.write(json.dumps({**report, "date": day}, ensure_ascii=False) + "\n")
    print(f"{len(reports)} reports on {1 + (len(reports) - 1) // a_day} days, {len(copies)} copies, {len(running)} tellings of stories that go on")


def asked(sayso, archive, sql):
    done = subprocess.run([sayso, "query", archive, sql, "--format", "jsonl"], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def archive(sayso, texts, folder):
    folder.mkdir(exist_ok=True)
    kept = folder / "news.sayso"
    for verb in (["ingest", kept, texts], ["stories", kept]):
        begin = time.perf_counter()
        subprocess.run([sayso, *map(str, verb), "--quiet"], check=True)
        print(f"{verb[0]} {time.perf_counter() - begin:.1f} s", flush=True)
    answers = {
        "copies": "SELECT r.id AS copy, o.id AS original, c.kind FROM copies c JOIN reports r USING (report) "
                  "JOIN reports o ON o.report = c.original",
        "stories": "SELECT r.id AS report_id, s.id AS story FROM story_reports p JOIN reports r USING (report) "
                   "JOIN reports s ON s.report = p.story",
        "happenings": "SELECT r.id || '/e' || e.event AS event, h.id || '/e' || e.happening_event AS happening FROM story_events e "
                      "JOIN reports r USING (report) JOIN reports h ON h.report = e.happening_report",
    }
    for name, sql in answers.items():
        (folder / f"{name}.json").write_text(json.dumps(asked(sayso, kept, sql)))
    with (folder / "records.jsonl").open("wb") as out:
        subprocess.run([sayso, "export", kept, "--as", "jsonl", "--quiet"], stdout=out, check=True)


def session(executors, folder):
    """A Spark of so many executor processes."""
    import pyspark
    from pyspark.sql import SparkSession
    home = Path(folder) / "home"
    home.mkdir()
    for entry in Path(pyspark.__file__).parent.iterdir():
        (home / entry.name).symlink_to(entry)
    os.environ |= {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    settings = {
        "spark.ui.enabled": "true", "spark.ui.showConsoleProgress": "false", "spark.local.dir": f"{folder}/scratch",
        "spark.sql.shuffle.partitions": "8", "spark.sql.session.timeZone": "UTC",
        "spark.executorEnv.PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    builder = SparkSession.builder.master(f"local-cluster[{executors},1,1024]").appName("sayso")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.sparkContext.setCheckpointDir(f"{folder}/kept")
    spark.range(100).mapInPandas(lambda parts: parts, "id long").count()
    return spark


def shuffled(spark):
    """Bytes that all stages so far wrote for others."""
    from urllib.request import urlopen
    stages = json.load(urlopen(f"{spark.sparkContext.uiWebUrl}/api/v1/applications/{spark.sparkContext.applicationId}/stages"))
    return sum(stage["shuffleWriteBytes"] for stage in stages)


def processor():
    """Seconds that this process and all below it, Spark's among them, have had a processor."""
    children, times = defaultdict(list), {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            values = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children[int(values[1])].append(int(stat.parent.name))
        times[int(stat.parent.name)] = sum(map(int, values[11:15]))
    total, below = 0, [os.getpid()]
    while below:
        process = below.pop()
        total += times.get(process, 0)
        below += children[process]
    return total / os.sysconf("SC_CLK_TCK")


def grouped(members):
    """Pairs of things that are in one group."""
    groups = defaultdict(list)
    for member, group in members:
        groups[group].append(member)
    return {(a, b) for group in groups.values() for at, b in enumerate(sorted(group)) for a in sorted(group)[:at]}


def compare(name, given, truth):
    given, truth = set(given), set(truth)
    both = len(given & truth)
    print(f"{name:40} {len(truth):7} {len(given):7} recall {both / max(1, len(truth)):.4f} precision {both / max(1, len(given)):.4f}", flush=True)


def agree(folder, spark):
    from pyspark.sql import functions as F
    from sayso.spark import stories as on_spark
    one = {name: json.loads((folder / f"{name}.json").read_text()) for name in ("copies", "stories", "happenings")}
    records = spark.read.json(str(folder / "records.jsonl"))
    records = records.withColumn("report_id", F.col("report.id")).withColumn("date", F.col("report.date").cast("date")).repartition(8).persist()
    print(f"{records.count()} reports; pairs:                        one machine  Spark")
    key = lambda row: (row["copy"], row["original"], row["kind"])
    for most in (None, 64, 4):
        found = on_spark.copies(records, most_a_day=most).collect()
        for kind in ("whole", "part"):
            of_kind = lambda rows: [key(row) for row in rows if row["kind"] == kind]
            compare(f"{kind} copies, most_a_day={most}", of_kind(found), of_kind(one["copies"]))
    for warm_up in (0, 14, 28, 42):
        begin = time.perf_counter()
        told = on_spark.stories(records, warm_up_days=warm_up).persist()
        compare(f"stories, begun {warm_up} days before", grouped((r["report_id"], r["story"]) for r in told.collect()),
                grouped((r["report_id"], r["story"]) for r in one["stories"]))
        found = on_spark.happenings(records, told, warm_up_days=warm_up).collect()
        compare(f"happenings, begun {warm_up} days before", grouped((f"{r['report_id']}/e{r['event']}", r["happening"]) for r in found),
                grouped((r["event"], r["happening"]) for r in one["happenings"]))
        print(f"{'':40} {time.perf_counter() - begin:.1f} s", flush=True)
    told = spark.createDataFrame([(r["report_id"], r["story"]) for r in one["stories"]], "report_id string, story string")
    told = told.join(records.select("report_id", "date"), "report_id")
    found = on_spark.happenings(records, told, span_days=100_000, warm_up_days=0).collect()
    compare("happenings in blocks of types alone", grouped((f"{r['report_id']}/e{r['event']}", r["happening"]) for r in found),
            grouped((r["event"], r["happening"]) for r in one["happenings"]))
    by_country(folder, one)


def by_country(folder, one):
    """What would be lost were a country a part of a block's key, too."""
    doers, types = {}, Counter()
    for line in (folder / "records.jsonl").open(encoding="utf-8"):
        record = json.loads(line)
        of = {actor["id"]: actor.get("country") for actor in record["actors"]}
        for event in record["events"]:
            doers[f"{record['report']['id']}/{event['id']}"] = {of.get(actor) for actor in event["actors"]} - {None}
            types[event["plover"]] += 1
    pairs = grouped((r["event"], r["happening"]) for r in one["happenings"])
    kept = sum(bool(doers[a] & doers[b]) for a, b in pairs)
    print(f"pairs of one happening: {len(pairs)}, of which {kept / max(1, len(pairs)):.1%} have a country among the doers in common")
    print(f"events: {sum(types.values())}, of {len(types)} types; the largest: {types.most_common(4)}")


def cost(texts, spark, executors):
    from sayso.spark import stories as on_spark
    reports = spark.read.json(str(texts)).withColumnRenamed("id", "report_id").repartition(8).persist()
    size = reports.count()
    before, busy, begin = shuffled(spark), processor(), time.perf_counter()
    found = on_spark.copies(reports).count()
    took, busy, moved = time.perf_counter() - begin, processor() - busy, shuffled(spark) - before
    print(f"{size} reports, {executors} executors: {found} copies in {took:.1f} s ({busy:.1f} of a processor), "
          f"{moved / 1e6:.0f} MB shuffled, {moved / size / 1e3:.1f} KB a report", flush=True)


def marks(texts):
    """How many marks there are, and how many reports of one month have the same."""
    import pyarrow as pa
    from sayso import _sayso
    held, total, reports = Counter(), 0, 0
    for line in open(texts, encoding="utf-8"):
        report = json.loads(line)
        row = pa.table({"report_id": [report["id"]], "date": [date.fromisoformat(report["date"])], "text": [report["text"]]})
        own = _sayso.sketches(row)["marks"][0].as_py()
        held.update((mark, report["date"][:7]) for mark in own)
        total, reports = total + len(own), reports + 1
    alone = sum(count == 1 for count in held.values())
    print(f"{total / reports:.1f} marks a report; {alone / total:.1%} are one report's alone in a month; "
          f"the largest have {[count for _, count in held.most_common(3)]} reports of a month")


def alone(texts):
    """The same rules as the archive's, without one: what one thread takes."""
    import pyarrow as pa
    from sayso import _sayso
    reports = sorted((json.loads(line) for line in open(texts, encoding="utf-8")), key=lambda r: (r["date"], r["id"]))
    begin = time.process_time()
    table = pa.table({"report_id": [r["id"] for r in reports], "text": [r["text"] for r in reports],
                      "date": pa.array([date.fromisoformat(r["date"]) for r in reports])})
    marks = _sayso.sketches(table)["marks"].to_pylist()
    sketched = time.process_time()
    days = [date.fromisoformat(r["date"]).toordinal() for r in reports]
    holders, pairs = defaultdict(list), []
    for at, own in enumerate(marks):
        shared = Counter(other for mark in own for other in holders[mark] if days[at] - days[other] <= 30)
        pairs += [(at, other) for other, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:64]]
        for mark in own:
            holders[mark].append(at)
    joined = time.process_time()
    found = _sayso.overlaps(pa.table({
        "copy": [reports[a]["id"] for a, _ in pairs], "original": [reports[b]["id"] for _, b in pairs],
        "original_date": pa.array([date.fromisoformat(reports[b]["date"]) for _, b in pairs]),
        "text": [reports[a]["text"] for a, _ in pairs], "original_text": [reports[b]["text"] for _, b in pairs]}))
    end = time.process_time()
    print(f"{len(reports)} reports alone, seconds of a processor: sketches {sketched - begin:.1f} s, pairs {joined - sketched:.1f} s, "
          f"{len(pairs)} held in {end - joined:.1f} s, copies of {len(set(found['copy'].to_pylist()))} reports")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "archive", "agree", "cost", "alone", "marks"])
    parser.add_argument("path", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--a-day", type=int, default=300)
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--sayso", default="target/release/sayso")
    given = parser.parse_args()
    if given.what == "make":
        return make(given.path, given.out, given.reports, given.a_day)
    if given.what == "archive":
        return archive(given.sayso, given.path, given.out)
    if given.what in ("alone", "marks"):
        return {"alone": alone, "marks": marks}[given.what](given.path)
    with tempfile.TemporaryDirectory() as folder:
        spark = session(given.executors, folder)
        try:
            agree(given.path, spark) if given.what == "agree" else cost(given.path, spark, given.executors)
        finally:
            spark.stop()


if __name__ == "__main__":
    main()
