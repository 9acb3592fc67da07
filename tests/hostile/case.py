"""What a hostile input is: its name, what makes it, and what must hold of what is made of it."""
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

DAY = "2024-03-15"
# The statuses of what is told as a fact.
FACTS = ("happened", "ongoing", "historical")

# Beside every bad input stands this one; its record must stay the same to the byte.
GOOD = f"date {DAY}\ntitle: Thanks\n\nRuritania thanked Freedonia on Monday. “We will help again,” said Freedonia.\n".encode()


class LeftOut(Exception):
    """Why a deed cannot be done here: it neither holds nor fails."""


def nothing_more(_records):
    """Holds of any records."""


@dataclass(frozen=True)
class Input:
    """An input, and what must become of it."""
    name: str
    # Its bytes, at once or in pieces.
    make: Callable[[], bytes | Iterable[bytes]]
    # The end of its file's name, which tells the program no more than a user's file would.
    suffix: str = "jsonl"
    # How many records it gives.
    records: int = 1
    # What is said of it on standard error, in order: where (":3", ", entry 2"; empty for the whole), and words of the reason.
    said: tuple[tuple[str, str], ...] = ()
    # Asserts what else must be so of its records; the words of the assertion are what the program says instead.
    holds: Callable[[list[dict]], None] = nothing_more
    # What the program says today where `holds` fails, in the words of its assertion, and why, behind `: `. The README's
    # table has the same words.
    known: str = ""
    # Bounds of an input that is read by itself: seconds and megabytes at most.
    seconds: int = 0
    megabytes: int = 0
    # Whether only `--full` makes it.
    full: bool = False

    @property
    def alone(self):
        return self.seconds > 0

    def is_known_to_say(self, said):
        return bool(self.known) and (self.known == said or self.known.startswith(f"{said}: "))


@dataclass(frozen=True)
class Deed:
    """Something that is done to the program, with a stage to do it on; it asserts what must hold."""
    name: str
    do: Callable
    full: bool = False


def line(text, **fields):
    """A report as a JSON line."""
    return (json.dumps({"date": DAY, **fields, "text": text}) + "\n").encode()


def report(text, **fields):
    """What makes a report as a JSON line."""
    return lambda: line(text, **fields)


def words(record, span):
    return record["report"]["text"][span["start"]:span["end"]]


def code(record, actor):
    """Country and role of an actor, else its name."""
    found = next(one for one in record["actors"] if one["id"] == actor)
    return found["code"] or found["name"]


def events(record, *statuses):
    """The events of these statuses, or of any: `ASSAULT RUR>FRD`, compound parties with a comma."""
    def parties(ids):
        return ",".join(sorted(code(record, one) for one in ids))
    return sorted(
        f"{one['plover']} {parties(one['actors'])}>{parties(one['recipients'])}"
        for one in record["events"] if not statuses or one["status"] in statuses)


def took_place(record):
    """The events that are told as facts."""
    return events(record, *FACTS)


def events_in_words(record):
    """What is told as a fact: `ASSAULT RUR>FRD, happened` of each event, `killed 12` of each figure."""
    told = [f"{one}, {status}" for status in FACTS for one in events(record, status)]
    return "; ".join(told + [figure_in_words(one) for one in figures(record)]) or "no event"


def figure_in_words(figure):
    measure, value, low, high = figure
    number = lambda one: "?" if one is None else f"{one:,.12g}"
    return f"{measure} {number(value)}" + (f" ({number(low)} to {number(high)})" if not value == low == high else "")


def figures(record):
    """Measure, value, low and high of each figure."""
    return [(one["measure"], one["value"], one["low"], one["high"]) for one in record["figures"]]


def times(record):
    """The words of each time and its value."""
    return [(words(record, one), one["value"]) for one in record["times"]]
