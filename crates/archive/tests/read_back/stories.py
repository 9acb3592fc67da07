"""Reads an export of stories back and holds it against the records: stories.py STORIES RECORDS

Every report is in one story, every event in one happening of its report's story, with all its words;
a happening is named by one of its events.
"""

import json
import sys


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main(stories, records):
    stories, records = lines(stories), {record["report"]["id"]: record for record in lines(records)}
    story_of = {report: story["id"] for story in stories for report in story["reports"]}
    assert sum(len(story["reports"]) for story in stories) == len(story_of), "a report is in two stories"
    assert set(story_of) == set(records), set(story_of) ^ set(records)
    want = sorted((report, span["start"], span["end"]) for report, record in records.items()
                  for event in record["events"] for span in event["trigger"])
    got = sorted((span["report"], span["start"], span["end"]) for story in stories
                 for happening in story["happenings"] for span in happening["spans"])
    assert got == want, (len(got), len(want))
    names = [happening["id"] for story in stories for happening in story["happenings"]]
    assert len(names) == len(set(names)), "two happenings have one name"
    for story in stories:
        assert list(story) == ["id", "title", "reports", "happenings"], list(story)
        assert story["title"] and story["id"] in story["reports"], story["id"]
        for happening in story["happenings"]:
            reports = {span["report"] for span in happening["spans"]}
            assert all(story_of[report] == story["id"] for report in reports), happening["id"]
            assert any(happening["id"].startswith(f"{report}/") for report in reports), happening["id"]
    print(f"{len(records)} reports in {len(stories)} stories, {len(want)} spans in {len(names)} happenings")


main(*sys.argv[1:])
