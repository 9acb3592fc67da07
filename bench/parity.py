#!/usr/bin/env python3
"""Compare `sayso parse` with spaCy on the same model, token for token.

    bench/parity.py CORPUS.jsonl --model PACKAGE [--sayso target/release/sayso] [--limit N]

CORPUS has one object with `text` a line; PACKAGE is a spaCy package, as a folder or a wheel. Both
parse whole texts as one document. Tokens are compared by their characters; the other attributes on
tokens that both have, a head by its head's characters. Prints, for each attribute, how many of
spaCy's tokens agree, and the first that do not. Exit status 1 below 99.95 % in any.
Needs spaCy 3.8.
"""
import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

LEAST = 0.9995
ATTRIBUTES = ["token", "tag", "pos", "lemma", "head", "dep", "ent", "sentence start"]


def package_folder(path, into):
    """The model folder in a package: the one with config.cfg; a wheel is unpacked into `into`."""
    if path.is_file():
        import zipfile

        zipfile.ZipFile(path).extractall(into)
        path = into
    found = sorted(path.rglob("config.cfg"))
    if len(found) != 1:
        sys.exit(f"{path}: {len(found)} model folders in it; name one")
    return found[0].parent


def spacy_tokens(doc):
    """Characters → attributes of each token, in the order of ATTRIBUTES without the first."""
    rows = {}
    for token in doc:
        ent = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
        row = [token.tag_, token.pos_, token.lemma_, token.head.idx, token.dep_, ent]
        rows[token.idx, token.idx + len(token)] = [*row, bool(token.is_sent_start)]
    return rows


def sayso_tokens(record):
    """The same from a line of `sayso parse`."""
    starts = {first for first, _ in record["sents"]}
    tokens, rows = record["tokens"], {}
    for index, (start, end, tag, pos, lemma, head, dep, ent) in enumerate(tokens):
        rows[start, end] = [tag, pos, lemma, tokens[head][0], dep, ent, index in starts]
    return rows


def main():
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("corpus", type=Path)
    flags.add_argument("--model", type=Path, required=True)
    flags.add_argument("--sayso", default="target/release/sayso")
    flags.add_argument("--limit", type=int)
    flags = flags.parse_args()
    import spacy

    with flags.corpus.open(encoding="utf-8") as lines:
        reports = [json.loads(line) for line in itertools.islice(lines, flags.limit)]
    # A report without a word is an error to sayso, and nothing to compare.
    reports = [report for report in reports if report["text"].strip()]
    total, agree, shown = 0, dict.fromkeys(ATTRIBUTES, 0), 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        texts = folder / "texts.jsonl"
        with texts.open("w", encoding="utf-8") as out:
            for index, report in enumerate(reports):
                line = {"id": str(index), "date": "2000-01-01", "text": report["text"]}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
        command = [flags.sayso, "parse", "--model", flags.model, "--unit", "document"]
        command += ["--from", "jsonl", "--to", "jsonl", texts]
        ours = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()
        nlp = spacy.load(package_folder(flags.model, folder))
        if len(ours) != len(reports):
            sys.exit(f"{len(reports)} reports, but {len(ours)} lines of sayso")
        theirs = nlp.pipe(report["text"] for report in reports)
        for index, (doc, line) in enumerate(zip(theirs, ours)):
            got = sayso_tokens(json.loads(line))
            for span, want in spacy_tokens(doc).items():
                total += 1
                row = got.get(span)
                same = [row is not None] + [row is not None and a == b for a, b in zip(want, row or want)]
                for name, equal in zip(ATTRIBUTES, same):
                    agree[name] += equal
                if not all(same) and shown < 20:
                    shown += 1
                    word = doc.text[span[0] : span[1]]
                    print(f"report {index + 1} {span} {word!r}: spaCy {want}, sayso {row}")
            # Tokens that only sayso has count as well.
            agree["token"] -= len(got.keys() - spacy_tokens(doc).keys())
    print(f"{len(reports)} reports, {total} tokens, {nlp.meta['name']} {nlp.meta['version']}")
    for name in ATTRIBUTES:
        print(f"{name:15} {100 * agree[name] / max(total, 1):9.4f} %   {total - agree[name]} differ")
    return int(total == 0 or min(agree.values()) < LEAST * total)


if __name__ == "__main__":
    sys.exit(main())
