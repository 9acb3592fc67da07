#!/usr/bin/env python3
"""Writes src/lexeme/tables.rs: what spaCy and Python fix and no model package carries.

usage: make_tables.py > ../src/lexeme/tables.rs      needs spacy 3.8
"""
import sys, unicodedata
from spacy.symbols import IDS
from spacy.lang.norm_exceptions import BASE_NORMS

def ranges(test):
    out = []
    for point in range(sys.maxunicode + 1):
        if test(chr(point)):
            if out and out[-1][1] == point - 1: out[-1][1] = point
            else: out.append([point, point])
    return out

def quoted(text):
    return '"' + ''.join(c if c.isascii() and c.isprintable() and c not in '"\\' else '\\u{%x}' % ord(c) for c in text) + '"'

def table(name, kind, doc, rows):
    print(f"\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: &[{kind}] = &[")
    line = ''
    for row in rows:
        if len(line) + len(row) > 90: print('    ' + line.rstrip()); line = ''
        line += row + ', '
    print('    ' + line.rstrip() + '\n];')

print("//! Constant tables of spaCy and of Python's `str`; written by `tests/make_tables.py`, not by hand.")
version = unicodedata.unidata_version
for name, test, doc in (('ALPHA', str.isalpha, f"`str.isalpha`: inclusive ranges of letters, Unicode {version}."),
                        ('DIGIT', str.isdigit, f"`str.isdigit`: inclusive ranges of digits, Unicode {version}.")):
    table(name, '(u32, u32)', doc, [f"(0x{a:x}, 0x{b:x})" for a, b in ranges(test)])
table('SYMBOLS', '(&str, u64)', "`spacy.symbols.IDS`, sorted by name: strings with a fixed small id.",
      [f"({quoted(k)}, {v})" for k, v in sorted(IDS.items(), key=lambda kv: kv[0].encode()) if k])
table('BASE_NORMS', '(&str, &str)', "`spacy.lang.norm_exceptions.BASE_NORMS`: spelling of quotes, dashes and currencies.",
      [f"({quoted(k)}, {quoted(v)})" for k, v in BASE_NORMS.items()])
