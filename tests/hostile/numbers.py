"""Numbers in all their dress, and numbers that count nobody."""
from .case import Input, figure_in_words, figures, line


def counts(name, text, *wanted, known=""):
    """The figures of a sentence, as (measure, value, low, high), are these and no others."""
    def holds(records):
        found = figures(records[0])
        assert found == list(wanted), " and ".join(map(figure_in_words, found)) or "no figure"
    return Input(name, lambda: line(text), holds=holds, known=known)


def killed(name, number, value, low=None, high=None, known="", text="The blast killed {} people."):
    return counts(name, text.format(number), ("killed", value, low, high), known=known)


def exactly(name, number, value, known="", text="The blast killed {} people."):
    return killed(name, number, value, value, value, known, text)


def none_of(name, number, known=""):
    """What cannot be read as a number gives no figure, rather than a wrong one."""
    return counts(name, f"The blast killed {number} people.", known=known)


def field(name, text, known="", **wanted):
    """Of the last figure of a sentence, fields are these."""
    def holds(records):
        last = records[0]["figures"][-1]
        found = {key: last[key] for key in wanted}
        assert found == wanted, f"{found}"
    return Input(name, lambda: line(text), holds=holds, known=known)


DISPLACED = "The flood displaced {} people."

CASES = [
    exactly("1,000", "1,000", 1000),
    none_of("1.000", "1.000"),
    exactly("1 000", "1 000", 1000),
    exactly("1 000 with a space that does not break", "1\u00a0000", 1000),
    exactly("1'000", "1'000", 1000),
    counts("lakh", DISPLACED.format("two lakh"), ("displaced", 2e5, 2e5, 2e5)),
    counts("crore", DISPLACED.format("1.5 crore"), ("displaced", 1.5e7, 1.5e7, 1.5e7)),
    counts("commas as in India", DISPLACED.format("2,50,000"), ("displaced", 2.5e5, 2.5e5, 2.5e5)),
    exactly("a dozen", "a dozen", 12),
    exactly("two dozen", "two dozen", 24),
    exactly("half a dozen", "half a dozen", 6),
    exactly("in words", "one hundred and twenty-three", 123),
    killed("scores", "scores of", None, 20),
    killed("dozens", "dozens of", None, 12),
    killed("hundreds", "hundreds of", None, 100),
    killed("at least", "at least 12", 12, 12),
    killed("up to", "up to 12", 12, None, 12),
    killed("as many as", "as many as 30", 30, None, 30),
    killed("between", "between 12 and 15", None, 12, 15),
    killed("nearly", "nearly 12", 12),
    killed("fewer than", "fewer than 12", 12, None, 12),
    field("more than is not at least", "The blast killed more than 12 people.", value=12, low=12, high=None, bound="more_than"),
    counts("more than half", "More than half of the 40 passengers were killed.", ("killed", None, 20, 40),
           known="no figure: the half is not read"),
    counts("no one", "No one was killed in the blast.", ("killed", 0, 0, 0)),
    counts("none of", "None of the 40 passengers was killed.", ("killed", 0, 0, 0)),
    counts("two of the five", "Two of the five hostages were killed.", ("killed", 2, 2, 2), ("abducted", 5, 5, 5)),
    counts("four in ten", "Four in ten of the 50 patients died.", ("killed", 20, 20, 20), known="no figure: the share is not read"),
    none_of("10^30 in digits", "1" + "0" * 30),
    none_of("10^30 in signs", "10^30"),
    none_of("1e9", "1e9"),
    none_of("1e400", "1e400"),
    none_of("NaN", "NaN"),
    none_of("infinity", "Infinity"),
    none_of("0x10", "0x10"),
    none_of("400 digits", "9" * 400),
    none_of("below nought", "-12"),
    none_of("digits of Arabic", "١٢"),
    counts("not killed", "The blast did not kill 12 people."),
    counts("animals", "The blast killed 12 dogs."),
    exactly("ages", "aged 45", 1, text="A man {} was killed."),
    exactly("years", "12", 12, text="In 2019 {} people were killed."),
    exactly("distances", "12", 1, text="The blast, {} miles from Strelsau, killed a farmer."),
    exactly("money", "12", 12, text="The blast killed {} people and did $40 million of damage."),
    exactly("scores of a match", "12", 12, text="Ruritania beat Freedonia 3-1 and {} fans were killed after the match."),
    exactly("temperatures", "3", 3, text="It was 12 below zero and {} people died."),
    exactly("numbers of flights", "12", 12, text="Flight 370 crashed and killed {} people."),
    counts("casualties alone", "The battle caused casualties."),
    counts("casualties are not all dead", "There were 40 casualties in the battle.", ("casualties", 40, 40, 40)),
    field("a toll that includes an earlier toll", "Monday's blast killed 12 people, bringing the death toll to 52.", value=52, tally="total"),
    field("revised down", "The death toll was revised down from 52 to 40.", value=40, revised_from=52),
    field("households", "The flood displaced 400 families.", value=400, unit="household"),
    field("homes", "The flood destroyed 400 homes.", value=400, unit="home", measure="destroyed-homes"),
]
