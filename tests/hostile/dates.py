"""Days of reports that are none, and days in texts that lead astray."""
from .case import Input, line, times

ATTACK = "Ruritania attacked Freedonia"


def refused(name, day, words="is no date of the calendar"):
    return Input(name, lambda: line("Ruritania thanked Freedonia.", date=day), records=0, said=((":1", words),))


def taken(name, day, wanted):
    def holds(records):
        assert records[0]["report"]["date"] == wanted, records[0]["report"]["date"]
    return Input(name, lambda: line("Ruritania thanked Freedonia.", date=day), holds=holds)


def happened(name, words, value, report="2024-03-15", known="", text=ATTACK + " {}."):
    """The day of the attack; None is one that is not known, for which the report's day stands in and says so."""
    def holds(records):
        found = [one["time"] for one in records[0]["events"] if one["plover"] == "ASSAULT"]
        assert len(found) == 1, found
        got = None if found[0]["precision"] == "report" else found[0]["value"]
        assert got == value, got or "the report's day stands in"
    return Input(name, lambda: line(text.format(words), date=report), holds=holds, known=known)


def read_as(name, text, *wanted, report="2024-03-15", known=""):
    """The times of a text, as (words, value)."""
    def holds(records):
        found = times(records[0])
        assert found == list(wanted), "; ".join(f"{words} is {value}" for words, value in found) or "no time"
    return Input(name, lambda: line(text, date=report), holds=holds, known=known)


CASES = [
    refused("a report of the year 0", "0000-01-01"),
    refused("a report of the year 1", "0001-01-01"),
    refused("a report of the year 9999", "9999-12-31"),
    refused("a report of 31 February", "2024-02-31"),
    refused("a report of 29 February in a common year", "2023-02-29"),
    refused("a year of two digits", "24-03-15"),
    refused("American or European", "03/04/2024"),
    refused("seconds since 1970", "1710460800"),
    refused("no date in words", "yesterday"),
    taken("a day that only Europe can write", "13/02/2024", "2024-02-13"),
    taken("a report of the future", "2199-01-01", "2199-01-01"),
    taken("a zone west of Greenwich keeps its day", "2024-03-14T23:30:00-05:00", "2024-03-14"),
    taken("the hour that summer time leaves out", "2024-03-31T02:30:00+01:00", "2024-03-31"),
    happened("last Tuesday over New Year", "last Tuesday", "2023-12-26", "2024-01-02"),
    happened("Saturday over New Year", "on Saturday", "2023-12-30", "2024-01-02"),
    happened("yesterday over New Year", "yesterday", "2023-12-31", "2024-01-01"),
    happened("yesterday over a leap day", "yesterday", "2024-02-29", "2024-03-01"),
    read_as("next Tuesday over New Year", "Ruritania will visit Freedonia next Tuesday.", ("next Tuesday", "2025-01-07"), report="2024-12-31"),
    happened("a leap day", "on 29 February", "2024-02-29", "2024-03-01"),
    happened("31 February is no day", "on 31 February", "2024-02", "2024-03-01"),
    happened("February 30 is no day", "on February 30, 2024", "2024", "2024-03-01"),
    happened("a day that only Europe writes", "on 13/02/2024", "2024-02-13"),
    happened("a day that could be two", "on 03/04/2024", "2024"),
    happened("a year of two digits in a text", "on 5/6/98", "1998"),
    happened("a year of two digits alone", "in '98", "1998", known="the report's day stands in: '98 is no time"),
    happened("decades before", "in 1938", "1938"),
    happened("counted from an anniversary", "fifty years", "1974", text="The museum opened on Monday, {} after Ruritania attacked Freedonia.",
             known="the report's day stands in: a length of time before *after* is not counted back"),
    happened("the year 0", "in the year 0000", None, known="2024: *the year* is read without its number"),
    happened("before Christ", "in 500 BC", None),
    happened("before all calendars", "100000 years ago", None),
    happened("after all calendars", "on 9999-12-31", "9999-12-31"),
    happened("the calendar of the Hijra", "on 1 Muharram 1445", None),
    happened("24:30 is no hour", "at 24:30 on 10 March", "2024-03-10"),
    happened("the hour that summer time leaves out, in a text", "at 02:30 CET on Sunday", "2024-03-10"),
    read_as("24:30 has no value", "Ruritania met Freedonia at 24:30."),
    read_as("a fiscal year is no day", "Ruritania cut its budget in the 2023/24 fiscal year."),
    read_as("before Christ has no value", "Ruritania was founded in 500 BC.", ("500 BC", None)),
    Input("a dateline that contradicts the header", lambda: line(f"STRELSAU, 12 May 2014 (Agency) - {ATTACK} on Monday."),
          holds=lambda records: of_header(records)),
]


def of_header(records):
    """What stands beside the text counts; Monday is the one before that day."""
    assert records[0]["report"]["date"] == "2024-03-15"
    assert records[0]["events"][0]["time"]["value"] == "2024-03-11", records[0]["events"][0]["time"]
