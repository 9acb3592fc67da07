#!/usr/bin/env python3
"""How fast Sayso is beside its peers, on one core, in one run.

    bench/speed.py CORPUS.jsonl --model PACKAGE [--sayso target/release/sayso] [--core 0] [--rounds 3] [--only PART…]

CORPUS has one object with `text` and `date` a line; PACKAGE is a spaCy package's folder. Parts:

parse   `sayso parse` against spaCy's pipeline: the same texts as whole documents, the same components.
read    `sayso read`, all that it finds, against spaCy with textacy's direct quotations and nothing else.
length  what a token costs `sayso parse` and `sayso read` in texts of 1,000 to 10 million characters, the corpus cut and joined anew.
cores   the elapsed time of `sayso read` on one core and on two. Needs a machine that does nothing else.
start   `sayso read` of one short report on all cores: elapsed time and memory, model and codebook opened anew each time.

Peers take turns, bound to the same core, and the best round of each counts. Time is processor time, start and loading
included, so that other work on the machine disturbs less; where elapsed time is meant it says so. The engine's share of
the machine: floating-point operations of the layers that are computed for every token, from their shapes, against the
fastest single-precision product that numpy makes on that core in the same run, with AVX-512 where the processor has it
(numpy's library does not choose it by itself on AMD's). Needs Linux, spaCy 3.8 and textacy 0.13.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS")}

SPACY = """
import json, sys, warnings; warnings.simplefilter("ignore")
import spacy
nlp = spacy.load(sys.argv[1])
texts = [json.loads(line)["text"] for line in open(sys.argv[2], encoding="utf-8")]
print(sum(len(doc) for doc in nlp.pipe(texts)))
"""

# A text with an odd number of quotation marks is refused by textacy, which costs it no time.
TEXTACY = """
import json, sys, warnings; warnings.simplefilter("ignore")
import spacy
from textacy import extract
nlp = spacy.load(sys.argv[1])
texts = [json.loads(line)["text"] for line in open(sys.argv[2], encoding="utf-8")]
tokens = 0
for doc in nlp.pipe(texts):
    tokens += len(doc)
    try:
        list(extract.direct_quotations(doc))
    except ValueError:
        pass
print(tokens)
"""

PEAK = """
import time
import numpy
best = 0
for rows, inner, columns in [(512, 288, 288), (1024, 1024, 1024)]:
    a = numpy.random.rand(rows, inner).astype("f"); b = numpy.random.rand(inner, columns).astype("f")
    end = time.perf_counter() + 1
    while time.perf_counter() < end:
        start = time.perf_counter(); a @ b
        best = max(best, 2 * rows * inner * columns / (time.perf_counter() - start))
print(best)
"""

# Parser steps a token (measured) and entity steps a token (one by construction).
STEPS = {"parser": 2.05, "ner": 1.0}

# Characters of the texts whose cost a token is compared, and of all texts of one size together.
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
TOGETHER = 10_000_000

SHORT = "date 1978-09-18\n\nEgypt and Israel agreed on Sunday to a framework for peace, President Jimmy Carter said.\n"


class Run:
    """What a command on these cores took: `seconds` of the processor, `elapsed` ones, `peak` in MB, its `output`."""

    def __init__(self, command, cores, stdout=subprocess.PIPE, **environment):
        # Errors go to a file: a pipe that is read after the other one may be full before.
        with tempfile.TemporaryFile() as errors:
            started = time.perf_counter()
            child = subprocess.Popen(
                command, stdout=stdout, stderr=errors, env={**os.environ, **ONE_THREAD, **environment},
                preexec_fn=lambda: os.sched_setaffinity(0, cores),
            )
            self.output = child.stdout.read() if child.stdout else b""
            _, status, used = os.wait4(child.pid, 0)
            self.elapsed = time.perf_counter() - started
            self.seconds = used.ru_utime + used.ru_stime
            self.peak = used.ru_maxrss / 1024
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                errors.seek(0)
                sys.exit(f"{command[0]} ended with {child.returncode}: {errors.read().decode('utf-8', 'replace')}")


def layers(model):
    """Name → numbers of weights of each layer of a component's model file."""
    import srsly

    content = srsly.msgpack_loads((model / "model").read_bytes())
    sizes = {}
    for node, params in zip(content["nodes"], content["params"]):
        if params and "W" in params:
            sizes.setdefault(node["name"], []).append(params["W"].size)
    return sizes


def operations(model):
    """Floating-point operations a token, a multiplication with an addition counting 2: those of the
    whole networks, and those left when what depends on the word form alone is kept."""
    whole = left = 0
    for name in ("tok2vec", "tagger", "parser", "ner"):
        sizes = layers(model / name)
        for size in sizes.get("static_vectors", []):
            whole += 2 * size
        for nth, size in enumerate(sizes.get("maxout", [])):
            whole += 2 * size
            left += 2 * size if nth >= 2 else 0  # The mix and the first convolution are kept.
        heads = sizes.get("softmax", []) + sizes.get("precomputable_affine", [])
        upper, *projection = sizes.get("linear", [0])
        every = 2 * sum(heads + projection) + 2 * STEPS.get(name, 0) * upper
        whole, left = whole + every, left + every
    return whole, left


def threads_beside(cpu):
    """The processors that are threads of this one's core, itself among them; it alone where the system does not say."""
    path = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    threads = {cpu}
    for part in path.read_text().strip().split(",") if path.exists() else ():
        first, _, last = part.partition("-")
        threads.update(range(int(first), int(last or first) + 1))
    return threads


class Bench:
    """One run of this program."""

    def __init__(self, flags):
        self.flags = flags
        self.core = {flags.core}
        # The first start compiles the model, which later ones do not; it counts the tokens, too.
        lines = Run(self.sayso("parse", flags.corpus), self.core).output.splitlines()
        self.tokens = sum(len(json.loads(line)["tokens"]) for line in lines)

    def sayso(self, command, path, threads=1):
        unit = ["--unit", "document"] if command == "parse" else []
        form = ["--from", "jsonl", "--to", "jsonl", "--threads", str(threads)]
        return [self.flags.sayso, command, "--model", self.flags.model, *unit, *form, path]

    def beside(self, peer, script, command):
        """`sayso COMMAND` and a peer's script take turns; Sayso's rate in tokens a second."""
        theirs = [sys.executable, "-c", script, self.flags.model, self.flags.corpus]
        rounds = []
        for _ in range(self.flags.rounds):
            rounds.append((Run(self.sayso(command, self.flags.corpus), self.core, subprocess.DEVNULL), Run(theirs, self.core)))
        if int(rounds[0][1].output) != self.tokens:
            sys.exit(f"not the same tokens: {self.tokens} and {int(rounds[0][1].output)}")
        rates = []
        for name, runs in zip((f"sayso {command}", peer), zip(*rounds)):
            best = min(runs, key=lambda run: run.seconds)
            rates.append(self.tokens / best.seconds)
            print(
                f"{name}: {self.tokens} tokens, {best.seconds:.2f} s of the processor ({best.elapsed:.2f} s elapsed), "
                f"{rates[-1]:,.0f} tokens/s, peak {best.peak:.0f} MB"
            )
        print(f"sayso {command} / {peer}: {rates[0] / rates[1]:.1f}")
        return rates[0]

    def parse(self):
        rate = self.beside("spaCy", SPACY, "parse")
        script = [sys.executable, "-c", PEAK]
        wide = {"OPENBLAS_CORETYPE": "SkylakeX"} if "avx512f" in Path("/proc/cpuinfo").read_text() else {}
        peak = max(float(Run(script, self.core, **wide).output) for _ in range(self.flags.rounds))
        whole, left = operations(self.flags.model)
        reached = rate * left
        print(
            f"networks: {whole / 1e6:.2f} MFLOP a token, {left / 1e6:.2f} computed for each; "
            f"{reached / 1e9:.1f} GFLOP/s over the whole run, "
            f"{100 * reached / peak:.0f} % of the {peak / 1e9:.1f} GFLOP/s that numpy's product reaches"
        )

    def read(self):
        self.beside("spaCy with textacy", TEXTACY, "read")

    def length(self):
        words = "\n\n".join(json.loads(line)["text"] for line in open(self.flags.corpus, encoding="utf-8"))
        words *= TOGETHER // len(words) + 1
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "texts.jsonl"
            for length in LENGTHS:
                with path.open("w", encoding="utf-8") as file:
                    for start in range(0, TOGETHER, length):
                        text = words[start : start + length]
                        file.write(json.dumps({"id": str(start), "date": "1994-05-01", "text": text}) + "\n")
                costs = []
                for command in ("parse", "read"):
                    runs = [Run(self.sayso(command, path), self.core, subprocess.DEVNULL) for _ in range(self.flags.rounds)]
                    best = min(runs, key=lambda run: run.seconds)
                    costs.append(f"{command} {1e9 * best.seconds / TOGETHER:.0f} ns a character, peak {best.peak:.0f} MB")
                print(f"texts of {length:,} characters: " + "; ".join(costs), flush=True)

    def cores(self):
        siblings = threads_beside(self.flags.core)
        others = sorted(os.sched_getaffinity(0) - self.core)
        if not others:
            print("sayso read: not measured on two cores, for there is one processor")
            return
        # Two threads of one core share what computes.
        other = next((cpu for cpu in others if cpu not in siblings), None)
        two = "two cores"
        if other is None:
            other, two = others[0], "two threads of that core, for there is no other core"
        times = []
        for threads, cores in ((1, self.core), (2, {self.flags.core, other})):
            runs = [
                Run(self.sayso("read", self.flags.corpus, threads), cores, subprocess.DEVNULL).elapsed
                for _ in range(self.flags.rounds)
            ]
            times.append(min(runs))
        print(
            f"sayso read: {times[0]:.2f} s elapsed on one core, {times[1]:.2f} s on {two} "
            f"(processors {self.flags.core} and {other}): {times[0] / times[1]:.2f} times as fast"
        )

    def start(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "short.txt"
            path.write_text(SHORT)
            command = [self.flags.sayso, "read", "--model", self.flags.model, path]
            runs = [Run(command, os.sched_getaffinity(0)) for _ in range(21)]
        elapsed = statistics.median(run.elapsed for run in runs)
        print(f"sayso read of one short report: {1000 * elapsed:.0f} ms elapsed (median of 21), peak {max(run.peak for run in runs):.0f} MB")


PARTS = ("parse", "read", "length", "cores", "start")


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("corpus", type=Path)
    flags.add_argument("--model", type=Path, required=True)
    flags.add_argument("--sayso", default="target/release/sayso")
    flags.add_argument("--core", type=int, default=0)
    flags.add_argument("--rounds", type=int, default=3)
    flags.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    flags = flags.parse_args()
    bench = Bench(flags)
    for part in flags.only:
        getattr(bench, part)()
        sys.stdout.flush()


if __name__ == "__main__":
    main()
