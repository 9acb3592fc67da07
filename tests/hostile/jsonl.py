"""JSON lines as no program should write them."""
import json

from .case import DAY, Input, line

GOOD = {"date": DAY, "text": "Ruritania thanked Freedonia."}


def ids(*wanted):
    def holds(records):
        found = [one["report"]["id"] for one in records]
        assert found == list(wanted), found
    return holds


def field_is(name, wanted):
    def holds(records):
        assert records[0]["report"][name] == wanted, records[0]["report"][name]
    return holds


def raw(*lines):
    return lambda: "\n".join(lines).encode()


def long_line(size):
    """Good, one line of this size, good."""
    def make():
        yield line("Ruritania thanked Freedonia.", id="before")
        yield f'{{"date": "{DAY}", "text": "'.encode()
        piece = b"Ruritania thanked Freedonia. " * 36_157
        for _ in range(size // len(piece) + 1):
            yield piece
        yield b'"}\n'
        yield line("Ruritania thanked Freedonia.", id="after")
    return make


def many(count, one):
    def make():
        for number in range(count):
            yield one(number)
    return make


LONG = (((":2", "longer than 32 MiB")),)
ODD_ID = "a\n\u001b[2J‮\u0000b"

CASES = [
    Input("a line of 48 MB", long_line(48_000_000), records=2, said=LONG, holds=ids("before", "after"), seconds=60, megabytes=400),
    Input("a line of 1 GB", long_line(1_000_000_000), records=2, said=LONG, holds=ids("before", "after"), seconds=120, megabytes=400, full=True),
    Input("a mark of byte order", lambda: b"\xef\xbb\xbf" + line("A.", id="1") + line("B.", id="2"), records=2, holds=ids("1", "2")),
    Input("a mark of byte order on every line", lambda: b"".join(b"\xef\xbb\xbf" + line("A.", id=str(n)) for n in range(2)), records=1,
          said=((":2", "bad JSON"),)),
    Input("a list of objects over many lines", lambda: json.dumps([GOOD, GOOD], indent=1).encode(), records=0, said=tuple((f":{n}", "") for n in range(1, 11))),
    Input("a list of objects on one line", lambda: json.dumps([GOOD, GOOD]).encode(), records=0, said=((":1", "is an array"),)),
    Input("two objects on a line", raw(json.dumps(GOOD) * 2, json.dumps(GOOD)), records=1, said=((":1", "bad JSON"),)),
    Input("an object over many lines", lambda: json.dumps(GOOD, indent=1).encode(), records=0, said=((":1", "bad JSON"), (":2", ""), (":3", ""), (":4", ""))),
    Input("numbers beyond all", raw(f'{{"date": "{DAY}", "text": "A.", "x": 1e999}}', json.dumps(GOOD)), records=1, said=((":1", "bad JSON"),)),
    Input("an id of 10^400", raw(f'{{"id": 1{"0" * 400}, "date": "{DAY}", "text": "A."}}', json.dumps(GOOD)), records=1, said=((":1", "bad JSON"),)),
    Input("an id with everything in it", lambda: line("A.", id=ODD_ID), holds=field_is("id", ODD_ID)),
    Input("an id of 100,000 letters", lambda: line("A.", id="i" * 100_000), holds=field_is("id", "i" * 100_000)),
    Input("an empty id is none", lambda: line("A.", id=""), holds=lambda records: field_is_not_empty(records)),
    Input("a title of a megabyte", lambda: line("A.", title="t " * 500_000)),
    Input("a text of escapes", lambda: ('{"date": "%s", "text": "%s."}\n' % (DAY, "\\u0041\\uD83D\\uDE00" * 2_000)).encode()),
    Input("a text of NUL", lambda: line("\0" * 1000 + "A.")),
    Input("deep and closed", raw('{"date": "%s", "text": "A.", "x": %s}' % (DAY, "[" * 100_000 + "]" * 100_000), json.dumps(GOOD)), records=1,
          said=((":1", "recursion limit"),)),
    Input("ten thousand fields", lambda: line("A.", **{f"f{n}": n for n in range(10_000)})),
    Input("a date that is an object", raw('{"date": {"$date": 0}, "text": "A."}'), records=0, said=((":1", "must be a string"),)),
    Input("a thousand lines that are nothing", many(1000, lambda n: b"{}\n"), records=0, said=((":1", "no \"text\""),) + tuple((f":{n}", "") for n in range(2, 1001))),
]


def field_is_not_empty(records):
    assert records[0]["report"]["id"]
