#!/usr/bin/env python3
"""Makes stems.txt: how often the words of each English stem occur, from the package `wordfreq`.

    pip install wordfreq==3.1.1 snowballstemmer==3.1.1 && python3 crates/stories/data/build.py

A line a stem (Snowball's English stemmer), in alphabetical order: the stem, a space, ten times its Zipf
frequency (the logarithm to base 10 of its occurrences in a thousand million words; van Heuven et al.,
2014). Stems from Zipf 3 on, a millionth of all words; rarer ones are taken for unknown. The data are
Robyn Speer's wordfreq (doi 10.5281/zenodo.7199437), under CC BY-SA 4.0, and so is stems.txt.
"""
import math
import re
from collections import Counter
from pathlib import Path

import snowballstemmer
from wordfreq import get_frequency_dict

stemmer = snowballstemmer.stemmer("english")
shares = Counter()
for word, share in get_frequency_dict("en", wordlist="best").items():
    if re.fullmatch(r"[a-z]+", word):
        shares[stemmer.stemWord(word)] += share
zipf = {stem: 9 + math.log10(share) for stem, share in shares.items()}
lines = [f"{stem} {round(10 * value)}\n" for stem, value in sorted(zipf.items()) if value >= 3]
Path(__file__).with_name("stems.txt").write_text("".join(lines), encoding="utf-8")
