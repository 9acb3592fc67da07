"""Sentences that a careless reader takes for an event, or for another one than they tell."""
from .case import DAY, Input, events, events_in_words, line, took_place


def told(name, text, *wanted, status=None, day=DAY, known=""):
    """The events of a sentence that are told as facts, or those of one status, are these and no others."""
    def holds(records):
        found = events(records[0], status) if status else took_place(records[0])
        assert found == sorted(wanted), events_in_words(records[0])
        assert not status or not events(records[0], "happened", "ongoing"), events_in_words(records[0])
    return Input(name, lambda: line(text, date=day), holds=holds, known=known)


def no_attack(name, text, known=""):
    """No attack is told as a fact, and nobody killed."""
    def holds(records):
        found = [one for one in took_place(records[0]) if one.startswith("ASSAULT")]
        dead = [one["value"] for one in records[0]["figures"] if one["measure"] == "killed"]
        assert not found and not dead, events_in_words(records[0])
    return Input(name, lambda: line(text), holds=holds, known=known)


def place_is(name, text, country, known=""):
    def holds(records):
        found = [one["country"] for one in records[0]["places"]]
        assert found and set(found) == {country}, f"{found}"
    return Input(name, lambda: line(text), holds=holds, known=known)


def no_place(name, text, known=""):
    def holds(records):
        found = [(one["name"], one["country"]) for one in records[0]["places"] if one["country"] or one["latitude"]]
        assert not found, "; ".join(f"{name} ({country})" for name, country in found)
    return Input(name, lambda: line(text), holds=holds, known=known)


ATTACK = "ASSAULT RUR>FRD"

CASES = [
    told("negated", "Ruritania did not attack Freedonia.", ATTACK, status="negated"),
    told("negated by its subject", "No Ruritanian troops attacked Freedonia.", "ASSAULT RURMIL>FRD", status="negated"),
    told("negated for ever", "Ruritania will never attack Freedonia.", ATTACK, status="negated"),
    told("denied", "Ruritania denied that it had attacked Freedonia.", ATTACK, status="negated"),
    no_attack("reports that are false", "Reports that Ruritania attacked Freedonia are false."),
    no_attack("planned", "Ruritania plans to attack Freedonia."),
    told("threatened", "Ruritania threatened to attack Freedonia.", "THREATEN RUR>FRD"),
    no_attack("about to", "Ruritania was about to attack Freedonia when Sylvania stepped in."),
    told("averted", "A Ruritanian attack on Freedonia was averted at the last minute.", ATTACK, status="negated"),
    no_attack("foiled", "Ruritanian police foiled a plot to bomb the Freedonian embassy."),
    no_attack("failed", "Ruritania failed to capture Fredville on Monday."),
    no_attack("asked for", "Sylvania called on Ruritania to attack Freedonia."),
    no_attack("on a condition", "If Ruritania attacks Freedonia, Sylvania will send troops."),
    no_attack("on a condition, inverted", "Had Ruritania attacked Freedonia, Sylvania would have sent troops."),
    no_attack("a drill", "In a drill on Monday, Ruritanian troops attacked a mock Freedonian village."),
    no_attack("an exercise", "Ruritanian troops stormed a Freedonian town in an exercise."),
    no_attack("a film", "In the film, Ruritania invades Freedonia and its army kills 40 villagers.",
              known="killed 40: the attack itself is left out"),
    no_attack("a novel", "The novel tells how Ruritania bombed Freedonia."),
    no_attack("a video game", "In the video game, Ruritania attacks Freedonia and kills 40 villagers.", known="ASSAULT RUR>CVL, happened; ASSAULT RUR>FRD, happened; killed 40: a game is not told from the world"),
    no_attack("war on prices", "Ruritania declared war on rising prices."),
    no_attack("an attack on the budget", "The opposition attacked the budget on Monday."),
    no_attack("prices that attack", "Prices attacked household budgets in Ruritania."),
    no_attack("a heart attack", "The president of Ruritania died of a heart attack.", known="killed 1: who died of an illness is no casualty"),
    no_attack("a pun of the sports page", "Freedonia bombed in the cup final against Ruritania."),
    no_attack("a striker who shot", "Freedonia's striker shot from twenty yards and killed the game."),
    no_attack("a defeat of the sports page", "Ruritania defeated Freedonia 3-1 on Sunday."),
    told("a paragraph of history", "In 1938 Ruritania invaded Freedonia.", ATTACK, status="historical"),
    told("history in the pluperfect", "Ruritania thanked Freedonia on Monday. In 1912 the two had fought a war that killed 40,000 people.", "SUPPORT RUR>FRD",
         known="ASSAULT >CVL, happened; SUPPORT RUR>FRD, happened; killed 40,000: the attack has the report's day; the year of *had fought* is not that of *killed*"),
    told("a passive without an agent", "Freedonia was attacked on Monday.", "ASSAULT >FRD"),
    told("a passive with an agent", "Freedonia was attacked by Ruritania on Monday.", ATTACK),
    told("the agent comes last", "It was Ruritania that Freedonia attacked on Monday.", "ASSAULT FRD>RUR"),
    told("the object comes first", "Freedonia, which Ruritania attacked on Monday, thanked Sylvania.", ATTACK, "SUPPORT FRD>SYL"),
    told("a club of states", "The G20 condemned Ruritania on Monday.", "ACCUSE IGO>RUR"),
    told("two who act", "Ruritania and Freedonia condemned Sylvania on Monday.", "ACCUSE FRD,RUR>SYL"),
    told("two acted upon", "Ruritania attacked Freedonia and Sylvania on Monday.", "ASSAULT RUR>FRD,SYL"),
    told("two people of one name", "Ruritania's Jan Vokt condemned Freedonia. Sylvania's Jan Vokt thanked Freedonia.", "ACCUSE RUR>FRD", "SUPPORT SYL>FRD",
         known="ACCUSE RUR>FRD, happened; SUPPORT RUR>FRD, happened: the two are taken for one person"),
    told("people of a state are not the state", "A Ruritanian attacked a Freedonian in a bar.", "ASSAULT RURCVL>FRDCVL"),
    told("capitals for governments", "Strelsau condemned Fredville on Monday.", "ACCUSE RUR>FRD"),
    told("a vanished state", "The Soviet Union attacked Afghan rebels on Monday.", "ASSAULT RUS>AFGREB", day="1985-03-15"),
    place_is("Georgia beside Tbilisi", "Georgia and its neighbour signed an agreement in Tbilisi on Monday.", "GEO"),
    place_is("Georgia beside Atlanta", "Police in Atlanta, Georgia, arrested 12 men on Monday.", "USA"),
    place_is("Georgia beside Alabama", "Georgia beat Alabama 24-10 on Saturday.", "USA"),
    place_is("Paris in Texas", "A man was killed in Paris, Texas, on Monday.", "USA"),
    place_is("Paris alone", "A man was killed in Paris on Monday.", "FRA"),
    place_is("a place named like a person", "Police in Victoria, Australia, arrested 12 men on Monday.", "AUS"),
    no_place("a person named like a city", "Paris Brown thanked her mother on Monday."),
    no_place("a person named like a state", "Jordan scored 40 points on Monday.", known="Jordan (JOR): a place"),
    no_place("a bird named like a state", "A turkey was killed on the farm on Monday."),
    no_place("ware named like a state", "The China plates were broken on Monday.", known="China (CHN): a place"),
    no_place("a village that nobody knows", "Gunmen attacked the village of Qwertzheim on Monday."),
]
