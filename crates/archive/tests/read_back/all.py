"""Exports an archive in every form and reads each back as its users would: all.py SAYSO ARCHIVE

SAYSO is the program. A form without a script is a fault: whoever adds a form adds the script that
reads it, and its line here.
"""

import pathlib
import subprocess
import sys
import tempfile

from marked import mark_all

HERE = pathlib.Path(__file__).parent
# For each form: the script, and what it is given; {out} is the export, {records} one as JSON lines.
SCRIPTS = {
    "csv": ["read_csv.py", "{out}"],
    "jsonl": ["read_jsonl.py", "{out}"],
    "parquet": ["read_parquet.py", "{out}"],
    "sqlite": ["read_sqlite.py", "{out}"],
    "polecat": ["polecat.py", "{out}"],
    "ged": ["ged.py", "{out}"],
    "geojson": ["geojson.py", "{out}"],
    "annotations": ["annotations.py", "{out}", "{records}"],
    "gdelt-events": ["gdelt.py", "events", "{out}"],
    "gdelt-gkg": ["gdelt.py", "gkg", "{out}"],
    "stories": ["stories.py", "{out}", "{records}"],
    "gold-statements": ["gold.py", "{out}", "{records}"],
    "gold-events": ["gold.py", "{out}", "{records}"],
    "gold-times": ["gold.py", "{out}", "{records}"],
    "gold-places": ["gold.py", "{out}", "{records}"],
    "gold-incidents": ["gold.py", "{out}", "{records}"],
    "examples": ["examples.py", "{out}"],
}


def forms(sayso):
    """The forms that the program names in its help."""
    wrong = subprocess.run([sayso, "export", "-", "--as", "?"], capture_output=True, text=True)
    (line,) = (line for line in wrong.stderr.splitlines() if "possible values:" in line)
    return line.split("possible values:")[1].strip(" []").split(", ")


def main(sayso, archive):
    known = forms(sayso)
    assert sorted(known) == sorted(SCRIPTS), sorted(set(known) ^ set(SCRIPTS))
    subprocess.run([sayso, "stories", archive, "--quiet"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        out = {form: str(pathlib.Path(folder, form)) for form in known}
        records = str(pathlib.Path(folder, "records"))
        subprocess.run([sayso, "export", archive, "--as", "jsonl", "--out", records, "--quiet"], check=True)
        print(f"{mark_all(sayso, archive, records)} data marked as right", flush=True)
        for form in known:
            subprocess.run([sayso, "export", archive, "--as", form, "--out", out[form], "--quiet"], check=True)
        for form in known:
            script, *given = SCRIPTS[form]
            given = [word.format(out=out[form], records=out["jsonl"]) for word in given]
            print(f"{form}:", flush=True)
            subprocess.run([sys.executable, HERE / script, *given], check=True)


main(*sys.argv[1:])
