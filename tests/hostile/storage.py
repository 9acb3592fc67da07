"""Archives, files and names: what is full, shut, damaged, replaced, or called what nothing should be called."""
import ctypes
import os
import random
import resource
import shutil
import signal
import sqlite3
import threading
import time
import zipfile

from . import promises
from .case import GOOD, Deed, LeftOut, line

PEOPLE = ("army", "police", "government", "president")
# The signals by which a program ends that gets no more memory: its own, or the system's.
OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL)
ASKED = (("query", "{}", "SELECT * FROM v_events"), ("query", "{}", "SELECT * FROM v_reports"), ("search", "{}", "Ruritania"), ("show", "{}", "r1"),
         ("export", "{}", "--as", "jsonl"), ("export", "{}", "--as", "polecat"), ("check", "{}"), ("story", "{}", "Ruritania"))


def text(number):
    who = PEOPLE[number % len(PEOPLE)]
    return f"The {who} of Ruritania attacked Freedonia on Monday and killed {number + 2} people. “We will go on,” said Ruritania. Sylvania thanked Freedonia."


def corpus(folder, count=60, name="corpus.jsonl"):
    path = folder / name
    path.write_bytes(b"".join(line(text(number), id=f"r{number}", title=f"Report {number}") for number in range(count)))
    return path


def ingested(program, archive, *inputs, **more):
    ran = program.run("ingest", archive, *program.coded_by, *inputs, **more)
    promises.ended_well(ran, more.get("statuses", (0, 1)))
    return ran


def undisturbed(program, folder, source):
    """An archive that nobody disturbs, and its records."""
    archive = folder / "undisturbed.sayso"
    ran = ingested(program, archive, source)
    assert ran.status == 0, ran.said
    return archive, exported(program, archive)


def exported(program, archive):
    ran = program.run("export", archive, "--as", "jsonl", "-q")
    promises.ended_well(ran, (0,))
    promises.records(ran.out)
    return ran.out


def goes_on(program, archive, source, wanted):
    """Whatever was done to an archive, the same command ends where an undisturbed one does."""
    ran = ingested(program, archive, source)
    assert ran.status == 0, ran.said
    assert exported(program, archive) == wanted, "other records than those of an undisturbed run"
    check = program.run("check", archive)
    promises.ended_well(check, (0,))


def without_rights():
    """Takes from the superuser the right to pass over permissions, as anybody is without it."""
    libc = ctypes.CDLL(None, use_errno=True)
    drop_from_bounds, override, read_search = 24, 1, 2
    for right in (override, read_search):
        libc.prctl(drop_from_bounds, right, 0, 0, 0)


def few_handles(program, folder):
    source = corpus(folder, 8)
    archive, wanted = undisturbed(program, folder, source)
    heard, done = set(), 0
    for most in (6, 24):
        target = folder / f"{most}.sayso"
        ran = program.run("ingest", target, *program.coded_by, "--threads", "2", source,
                          before=lambda most=most: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
        promises.ended_well(ran, (0, 1, 127))
        done += ran.status == 0
        heard.add(ran.said.strip().rsplit("\n", 1)[-1])
        goes_on(program, target, source, wanted)
    assert done, f"not even with 24 files: {heard}"


def little_memory(program, folder):
    source = corpus(folder, 8)
    archive, wanted = undisturbed(program, folder, source)
    ends = []
    for megabytes in (120, 180, 1000):
        target = folder / f"{megabytes}.sayso"
        ran = program.run("ingest", target, *program.coded_by, "--threads", "2", source,
                          before=lambda most=megabytes << 20: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
        assert ran.status in (0, 1, 127, *OUT_OF_MEMORY) and "panicked" not in ran.said, f"{megabytes} MB: {ran.status} {ran.said[-300:]}"
        ends.append(ran.status)
        goes_on(program, target, source, wanted)
    assert ends[-1] == 0, f"not even with 1,000 MB: {ends}"


def bounded(blocks):
    def before():
        # A file that may not grow is an error, not a signal.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (blocks, blocks))
    return before


def full_for_stories(program, folder):
    source = corpus(folder)
    archive, wanted = undisturbed(program, folder, source)
    size, failed = archive.stat().st_size, 0
    stories = folder / "whole.sayso"
    shutil.copy(archive, stories)
    assert program.run("stories", stories).status == 0
    answer = ("SELECT story_id, title, reports FROM v_stories ORDER BY 1",)
    whole = program.run("query", stories, *answer).out
    for more in (4_096, 60_000, 120_000):
        target = folder / f"{more}.sayso"
        shutil.copy(archive, target)
        ran = program.run("stories", target, before=bounded(more if more < size else size))
        promises.ended_well(ran, (0, 1))
        if ran.status:
            assert "room" in ran.said or "read or written" in ran.said, ran.said
            failed += 1
        assert exported(program, target) == wanted
        assert program.run("stories", target).status == 0
        assert program.run("query", target, *answer).out == whole, "other stories than those of an undisturbed run"
    assert failed, "the disk was never full"


def full_for_exports(program, folder):
    archive, _ = undisturbed(program, folder, corpus(folder))
    for form in ("parquet", "csv", "sqlite", "jsonl", "polecat", "geojson"):
        out = folder / f"out-{form}"
        ran = program.run("export", archive, "--as", form, "--out", out, before=bounded(2_000))
        promises.ended_well(ran, (1,))
        assert "room" in ran.said, f"{form}: {ran.said}"
        assert not out.exists(), f"{form}: half an export was left"
    left = [path.name for path in folder.iterdir() if not path.name.startswith(("corpus.jsonl", "undisturbed.sayso"))]
    assert not left, left


def full_for_output(program, folder):
    good = folder / "good.txt"
    good.write_bytes(GOOD)
    archive, _ = undisturbed(program, folder, corpus(folder))
    for arguments in (["read", "--to", "jsonl", *program.coded_by, good], ["query", archive, "SELECT * FROM v_events"], ["search", archive, "Ruritania"],
                      ["check", archive], ["show", archive, "r1"], ["explain", *program.coded_by, good]):
        with open("/dev/full", "wb") as full:
            ran = program.run(*arguments, stdout=full)
        promises.ended_well(ran, (1,))
        assert "; " in ran.said.splitlines()[-1], f"{arguments[0]}: no next step in {ran.said}"


def full_for_complaints(program, folder):
    """Whoever reads standard error has gone, or has no room: the results are the same."""
    source = corpus(folder, 3)
    bad = folder / "bad.txt"
    bad.write_bytes(b"no date")
    damaged = folder / "damaged.jsonl"
    damaged.write_bytes(b"{}\n")
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, source).out
    for arguments, status, out in ((["read", "--to", "jsonl", *program.coded_by, bad, source], 1, wanted), (["check", damaged], 1, None),
                                   (["ingest", folder / "x.sayso", *program.coded_by, bad, source], 1, None), (["query", "absent", "SELECT 1"], 1, None)):
        with open("/dev/full", "wb") as full:
            ran = program.run(*arguments, stderr=full)
        assert ran.status == status, f"{arguments[0]}: exit status {ran.status}"
        assert out is None or ran.out == out


def closed_streams(program, folder):
    """Standard input, output and error that were closed before it began."""
    source = corpus(folder, 3)
    wanted = program.run("read", "--to", "jsonl", *program.coded_by, source).out
    for closed in ((0, 2), (0, 1, 2)):
        def before(closed=closed):
            for stream in closed:
                os.close(stream)
        ran = program.run("read", "--to", "jsonl", *program.coded_by, source, before=before)
        promises.ended_well(ran, (0, 1))
        assert 1 in closed or ran.out == wanted, f"{closed} closed: other records"
        # A file that it opens must not come to stand for a stream, and be written into.
        archive = folder / f"{''.join(map(str, closed))}.sayso"
        ran = program.run("ingest", archive, *program.coded_by, source, before=before)
        promises.ended_well(ran, (0,))
        promises.ended_well(program.run("check", archive), (0,))
    ran = program.run("read", "--to", "jsonl", *program.coded_by, "-", before=lambda: os.close(0))
    promises.ended_well(ran, (1,))


def shut_doors(program, folder):
    """Folders and files without the right to them."""
    source = corpus(folder, 3)
    shut = folder / "shut"
    shut.mkdir()
    hidden = corpus(folder, 2, "hidden.jsonl")
    hidden.chmod(0)
    archive, wanted = undisturbed(program, folder, source)
    shutil.copy(archive, shut / "there.sayso")
    (shut / "there.sayso").chmod(0o444)
    shut.chmod(0o555)
    try:
        ran = program.run("read", "--to", "jsonl", *program.coded_by, hidden, source, before=without_rights)
        assert promises.counts(ran, "read")[:2] == [4, 3], ran.said
        assert "check the path and its permissions" in ran.said, ran.said
        ran = program.run("ingest", shut / "new.sayso", *program.coded_by, source, before=without_rights)
        promises.ended_well(ran, (1,))
        assert "permissions" in ran.said, ran.said
        ran = program.run("ingest", shut / "there.sayso", *program.coded_by, corpus(folder, 9, "more.jsonl"), before=without_rights)
        promises.ended_well(ran, (1,))
        assert "permissions" in ran.said, ran.said
        for asked in ASKED[:6]:
            ran = program.run(*(one.format(shut / "there.sayso") for one in asked), before=without_rights)
            promises.ended_well(ran, (0,))
        assert (shut / "there.sayso").read_bytes() == archive.read_bytes()
    finally:
        shut.chmod(0o755)


def no_room_for_the_model(program, folder):
    """The first start compiles the model: that may fail, and must not leave half of it to be used."""
    if not program.model:
        raise LeftOut("a model that has to be compiled is named by --model")
    good = folder / "good.txt"
    good.write_bytes(GOOD)
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}
    arguments = ["read", "--to", "jsonl", *program.coded_by, good]
    wanted = program.run(*arguments).out
    for size in (1_000, 1_000_000):
        ran = program.run(*arguments, before=bounded(size), environment=cache)
        promises.ended_well(ran, (1,))
        assert "; " in ran.said, ran.said
    children = [program.started(*arguments, environment=cache, stdout=open(folder / f"{number}.out", "wb"), stderr=open(folder / "said", "wb")) for number in range(2)]
    assert [child.wait(120) for child in children] == [0, 0]
    assert {(folder / f"{number}.out").read_bytes() for number in range(2)} == {wanted}, "two first starts at once"


def flipped_bits(program, folder):
    """A bit here and there turned over: nothing panics, and what is wrong is either found by `check` or changes no record."""
    archive, wanted = undisturbed(program, folder, corpus(folder))
    sound, draw, found = archive.read_bytes(), random.Random(1), 0
    for number in range(24):
        damaged = bytearray(sound)
        for _ in range(1 if number % 2 else 40):
            at = draw.randrange(100, len(damaged))
            damaged[at] ^= 1 << draw.randrange(8)
        target = folder / "flipped.sayso"
        target.write_bytes(damaged)
        check = program.run("check", target)
        promises.ended_well(check, (0, 1))
        found += check.status
        asked = [one.format(target) for one in ASKED[number % len(ASKED)]]
        ran = program.run(*asked)
        promises.ended_well(ran, (0, 1))
        out = program.run("export", target, "--as", "jsonl", "-q")
        promises.ended_well(out, (0, 1))
        assert check.status == 1 or out.out == wanted, f"flip {number}: other records, and check finds nothing"
        assert target.read_bytes() == damaged, "asking changed an archive"
    assert found > 12, f"only {found} of 24 damages were found"


def from_the_future(program, folder):
    archive, _ = undisturbed(program, folder, corpus(folder, 3))
    with sqlite3.connect(archive) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = archive.read_bytes()
    for asked in (*ASKED, ("serve", "{}", "--port", "0"), ("stories", "{}"), ("ingest", "{}", str(folder / "corpus.jsonl"))):
        ran = program.run(*(one.format(archive) for one in asked), patience=20)
        promises.ended_well(ran, (1,))
        assert "format 99" in ran.said and "newer Sayso" in ran.said, f"{asked[0]}: {ran.said}"
    assert archive.read_bytes() == before


def reading_changes_nothing(program, folder):
    archive, _ = undisturbed(program, folder, corpus(folder))
    assert program.run("stories", archive).status == 0
    before = archive.read_bytes()
    for asked in ASKED:
        ran = program.run(*(one.format(archive) for one in asked))
        promises.ended_well(ran, (0, 1))
    assert archive.read_bytes() == before


def replaced_while_read(program, folder):
    """A file that becomes another, shorter or nothing while it is read: what was read stands, and is counted."""
    source = corpus(folder, 500)
    whole = source.read_bytes()
    for number, change in enumerate((lambda: os.replace(corpus(folder, 5, "other.jsonl"), source), lambda: os.truncate(source, 50_000), lambda: source.unlink())):
        source.write_bytes(whole)
        archive = folder / f"{number}.sayso"
        child = program.started("ingest", archive, *program.coded_by, "--threads", "1", "--commit-every", "20", source, stdout=open(os.devnull, "wb"),
                                stderr=open(folder / "said", "wb"))
        while child.poll() is None and not (archive.exists() and archive.stat().st_size > 0):
            time.sleep(0.002)
        change()
        assert child.wait(120) in (0, 1)
        said = (folder / "said").read_text("utf-8")
        assert "panicked" not in said and promises.COUNTS["ingest"].search(said), said
        promises.ended_well(program.run("check", archive), (0,))
        exported(program, archive)
        ran = ingested(program, archive, corpus(folder, 5, "corpus.jsonl"))
        assert ran.status == 0, ran.said


def pipes(program, folder):
    """A named pipe whose writer comes late, and goes in the middle of a line."""
    pipe = folder / "pipe.jsonl"
    os.mkfifo(pipe)
    lines = corpus(folder, 4).read_bytes()

    def write():
        time.sleep(0.1)
        with open(pipe, "wb") as out:
            out.write(lines[:-40])

    writer = threading.Thread(target=write)
    writer.start()
    ran = program.run("read", "--to", "jsonl", *program.coded_by, pipe, patience=30)
    writer.join()
    assert promises.counts(ran, "read")[:2] == [4, 3], ran.said
    assert promises.failures(ran, "read")[0][:2] == (str(pipe), ":4")


def odd_names(program, folder):
    """Names with everything in them: files are read, a message is one line, and no terminal obeys it."""
    names = [b"a\nsayso: 9 read = 9 coded + 0 failed", b"clear\x1b[2J", b"\xff\xfe", b"quote'\"$(x)`y`", b"-q", b"--to=text", b" ", b"*", b"{a,b}", "\u202egnp.txt".encode(),
             b"n" * 255]
    place = folder / "names"
    place.mkdir()
    for bad in (False, True):
        for name in names:
            with open(os.path.join(os.fsencode(place), name), "wb") as file:
                file.write(b"no date here" if bad else GOOD.replace(b"Thanks", b"x" + name.hex().encode()[:40]))
        ran = program.run("read", "--to", "jsonl", *program.coded_by, place)
        promises.ended_well(ran, (1 if bad else 0,))
        assert promises.counts(ran, "read")[int(bad) - 2 if bad else 1] == len(names), ran.said
        assert not {"\x1b", "\u202e"} & set(ran.said), "a name's escapes were printed"
        assert len(ran.lines) == 1 + bad * len(names), f"{len(ran.lines)} lines: {ran.said}"
        archive = folder / f"{bad}.sayso"
        ran = ingested(program, archive, place)
        assert sum(promises.counts(ran, "ingest")[1:]) == len(names)
        promises.ended_well(program.run("check", archive), (0,))


def long_paths(program, folder):
    """A path longer than the system takes at once, reached step by step, and one that it takes."""
    deep = folder
    for _ in range(12):
        deep = deep / ("d" * 250)
        deep.mkdir()
    (deep / "good.txt").write_bytes(GOOD)
    ran = program.run("read", "--to", "jsonl", *program.coded_by, folder / ("d" * 250))
    promises.ended_well(ran, (0,))
    assert len(promises.records(ran.out)) == 1
    ran = program.run("read", "--to", "jsonl", *program.coded_by, "x/" * 4000 + "x", "y" * 5000)
    promises.ended_well(ran, (1,))
    assert len(promises.failures(ran, "read")) == 2
    archive = deep / ("a" * 240 + ".sayso")
    ran = program.run("ingest", archive, *program.coded_by, deep / "good.txt")
    promises.ended_well(ran, (0, 1))


def links(program, folder):
    """Links in a circle, to nowhere, and to the folder that they are in."""
    place = folder / "links"
    place.mkdir()
    (place / "good.txt").write_bytes(GOOD)
    (place / "one").symlink_to("two")
    (place / "two").symlink_to("one")
    (place / "here").symlink_to(".")
    (place / "up").symlink_to("..")
    (place / "nowhere").symlink_to("absent")
    ran = program.run("read", "--to", "jsonl", *program.coded_by, place, patience=30)
    promises.ended_well(ran, (1,))
    assert 1 <= len(promises.records(ran.out)) <= 2, ran.said
    ran = program.run("read", "--to", "jsonl", *program.coded_by, place / "one", patience=30)
    promises.ended_well(ran, (1,))
    assert "cannot be read" in ran.said


def climbing_zip(program, folder):
    """A packed folder with names that climb out of it: it is not unpacked at all."""
    path = folder / "slip.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../slipped.txt", GOOD)
        packed.writestr("/tmp/slipped-of-sayso.txt", GOOD)
    ran = program.run("read", "--to", "jsonl", *program.coded_by, path)
    promises.ended_well(ran, (1,))
    assert len(promises.failures(ran, "read")) == 1 and "zip" in ran.said.lower(), ran.said
    assert not (folder.parent / "slipped.txt").exists() and not os.path.exists("/tmp/slipped-of-sayso.txt")


def climbing_ids(program, folder):
    """Ids, titles and sources that are paths: every form of export stays in its place."""
    source = folder / "paths.jsonl"
    paths = ("../../../climbed", "/tmp/climbed-of-sayso", "con", "a/b", "..", ".", "~/x", "$HOME", "a\0b")
    source.write_bytes(b"".join(line(text(number), id=path, title=path, source=path, url=path) for number, path in enumerate(paths)))
    archive = folder / "paths.sayso"
    assert ingested(program, archive, source).status == 0
    assert program.run("stories", archive).status == 0
    place = folder / "out"
    place.mkdir()
    for form in ("csv", "jsonl", "parquet", "sqlite", "polecat", "ged", "geojson", "annotations", "gdelt-events", "gdelt-gkg", "stories"):
        ran = program.run("export", archive, "--as", form, "--out", place / form)
        promises.ended_well(ran, (0,))
    assert {path.name.split("-")[0] for path in folder.iterdir()} == {"paths.jsonl", "paths.sayso", "out"}, list(folder.iterdir())
    assert not os.path.exists("/tmp/climbed-of-sayso")


CASES = [
    Deed("few file handles", few_handles),
    Deed("little memory", little_memory),
    Deed("no room for stories", full_for_stories),
    Deed("no room for exports", full_for_exports),
    Deed("no room for the output", full_for_output),
    Deed("no room for complaints", full_for_complaints),
    Deed("no room for the model", no_room_for_the_model),
    Deed("closed streams", closed_streams),
    Deed("folders and files that are shut", shut_doors),
    Deed("bits that are turned over", flipped_bits),
    Deed("an archive from the future", from_the_future),
    Deed("reading changes nothing", reading_changes_nothing),
    Deed("a file that is replaced while it is read", replaced_while_read),
    Deed("a pipe whose writer goes", pipes),
    Deed("names with everything in them", odd_names),
    Deed("paths without an end", long_paths),
    Deed("links in a circle", links),
    Deed("a zip that climbs out", climbing_zip),
    Deed("ids that are paths", climbing_ids),
]
