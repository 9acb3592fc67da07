#!/usr/bin/env python3
"""Treats a server badly in every way that one connection or ten thousand can: it stays up, fails at nothing, and
answers others meanwhile. Needs Python's standard library alone.

    python3 tests/api/hostile.py SAYSO ARCHIVE [OPTIONS OF SERVE]
"""
import json
import random
import resource
import socket
import sys
import threading
import time
from pathlib import Path

from served import TOKEN, Served

CROWD = 10_000
# The longest that anyone waits meanwhile, in seconds.
PATIENCE = 10
SHOWN = f"Host: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"


def connected(at, source="127.0.0.1"):
    return socket.create_connection(at, timeout=40, source_address=(source, 0))


def said(stream):
    """All that comes until the other end closes or says nothing more."""
    got = b""
    try:
        while more := stream.recv(1 << 16):
            got += more
    except OSError:
        pass
    return got


def status(answer):
    parts = answer.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None


def sent(at, raw):
    """The status of what comes back; none where the connection is closed without a word. It comes from elsewhere:
    whoever shows too many wrong tokens is not answered for a while."""
    with connected(at, "127.0.0.2") as stream:
        try:
            stream.sendall(raw)
            stream.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # Cut off while it sent.
        return status(said(stream))


def asked(at, path="/", method="GET", head="", body=b""):
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    line = f"{method} {path} HTTP/1.1\r\n{SHOWN}Connection: close\r\n{length}{head}\r\n"
    with connected(at) as stream:
        try:
            stream.sendall(line.encode("utf-8", "surrogateescape") + body)
        except OSError:
            pass
        return status(said(stream))


def is_answered(at, while_):
    begun = time.monotonic()
    got = asked(at)
    took = time.monotonic() - begun
    assert got == 200 and took < PATIENCE, f"{while_}: {got} after {took:.1f} s"
    print(f"{while_}: answered after {took * 1000:.0f} ms")


def silent_crowd(at):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else CROWD + 500
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, CROWD + 500), most), hard))
    count = min(CROWD, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)
    crowd = []
    for number in range(count):
        stream = socket.socket()
        stream.setblocking(False)
        stream.connect_ex(at)
        crowd.append(stream)
        if number % 500 == 499:
            time.sleep(0.05)
    is_answered(at, f"{count} who say nothing")
    for stream in crowd:
        stream.close()
    is_answered(at, "after they left")


def drops(at, head, count, seconds, while_):
    """So many connections on which something comes byte by byte."""
    streams = []
    for _ in range(count):
        stream = connected(at)
        stream.setblocking(False)
        streams.append(stream)
    end, place, answered = time.monotonic() + seconds, 0, False
    while time.monotonic() < end:
        for stream in streams:
            try:
                stream.send(head[place:place + 1] if place else head[:60])
            except OSError:
                pass
        place = place + 1 if place else 60
        if not answered and time.monotonic() > end - seconds / 2:
            is_answered(at, while_)
            answered = True
        time.sleep(0.1)
    for stream in streams:
        stream.close()


def slow(at):
    head = ("GET / HTTP/1.1\r\n" + SHOWN + "X: y\r\n" * 300).encode()
    drops(at, head, 400, 4, "400 whose head comes byte by byte")
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90000\r\n\r\n"
    post = ("POST /try HTTP/1.1\r\n" + SHOWN + form).encode()
    with_head = post + b"a" * 1000
    drops(at, with_head, 400, 4, "400 whose head and body come byte by byte")
    waiting = []
    for _ in range(300):
        stream = connected(at)
        stream.sendall(post)
        waiting.append(stream)
    is_answered(at, "300 whose body never comes")
    for stream in waiting:
        stream.close()


def flood(at):
    got, lock = [], threading.Lock()
    report = json.dumps({"date": "1987-05-04", "text": "Ruritania thanked Freedonia for its help. " * 2}).encode()
    kind = "Content-Type: application/json\r\n"

    def send():
        for _ in range(10):
            one = asked(at, "/api/v1/read", "POST", kind, report)
            with lock:
                got.append(one)

    threads = [threading.Thread(target=send) for _ in range(30)]
    for thread in threads:
        thread.start()
    is_answered(at, "300 texts to code at once")
    for thread in threads:
        thread.join()
    assert set(got) <= {200, 429, 503}, set(got)


def odd(at):
    json_kind = "Content-Type: application/json\r\n"
    deep = b"[" * 200_000
    for path in ("/api/v1/read", "/api/v1/ingest"):
        for body in (deep, b'{"text":' * 100_000, b'{"date": "1987-05-04", "text": ' + deep, b"\xff\xfe", b"{}", b"null",
                     b'{"date": "1987-05-04", "text": "\\ud800"}', b'{"date": 1e999, "text": ""}'):
            got = asked(at, path, "POST", json_kind, body)
            assert got in (400, 429), f"{path} {body[:40]}: {got}"
    for path, wanted in [
        ("/search?q=" + "a" * 100_000, (400, 414, 431)), ("/search?" + "q=a&" * 5000, (400, 414, 431)),
        ("/%ff", (400,)), ("/search?q=%c3%28", (400,)), ("/report/..%2f..%2fetc%2fpasswd", (404,)),
        ("/static/../../etc/passwd", (400, 404)), ("/static/%2e%2e/%2e%2e/Cargo.toml", (400, 404)),
        ("/codebook/..%2f..%2f..%2fetc%2fpasswd", (400, 404)), ("/codebook/../../../etc/passwd", (400, 404)),
        ("/report/%00", (400,)), ("/story/" + "%F0%9F%92%A9" * 300, (404, 400, 414)), ("/map?box=NaN,inf,-inf,1e999", (400,)),
        ("/search?q=%22" + "a%20" * 400 + "%22", (200, 400)), ("/search?q=" + "(" * 1500, (200, 400)),
        ("/search?q=a*%20OR%20b*%20OR%20-c*", (200, 400)), ("/stories?page=99999999999999999999", (400,)),
    ]:
        got = asked(at, path)
        assert got in wanted, f"{path[:60]}: {got}"
    for head, wanted in [("X: " + "y" * 1_000_000 + "\r\n", (None, 400, 431)), ("X: y\r\n" * 2000, (431,)),
                         ("Cookie: " + "a=b; " * 8000 + "\r\n", (200, 400, 431)), ("X: \udcff\r\n", (200, 400))]:
        got = asked(at, head=head)
        assert got in wanted, f"{head[:30]}: {got}"


def chance(at):
    """Requests with bytes changed, left out and doubled."""
    draw = random.Random(1)
    sound = [
        ("GET /search?q=%22peace%20talks%22&as=events HTTP/1.1\r\n" + SHOWN + "Connection: close\r\n\r\n").encode(),
        ("POST /review/mark HTTP/1.1\r\n" + SHOWN + "Content-Type: application/x-www-form-urlencoded\r\n"
         "Connection: close\r\nContent-Length: 21\r\n\r\ndatum=x&verdict=right").encode(),
        ("POST /api/v1/read HTTP/1.1\r\n" + SHOWN + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
         "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n").encode(),
    ]
    for _ in range(600):
        raw = bytearray(draw.choice(sound))
        for _ in range(draw.randint(1, 8)):
            at_byte = draw.randrange(len(raw))
            match draw.randrange(3):
                case 0:
                    raw[at_byte] = draw.randrange(256)
                case 1:
                    del raw[at_byte:at_byte + draw.randint(1, 9)]
                case _:
                    raw[at_byte:at_byte] = raw[at_byte:at_byte + 20] * draw.randint(1, 40)
            if not raw:
                raw = bytearray(b"\r\n")
        got = sent(at, bytes(raw))
        assert got is None or got < 500, f"{got} to {bytes(raw)!r}"
    is_answered(at, "after 600 requests that make no sense")


def main():
    sayso, archive, *options = sys.argv[1:]
    with Served(Path(sayso).resolve(), archive, *options) as served:
        is_answered(served.at, "at the beginning")
        before = served.memory()
        for treat in (odd, chance, flood, slow, silent_crowd):
            treat(served.at)
            assert served.process.poll() is None, f"it ended at {treat.__name__}"
        grown = served.memory() - before
        print(f"memory: {before:.0f} MB before, {grown:+.0f} MB")
        assert grown < 300, "memory grew"


if __name__ == "__main__":
    main()
