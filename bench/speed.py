#!/usr/bin/env python3
"""Tokens a second of `sayso parse` and of spaCy, on one core, in one run.

    bench/speed.py CORPUS.jsonl --model PACKAGE [--sayso target/release/sayso] [--core 0] [--rounds 3]

CORPUS has one object with `text` a line; PACKAGE is a spaCy package's folder. Both load the model
and parse every text as one document with the same components; each round runs both, one after the
other, bound to the same core, and the best round of each counts. Time is processor time, start and
loading included, so that other work on the machine disturbs less; elapsed time is printed too.
The engine's share of the machine: floating-point operations of the layers that are computed for
every token, from their shapes, against the fastest single-precision product that numpy makes on
that core in the same run, with AVX-512 where the processor has it (numpy's library does not choose
it by itself on AMD's). Needs spaCy 3.8 and Linux.
"""
import argparse
import json
import os
import subprocess
import sys
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


def run(command, core, stdout, **environment):
    """Runs a command on one core: its output, processor seconds, elapsed seconds, peak MB."""
    started = time.perf_counter()
    child = subprocess.Popen(
        command, stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, **ONE_THREAD, **environment},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    output = child.stdout.read() if child.stdout else b""
    errors = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} ended with {child.returncode}: {errors.decode()}")
    elapsed = time.perf_counter() - started
    return output, used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss / 1024


def layers(model):
    """Name → numbers of weights of each layer of a component's model file."""
    import srsly

    content = srsly.msgpack_loads((model / "model").read_bytes())
    sizes = {}
    for node, params in zip(content["nodes"], content["params"]):
        for key in ("W",):
            if params and key in params:
                sizes.setdefault(node["name"], []).append(params[key].size)
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


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("corpus", type=Path)
    flags.add_argument("--model", type=Path, required=True)
    flags.add_argument("--sayso", default="target/release/sayso")
    flags.add_argument("--core", type=int, default=0)
    flags.add_argument("--rounds", type=int, default=3)
    flags = flags.parse_args()
    ours = [flags.sayso, "parse", "--model", flags.model, "--unit", "document", "--threads", "1"]
    ours += ["--from", "jsonl", "--to", "jsonl", flags.corpus]
    theirs = [sys.executable, "-c", SPACY, flags.model, flags.corpus]
    # The first start compiles the model, which later ones do not.
    lines = run(ours, flags.core, subprocess.PIPE)[0].splitlines()
    tokens = {"sayso": sum(len(json.loads(line)["tokens"]) for line in lines)}
    best, peak = {}, 0.0
    widest = {}
    if "avx512f" in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        widest = {"OPENBLAS_CORETYPE": "SkylakeX"}
    for _ in range(flags.rounds):
        peak = max(peak, float(run([sys.executable, "-c", PEAK], flags.core, subprocess.PIPE, **widest)[0]))
        for name, command in (("sayso", ours), ("spaCy", theirs)):
            stdout = subprocess.DEVNULL if name == "sayso" else subprocess.PIPE
            output, *figures = run(command, flags.core, stdout)
            tokens.setdefault(name, int(output or 0))
            best[name] = min(best.get(name, figures), figures)
    if tokens["sayso"] != tokens["spaCy"]:
        sys.exit(f"not the same tokens: {tokens}")
    rate = {}
    for name, (seconds, elapsed, memory) in best.items():
        rate[name] = tokens[name] / seconds
        print(
            f"{name}: {tokens[name]} tokens, {seconds:.2f} s of the processor ({elapsed:.2f} s elapsed), "
            f"{rate[name]:,.0f} tokens/s, peak {memory:.0f} MB"
        )
    print(f"sayso / spaCy: {rate['sayso'] / rate['spaCy']:.1f}")
    whole, left = operations(flags.model)
    reached = rate["sayso"] * left
    print(
        f"networks: {whole / 1e6:.2f} MFLOP a token, {left / 1e6:.2f} computed for each; "
        f"{reached / 1e9:.1f} GFLOP/s over the whole run, "
        f"{100 * reached / peak:.0f} % of the {peak / 1e9:.1f} GFLOP/s that numpy's product reaches"
    )


if __name__ == "__main__":
    main()
