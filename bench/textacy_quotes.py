#!/usr/bin/env python3
"""What textacy's quotation extractor finds, in the form that score.py takes: a peer to compare with.

    bench/textacy_quotes.py MODEL_DIR < TEXTS.jsonl > RECORDS.jsonl

Needs textacy (0.13) and spaCy; MODEL_DIR is a model package's folder. textacy finds direct
quotations only, and refuses a text with an odd number of quotation marks: such a text counts as
one in which nothing was found, and the number of them is printed at the end.
"""
import json
import sys

import spacy
from textacy import extract


def span(tokens):
    return [{"start": tokens[0].idx, "end": tokens[-1].idx + len(tokens[-1])}] if len(tokens) else []


def statement(quote):
    return {"source": span(quote.speaker), "cue": span(quote.cue), "content": span(quote.content)}


def main():
    nlp = spacy.load(sys.argv[1])
    refused = 0
    for line in sys.stdin:
        report = json.loads(line)
        try:
            found = [statement(quote) for quote in extract.direct_quotations(nlp(report["text"]))]
        except ValueError:
            refused += 1
            found = []
        print(json.dumps({"id": report["id"], "statements": found}))
    print(f"{refused} texts refused", file=sys.stderr)


if __name__ == "__main__":
    main()
