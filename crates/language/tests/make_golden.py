#!/usr/bin/env python3
"""Writes data/golden.jsonl: what spaCy makes of sentences and odd strings, given the rules in data/.

usage: make_golden.py MODEL_DIR > data/golden.jsonl      needs spacy 3.8 and en_core_web_md 3.7.1, whose rules data/ holds
"""
import json, random, sys, warnings
warnings.simplefilter('ignore')
import spacy

SENTENCES = [
    "Ruritania's envoy said he'd leave on Sept. 5, 1928, at 5p.m.; Freedonia didn't answer.",
    '“We can’t accept this,” said Mr. Rudolf. “It’s a U.S.-style deal worth US$1.5bn (€1.2bn).”',
    "The Ruritanian-Freedonian talks ended... without a word--or a hand-shake!",
    "They're gonna let's see; y'all c'mon, ain't it? I've gotta go. What's done's done.",
    "See https://www.example.org/a-b?c=d#e, www.example.com. or mail a.b@example.co.uk; not 10.0.0.1 but 8.8.8.8/x.",
    "Winds of 120km/h, 30°C. and 5kg of bread at 3$ or £4.50; 10-20% more, 1,000,000 in all (+5, -3).",
    "At least 15,523 people were killed, 41,316 others injured :( and 1/3 displaced <3 :-)",
    "  Two  spaces\tand a tab\n\nand\u00a0a new\u2003paragraph \r\n",
    "Nothin' doin', cos nuthin’ ever happens 'round here, o'clock or not; the '90s, '98.",
    "The DATE of the nsubj is X, and PUNCT is punct; NOUN, ORG, CARDINAL.",
    "Die Straße — größer; İstanbul, ΟΔΟΣ, ſtrange ﬁsh, Ǆ, café e\u0301tude, 中文。日本語 русский العربية हिन्दी ٣٤ Ⅷ ½ ²",
    "😀👍🏽 🇷🇺 ©2020 ™ · • “” ‘’ «» „“ ¿Qué? ¡No! \ufeff \u200b",
]
PIECES = ["'s", "’S", "n't", "'re", "“", "”", "‘", "’", '"', "'", "(", ")", "[", "$", "US$", "€", "5", "3.5", "1,000", "km", "km²", "%", "°C.", "+", "-", "--",
    "—", "…", "...", "..", ".", ",", ":", ";", "!", "/", "<", "=", "_", "#", "@", "~", "http://", "www.", "example.com", "/p?q=1", "10.0.0.1", "8.8.8.8", ":8080",
    "😀", "©", "é", "É", "中文", "日本語。", "\u200b", "²", " ", "  ", "\t", "\n", "\u00a0", "a", "Z", "ab", "AB", "I", "U.S.", "e.g.", "p.m.", "5a.m.", "ma'am",
    "gonna", "cannot", "Mr.", "No.", "A.", "AB.", "b.C", "x,y", "1-2", "a/b", ":)", ":-(", "xD", ":'(", "\\o/", "word", "Word", "ДА."]

nlp = spacy.load(sys.argv[1], exclude=['ner', 'lemmatizer'])
rule = nlp.get_pipe('attribute_ruler'); nlp.disable_pipes('attribute_ruler')
rng = random.Random(7)
odd = [rng.choice(['', '', ' ']).join(rng.choice(PIECES) for _ in range(rng.randint(2, 9))) for _ in range(300)]
for text in SENTENCES + odd:
    doc = nlp(text)
    rows = [[t.text, bool(t.whitespace_), t.norm, t.shape, t.tag_, t.dep_] for t in doc]
    ruled = [[t.tag_, t.dep_, t.pos_, str(t.morph)] for t in rule(doc)]
    print(json.dumps({'text': text, 'tokens': [a + b for a, b in zip(rows, ruled)]}, ensure_ascii=False))
