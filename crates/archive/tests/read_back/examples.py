"""Reads example blocks made of marks back: examples.py FILE"""

import re
import sys

(path,) = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    page = file.read()
blocks = re.findall(r"^```example\n(.*?)^```$", page, re.M | re.S)
assert blocks and page.count("```") == 2 * len(blocks), f"{path}: {len(blocks)} blocks"
print(f"  {len(blocks)} examples")
