"""Reads an export in one of GDELT's forms as a user would, with pandas alone, and checks its types and ranges.

    gdelt.py events FILE    exported as gdelt-events
    gdelt.py gkg FILE       exported as gdelt-gkg

Column names are those of GDELT's codebooks (Event V2.0, GKG 2.1). Exit status 1 and a message tell
what is wrong.
"""

import csv
import sys

import pandas as pd

SIDE = ["Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code",
        "Type1Code", "Type2Code", "Type3Code"]
GEO = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
EVENTS = (
    ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
    + ["Actor1" + part for part in SIDE] + ["Actor2" + part for part in SIDE]
    + ["IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
       "NumMentions", "NumSources", "NumArticles", "AvgTone"]
    + [f"{of}Geo_{part}" for of in ("Actor1", "Actor2", "Action") for part in GEO]
    + ["DATEADDED", "SOURCEURL"]
)
GKG = [
    "GKGRECORDID", "DATE", "SourceCollectionIdentifier", "SourceCommonName", "DocumentIdentifier", "Counts",
    "V2Counts", "Themes", "V2Themes", "Locations", "V2Locations", "Persons", "V2Persons", "Organizations",
    "V2Organizations", "V2Tone", "Dates", "GCAM", "SharingImage", "RelatedImages", "SocialImageEmbeds",
    "SocialVideoEmbeds", "Quotations", "AllNames", "Amounts", "TranslationInfo", "Extras",
]
QUADS = {root: 1 if root < 6 else 2 if root < 10 else 3 if root < 15 else 4 for root in range(1, 21)}


def read(path, names):
    """The table; read with and without regard to quotation marks, which must be the same."""
    how = dict(sep="\t", header=None, dtype=str, keep_default_na=False, encoding="utf-8")
    table = pd.read_csv(path, quoting=csv.QUOTE_NONE, **how)
    assert table.equals(pd.read_csv(path, **how)), "a quotation mark changes how the file is read"
    with open(path, encoding="utf-8", newline="\n") as file:
        assert len(table) == sum(1 for _ in file), "rows and lines differ"
    assert table.shape[1] == len(names), f"{table.shape[1]} columns, not {len(names)}"
    table.columns = names
    return table


def whole(column):
    assert column.str.fullmatch(r"\d+").all(), f"{column.name}: not all whole numbers"
    return column.astype("int64")


def between(column, low, high):
    """Numbers within bounds, where there are any."""
    numbers = pd.to_numeric(column[column != ""], errors="raise")
    assert numbers.between(low, high).all(), f"{column.name}: outside of {low} to {high}"
    return numbers


def codes(column, pattern):
    wrong = column[~column.str.fullmatch(pattern)]
    assert wrong.empty, f"{column.name}: {wrong.iloc[0]!r} is no such code"


def check_events(table):
    ids = whole(table.GLOBALEVENTID)
    assert ids.is_unique and ids.between(1, 2**53 - 1).all(), "GLOBALEVENTID: not unique, or out of range"
    days = pd.to_datetime(table.SQLDATE, format="%Y%m%d", errors="coerce")
    old = table.SQLDATE < "16780101"  # earlier than pandas' days
    assert (days.notna() | old).all(), "SQLDATE: not all days"
    assert (table.SQLDATE.str[:6] == table.MonthYear).all() and (table.SQLDATE.str[:4] == table.Year).all()
    fraction = between(table.FractionDate, 1, 9999.9999) - table.Year.astype(int)
    month, day = table.SQLDATE.str[4:6].astype(int), table.SQLDATE.str[6:].astype(int)
    assert ((fraction - ((month - 1) * 30 + day) / 365).abs() < 1e-4).all(), "FractionDate: not that of the day"
    for side in ("Actor1", "Actor2"):
        codes(table[side + "Code"], r"([A-Z]{3}){0,5}")
        for part in SIDE[2:]:
            codes(table[side + part], r"([A-Z]{3})?")
            held = [part in code for part, code in zip(table[side + part], table[side + "Code"])]
            assert all(held), f"{side + part}: not a part of the code"
        assert (table[side + "Name"] == table[side + "Name"].str.upper()).all()
    codes(table.IsRootEvent, "[01]")
    codes(table.EventCode, r"\d{2,4}")
    assert (table.EventCode.str[:3] == table.EventBaseCode).all()
    assert (table.EventCode.str[:2] == table.EventRootCode).all()
    assert (table.EventRootCode.astype(int).map(QUADS) == whole(table.QuadClass)).all(), "QuadClass: not GDELT's"
    between(table.GoldsteinScale, -10, 10)
    for count in ("NumMentions", "NumSources", "NumArticles"):
        assert (whole(table[count]) == 1).all()
    assert (table.AvgTone == "").all(), "AvgTone: made up"
    for of in ("Actor1", "Actor2", "Action"):
        check_places(table[[f"{of}Geo_{part}" for part in GEO]])
    assert pd.to_datetime(table.DATEADDED, format="%Y%m%d%H%M%S", errors="coerce").notna().all()
    assert (table.SOURCEURL != "").all()


def check_places(table):
    table = table.set_axis(GEO, axis="columns")
    codes(table.Type, "[0-5]")
    nowhere = table[table.Type == "0"]
    assert (nowhere.drop(columns="Type") == "").all(axis=None), "a place of no kind has more than that"
    codes(table.CountryCode, r"([A-Z]{2})?")
    codes(table.ADM1Code, r"([A-Z]{2}([A-Z]{2})?)?")
    codes(table.FeatureID, r"([A-Z]{2})?")
    assert (between(table.Lat, -90, 90).index == between(table.Long, -180, 180).index).all()


def blocks(cell, between=";"):
    return cell.split(between) if cell else []


def check_gkg(table):
    assert table.GKGRECORDID.is_unique, "GKGRECORDID: not unique"
    codes(table.GKGRECORDID, r"\d{14}-\d+")
    assert (table.GKGRECORDID.str[:14] == table.DATE).all()
    assert pd.to_datetime(table.DATE, format="%Y%m%d%H%M%S", errors="coerce").notna().all()
    web = table.DocumentIdentifier.str.match("https?://")
    assert (table.SourceCollectionIdentifier == web.map({True: "1", False: "2"})).all()
    for blank in ("Themes", "V2Themes", "V2Tone", "SharingImage", "RelatedImages", "SocialImageEmbeds",
                  "SocialVideoEmbeds", "TranslationInfo", "Extras"):
        assert (table[blank] == "").all(), f"{blank}: made up"
    codes(table.GCAM, r"wc:\d+")
    for row in table.itertuples():
        check_counts(row)
        for cell, second in ((row.Locations, 0), (row.V2Locations, 2)):
            for block in blocks(cell):
                parts = block.split("#")
                assert len(parts) == 7 + second, block
                assert parts[0] in "12345" and (not second or parts[-1].isdigit()), block
        for cell, names in ((row.V2Persons, row.Persons), (row.V2Organizations, row.Organizations)):
            named = [block.rsplit(",", 1) for block in blocks(cell)]
            assert all(start.isdigit() for _, start in named), cell
            assert list(dict.fromkeys(name for name, _ in named)) == blocks(names), names
        assert all(block.count(",") == 1 and block.rsplit(",")[1].isdigit() for block in blocks(row.AllNames))
        for block in blocks(row.Dates):
            resolution, month, day, year, start = map(int, block.split("#"))
            known = {1: (0, 0, 1), 2: (1, 0, 1), 3: (1, 1, 1), 4: (1, 1, 0)}[resolution]
            assert known == (int(month > 0), int(day > 0), int(year > 0)), block
            assert month <= 12 and day <= 31 and start >= 0, block
        for block in blocks(row.Quotations, "#"):
            start, length, _, words = block.split("|")
            assert int(start) >= 0 and int(length) == len(words), block
        for block in blocks(row.Amounts):
            amount, _, start = block.split(",")
            assert float(amount) >= 0 and start.isdigit(), block


def check_counts(row):
    assert len(blocks(row.Counts)) == len(blocks(row.V2Counts))
    for block, second in zip(blocks(row.Counts), blocks(row.V2Counts)):
        parts = block.split("#")
        assert len(parts) == 10 and second.rsplit("#", 1)[0] == block, block
        assert parts[0] in ("AFFECT", "ARREST", "KIDNAP", "KILL", "PROTEST", "SEIZE", "WOUND"), block
        assert parts[1].isdigit() and parts[3] in "012345" and second.rsplit("#", 1)[1].isdigit(), block


def main():
    form, path = sys.argv[1:]
    names, check = {"events": (EVENTS, check_events), "gkg": (GKG, check_gkg)}[form]
    table = read(path, names)
    try:
        check(table)
    except AssertionError as error:
        sys.exit(f"{path}: {error}")
    print(f"{path}: {len(table)} rows of {form} read back")


if __name__ == "__main__":
    main()
