"""Reads an exported GED file back with pandas: `python3 ged.py FILE`."""

import sys

import pandas

COLUMNS = """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
number_of_sources source_article source_office source_date source_headline source_original where_prec where_coordinates
where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec
date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob""".split()
OF_UCDP = [name for name in COLUMNS if name.startswith(("conflict_", "dyad_", "side_a_", "side_b_"))]


def among(cells, allowed, what):
    wrong = set(cells.dropna()) - set(allowed)
    assert not wrong, f"{what}: {wrong}"


def main(path):
    rows = pandas.read_csv(path, keep_default_na=False, na_values=[""], encoding="utf-8", dtype={"id": "int64"})
    assert list(rows.columns) == COLUMNS, list(rows.columns)
    assert rows["id"].is_unique and rows["relid"].is_unique
    assert rows["id"].between(1, 2**52).all()
    assert rows[OF_UCDP + ["active_year", "code_status"]].isna().all(axis=None)
    among(rows["type_of_violence"], (1, 2, 3), "type_of_violence")
    among(rows["where_prec"], (1, 3, 4, 6), "where_prec")
    among(rows["date_prec"], (1, 2, 3, 4, 5), "date_prec")
    among(rows["event_clarity"], (1, 2), "event_clarity")
    among(rows["number_of_sources"], (1,), "number_of_sources")
    among(rows["region"], ("Africa", "Americas", "Asia", "Europe", "Middle East"), "region")

    start = pandas.to_datetime(rows["date_start"], format="%Y-%m-%d")
    end = pandas.to_datetime(rows["date_end"], format="%Y-%m-%d")
    pandas.to_datetime(rows["source_date"], format="%Y-%m-%d")
    assert end.notna().all()
    told = start.notna()
    assert (start[told] <= end[told]).all()
    assert (told == rows["date_prec"].notna()).all()
    a_year = rows["year"].notna()
    assert (start[a_year].dt.year == rows["year"][a_year]).all()
    assert (end[a_year].dt.year == rows["year"][a_year]).all()

    deaths = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]
    numbers = rows[deaths + ["low", "best", "high"]].astype(float)
    assert (numbers.isna() | (numbers >= 0)).all(axis=None)
    assert (numbers.isna() | (numbers % 1 == 0)).all(axis=None)
    assert (numbers[["low", "best", "high"]].max(axis=1) > 0).all()
    for few, many in (("low", "best"), ("best", "high"), ("low", "high")):
        both = numbers[few].notna() & numbers[many].notna()
        assert (numbers[few][both] <= numbers[many][both]).all(), (few, many)
    best = numbers["best"].notna()
    assert (numbers[deaths][best].sum(axis=1) == numbers["best"][best]).all()
    assert numbers[deaths][~best].isna().all(axis=None)

    pinned = rows[rows["latitude"].notna()]
    assert (rows["latitude"].isna() == rows["longitude"].isna()).all()
    assert not (pinned["where_prec"] == 6).any()
    for row in pinned.itertuples():
        assert -90 <= row.latitude <= 90 and -180 <= row.longitude <= 180
        east, north = map(float, row.geom_wkt.removeprefix("POINT (").removesuffix(")").split())
        assert (north, east) == (row.latitude, row.longitude)
        line = min(int((north + 90) // 0.5), 359)
        assert row.priogrid_gid == line * 720 + min(int((east + 180) // 0.5), 719) + 1
    assert rows[rows["latitude"].isna()][["geom_wkt", "priogrid_gid"]].isna().all(axis=None)
    print(f"{path}: {len(rows)} rows")


main(sys.argv[1])
