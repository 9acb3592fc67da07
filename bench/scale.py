#!/usr/bin/env python3
"""What a web archive of news costs: rates of one core for texts, pages and pages of other languages, and the bytes
of the records. What Spark adds is measured by bench/spark.py.

    python3 bench/scale.py REPORTS.jsonl [--pages 2000]

REPORTS.jsonl is repeated with changed ids, dates and names; pages are made around its texts, with scripts and links
as pages of news sites have them. Run it with a Python that has the packages `sayso` and pyarrow.
"""
import argparse
import gzip
import html
import json
import random
import sys
import tempfile
from pathlib import Path

from archive import corpus, run

READ = """
import sys, sayso
coder = sayso.Coder()
print(len(coder.read_files([path for path in sys.argv[1:] if path], threads=1)))
"""
# About what pages of news sites weigh, their pictures left out.
PAGE_BYTES = 100_000
OTHER = {
    "de": "Die Regierung hat am Montag einen neuen Haushalt vorgelegt und dabei die Ausgaben für Schulen und Straßen erhöht. "
          "Die Opposition kritisierte den Entwurf, weil er die Städte nicht genug entlaste.",
    "es": "El gobierno presentó el lunes un nuevo presupuesto y aumentó los gastos para escuelas y carreteras. La oposición "
          "criticó el proyecto porque no alivia bastante a las ciudades.",
    "fr": "Le gouvernement a présenté lundi un nouveau budget et augmenté les dépenses pour les écoles et les routes. "
          "L'opposition a critiqué le projet parce qu'il ne soulage pas assez les villes.",
}


def page(title, day, paragraphs, rest):
    """A page of a news site around an article."""
    links = "".join(f'<li><a href="/{rest.random():.12f}">Section {number}</a></li>' for number in range(120))
    script = "".join(f'window.q.push(["{rest.random():.15f}",{number}]);' for number in range(1800))
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    text = (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f'<meta property="article:published_time" content="{day}T08:00:00Z"><script>{script}</script></head><body>'
            f"<nav><ul>{links}</ul></nav><article><h1>{html.escape(title)}</h1>{body}</article>"
            f"<footer><ul>{links}</ul></footer></body></html>")
    return text + "<!--" + "." * max(0, PAGE_BYTES - len(text)) + "-->"


def warc(path, pages):
    """Writes pages as a WARC, a member each, as Common Crawl does; returns the bytes unpacked."""
    unpacked = 0
    with open(path, "wb") as out:
        for number, body in enumerate(pages):
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()
            head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
                    f"WARC-Date: 2023-12-05T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                    f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n")
            record = head.encode() + answer + b"\r\n\r\n"
            unpacked += len(record)
            out.write(gzip.compress(record, 6))
    return unpacked


def one_core(arguments, folder):
    """Rates of one core: texts, English pages, pages of other languages."""
    reports = list(corpus(arguments.reports_file, arguments.pages))
    source = folder / "reports.jsonl"
    source.write_text("".join(json.dumps(report, ensure_ascii=False) + "\n" for report in reports), encoding="utf-8")
    raw = sum(len(report["text"].encode()) for report in reports)
    rest = random.Random(1)
    paragraphs = lambda report: [part for part in report["text"].split("\n") if part.strip()]
    english = folder / "english.warc.gz"
    unpacked = warc(english, (page(report.get("title") or "News of the day", report["date"][:10], paragraphs(report), rest) for report in reports))
    foreign = folder / "foreign.warc.gz"
    texts = [OTHER[language] for language in sorted(OTHER)]
    warc(foreign, (page("Haushalt", report["date"][:10], [texts[number % len(texts)]] * 6, rest) for number, report in enumerate(reports)))
    read = [sys.executable, "-W", "ignore", "-c", READ]
    # Processor time, not the clock's: other work on the machine does not count.
    _, start, *_ = run([*read, ""], 1)
    for name, file in [("texts", source), ("English pages", english), ("pages of other languages", foreign)]:
        _, seconds, memory, out = run([*read, file], 1)
        rate = len(reports) / (seconds - start)
        print(f"{name}: {rate:.1f} a second on one core ({1000 / rate:.2f} ms each), peak memory {memory:.0f} MB, "
              f"{int(out):,} records of {len(reports):,}", flush=True)
    print(f"  the mean text is {raw / len(reports):.0f} bytes: {raw / len(reports) / 1000:.2f} KB; a page {unpacked / len(reports):.0f} bytes, "
          f"packed {english.stat().st_size / len(reports):.0f}; the start takes {start:.2f} s")
    return source


def sizes(source):
    """Bytes of the records as Parquet, nested and flat, against the texts."""
    import pyarrow.parquet as pq
    import sayso
    import sayso.spark

    records = sayso.read_files([source])
    with tempfile.TemporaryDirectory() as folder:
        def size(table):
            file = Path(folder, "table.parquet")
            pq.write_table(table, file, compression="zstd")
            return file.stat().st_size / len(records)
        reports = records.reports.to_arrow()
        texts = size(reports.select(["text"]))
        flat = sum(size(records.table(name).to_arrow()) for name in sayso.spark.TABLES)
        print(f"Parquet (zstd), bytes a report: texts alone {texts:.0f}, nested records {size(records.nested.to_arrow()):.0f}, "
              f"all flat tables {flat:.0f}, events with parties and actors "
              f"{sum(size(records.table(name).to_arrow()) for name in ('events', 'event_parties', 'actors')):.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports_file", metavar="REPORTS.jsonl")
    parser.add_argument("--pages", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        sizes(one_core(arguments, folder))


if __name__ == "__main__":
    main()
