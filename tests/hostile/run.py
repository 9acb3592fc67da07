#!/usr/bin/env python3
"""Gives the program hostile inputs and does hostile deeds to it, and holds it to what it promises. Needs Python's
standard library alone, and Linux.

    python3 tests/hostile/run.py SAYSO [--model MODEL] [--only NAME] [--full]

MODEL is a package's file or folder. `--only` takes the beginning of a name or of a module's; `--full` makes the large ones
too, for minutes.
"""
# The folder of this file has modules named like Python's own: what is found first is the folder above.
import sys
from os.path import abspath, dirname

sys.path[0] = dirname(dirname(abspath(__file__)))

import argparse  # noqa: E402
import os  # noqa: E402
import resource  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from concurrent.futures import ProcessPoolExecutor  # noqa: E402
from pathlib import Path  # noqa: E402

from hostile import api, dates, events, feeds, html, jsonl, numbers, promises, runs, storage, texts, warc  # noqa: E402
from hostile.case import GOOD, Input, LeftOut  # noqa: E402
from hostile.program import Program  # noqa: E402

MODULES = (texts, dates, numbers, events, jsonl, html, feeds, warc, storage, runs, api)


class Tally:
    """What held and what did not."""

    def __init__(self):
        self.held, self.known, self.broken, self.left_out = 0, [], [], []

    def take(self, name, fault):
        """Counts a case, with what is wrong about it."""
        if fault:
            self.broken.append(name)
            print(f"BROKEN {name}: {fault}")
        else:
            self.held += 1

    def take_known(self, case, fault):
        """Counts a case that is known to fail: it has to fail as it is known to."""
        if case.is_known_to_say(fault):
            self.known.append(case.name)
            print(f"known {case.name}: {fault}")
        elif fault:
            self.take(case.name, f"{fault}; known was {case.known!r}: mend it, or write there and in the README's table what it says now")
        else:
            self.take(case.name, "it holds, and was known to fail: take `known` and its row in the README's table away")

    def leave_out(self, name, why):
        self.left_out.append(name)
        print(f"left out {name}: {why}")


def fault_of(check, *given):
    """What an assertion says that does not hold."""
    try:
        check(*given)
    except LeftOut:
        raise
    except Exception as error:
        return in_words(error)
    return None


def in_words(error):
    """A fault of any kind is one of its case alone: a time-out or a broken connection must not end all the others."""
    return str(error) or "it does not hold" if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"


def written(folder, inputs):
    """The inputs as files, and a good one."""
    folder.mkdir(parents=True)
    good = folder / "good.txt"
    good.write_bytes(GOOD)
    paths = []
    for number, case in enumerate(inputs):
        path = folder / f"{number:03}.{case.suffix}"
        made = case.make()
        with open(path, "wb") as file:
            for piece in (made,) if isinstance(made, bytes) else made:
                file.write(piece)
        paths.append(path)
    return good, paths


def came_of(ran, good_record, count):
    """The records of each of so many inputs, between which the good one stands."""
    parts, now = [], []
    lines = ran.out.split(b"\n")[:-1]
    assert lines and lines[0] == good_record, "the good report beside it has another record"
    for one in lines[1:]:
        if one == good_record:
            parts.append(now)
            now = []
        else:
            now.append(one)
    assert not now and len(parts) == count, f"the good report stands {len(parts)} times after an input, not {count} times"
    return [promises.records(b"".join(line + b"\n" for line in part)) for part in parts]


def as_promised(case, path, records, failures):
    """What was promised of one input."""
    assert len(records) == case.records, f"{len(records)} records, not {case.records}; {failures}"
    found = [(place, reason) for name, place, reason in failures if name == str(path)]
    assert len(found) == len(case.said), f"said of it: {found}"
    for (place, reason), (wanted, words) in zip(found, case.said):
        assert place == wanted and words in reason, f"{place} {reason}, not {wanted} {words}"


def read(program, good, paths, **more):
    """Reads the inputs with the good one before, between and after them."""
    given = [good, *(one for path in paths for one in (path, good))]
    return program.run("read", "--to", "jsonl", *program.coded_by, *given, **more)


def judged(program, inputs, folder, good_record, tally, **more):
    """Reads inputs together, and judges each."""
    good, paths = written(folder, inputs)
    ran = fault = None
    try:
        ran = read(program, good, paths, **more)
        promises.ended_well(ran, (0, 1))
        parts = came_of(ran, good_record, len(inputs))
        failures = promises.failures(ran, "read")
    except Exception as error:
        fault = in_words(error)
    if fault and len(inputs) > 1:
        # Which of them it was.
        print(f"{folder.name}: {fault}; each by itself:")
        for number, case in enumerate(inputs):
            judged(program, [case], folder / f"{number:03}", good_record, tally, **more)
        return None
    if fault:
        tally.broken.append(inputs[0].name)
        print(f"BROKEN {inputs[0].name}: {fault}")
        return ran
    for case, path, records in zip(inputs, paths, parts):
        broken = fault_of(as_promised, case, path, records, failures)
        if case.known and not broken:
            tally.take_known(case, fault_of(case.holds, records))
        else:
            tally.take(case.name, broken or fault_of(case.holds, records))
    return ran


def taken_in(program, inputs, folder):
    """Takes all inputs into an archive: every one is counted, every datum stands, and nothing is taken in twice."""
    good, _ = written(folder, inputs)
    archive = folder.parent / "hostile.sayso"
    ran = program.run("ingest", archive, *program.coded_by, good, folder)
    promises.ended_well(ran, (0, 1))
    promises.failures(ran, "ingest")
    check = program.run("check", archive)
    promises.ended_well(check, (0,))
    looked = promises.quotes_stand(program, archive)
    assert looked > 200, f"only {looked} quotations were looked at"
    before = archive.read_bytes()
    again = program.run("ingest", archive, *program.coded_by, good, folder)
    promises.ended_well(again, (0, 1))
    assert promises.counts(again, "ingest")[1] == 0, again.said[-300:]
    assert program.run("stories", archive).status == 0
    return looked, len(before)


def chosen(module, only, full):
    """The cases of a module whose names begin so, or all where its own does."""
    cases = [case for case in module.CASES if full or not case.full]
    return cases if name_of(module).startswith(only) else [case for case in cases if case.name.startswith(only)]


def name_of(module):
    return module.__name__.rsplit(".", 1)[1]


def unlike_the_table():
    """Where the README's table of what is known to fail and the cases differ."""
    _, table = Path(__file__).with_name("README.md").read_text("utf-8").split("\n## Known\n")
    rows = {tuple(line.strip("| ").split(" | ")) for line in table.strip().splitlines()[2:]}
    known = {(f"{name_of(module)}.py: {case.name}", case.known) for module in MODULES for case in module.CASES if isinstance(case, Input) and case.known}
    assert rows == known, f"in the table alone: {sorted(rows - known)}; in the cases alone: {sorted(known - rows)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("sayso", type=Path)
    parser.add_argument("--model", type=Path, help="a language model's package; else the default one")
    parser.add_argument("--only", default="", help="the beginning of a case's name, or of a module's")
    parser.add_argument("--full", action="store_true", help="make the large ones too")
    options = parser.parse_args()
    if options.model and not options.model.exists():
        parser.error(f"no such file or folder: {options.model}")
    cases = {module: chosen(module, options.only, options.full) for module in MODULES}
    if not any(cases.values()):
        parser.error(f"the name of no case and of no module begins with {options.only!r}" + ("" if options.full else "; --full has more of them"))
    model = options.model and abspath(options.model)
    begun, tally = time.monotonic(), Tally()
    tally.take("the README's table is that of the cases", fault_of(unlike_the_table))
    with tempfile.TemporaryDirectory(prefix="sayso-hostile-") as folder:
        program = Program(options.sayso.resolve(), model, Path(folder) / "home")
        good, _ = written(Path(folder) / "good", [])
        alone = program.run("read", "--to", "jsonl", *program.coded_by, good)
        promises.ended_well(alone, (0,))
        deeds = []
        for place, module in enumerate(MODULES):
            examine(program, cases[module], Path(folder) / name_of(module), alone.out.rstrip(b"\n"), tally)
            deeds += [(place, case) for case in cases[module] if not isinstance(case, Input)]
        do_all(program, deeds, Path(folder) / "deeds", tally)
        if not options.only:
            inputs = [case for module in MODULES for case in module.CASES if isinstance(case, Input) and not case.alone and not case.full]
            tally.take("all inputs in one archive", fault_of(taken_in, program, inputs, Path(folder) / "all" / "inputs"))
        left = program.wrote_elsewhere()
        tally.take("nothing is written elsewhere", f"it wrote {left[:5]}" if left else None)
    print(f"{tally.held} held, {len(tally.known)} known to fail, {len(tally.left_out)} left out, {len(tally.broken)} broken; {time.monotonic() - begun:.0f} s")
    sys.exit(1 if tally.broken else 0)


def examine(program, cases, folder, good_record, tally):
    """Judges the inputs of a module: the small ones together, the large ones each alone."""
    at = time.monotonic()
    inputs = [case for case in cases if isinstance(case, Input)]
    together = [case for case in inputs if not case.alone]
    if together:
        judged(program, together, folder / "inputs", good_record, tally)
    for number, case in enumerate(inputs):
        if case.alone:
            ran = judged(program, [case], folder / f"{number:03}", good_record, tally, patience=case.seconds, before=with_at_most(4 * case.megabytes))
            if ran and ran.megabytes > case.megabytes:
                tally.broken.append(case.name)
                print(f"BROKEN {case.name}: {ran.megabytes:.0f} MB of memory, not {case.megabytes}")
    if inputs:
        print(f"{folder.name}: {len(inputs)} inputs, {time.monotonic() - at:.1f} s", flush=True)


def with_at_most(megabytes):
    """Bounds the addresses of a process, so that what it takes beyond all measure is not taken from others."""
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def done(program, module, name, place):
    """Does a deed, by name, as another process is told of it: what is wrong, and how long it took."""
    at = time.monotonic()
    place.mkdir(parents=True)
    deed = next(case for case in MODULES[module].CASES if case.name == name)
    try:
        return fault_of(deed.do, program, place), time.monotonic() - at
    finally:
        program.end_children()


def do_all(program, deeds, folder, tally):
    """Does deeds, as many at once as there are cores; most of them wait."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        doing = [(case, pool.submit(done, program, module, case.name, folder / f"{number:03}")) for number, (module, case) in enumerate(deeds)]
        for case, future in doing:
            try:
                fault, seconds = future.result()
            except LeftOut as why:
                tally.leave_out(case.name, why)
                continue
            tally.take(case.name, fault)
            print(f"{case.name}: {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
