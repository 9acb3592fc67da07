"""Runs that are stopped, crowded and cut up differently: the same bytes in the end. Kills at a hundred moments, of `ingest` and of `stories`, two
writers and the archive's log are held in crates/cli/tests/end_to_end."""
import json
import os
import random
import signal
import time

from . import promises
from .case import Deed
from .storage import corpus, exported, goes_on, ingested, undisturbed
from .texts import CASES as TEXTS


def stopped(program, folder):
    """An ingest that signals stop at several moments; the same command then ends where an undisturbed one does."""
    source = corpus(folder, 120)
    _, wanted = undisturbed(program, folder, source)
    archive, ended = folder / "stopped.sayso", []
    for number, pause in ((signal.SIGTERM, 0.0), (signal.SIGHUP, 0.05), (signal.SIGINT, 0.1), (signal.SIGTERM, 0.2), (signal.SIGINT, 0.0)):
        before = archive.stat().st_mtime_ns if archive.exists() else 0
        child = program.started("ingest", archive, *program.coded_by, "--threads", "1", "--commit-every", "5", source,
                                stdout=open(os.devnull, "wb"), stderr=open(folder / "said", "wb"))
        while child.poll() is None and not (archive.exists() and archive.stat().st_mtime_ns > before):
            time.sleep(0.002)
        time.sleep(pause)
        child.send_signal(number)
        # Before it can stop in good order, and by others than Ctrl-C, it dies as any program does.
        status = child.wait(60)
        assert status in (-number, 130, 0), f"exit status {status}"
        assert "panicked" not in (folder / "said").read_text("utf-8")
        ended.append(status)
    assert any(ended), "it was never stopped"
    goes_on(program, archive, source, wanted)


def stopped_reading(program, folder):
    """A read that is stopped has written whole lines, the first of an undisturbed one."""
    source = corpus(folder, 400)
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, source).out
    for number in (signal.SIGINT, signal.SIGTERM):
        with open(folder / "out", "wb") as out:
            child = program.started("read", "--to", "jsonl", "--threads", "1", *program.coded_by, source, stdout=out, stderr=out)
            while child.poll() is None and out.tell() == os.fstat(out.fileno()).st_size:
                time.sleep(0.002)
            child.send_signal(number)
            assert child.wait(60) in (-number, 130, 0)
        got = (folder / "out").read_bytes()
        assert wanted.startswith(got.rsplit(b"\nsayso:", 1)[0]), "other bytes than the first of an undisturbed run"


def paused_and_going_on(program, folder):
    source = corpus(folder, 100)
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, source).out
    with open(folder / "out", "wb") as out:
        child = program.started("read", "--to", "jsonl", "-q", *program.coded_by, source, stdout=out)
        time.sleep(0.05)
        child.send_signal(signal.SIGSTOP)
        time.sleep(0.1)
        child.send_signal(signal.SIGCONT)
        assert child.wait(60) == 0
    assert (folder / "out").read_bytes() == wanted


def any_threads(program, folder):
    """The hostile texts on 2, 5, 8 and 512 threads."""
    source = folder / "texts.jsonl"
    with open(source, "wb") as file:
        for case in TEXTS:
            if not case.alone and not case.full and case.suffix == "jsonl":
                file.write(case.make())
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, "--threads", "1", source)
    promises.ended_well(wanted)
    for threads in (2, 5, 8, 512):
        ran = program.run("read", "--to", "jsonl", *program.coded_by, "--threads", str(threads), source)
        assert (ran.status, ran.out, ran.said) == (wanted.status, wanted.out, wanted.said), f"{threads} threads: other bytes"


def any_portions(program, folder):
    """A corpus as one file, as a file a report, in another order, beside others, and line by line through a pipe."""
    lines = corpus(folder, 30).read_bytes().splitlines(keepends=True)
    wanted = sorted(program.run("read", "--to", "jsonl", *program.coded_by, folder / "corpus.jsonl").out.splitlines())
    draw = random.Random(1)
    for number in range(2):
        draw.shuffle(lines)
        place = folder / f"portions{number}"
        place.mkdir()
        rest = list(lines)
        while rest:
            count = draw.randint(1, 1 + number * 9)
            (place / f"{len(rest):03}.jsonl").write_bytes(b"".join(rest[:count]))
            rest = rest[count:]
        ran = program.run("read", "--to", "jsonl", *program.coded_by, place)
        assert sorted(ran.out.splitlines()) == wanted, "other records when cut up differently"
        archive = folder / f"{number}.sayso"
        assert ingested(program, archive, place).status == 0
        got = sorted(exported(program, archive).splitlines())
        assert got == wanted, "other records in the archive when cut up differently"


def in_locales(program, folder):
    """No language, no zone and no width of the terminal changes a byte."""
    source = corpus(folder, 5)
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, source)
    shown = program.run("read", *program.coded_by, source, environment={"COLUMNS": "80"})
    for environment in ({"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati"}, {"LC_ALL": "tr_TR.UTF-8", "TZ": ":/etc/passwd", "HOME": ""},
                        {"LC_ALL": "\udcff", "RUST_LOG": "trace", "TERM": "\x1b[2J"}):
        ran = program.run("read", "--to", "jsonl", *program.coded_by, source, environment=environment)
        assert (ran.status, ran.out, ran.said) == (0, wanted.out, wanted.said), f"{environment}: {ran.said}"
        ran = program.run("read", *program.coded_by, source, environment={"COLUMNS": "80", **environment})
        assert (ran.status, ran.out) == (0, shown.out), f"{environment}: another page"
    promises.ended_well(program.run("read", *program.coded_by, source, environment={"COLUMNS": "-1"}), (0,))


def asked_while_written(program, folder):
    """Questions to an archive that another one writes to: each answer is of one moment, and grows."""
    source = corpus(folder, 600)
    archive = folder / "growing.sayso"
    child = program.started("ingest", archive, *program.coded_by, "--threads", "1", "--commit-every", "5", source, stdout=open(os.devnull, "wb"),
                            stderr=open(folder / "said", "wb"))
    before, asked = 0, 0
    question = "SELECT count(*) AS reports, (SELECT count(*) FROM v_events WHERE plover = 'ASSAULT') AS attacks FROM v_reports"
    while child.poll() is None:
        ran = program.run("query", archive, question, "--format", "json")
        promises.ended_well(ran, (0, 1))
        if ran.status == 0:
            row = json.loads(ran.out)[0]
            assert before <= row["reports"] <= 600 and row["attacks"] >= row["reports"] * 0.9, row
            before, asked = row["reports"], asked + 1
    assert child.wait() == 0 and asked, (folder / "said").read_text("utf-8")


def drop_by_drop(program, folder):
    """Lines that come letter by letter on standard input."""
    lines = corpus(folder, 3).read_bytes()
    with open(folder / "out", "wb") as out:
        child = program.started("read", "--to", "jsonl", "-q", *program.coded_by, "-", stdin=-1, stdout=out)
        for at in range(0, len(lines), 7):
            child.stdin.write(lines[at:at + 7])
            child.stdin.flush()
        child.stdin.close()
        assert child.wait(60) == 0
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, folder / "corpus.jsonl").out
    assert (folder / "out").read_bytes() == wanted


CASES = [
    Deed("stopped at several moments", stopped),
    Deed("a read that is stopped", stopped_reading),
    Deed("paused and going on", paused_and_going_on),
    Deed("2, 5, 8 and 512 threads", any_threads),
    Deed("any portions and order", any_portions),
    Deed("locales and zones", in_locales),
    Deed("asked while it is written", asked_while_written),
    Deed("letters one by one", drop_by_drop),
]
