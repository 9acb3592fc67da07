"""Web archives, cut and bent. The rest of them is held in crates/reader/src/warc/tests.rs."""
import gzip
import hashlib
from base64 import b32encode

from .case import DAY, Input, took_place
from .html import ARTICLE, FIRST, page

HTML = page(ARTICLE)()
CRLF = b"\r\n"


def answer(body=HTML, more=""):
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n".encode() + body


def record(block=None, kind="response", uri="https://news.example/a", more="", length=None, version="WARC/1.0"):
    block = answer() if block is None else block
    head = f"{version}\r\nWARC-Type: {kind}\r\nWARC-Date: {DAY}T10:00:00Z\r\nWARC-Target-URI: {uri}\r\n{more}"
    head += f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    return head.encode() + block + CRLF * 2


def arc(body):
    block = answer(body)
    line = f"https://news.example/a 192.0.2.1 20240315100000 text/html {len(block)}\n".encode()
    first = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    head = f"filedesc://a.arc 0.0.0.0 20240315100000 text/plain {len(first)}\n".encode()
    return head + first + b"\n" + line + block + b"\n"


def urls(*names):
    def holds(records):
        found = [one["report"]["url"] for one in records]
        assert found == [f"https://news.example/{name}" for name in names], found
        assert all(FIRST in one["report"]["text"] for one in records)
        assert all(took_place(one) == took_place(records[0]) for one in records)
    return holds


def crawl(name, make, records=1, holds=None, **more):
    return Input(name, make, "warc", records=records, holds=holds or urls(*"abcdefg"[:records]), **more)


def named(name):
    return record(uri=f"https://news.example/{name}")


def truncated(size):
    """As a crawler leaves a page that it has cut at a length, without saying so."""
    return HTML.replace(b"</body></html>", b"<!--" + b"x" * size)[:size]


def digest(block):
    return "sha1:" + b32encode(hashlib.sha1(block).digest()).decode()


CASES = [
    crawl("an ARC of before 2009", lambda: arc(HTML), records=0, said=(("", "ARC"),)),
    crawl("a page cut at 5 MB in silence", lambda: record(answer(truncated(5_242_880))) + named("b"), records=2),
    crawl("records of no length", lambda: record(b"") + named("a") + record(b"", kind="metadata") + record(b"", kind="revisit"), records=1,
          said=((", byte 0", ""), (f", byte {len(record(b'')) + len(named('a')) + len(record(b'', kind='metadata'))}", "had not changed"))),
    crawl("a body of no length", lambda: record(answer(b"")) + record(uri="https://news.example/a"), records=1, said=((", byte 0", ""),)),
    crawl("a digest that is another's", lambda: record(more=f"WARC-Block-Digest: {digest(b'another')}\r\n")),
    crawl("the same address twice", lambda: named("a") + named("a"), records=2, holds=urls("a", "a")),
    crawl("the same article of two wires", lambda: named("a") + named("b"), records=2),
    crawl("what is no news between", lambda: named("a") + record(answer(b"\x89PNG"), uri="https://news.example/i").replace(b"text/html", b"image/png") + named("b"), records=2,
          said=((f", byte {len(named('a'))}", "image/png"),)),
    crawl("chunks that lie", lambda: record(answer(b"fffffff\r\n" + HTML + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")) + named("b"), records=2),
    crawl("chunks below nought", lambda: record(answer(b"-1\r\n" + HTML, "Transfer-Encoding: chunked\r\n")) + named("b"), records=2),
    crawl("a length below nought", lambda: named("a") + record(length=-5) + named("b"), records=2, holds=urls("a", "b"), said=((f", byte {len(named('a'))}", ""),)),
    crawl("a length beyond 64 bits", lambda: named("a") + record(length=10**30) + named("b"), records=2, holds=urls("a", "b"), said=((f", byte {len(named('a'))}", ""),)),
    crawl("a record packed in itself many times", lambda: gzip.compress(gzip.compress(gzip.compress(named("a")))), records=0, said=(("", ""),)),
    crawl("a version of the future", lambda: record(version="WARC/9.9"), records=1),
    crawl("a page of which the address is a script", lambda: record(uri="javascript:alert(1)"), holds=lambda records: no_address(records)),
    crawl("an address with spaces and lines of a head in it", lambda: record(uri="https://news.example/a b\r\n X: y"), holds=lambda records: None),
]


def no_address(records):
    assert records[0]["report"]["url"] is None, records[0]["report"]["url"]
