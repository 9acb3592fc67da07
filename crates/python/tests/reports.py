"""A few reports of states that are not."""

TEXTS = [
    "Ruritania on Monday accused Freedonia of shelling Zenda, killing 12 people and wounding at least 30.\n\n"
    "“We will answer,” Ruritanian President Rudolf Elphberg told reporters in Strelsau.",
    "STRELSAU (Sylvanian News) - Freedonian troops withdrew from the border on Tuesday, Prime Minister Rufus"
    " Firefly said. The two countries will hold talks in Klopstokia next week.",
    "Ministers of Sylvania and Freedonia signed a trade agreement worth 40 million dollars on Wednesday. A"
    " spokesman for Sylvania’s foreign ministry said that more than 2,000 refugees had returned.",
]
DATES = ["1987-05-04", "1987-05-05", "1987-05-06"]
GERMAN = (
    "Der ruritanische Präsident sagte am Montag in Strelsau, dass die Regierung mit allen Parteien über den"
    " Frieden an der Grenze sprechen werde, bevor das Parlament im Herbst darüber abstimmen kann."
)
