"""Reads an exported POLECAT file back with pandas: `python3 polecat.py FILE`."""

import re
import sys

import pandas

COLUMNS = """Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Actor COW,
Primary Actor Sector,Actor Sectors,Actor Title,Actor Name Raw,Wikipedia Actor ID,Recipient Name,Recipient Country,
Recipient COW,Primary Recipient Sector,Recipient Sectors,Recipient Title,Recipient Name Raw,Wikipedia Recipient ID,
Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type,Source,
Publication Date,Story People,Story Organizations,Story Locations,Language,Version""".replace("\n", "").split(",")
TYPES = set("""AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION
MOBILIZE COERCE ASSAULT""".split())
QUADS = {"VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"}


def every(cells, holds, what):
    wrong = [cell for cell in cells if not holds(cell)]
    assert not wrong, f"{what}: {wrong[:5]}"


def parts(cell):
    return cell.split("; ")


def main(path):
    rows = pandas.read_csv(path, sep="\t", dtype=str, keep_default_na=False, na_values=["None"], encoding="utf-8")
    assert list(rows.columns) == COLUMNS, list(rows.columns)
    known = {name: rows[name].dropna() for name in COLUMNS}
    every(rows["Event ID"], lambda cell: isinstance(cell, str), "Event ID")
    assert rows["Event ID"].is_unique
    for name in COLUMNS:
        every(known[name], lambda cell: cell and not re.search(r"[\t\r\n\x00]", cell), name)
    for name in ("Event Date", "Publication Date"):
        pandas.to_datetime(known[name], format="%Y-%m-%d")
    assert rows["Publication Date"].notna().all()
    every(rows["Event Type"], TYPES.__contains__, "Event Type")
    every(rows["Quad Code"], QUADS.__contains__, "Quad Code")
    every(known["Intensity"].astype(float), lambda score: -10 <= score <= 10, "Intensity")
    every(known["Latitude"].astype(float), lambda degrees: -90 <= degrees <= 90, "Latitude")
    every(known["Longitude"].astype(float), lambda degrees: -180 <= degrees <= 180, "Longitude")
    assert (rows["Latitude"].isna() == rows["Longitude"].isna()).all()
    every(known["GeoNames ID"], str.isdigit, "GeoNames ID")
    every(known["Country"], lambda cell: re.fullmatch("[A-Z]{3}", cell), "Country")
    code = re.compile("[A-Z]{3}|None")
    for party in ("Actor", "Recipient"):
        for name in (f"{party} Country", f"{party} Sectors", f"Primary {party} Sector"):
            every(known[name], lambda cell: all(map(code.fullmatch, parts(cell))), name)
        every(
            known[f"{party} COW"],
            lambda cell: all(part == "None" or 2 <= int(part) <= 999 for part in parts(cell)),
            f"{party} COW",
        )
        names = rows[rows[f"{party} Name"].notna()]
        for name in (f"{party} Country", f"{party} COW", f"{party} Sectors", f"{party} Name Raw"):
            beside = names[names[name].notna()]
            for many, few in zip(beside[f"{party} Name"], beside[name]):
                assert len(parts(many)) == len(parts(few)), (name, many, few)
    print(f"{path}: {len(rows)} rows")


main(sys.argv[1])
