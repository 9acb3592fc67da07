#!/usr/bin/env python3
"""Writes data/parsed.jsonl: what spaCy makes of invented paragraphs, each parsed as one document.

usage: make_parsed.py MODEL_DIR > data/parsed.jsonl      needs spacy 3.8 and en_core_web_md 3.7.1
"""
import json, sys, warnings
warnings.simplefilter('ignore')
import spacy

PARAGRAPHS = [
    "Ruritania's foreign minister, Rudolf Elphberg, said on Monday that his country would not sign the grain agreement with Freedonia unless its ships were allowed to pass the strait.",
    "\"We have waited for eleven months,\" he told reporters in Strelsau. \"What they want us to believe is that nothing can be done about it.\"",
    "At least 214 people were killed and 1,350 injured when an earthquake of magnitude 6.8 struck the Sylvanian coast early on Tuesday, the Ministry of the Interior said, citing figures from the Red Cross.",
    "The toll, which officials had put at 90 the night before, is expected to rise. Rescue workers from three neighbouring states arrived with dogs, cranes and 40 tonnes of blankets.",
    "STRELSAU, March 3 (RNA) -- Stocks fell 2.4 pct to 1,187.63 points in thin trade as dealers took profits; the crown was quoted at 7.15 to the dollar, against 7.09 late on Friday.",
    "Who did the general say that the rebels had talked to? Nobody knows. The talks, he insisted, \"never took place\" -- neither in the capital nor at the border.",
    "Members of the Freedonian Workers' Party, founded in 1921 by Ms. Firefly's grandfather, threw stones at the police, who answered with tear gas. Five were arrested, among them a 17-year-old student.",
    "According to the Sylvania Times, President Trentino was handed a letter in which more than 200 doctors demanded that the army withdraw from the hospital it had occupied since last spring.",
]

nlp = spacy.load(sys.argv[1])
whole = "\n\n".join(PARAGRAPHS)
# The last is longer than what is encoded in one go.
for text in PARAGRAPHS + ["  \n", "Ok", whole + "\n\n" + "\n".join(reversed(PARAGRAPHS)) + " " + whole]:
    doc = nlp(text)
    rows = []
    for t in doc:
        ent = f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O"
        rows.append([t.idx, t.idx + len(t), t.tag_, t.pos_, str(t.morph), t.lemma_, t.head.i, t.dep_, ent])
    sents = [[s.start, s.end] for s in doc.sents]
    print(json.dumps({"text": text, "tokens": rows, "sents": sents}, ensure_ascii=False))
