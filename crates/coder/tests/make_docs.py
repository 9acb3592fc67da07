"""Parses the sentences of data/actors.cases.jsonl with spaCy's en_core_web_md into data/actors.jsonl, so
that the tests of actors need no model: python make_docs.py < data/actors.cases.jsonl > data/actors.jsonl"""
import json
import sys

import spacy

nlp = spacy.load(sys.argv[1] if len(sys.argv) > 1 else "en_core_web_md")
for line in sys.stdin:
    case = json.loads(line)
    doc = nlp(case["text"])
    entity = lambda t: f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O"
    case["tokens"] = [
        [t.idx, t.idx + len(t), t.tag_, t.pos_, t.lemma_, t.head.i, t.dep_, entity(t), str(t.morph)] for t in doc
    ]
    case["sents"] = [[s.start, s.end] for s in doc.sents]
    print(json.dumps(case, ensure_ascii=False))
