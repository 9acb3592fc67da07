#!/usr/bin/env python3
"""Copies found among reports that were edited as newsrooms edit, and among reports that were not.

    cargo build --release -p sayso-stories --example copies
    bench/copies.py REPORTS.jsonl [--copies target/release/examples/copies] [--seed 1] [--show]

REPORTS has one object {id, date, text} a line. Every report gets a copy, which goes among all the reports as they
are, those of the same day and agency included. Printed: recall and precision of the pairs, how often the right original is named, and for
copies of a part the same. A copy held to be one of a report that its own original is held to be a copy of is neither right nor
wrong: whether the corpus has copies of its own is for readers to say; `--show` prints those pairs. Python's standard library only.

An edited copy has another headline, at times another lead, at times its tail cut, and of its sentences the given share is reworded, dropped or
has its numbers updated. Rewording changes a quarter of the words: most for words drawn from the whole corpus, some are put in or left out; in
half of the sentences clauses are turned about.
"""
import argparse
import datetime
import json
import random
import re
import subprocess
from collections import Counter

SENTENCE = re.compile(r'(?<=[.!?])["”\']*\s+(?=["“A-Z])')
NUMBER = re.compile(r"\d+")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def sentences(text):
    return [s for paragraph in text.strip().split("\n\n") for s in SENTENCE.split(" ".join(paragraph.split())) if s]


def with_text(report, suffix, text, days=0):
    date = datetime.date.fromisoformat(report["date"]) + datetime.timedelta(days=days)
    # "~" comes after all letters: on the same day the original is the earlier.
    return {"id": f"{report['id']}~{suffix}", "date": date.isoformat(), "text": text}


class Editor:
    """Edits as a desk does, by chance, the same for the same seed."""

    def __init__(self, vocabulary, seed):
        self.vocabulary, self.chance = vocabulary, random.Random(seed)

    def numbers(self, sentence):
        update = lambda found: str(int(found.group()) + self.chance.randint(1, 9)).zfill(len(found.group()))
        return NUMBER.sub(update, sentence)

    def next_day(self, text):
        text = re.sub("|".join(DAYS), lambda day: DAYS[(DAYS.index(day.group()) + 1) % 7], text)
        return re.sub(r"\d", lambda _: str(self.chance.randint(0, 9)), text)

    def reworded(self, sentence):
        clauses = re.split(r"(?<=,) ", sentence)
        if len(clauses) > 1 and self.chance.random() < 0.5:
            turn = self.chance.randint(1, len(clauses) - 1)
            clauses = clauses[turn:] + clauses[:turn]
        words = []
        for word in " ".join(clauses).split():
            fate = self.chance.random()
            if fate < 0.18:
                words.append(self.chance.choice(self.vocabulary))
            elif fate < 0.22:
                words += [word, self.chance.choice(self.vocabulary)]
            elif fate >= 0.26:
                words.append(word)
        return " ".join(words)

    def words(self, names, count):
        """A sentence in none of the report's words but some of its names."""
        chosen = [self.chance.choice(self.vocabulary if not names or self.chance.random() < 0.8 else names) for _ in range(count)]
        return " ".join(chosen).capitalize()

    def lead(self, text):
        return self.words(re.findall(r"\b[A-Z][a-z]{3,}\b", text), self.chance.randint(12, 25)) + "."

    def edited(self, text, share):
        parts = sentences(text)
        if len(parts) > 4 and self.chance.random() < 0.5:
            parts = parts[: max(3, round(len(parts) * self.chance.uniform(0.6, 0.9)))]
        chosen = set(self.chance.sample(range(len(parts)), min(len(parts) - 1, max(1, round(len(parts) * share)))))
        told = []
        for at, sentence in enumerate(parts):
            fate = self.chance.random() if at in chosen else 1
            if fate < 0.25 and len(parts) > 3:
                continue
            told.append(self.reworded(sentence) if fate < 0.7 else self.numbers(sentence) if fate < 1 else sentence)
        if self.chance.random() < 0.6:
            told = [self.lead(text)] + told[1 if len(told) > 3 else 0:]
        return "\n\n".join([self.words([], 7)] + told)

    def quoting(self, text, passage):
        parts = sentences(text)
        parts.insert(self.chance.randint(1, len(parts)), passage)
        return "\n\n".join(parts)


def found(program, reports, *flags):
    lines = "".join(json.dumps(report) + "\n" for report in reports)
    done = subprocess.run([program, *flags], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def base(identifier):
    return identifier.partition("~")[0]


def score(name, program, reports, made, known):
    """`made`: edited reports with the ids that each was made from. `known`: pairs of unedited reports that are found."""
    pairs, _ = found(program, reports + [report for report, _ in made], "--all")
    truth = {(report["id"], origin) for report, origins in made for origin in origins}
    given = {(row["copy"], row["original"]): row for row in pairs}
    # Found because their unedited selves are: not the edit's doing.
    own = lambda pair: frozenset(map(base, pair)) in known or base(pair[0]) == base(pair[1])
    judged = [pair for pair in given if "~" in pair[0] + pair[1] and (pair in truth or not own(pair))]
    # Several copies of one report are copies of one another, and a quoted report's other copies hold the quotation as well.
    origins = {report["id"]: {report["id"], base(report["id"]), *origins} for report, origins in made}
    related = lambda pair: any(frozenset((one, other)) in known or one == other
                               for one in origins.get(pair[0], {pair[0]}) for other in origins.get(pair[1], {pair[1]}))
    false = [pair for pair in judged if pair not in truth and not related(pair)]
    right = sum(pair in given for pair in truth)
    named = {}
    for row in pairs:
        named.setdefault(row["copy"], row["original"])
    well = sum(named.get(copy) in origins[copy] or frozenset((named.get(copy), origin)) in known for copy, origin in truth)
    share = sum(given[pair]["share"] for pair in truth if pair in given) / max(1, right)
    whole = sum(given[pair]["kind"] == "whole" for pair in truth if pair in given)
    of = lambda part, all_: f"{part / all_:.4f}" if all_ else "   -  "
    print(f"{name:34} {len(truth):6} {of(right, len(truth))} {of(right, right + len(false))} {len(false):5} {of(well, len(named.keys() & {copy for copy, _ in truth}))} {share:.2f} {of(whole, right)}", flush=True)
    return sorted(truth - given.keys()), sorted(false)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reports")
    parser.add_argument("--copies", default="target/release/examples/copies")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is missed, what is wrong, and the corpus's own pairs")
    given = parser.parse_args()
    reports = [json.loads(line) for line in open(given.reports, encoding="utf-8")]
    reports = [{"id": r["id"], "date": r.get("date") or "2000-01-01", "text": r["text"]} for r in reports]
    vocabulary = sorted(Counter(word for r in reports for word in re.findall(r"\b[a-z]{3,}\b", r["text"])))
    editor = Editor(vocabulary, given.seed)
    texts = {report["id"]: report["text"] for report in reports}

    own, cost = found(given.copies, reports, "--every-pair")
    known = {frozenset((row["copy"], row["original"])) for row in own}
    print(f"the corpus's own pairs: {len(own)}, of which sketches miss {sum(not row['candidate'] for row in own)}")
    print(cost.strip())
    print(f"{'':34} {'copies':>6} {'recall':6} {'prec.':6} {'wrong':5} {'named':6} {'share'} {'whole'}")
    faults = []
    long = [report for report in reports if len(report["text"].split()) >= 40]
    for share in (0.05, 0.1, 0.2, 0.3, 0.4):
        made = [(with_text(r, f"{share}", editor.edited(r["text"], share), editor.chance.randint(0, 1)), [r["id"]]) for r in long]
        faults.append(score(f"edited, {share:.0%} of sentences", given.copies, reports, made, known))

    whole = lambda told: len(told) >= 2 and all(len(sentence.split()) >= 8 for sentence in told[:2])
    short = [{**r, "id": f"{r['id']}.short", "text": " ".join(sentences(r["text"])[:2])} for r in reports if whole(sentences(r["text"]))]
    short = [r for r in short if 150 <= len(r["text"]) <= 400]
    shown, _ = found(given.copies, short, "--every-pair")
    short_known = {frozenset((row["copy"], row["original"])) for row in shown}
    texts |= {report["id"]: report["text"] for report in short}
    edits = {
        "numbers updated": lambda text: editor.numbers(text),
        "another lead before": lambda text: editor.lead(text) + " " + text,
        "one of the two reworded": lambda text: editor.edited(text, 0.5),
    }
    for edit, apply in edits.items():
        made = [(with_text(r, "e", apply(r["text"])), [r["id"]]) for r in short]
        faults.append(score(f"two sentences, {edit}", given.copies, short, made, short_known))

    digits = lambda text: len(re.findall(r"\d[\d.,]*", text)) / max(1, len(text.split()))
    made = [(with_text(r, "next-day", editor.next_day(r["text"]), 1), []) for r in reports if digits(r["text"]) > 0.15]
    names = {r["id"] for r, _ in made}
    pairs, _ = found(given.copies, reports + [r for r, _ in made], "--all")
    wrong = [(row["copy"], row["original"]) for row in pairs if row["copy"] in names and base(row["copy"]) == row["original"]]
    print(f"tables and market reports with all numbers changed: {len(made)}, taken for copies: {len(wrong)}")

    for low, high in ((25, 40), (40, 80)):
        made = []
        for report in long:
            said = [s for s in texts[report["id"]].strip().split("\n\n") if low <= len(s.split()) < high]
            host = editor.chance.choice(reports)
            if said and host["id"] != report["id"]:
                made.append((with_text(host, f"{report['id']}", editor.quoting(host["text"], editor.chance.choice(said)), 40 * 365), [report["id"], host["id"]]))
        part = [(report, origins[:1]) for report, origins in made]
        ours = known | {frozenset((report["id"], origins[1])) for report, origins in made}
        faults.append(score(f"a paragraph of {low} to {high - 1} words", given.copies, reports, part, ours))
    if given.show:
        for missed, wrong in faults:
            print(*[f"missed {pair}" for pair in missed] + [f"wrong {pair}" for pair in wrong], sep="\n")
        for row in own:
            print(row["copy"], row["original"], row["kind"], round(row["share"], 2), round(row["of_original"], 2))


if __name__ == "__main__":
    main()
