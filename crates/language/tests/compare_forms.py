#!/usr/bin/env python3
"""Compares tokens and their features with spaCy's, on reports and on odd strings made from them.

usage: compare_forms.py FORMS_BINARY MODEL_DIR REPORTS.jsonl [ODD_STRINGS]     needs spacy 3.8
"""
import json, random, subprocess, sys, time, warnings
warnings.simplefilter('ignore')
import spacy

binary, model, reports = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 0
nlp = spacy.load(model)
texts = [json.loads(line)['text'] for line in open(reports, encoding='utf8')]

def odd_strings(texts, count):
    rng = random.Random(1)
    chunks = sorted({c for t in texts for c in t.split()} | set(nlp.tokenizer.rules))
    pieces = ["'s", "’s", "n't", "n’t", "'re", "“", "”", "‘", "’", '"', "'", "''", "``", "(", ")", "[", "]", "$", "US$", "C$", "€", "5", "10", "3.5",
        "1,000", "km", "km²", "%", "mph", "kg", "°C.", "°", "+", "-", "--", "—", "–", "…", "...", "..", ".", ",", ":", ";", "!", "?", "/", "<", ">",
        "=", "_", "#", "*", "&", "@", "~", "http://", "https://", "www.", "example.com", "a.b.co.uk", "/path?q=1#x", "user@host.org", "10.0.0.1",
        "8.8.8.8", "192.168.1.1", "172.16.0.9", ":8080", "ftp://", "mailto:", "😀", "👍🏽", "🇷🇺", "👨‍👩‍👧", "©", "é", "É", "ß", "İ", "Σ", "ſ", "ﬁ", "Ǆ",
        "中文", "日本語。", "한국", "русский", "العربية", "עברית", "हिन्दी", "ไทย", "e\u0301", "\u200b", "\u200d", "\ufeff", "\u00ad", "²", "½", "٣", "Ⅷ", "①",
        " ", "  ", "\t", "\n", "\n\n", "\r\n", "\u00a0", "\u2003", "\u2028", "\u3000", "\x1c", "\x85", "a", "Z", "ab", "AB", "I", "U.S.", "e.g.", "p.m.", "5a.m.",
        "o'clock", "ma'am", "y'all", "gonna", "cannot", "Mr.", "No.", "A.", "AB.", "Ab.", "b.C", "x,y", "1-2", "a/b", "a:b", ":)", ":-(", "xD", ":'(", "\\o/", "(*_*)",
        "DATE", "nsubj", "NOUN", "X", "punct"]
    for _ in range(count):
        parts = [rng.choice(pieces) if rng.random() < .7 else rng.choice(chunks) for _ in range(rng.randint(1, 9))]
        if rng.random() < .1: parts.append(chr(rng.choice([rng.randrange(32, 0x2fff), rng.randrange(0xe000, 0x1ffff)])))
        yield rng.choice(['', '', ' ']).join(parts)

texts += list(odd_strings(texts, count))
lines = ''.join(json.dumps({'text': t}) + '\n' for t in texts)
out = subprocess.run([binary, model], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode().split('\n')
tokens = differ = shown = 0
began = time.time(); docs = [nlp.make_doc(t) for t in texts]; spent = time.time() - began
for text, doc, line in zip(texts, docs, out):
    want = [[t.text, bool(t.whitespace_), t.orth, t.norm, t.prefix, t.suffix, t.shape, t.is_space] for t in doc]
    got = json.loads(line)
    tokens += len(want)
    if want != got:
        differ += 1
        if shown < 12:
            shown += 1
            print(repr(text[:200])); print('  spaCy', [w for w in want if w not in got][:4], '\n  here ', [g for g in got if g not in want][:4])
print(f'{len(texts)} texts, {tokens} tokens, {differ} texts differ; spaCy took {spent:.2f} s')
sys.exit(differ > 0)
