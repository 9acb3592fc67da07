"""Reads gold made of marks back, as who scores codings with it does: gold.py FILE RECORDS"""

import json
import sys

path, records = sys.argv[1:]


def spans(value):
    """Every pair of characters in a line, whatever its layout."""
    if isinstance(value, dict):
        if isinstance(value.get("start"), int) and isinstance(value.get("end"), int):
            yield value["start"], value["end"]
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        if len(value) == 2 and all(isinstance(one, int) for one in value):
            yield tuple(value)
        else:
            for inner in value:
                yield from spans(inner)


with open(records, encoding="utf-8") as file:
    texts = {record["report"]["text"] for record in map(json.loads, file)}
with open(path, encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
assert lines, f"{path}: nothing went out, and all data were marked"
assert len({line["id"] for line in lines}) == len(lines)
for line in lines:
    assert isinstance(line["complete"], bool) and any(line["text"] in text for text in texts), line["id"]
    assert all(0 <= start < end <= len(line["text"]) for start, end in spans(line)), line["id"]
print(f"  {len(lines)} lines, all spans in their texts")
