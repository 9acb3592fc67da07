"""Reads exported annotations back: `python3 annotations.py FILE [REPORTS.jsonl]`.

With the reports (JSON lines with `id` and `text`, or whole records with `report`), every quote is compared with
the characters of its text, and every text with its hash.
"""

import hashlib
import json
import re
import sys

MOTIVATIONS = {"identifying", "describing", "tagging", "classifying"}
KINDS = {"mention", "time", "place", "statement", "event", "figure"}
IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
STATE = "urn:sayso:text:sha256:"


def texts(path):
    """Every text by its hash."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            report = json.loads(line)
            text = report.get("report", report)["text"]
            found[hashlib.sha256(text.encode()).hexdigest()] = text
    return found


def target_holds(target, known):
    assert target["type"] == "SpecificResource" and IRI.fullmatch(target["source"])
    place, quote = target["selector"]
    assert place["type"] == "TextPositionSelector" and quote["type"] == "TextQuoteSelector"
    start, end = place["start"], place["end"]
    assert 0 <= start <= end and end - start == len(quote["exact"])
    assert len(quote["prefix"]) == min(32, start) and len(quote["suffix"]) <= 32
    assert target["state"]["type"] == "State" and target["state"]["id"].startswith(STATE)
    if known is None:
        return
    text = known[target["state"]["id"].removeprefix(STATE)]
    assert text[start:end] == quote["exact"]
    assert text[max(0, start - 32) : start] == quote["prefix"] and text[end : end + 32] == quote["suffix"]


def body_holds(annotation):
    for body in annotation["body"]:
        if body["type"] == "SpecificResource":
            assert body["purpose"] == "identifying" and IRI.fullmatch(body["source"])
        else:
            assert body["type"] == "TextualBody" and isinstance(body["value"], str)
            assert body["purpose"] in MOTIVATIONS
    kinds = [body["value"] for body in annotation["body"] if body["purpose"] == "tagging"]
    assert kinds[0] in KINDS
    (whole,) = (body["value"] for body in annotation["body"] if body.get("format") == "application/json")
    datum = json.loads(whole)
    assert datum["report"] and datum[kinds[0]] and datum["standing"] in ("current", "superseded", "withdrawn")
    assert datum["standing"] == "current" or datum["standing"] in kinds


def main(path, reports=None):
    known = None if reports is None else texts(reports)
    with open(path, encoding="utf-8") as file:
        collection = json.load(file)
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection" and IRI.fullmatch(collection["id"])
    page = collection["first"]
    assert page["type"] == "AnnotationPage" and page["startIndex"] == 0 and IRI.fullmatch(page["id"])
    assert collection["total"] == len(page["items"])
    ids = set()
    for annotation in page["items"]:
        assert annotation["type"] == "Annotation" and annotation["motivation"] in MOTIVATIONS
        assert IRI.fullmatch(annotation["id"]) and annotation["id"] not in ids
        ids.add(annotation["id"])
        assert annotation["generator"]["type"] == "Software" and annotation["target"]
        body_holds(annotation)
        for target in annotation["target"]:
            target_holds(target, known)
    print(f"{path}: {len(ids)} annotations")


main(*sys.argv[1:])
