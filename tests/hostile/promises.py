"""What is promised of every input, whatever it is. Each promise is checked from what the program wrote alone; what does
not hold is an AssertionError in words."""
import hashlib
import json
import re

STATUSES = (0, 1, 2)
COUNTS = {
    "read": re.compile(r"sayso: (\d+) read = (\d+) coded(?: \+ (\d+) skipped)? \+ (\d+) failed"),
    "ingest": re.compile(r"sayso: (\d+) read = (\d+) stored \+ (\d+) duplicate \+ (\d+) skipped \+ (\d+) failed"),
}
WORDS = (("v_statements", "content", "content_start", "content_end", "content_spans"), ("v_events", "words", "start", "end", "spans"),
         ("v_figures", "words", "start", "end", "spans"))


def ended_well(ran, statuses=STATUSES):
    """It ended by itself, with a status that is documented, and no word of a panic."""
    for word in ("panicked", "RUST_BACKTRACE", "internal error", "unwrap()", "stack overflow"):
        assert word not in ran.said, f"it panicked: {ran.said[-600:]}"
    assert ran.status in statuses, f"exit status {ran.status}: {ran.said[-600:]}"


def counts(ran, command):
    """The closing count, which must add up: read, done, and the rest."""
    found = [COUNTS[command].fullmatch(line.split(";")[0]) for line in ran.lines]
    found = [one for one in found if one]
    assert len(found) == 1, f"no count, or several: {ran.said[-300:]}"
    numbers = [int(number or 0) for number in found[0].groups()]
    assert numbers[0] == sum(numbers[1:]), f"{found[0][0]} does not add up"
    assert (ran.status == 0) == (numbers[-1] == 0), f"exit status {ran.status} with {numbers[-1]} failed"
    return numbers


def failures(ran, command):
    """Each failure as (input, place, reason); there are as many as were counted, and each ends with the next step."""
    *_, skipped, failed = counts(ran, command)
    lines = [line for line in ran.lines if not re.match(r"sayso: (\d+ read = |warning: )", line)]
    found = []
    for line in lines:
        match = re.fullmatch(r"sayso: (.*?)((?::\d+)?|, (?:row|entry|byte) \d+): (.*)", line)
        assert match, f"no place in: {line}"
        reason = match[3]
        assert re.search(r"; \S+", reason), f"no next step in: {line}"
        found.append((match[1], match[2], reason))
    # `ingest` keeps the reasons of what it passes over in the archive, and says those of failures.
    wanted = failed + (skipped if command == "read" else 0)
    assert len(found) == wanted, f"{len(found)} reasons for {failed} failed and {skipped} skipped"
    return found


def spans(value):
    """Everything in a record with a start and an end."""
    if isinstance(value, dict):
        if "start" in value and "end" in value:
            yield value["start"], value["end"]
        for one in value.values():
            yield from spans(one)
    elif isinstance(value, list):
        for one in value:
            yield from spans(one)


def stands(record):
    """The text has its SHA-256; every span holds characters of it; every name of a datum is there."""
    report = record["report"]
    text = report["text"]
    assert hashlib.sha256(text.encode()).hexdigest() == report["sha256"], f"{report['id']}: another text than its SHA-256"
    for start, end in spans(record):
        assert 0 <= start < end <= len(text), f"{report['id']}: {start}-{end} in {len(text)} characters"
    there = {one["id"] for name in ("actors", "times", "places", "statements", "events", "figures") for one in record[name]}
    for name in ("statements", "events", "figures"):
        for one in record[name]:
            named = [*one.get("actors", ()), *one.get("recipients", ()), *one.get("by", ())]
            named += [one.get(key) for key in ("speaker", "addressee", "within", "place", "part_of", "of_actor")]
            named += [None if one.get("voice", "report") == "report" else one["voice"]]
            assert {id for id in named if id} <= there, f"{report['id']}: {one['id']} names what is not there"


def records(out):
    """The records of a run, each of which stands."""
    # Not splitlines: a text may hold U+2028.
    found = [json.loads(line) for line in out.decode("utf-8").split("\n") if line]
    for record in found:
        stands(record)
    return found


def pieces(text, start, end, several):
    places = json.loads(several) if several else [[start, end]]
    return [text[one:two] for one, two in places]


def quotes_stand(program, archive):
    """The words that an archive shows for each datum are those at its place in the stored text."""
    def asked(sql):
        ran = program.run("query", archive, sql, "--format", "json")
        ended_well(ran, (0,))
        return json.loads(ran.out)
    texts = {}
    for row in asked("SELECT report_id, text, sha256 FROM v_reports"):
        assert hashlib.sha256(row["text"].encode()).hexdigest() == row["sha256"], row["report_id"]
        texts.setdefault(row["report_id"], []).append(row["text"])
    looked = 0
    for view, quote, start, end, several in WORDS:
        for row in asked(f'SELECT report_id, {quote} AS quote, "{start}" AS s, "{end}" AS e, {several} AS several FROM {view}'):
            there = [pieces(text, row["s"], row["e"], row["several"]) for text in texts[row["report_id"]]]
            assert any(all(part in row["quote"] for part in parts) and len(row["quote"]) >= len("".join(parts)) for parts in there), \
                f"{view}: {row['quote']!r} is not at {row['s']}-{row['e']} of {row['report_id']}"
            if not row["several"]:
                assert [row["quote"]] in there, f"{view}: {row['quote']!r} is not at {row['s']}-{row['e']} of {row['report_id']}"
            looked += 1
    return looked
