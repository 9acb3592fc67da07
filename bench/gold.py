#!/usr/bin/env python3
"""Score `sayso read` on gold annotations: statements, events, times, places.

    bench/gold.py GOLD_DIR [--sayso target/release/sayso] [--set dev]

GOLD_DIR holds TASK.SET.jsonl and score.py, which says what the measures are. The texts go through
the program as a user's would; nothing of the gold but its texts and dates is seen by it.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

TASKS = ["statements", "events", "times", "places"]


def score(sayso, gold_dir, task, gold, folder):
    """Figures of one task, as score.py prints them."""
    scorer = [sys.executable, str(gold_dir / "score.py")]
    texts, records = folder / f"{task}.in.jsonl", folder / f"{task}.out.jsonl"
    with texts.open("wb") as out:
        subprocess.run([*scorer, "inputs", str(gold)], stdout=out, check=True)
    with records.open("wb") as out:
        command = [sayso, "read", "--from", "jsonl", "--to", "jsonl", str(texts)]
        subprocess.run(command, stdout=out, check=True)
    done = subprocess.run([*scorer, task, str(gold), str(records)], capture_output=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--sayso", default="target/release/sayso")
    parser.add_argument("--set", default="dev")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for task in TASKS:
            gold = args.gold / f"{task}.{args.set}.jsonl"
            if not gold.exists():
                print(f"{task}: no {gold}", file=sys.stderr)
                continue
            print(task)
            for measure, figure in score(args.sayso, args.gold, task, gold, Path(folder)).items():
                if isinstance(figure, dict):
                    figure = "  ".join(f"{key} {value}" for key, value in figure.items())
                print(f"  {measure:<22} {figure}")


if __name__ == "__main__":
    main()
