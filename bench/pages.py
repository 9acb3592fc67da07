#!/usr/bin/env python3
"""How long each kind of page takes: for one reader, then for several at once, on one core.

    python3 bench/pages.py ARCHIVE [--sayso target/release/sayso] [--each 40] [--readers 16] [--seed 1]

Serves the archive on the first core and asks from the others. Which addresses are asked is drawn, by the
seed, from what the site itself says in JSON: reports of days all over the archive, words and phrases of their texts,
values of facets, actors, pairs, stories, happenings, series … One reader asks one half of them; the readers at once ask
the other half, without a pause between an answer and the next question, so that nothing was made before. Whatever is not
answered with 200 is told, and fails the run. Only Python's standard library is needed.
"""
import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from urllib.parse import quote, urlencode

WORD = re.compile(r"[^\W\d_]{6,}")
# In nearly every report: what search takes only beside others.
COMMON = {"about", "after", "from", "have", "said", "their", "they", "this", "told", "were", "will", "with", "would", "that", "been", "more", "which", "also", "over", "them", "there", "than", "before"}
# Answered, but no pages that people wait for: told apart, and not counted among them.
DOWNLOADS = ("table of a search", "table of a story")


class Server:
    """`sayso serve` on one core."""

    def __init__(self, sayso, archive, core):
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sayso, "serve", archive, "--port", "0"], stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        for line in self.process.stderr:
            if found := re.search(r"is at http://([^/\s]+)", line):
                self.address = found[1]
                break
        else:
            sys.exit(f"{sayso} serve {archive} ended")
        self.start = time.perf_counter() - begun
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def memory(self):
        """Megabytes now, and at most."""
        said = open(f"/proc/{self.process.pid}/status", encoding="ascii").read()
        return [int(re.search(rf"{name}:\s+(\d+)", said)[1]) / 1024 for name in ("VmRSS", "VmHWM")]

    def processor(self):
        """Seconds of the processor that it took so far."""
        fields = open(f"/proc/{self.process.pid}/stat", encoding="ascii").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


class Reader:
    """One connection, kept as browsers do."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=60)

    def ask(self, path):
        """Status, body, and milliseconds from the question to the last byte."""
        begun = time.perf_counter()
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        return answer.status, body, (time.perf_counter() - begun) * 1000

    def json(self, path, **query):
        status, body, _ = self.ask(f"{path}.json?{urlencode(query)}" if query else f"{path}.json")
        if status != 200:
            sys.exit(f"{path} {query}: {status} {body[:300]}")
        return json.loads(body)


def at(*parts, **query):
    """An address; empty values are left out."""
    query = {name: value for name, value in query.items() if value}
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path


class Draw:
    """Draws addresses of every kind."""

    def __init__(self, reader, seed):
        self.reader, self.chance = reader, random.Random(seed)
        totals = reader.json("/index")["totals"]
        self.first = date.fromisoformat(totals["first"])
        self.days = (date.fromisoformat(totals["last"]) - self.first).days + 1

    def some(self, kind, count):
        """Rows of search of days drawn all over the archive, and values of facets of these days."""
        rows, facets = {}, set()
        for _ in range(count * 4):
            if len(rows) >= count:
                break
            day = self.first + timedelta(days=self.chance.randrange(self.days))
            found = self.reader.json("/search", **{"as": kind, "from": day, "to": day + timedelta(days=20)})
            for row in self.chance.sample(found["rows"], min(6, len(found["rows"]))):
                rows[row["id"]] = row
            for facet in found["facets"]:
                facets.update((facet["filter"], value["value"]) for value in facet["values"] if facet["filter"] != "source")
        rows = list(rows.values())
        self.chance.shuffle(rows)
        return rows, sorted(facets)

    def text(self, row):
        return " ".join(part["text"] for part in row["words"])

    def words(self, rows):
        found = (set(WORD.findall(self.text(row).lower())) - COMMON for row in rows)
        return [self.chance.choice(sorted(words)) for words in found if words]

    def phrases(self, rows):
        """Two words that stand side by side."""
        pairs = (re.findall(r"[^\W\d_]{4,} [^\W\d_]{4,}", self.text(row)) for row in rows)
        chosen = (self.chance.choice(found) for found in pairs if found)
        return [f'"{pair}"' for pair in chosen if not COMMON.intersection(pair.lower().split())]

    def filters(self, facets, count):
        """So many different filters, each with a value."""
        chosen = {}
        for name, value in self.chance.sample(facets, min(len(facets), 40)):
            if len(chosen) < count:
                chosen.setdefault(name, value)
        return chosen

    def kinds(self, each):
        """Addresses by kind, up to `each` of one."""
        reports, _ = self.some("reports", each)
        events, of_events = self.some("events", each)
        statements, of_statements = self.some("statements", each)
        _, of_figures = self.some("figures", each)
        words, others = self.words(reports), self.words(events)
        ids = [row["report"]["id"] for row in reports]
        stories = sorted({row["report"]["story"] for row in reports if row["report"]["story"]})
        happenings = sorted({row["happening"] for row in events if row["happening"]})
        parties = [(row["actors"][0], row["recipients"][0]) for row in events if row["actors"] and row["recipients"]]
        called = lambda party: party["code"] or party["name"]
        parties = [both for both in parties if called(both[0]) != called(both[1])]
        # Words that name a source need not be those of an actor; who has a code is one.
        speakers = [row["speaker"]["code"] for row in statements if row["speaker"] and row["speaker"]["code"]]
        days = [(self.first + timedelta(days=self.chance.randrange(self.days))) for _ in range(each)]
        kinds = {
            "home": [at("")],
            "report": [at("report", id) for id in ids],
            "report in one voice": [at("report", id, voice="report") for id in ids],
            "search for a word": [at("search", q=word) for word in words],
            "search for two words": [at("search", q=" ".join(pair)) for pair in zip(words, others)],
            "search for a phrase": [at("search", q=phrase) for phrase in self.phrases(reports + events)],
            "search for a beginning": [at("search", q=f"{word[:4]}*", **{"as": "events"}) for word in others],
            "search in days": [at("search", **{"as": "events", "from": day, "to": day + timedelta(days=30)}) for day in days],
            "search, nothing asked": [at("search", **{"as": kind}) for kind in ("events", "statements", "figures", "reports")],
            "statements": [at("statements")] + [at("statements", speaker=who) for who in speakers],
            "statements about one": [at("statements", about=called(one)) for one, _ in parties],
            "actors": [at("actors", page=str(page)) for page in range(1, each // 2)] + [at("actors", q=word) for word in words[:each // 2]],
            "actor": [at("actor", called(one)) for one, _ in parties] + [at("actor", who) for who in speakers[:each // 2]],
            "pair": [at("pair", called(one), called(other)) for one, other in parties],
            "map": [at("map")] + [at("map", q=word) for word in words] + [at("map", **self.filters(of_events, 1)) for _ in words],
            "stories": [at("stories", page=str(page)) for page in range(1, each // 2)] + [at("stories", order="largest", page=str(page)) for page in range(1, each // 4)],
            "stories with a word": [at("stories", q=word) for word in words],
            "story": [at("story", id) for id in stories] + [at("story", id) for id in ids],
            "happening": [at("happening", id) for id in happenings],
            "figures": [at("figures", page=str(page)) for page in range(1, each // 2)],
            "figures in dispute": [at("figures", dispute="yes", order=order, page=str(page)) for order in ("spread", "newest", "figures") for page in range(1, 8)],
            "series": [at("series", id) for id in self.series(stories, each)],
            "review": [at("review")] + [at("review", kind=kind) for kind in ("event", "statement", "figure")],
            "precision": [at("review", "precision")],
            "marks": [at("review", "marks"), at("review", "reports")],
            "sources": [at("sources"), *(at("sources", year=str(year)) for year in sorted({day.year for day in days}))],
            "codebook": self.codebook(each),
            "try, API": [at("try"), at("api")],
            "table of a search": [at("search.csv", q=word) for word in words[:10]],
            "table of a story": [at("story", f"{id}.csv") for id in stories[:10]],
        }
        for kind, facets in (("events", of_events), ("statements", of_statements), ("figures", of_figures)):
            kinds[f"{kind} by one facet"] = [at("search", **{"as": kind}, **self.filters(facets, 1)) for _ in range(each)]
            kinds[f"{kind} by facets, word"] = [at("search", **{"as": kind}, **self.filters(facets, 2), q=word) for word in words]
        return {kind: self.drawn(found, each) for kind, found in kinds.items()}

    def series(self, stories, count):
        found = {line["id"] for line in self.reader.json("/figures", dispute="yes")["series"]}
        for id in self.chance.sample(stories, min(count, len(stories))):
            found.update(line["id"] for line in self.reader.json(at("story", id))["series"])
        return found

    def codebook(self, each):
        contents = self.reader.json("/codebook")
        paths = [page["path"] for page in contents["pages"]] + [table["path"] for table in contents["tables"]]
        plain = [re.sub(r"\.(md|csv)$", "", path) for path in paths]
        return [at("codebook")] + [at("codebook", *path.split("/")) for path in self.chance.sample(plain, min(each, len(plain)))]

    def drawn(self, found, most):
        found = sorted(set(found))
        self.chance.shuffle(found)
        return found[:most]


class Times:
    """Milliseconds by kind."""

    def __init__(self):
        self.of, self.failed, self.lock = {}, [], threading.Lock()

    def add(self, kind, path, status, milliseconds):
        with self.lock:
            if status == 200:
                self.of.setdefault(kind, []).append((milliseconds, path))
            else:
                self.failed.append(f"{status} {path}")

    def all(self):
        return sorted(time for kind, times in self.of.items() if kind not in DOWNLOADS for time, _ in times)


def part(ordered, share):
    """The least that so large a share does not exceed."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def one_by_one(address, questions):
    times, reader = Times(), Reader(address)
    for kind, path in questions:
        status, _, milliseconds = reader.ask(path)
        times.add(kind, path, status, milliseconds)
    return times


def at_once(address, questions, readers):
    times, waiting, lock = Times(), iter(questions), threading.Lock()

    def read():
        reader = Reader(address)
        while True:
            with lock:
                question = next(waiting, None)
            if question is None:
                return
            status, _, milliseconds = reader.ask(question[1])
            times.add(*question, status, milliseconds)

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def line(kind, one, many):
    said = f"{kind:28}"
    for times in (one, many):
        times = sorted(times)
        said += f"{len(times):6} {statistics.median(times):7.1f} {part(times, 0.95):7.1f} {times[-1]:7.1f}  " if times else " " * 32
    return said


def tell(one, many, readers, took):
    print(f"{'':28}{'one reader: median, p95, most':>30}  {f'{readers} at once':>30}")
    for kind in sorted(one.of, key=lambda kind: -statistics.median(time for time, _ in one.of[kind])):
        print(line(kind, [time for time, _ in one.of[kind]], [time for time, _ in many.of.get(kind, [])]))
    for name, times in (("one reader", one.all()), (f"{readers} at once", many.all())):
        print(f"{name}: {len(times)} pages, median {statistics.median(times):.1f} ms, p95 {part(times, 0.95):.1f}, "
              f"p99 {part(times, 0.99):.1f}, most {times[-1]:.1f}")
    print(f"{readers} at once: {len(many.all()) / took:.0f} pages a second")
    slowest = sorted(((time, path) for kind, times in one.of.items() if kind not in DOWNLOADS for time, path in times), reverse=True)
    print("slowest for one reader:")
    for milliseconds, path in slowest[:10]:
        print(f"  {milliseconds:7.1f} ms  {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--sayso", default="target/release/sayso")
    parser.add_argument("--each", type=int, default=40, help="addresses of a kind, for one reader and for many together")
    parser.add_argument("--readers", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    server = Server(arguments.sayso, arguments.archive, cores[0])
    os.sched_setaffinity(0, set(cores[1:]) or set(cores))
    try:
        print(f"open after {server.start:.1f} s, {server.memory()[0]:.0f} MB")
        warm = Reader(server.address)
        for path in ("/", "/search", "/actors", "/stories", "/figures", "/map", "/sources", "/codebook", "/review"):
            warm.ask(path)
        draw = Draw(Reader(server.address), arguments.seed)
        kinds = draw.kinds(arguments.each)
        halves = ([], [])
        for kind, found in kinds.items():
            middle = (len(found) + 1) // 2
            for half, paths in zip(halves, (found[:middle], found[middle:] or found)):
                half.extend((kind, path) for path in paths)
        for half in halves:
            draw.chance.shuffle(half)
        before = server.processor()
        one = one_by_one(server.address, [asked for asked in halves[0] if asked[0] not in DOWNLOADS])
        busy = (server.processor() - before) * 1000 / len(one.all())
        tables = one_by_one(server.address, [asked for asked in halves[0] if asked[0] in DOWNLOADS])
        one.of.update(tables.of)
        one.failed += tables.failed
        begun = time.perf_counter()
        many = at_once(server.address, [asked for asked in halves[1] if asked[0] not in DOWNLOADS], arguments.readers)
        tell(one, many, arguments.readers, time.perf_counter() - begun)
        print(f"one reader: {busy:.1f} ms of the processor a page")
        now, most = server.memory()
        print(f"memory: {now:.0f} MB at the end, {most:.0f} MB at most")
    finally:
        server.stop()
    if failed := one.failed + many.failed:
        sys.exit("not answered:\n  " + "\n  ".join(failed[:40]))


if __name__ == "__main__":
    main()
