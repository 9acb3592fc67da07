#!/usr/bin/env python3
"""Score stories on hand-labelled pairs of events: is it the same happening or not?

    bench/stories_pairs.py PAIRS.csv STORIES.jsonl [--show]

PAIRS.csv names two coded events of two reports a row, by the code points of their first trigger
spans, and says whether they are one happening in the world (`same` 1) or not (0). STORIES.jsonl is
what `sayso export ARCHIVE --as stories` writes, a line a story. An event is in a happening when a
span of its report there overlaps the event's characters. The program says "same" for a pair when
one happening holds both events.

Printed, as JSON: precision and recall of "same" over all pairs, and the counts. A pair with an
event that is in no happening any more ("not_coded") counts as "not the same"; `where_coded` has
the figures without such pairs. --show lists the wrong pairs, a line each, to standard error.
"""
import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path


def read_pairs(path):
    """Rows of the labelled pairs: two events (report, start, end), the label, the reason."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            events = [(row[f"report_{x}"], int(row[f"start_{x}"]), int(row[f"end_{x}"])) for x in "ab"]
            yield events, row["same"] == "1", row["why"]


def read_happenings(path):
    """The happenings' spans by report: report -> [(start, end, happening), …].

    A happening is named by its story and its own id, as ids may repeat from story to story.
    """
    spans = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                continue
            story = json.loads(line)
            for happening in story["happenings"]:
                name = (story["id"], happening["id"])
                for span in happening["spans"]:
                    spans[span["report"]].append((span["start"], span["end"], name))
    return spans


def happenings_of(event, spans):
    """The happenings that hold the event; more than one where spans overlap."""
    report, start, end = event
    return {name for low, high, name in spans.get(report, ()) if low < end and start < high}


def judge(pairs, spans):
    """What the program says of each pair, beside its label."""
    for (first, second), same, why in pairs:
        in_first, in_second = happenings_of(first, spans), happenings_of(second, spans)
        yield {
            "events": (first, second),
            "same": same,
            "said": bool(in_first & in_second),
            "coded": bool(in_first) and bool(in_second),
            "why": why,
        }


def ratio(part, whole):
    """A share to three places; null where there is nothing to share out."""
    return round(part / whole, 3) if whole else None


def measures(judged):
    """Precision, recall and F1 of "same", with the counts they come from."""
    hit = sum(pair["said"] and pair["same"] for pair in judged)
    false = sum(pair["said"] and not pair["same"] for pair in judged)
    missed = sum(pair["same"] and not pair["said"] for pair in judged)
    return {
        "precision": ratio(hit, hit + false),
        "recall": ratio(hit, hit + missed),
        "f1": ratio(2 * hit, 2 * hit + false + missed),
        "right_same": hit,
        "wrong_same": false,
        "missed_same": missed,
        "right_not_same": len(judged) - hit - false - missed,
    }


def figures(judged):
    """All that is printed: over all pairs, then over those whose two events are still coded."""
    coded = [pair for pair in judged if pair["coded"]]
    lost = [pair for pair in judged if not pair["coded"]]
    return {
        "pairs": len(judged),
        "same": sum(pair["same"] for pair in judged),
        "not_same": sum(not pair["same"] for pair in judged),
        **measures(judged),
        "not_coded": len(lost),
        "not_coded_same": sum(pair["same"] for pair in lost),
        "where_coded": measures(coded),
    }


def show(judged):
    """The wrong pairs, a line each: what went wrong, the two events, the labeller's reason."""
    for pair in judged:
        if pair["said"] == pair["same"]:
            continue
        fault = "joined" if pair["said"] else "apart" if pair["coded"] else "not coded"
        first, second = (f"{report}:{start}-{end}" for report, start, end in pair["events"])
        print(f"{fault:<10} {first}  {second}  {pair['why']}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    judged = list(judge(read_pairs(args.pairs), read_happenings(args.stories)))
    if args.show:
        show(judged)
    print(json.dumps(figures(judged), indent=2))


if __name__ == "__main__":
    main()
