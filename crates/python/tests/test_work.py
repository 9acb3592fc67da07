"""Work in the background: progress, Ctrl-C, threads, forks."""

import multiprocessing
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sayso
from reports import DATES, TEXTS


def test_progress_is_told(coder, rows):
    told = []
    coder.read(rows * 30, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (90, 90) and told == sorted(set(told))
    told.clear()
    coder.read(iter(rows), progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, None)


def test_progress_is_told_by_the_calling_thread_now_and_then(coder, rows):
    times, threads = [], set()

    def progress(done, total):
        del done, total
        times.append(time.monotonic())
        threads.add(threading.get_ident())

    coder.read(rows * 200, progress=progress)
    assert threads == {threading.get_ident()}
    assert len(times) > 3, "it was over too soon for anything to be seen"
    between = [later - sooner for sooner, later in zip(times[:-2], times[1:-1])]
    assert all(time >= 0.09 for time in between), between


def test_what_progress_raises_ends_the_work(coder):
    def progress(done, total):
        del total
        if done:
            raise LookupError("enough")

    def texts():
        drawn = 0
        while True:
            drawn += 1
            yield f"{TEXTS[0]} It was report {drawn}."

    with pytest.raises(LookupError, match="enough"):
        coder.read(texts(), default_date=DATES[0], progress=progress)


def test_an_iterator_is_drawn_on_the_calling_thread(coder, tmp_path):
    """As a cursor of SQLite has to be, and one for which the caller holds a lock."""
    shelf = sqlite3.connect(":memory:")
    shelf.execute("CREATE TABLE shelf (date, text)")
    shelf.executemany("INSERT INTO shelf VALUES (?, ?)", zip(DATES, TEXTS))
    lock = threading.RLock()

    def rows():
        for date, text in shelf.execute("SELECT * FROM shelf"):
            with lock:
                yield {"date": date, "text": text}

    with lock:
        records = coder.read(rows())
        archive = sayso.Archive(tmp_path / "news.sayso")
        assert archive.ingest(rows(), coder=coder)["stored"] == len(records) == 3
    texts = (text for (text,) in shelf.execute("SELECT text FROM shelf"))
    assert [record.text for record in sayso.read(texts, date=DATES[0])] == TEXTS


def test_ctrl_c_ends_the_work_in_good_order(tmp_path):
    program = f"""
import sys, threading, sayso
def texts():
    yield {TEXTS[0]!r}
    print("begun", flush=True)
    number = 0
    while True:
        number += 1
        yield {TEXTS[1]!r} + f" It was {{number}}."
coder = sayso.Coder()
archive = sayso.Archive({str(tmp_path / "news.sayso")!r})
try:
    if sys.argv[1] == "read":
        coder.read(texts(), default_date="1987-05-04")
    elif sys.argv[1] == "ingest":
        archive.ingest(texts(), date="1987-05-04", coder=coder)
    else:
        archive.ingest([dict(text={TEXTS[0]!r})], date="1987-05-04", coder=coder)
        print("begun", flush=True)
        archive.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
except KeyboardInterrupt:
    print("interrupted", flush=True)
if sys.argv[1] == "ingest":
    print(len(archive) > 0)
"""
    for what in ["read", "ingest", "query"]:
        command = [sys.executable, "-c", program, what]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            assert run.stdout.readline() == "begun\n"
            time.sleep(0.5)
            run.send_signal(signal.SIGINT)
            sent = time.monotonic()
            assert run.stdout.readline() == "interrupted\n", what
            assert time.monotonic() - sent < 10
            rest = run.stdout.read()
            assert run.wait(timeout=60) == 0
        assert rest == ("True\n" if what == "ingest" else "")
        for left in tmp_path.iterdir():
            left.unlink()


def test_four_threads_of_python_get_the_same_bytes(coder, rows, records):
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda _: coder.read(rows * 5, threads=2).to_jsonl(), range(8)))
    assert set(read) == {records.to_jsonl() * 5}


def test_python_runs_on_while_it_works(coder, rows):
    ticks, done = [], threading.Event()

    def tick():
        while not done.wait(0.01):
            ticks.append(time.monotonic())

    ticking = threading.Thread(target=tick)
    ticking.start()
    began = time.monotonic()
    coder.read(rows * 100)
    took = time.monotonic() - began
    done.set()
    ticking.join()
    assert len(ticks) > took / 0.01 / 5, "the lock was held"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_goes_on_with_the_same_coder(coder, rows, records):
    coder.read(rows, threads=2)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, pickle.dumps(coder.read(rows, threads=2).to_jsonl()))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert pickle.loads(pipe.read()) == records.to_jsonl()
    os.waitpid(child, 0)


def read_two(coder_and_rows):
    coder, rows = coder_and_rows
    return coder.read(rows, threads=1)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_get_the_coder_and_give_records(coder, rows, records, method):
    with multiprocessing.get_context(method).Pool(1) as pool:
        (read,) = pool.map(read_two, [(coder, rows)])
    assert isinstance(read, sayso.Records) and read.to_jsonl() == records.to_jsonl()
