#!/usr/bin/env python3
"""Compares parts of speech, features and lemmas with spaCy's, given spaCy's tags and labels.

usage: compare_ruled.py RULED_BINARY MODEL_DIR REPORTS.jsonl [FIRST]     needs spacy 3.8
"""
import json, subprocess, sys, warnings
warnings.simplefilter('ignore')
import spacy

binary, model, reports = sys.argv[1:4]
nlp = spacy.load(model, exclude=['ner'])
rule, lemmatize = nlp.get_pipe('attribute_ruler'), nlp.get_pipe('lemmatizer')
nlp.disable_pipes('attribute_ruler', 'lemmatizer')
texts = [json.loads(line)['text'] for line in open(reports, encoding='utf8')]
texts = texts[:int(sys.argv[4])] if len(sys.argv) > 4 else texts
docs = list(nlp.pipe(texts))
lines = [json.dumps([[t.text, t.tag_, t.dep_] for t in doc]) for doc in docs]
out = subprocess.run([binary, model], input='\n'.join(lines).encode(), stdout=subprocess.PIPE, check=True).stdout.decode().split('\n')
tokens = differ = 0
for doc, line in zip(docs, out):
    lemmatize(rule(doc))
    for token, got in zip(doc, json.loads(line), strict=True):
        want = [token.tag_, token.dep_, token.pos_, str(token.morph), token.lemma_]
        tokens += 1
        if want != got:
            differ += 1
            if differ <= 20: print(repr(token.text), 'spaCy', want, 'here', got)
print(f'{tokens} tokens, {differ} differ')
sys.exit(differ > 0)
