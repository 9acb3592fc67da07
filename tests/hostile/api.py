"""What is asked of a served archive to break out of the question. How a server stands hostile connections is held in tests/api/hostile.py and
crates/server/tests/guard.rs, hostile words in its pages in tests/browser/hostile.test.mjs."""
import csv
import http.client
import io
import json
import re
import subprocess
import time
from urllib.parse import quote

from api.served import TOKEN, Serving

from . import promises
from .case import Deed, line
from .storage import corpus, ingested, text

INJECTED = ("'; DROP TABLE reports; --", "' OR 1=1 --", "\" OR \"\"=\"", "a' UNION SELECT sql FROM sqlite_master --", "%' ESCAPE '", "NULL", "0x41", "1e999", "\0", "'||zeroblob(1e9)||'",
            "load_extension('x')", "ATTACH '/tmp/x' AS y", "; PRAGMA writable_schema=1", "${7*7}", "{{7*7}}", "%s%n", "../../etc/passwd", "\ufeff", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"))
OF_FTS = ("text:war", "NEAR(a b, 1)", "a AND", "OR", "NOT a", "^a", "a*", "*", "{text}:a", "- text : a", "(((", ")", '"', '""', '"a', "a + b", "a NEAR/99999999999 b", "col:\"x", "reports MATCH 'a'", "rank", "%", "_")
# What a matcher of patterns would take forever for.
ENDLESS = ("a" * 800 + "!", "(a+)+$" + "a" * 400, "(.*)*" * 200, "%_" * 600, "a OR " * 300 + "a", '"' + "a " * 700 + '"', "\u0301" * 1000, "[" * 1000)
FORMULAS = ('=HYPERLINK("http://a.example")', "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1")
FACETS = ("q", "actor", "recipient", "party", "type", "mode", "status", "speaker", "measure", "place", "source", "from", "to", "tag", "cursor", "sort", "page", "limit", "offset")


class Site(Serving):
    """A served archive."""

    def __init__(self, program, archive, *options):
        super().__init__(program.started("serve", archive, "--port", "0", *program.coded_by, *options, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))

    def ask(self, path, method="GET", body=None, headers=None):
        """Status, header and body of an answer, which is quick and no failure of the server's own."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection(*self.at, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            got = answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()
        assert got[0] < 500, f"{path[:100]}: {got[0]} {got[2][:200]}"
        assert time.monotonic() - begun < 10, f"{path[:100]}: {time.monotonic() - begun:.1f} s"
        return got


def served(program, folder, count=20, *more):
    source = corpus(folder, count)
    archive = folder / "served.sayso"
    assert ingested(program, archive, source, *more).status == 0
    assert program.run("stories", archive).status == 0
    return archive


def rows(program, archive):
    ran = program.run("query", archive, "SELECT report_id, sha256, standing FROM v_reports ORDER BY 1")
    promises.ended_well(ran, (0,))
    return ran.out


def injected(program, folder):
    """SQL and the language of full-text search, in every field: words, or refused; nothing is changed."""
    archive = served(program, folder)
    before = rows(program, archive)
    with Site(program, archive) as site:
        whole = site.ask("/search.json?as=reports")[2]
        for value in (*INJECTED, *OF_FTS):
            for facet in FACETS if value == INJECTED[0] else ("q", "actor", "place", "cursor"):
                status, _, body = site.ask(f"/search.json?as=events&{facet}={quote(value)}")
                assert status in (200, 400), f"{facet}={value}: {status}"
                assert b"CREATE TABLE" not in body and b"syntax error" not in body and b"no such column" not in body, f"{facet}={value}: {body[:200]}"
        assert site.ask("/search.json?as=reports")[2] == whole
    for value in (*INJECTED, *OF_FTS):
        if "\0" not in value:
            promises.ended_well(program.run("search", archive, "--", value))
    assert rows(program, archive) == before
    promises.ended_well(program.run("check", archive), (0,))


def only_asked(program, folder):
    """SQL that would write, load or look elsewhere."""
    archive = served(program, folder, 3)
    before = archive.read_bytes()
    for sql in ("DELETE FROM reports", "DROP VIEW v_events", "UPDATE reports SET id = 1", "PRAGMA user_version = 9", "PRAGMA journal_mode = DELETE", "ATTACH 'x.db' AS x",
                "VACUUM INTO 'copy.db'", "SELECT load_extension('x')", "SELECT readfile('/etc/passwd')", "SELECT writefile('x', 'y')", "SELECT 1; DELETE FROM reports", "EXPLAIN DELETE FROM reports",
                "SELECT fts5(1)", "WITH x AS (SELECT 1) DELETE FROM reports", "SELECT zeroblob(2000000000)", "SELECT printf('%.*c', 2000000000, 'x')", "", ";", "--", "\ufeffSELECT 1",
                "SELECT " + "(" * 2000 + "1" + ")" * 2000, "SELECT 1" + " UNION SELECT 1" * 2000, "CREATE TEMP TABLE t AS SELECT 1", "REINDEX", "ANALYZE"):
        ran = program.run("query", archive, sql, "--timeout", "5", patience=30)
        promises.ended_well(ran)
        assert ran.megabytes < 600, f"{sql[:40]}: {ran.megabytes:.0f} MB"
    for command in (["WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"],):
        ran = program.run("query", archive, *command, "--timeout", "1", patience=30)
        promises.ended_well(ran, (1,))
        assert ran.seconds < 15
    assert archive.read_bytes() == before


def endless(program, folder):
    """Patterns that take forever, pages without an end, and more at once than there is."""
    archive = served(program, folder)
    with Site(program, archive) as site:
        for value in ENDLESS:
            for path in ("/search.json?as=events&q=", "/actors.json?q=", "/stories.json?q=", "/search.json?actor="):
                assert site.ask(path + quote(value))[0] in (200, 400, 404, 414), path
        for number in ("0", "-1", "1", "99", "2147483648", "9223372036854775807", "9223372036854775808", "1e9", "NaN", "0x10", "１"):
            for path in ("/search.json?as=events&limit=", "/search.json?as=events&page=", "/search.json?as=events&offset=", "/search.json?as=events&cursor=", "/stories.json?page=", "/actors.json?page=",
                         "/api/v1/events?limit=", "/api/v1/reports?limit=", "/map.json?zoom="):
                status, _, body = site.ask(path + quote(number))
                assert status in (200, 400, 404), f"{path}{number}: {status}"
                assert len(body) < 1_000_000, f"{path}{number}: {len(body)} bytes"


def stale(program, folder):
    """A tag of what a page was is no longer good once the archive has grown; nonsense is no tag."""
    archive = served(program, folder, 3)
    with Site(program, archive) as site:
        _, head, _ = site.ask("/search.json?as=reports")
        tag = head.get("etag") or head["ETag"]
        assert site.ask("/search.json?as=reports", headers={"If-None-Match": tag})[0] == 304
        for other in ('"x"', "x", "", '"', "W/", '"a", "b' * 100):
            assert site.ask("/search.json?as=reports", headers={"If-None-Match": other})[0] == 200, other
        assert ingested(program, archive, corpus(folder, 6, "more.jsonl")).status == 0
        until = time.monotonic() + 30
        while (got := site.ask("/search.json?as=reports", headers={"If-None-Match": tag})[0]) == 304 and time.monotonic() < until:
            time.sleep(0.2)
        assert got == 200, "the page of an archive that has grown is said to be the same"


def formulas(program, folder):
    """Cells that a spreadsheet would take for formulas, in the tables that a site gives. (An export is data, and left as it is.)"""
    source = folder / "formulas.jsonl"
    source.write_bytes(b"".join(line(text(number), id=f"f{number}", title=formula, source=formula) for number, formula in enumerate(FORMULAS)))
    archive = served(program, folder, 1, source)
    tables = {}
    with Site(program, archive) as site:
        for shown in ("reports", "events", "statements", "figures"):
            tables[f"/search.csv {shown}"] = site.ask(f"/search.csv?as={shown}")[2].decode("utf-8")
    looked = 0
    for name, table in tables.items():
        for row in csv.reader(io.StringIO(table.lstrip("\ufeff"), newline="")):
            for cell in row:
                looked += any(formula.strip() in cell for formula in FORMULAS)
                is_number = re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)
                assert is_number or not cell.lstrip().startswith(("=", "+", "-", "@", "＝")) and not cell.startswith(("\t", "\r")), f"{name}: a formula: {cell!r}"
    assert looked > len(FORMULAS), looked


def uploaded(program, folder):
    """What is sent to be taken in by one who may, and is no report; a report is taken in after it."""
    archive = served(program, folder, 3)
    shown = {"Authorization": f"Bearer {TOKEN}"}
    with Site(program, archive, "--token", TOKEN) as site:
        before = rows(program, archive)
        for kind in ("application/json", "application/jsonl", "application/zip", "text/plain", "multipart/form-data; boundary=x", ""):
            for body in (b"PK\x03\x04" + b"\0" * 60, b"\x1f\x8b\x08" + b"\0" * 60, b"SQLite format 3\0", b"--x\r\nContent-Disposition: form-data; name=a; filename=../../x\r\n\r\nb\r\n--x--", b"[]", b"", b"\0" * 1000):
                for path in ("/api/v1/ingest", "/api/v1/read"):
                    status, _, got = site.ask(path, "POST", body, {**shown, "Content-Type": kind})
                    assert status in (400, 415, 422) or status == 200 and path.endswith("ingest") and json.loads(got)["stored"] == 0, f"{path} {kind} {body[:20]}: {status} {got[:200]}"
                    assert b"panicked" not in got
        assert rows(program, archive) == before
        status, _, got = site.ask("/api/v1/ingest", "POST", line(text(9), id="good"), {**shown, "Content-Type": "application/json"})
        assert status == 200 and json.loads(got)["stored"] == 1, f"a report: {status} {got[:200]}"
        assert rows(program, archive) != before


CASES = [
    Deed("SQL and full-text syntax in every field", injected),
    Deed("SQL that would do more than ask", only_asked),
    Deed("patterns and pages without an end", endless),
    Deed("stale tags of pages", stale),
    Deed("formulas in cells", formulas),
    Deed("uploads that are no reports", uploaded),
]
