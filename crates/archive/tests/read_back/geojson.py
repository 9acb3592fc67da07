"""Reads an exported map back: `python3 geojson.py FILE`."""

import json
import sys

STATUSES = {"happened", "ongoing", "historical", "future", "hypothetical", "negated", "called_for"}
PRECISIONS = {"exact", "admin2", "admin1", "country"}


def refuse(word):
    raise AssertionError(f"{word} is no JSON")


def main(path):
    with open(path, encoding="utf-8") as file:
        collection = json.load(file, parse_constant=refuse)
    assert set(collection) == {"type", "features"} and collection["type"] == "FeatureCollection"
    ids = set()
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"} and feature["type"] == "Feature"
        told = feature["properties"]
        assert feature["id"] == told["event_id"] and feature["id"] not in ids
        ids.add(feature["id"])
        assert told["status"] in STATUSES and told["precision"] in PRECISIONS
        assert told["quad"] in (1, 2, 3, 4) and isinstance(told["cameo"], str)
        assert len(told["actors"]) == len(told["actor_codes"])
        assert len(told["recipients"]) == len(told["recipient_codes"])
        assert (told["voice"] == "report") == (told["speaker"] is None)
        assert told["words"] and told["report_id"] and told["published"]
        if feature["geometry"] is None:
            continue
        assert told["precision"] != "country"
        assert set(feature["geometry"]) == {"type", "coordinates"} and feature["geometry"]["type"] == "Point"
        east, north = feature["geometry"]["coordinates"]
        assert -180 <= east <= 180 and -90 <= north <= 90
    print(f"{path}: {len(ids)} features")


main(sys.argv[1])
