#!/usr/bin/env python3
"""Draw what a command prints on a colour terminal as an SVG picture.

    docs/picture.py [--columns 92] [--lines 0] COMMAND... > docs/read.svg

The picture in the README is `docs/picture.py target/release/sayso read examples/camp-david-1978.txt`.
Only the standard library is needed. Each run of characters is set at its column and stretched to
its width, so that the columns hold in whatever monospaced font the reader has.
"""
import argparse
import html
import os
import re
import subprocess
import sys
import unicodedata

CELL, LINE, SIZE, MARGIN, BAR = 8.43, 19, 14, 18, 34
GROUND, TEXT, DIM = "#1b1f27", "#d7dae0", "#8b93a1"
COLOURS = {31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79a8ff", 35: "#e29bf5", 36: "#6fd7e0"}
ESCAPE = re.compile("\x1b\\[([0-9;]*)m")


def columns(text):
    """Columns that a text takes on a terminal."""
    wide = {"W": 2, "F": 2}
    return sum(wide.get(unicodedata.east_asian_width(c), 1) for c in text if not unicodedata.combining(c))


def runs(line, style):
    """The line's runs of one style, and the style that goes on after it."""
    found, at = [], 0
    for match in ESCAPE.finditer(line):
        found.append((line[at : match.start()], dict(style)))
        at = match.end()
        for code in map(int, filter(None, match[1].split(";"))) if match[1] else [0]:
            if code == 0:
                style = {}
            elif code in (1, 2, 4):
                style = style | {code: True}
            elif code in COLOURS:
                style = style | {"colour": COLOURS[code]}
    found.append((line[at:], dict(style)))
    return [(text, style) for text, style in found if text], style


def drawn(line, y, style):
    """SVG of one line."""
    out, column = [], 0
    parts, style = runs(line, style)
    for text, ink in parts:
        wide = columns(text)
        inner = text.strip(" ")
        if inner:
            start = column + len(text) - len(text.lstrip(" "))
            width = columns(inner) * CELL
            fill = ink.get("colour", DIM if ink.get(2) else TEXT)
            look = f' font-weight="700"' if ink.get(1) else ""
            look += ' text-decoration="underline"' if ink.get(4) else ""
            out.append(
                f'<text x="{MARGIN + start * CELL:.1f}" y="{y}" fill="{fill}"{look} textLength="{width:.1f}" '
                f'lengthAdjust="spacingAndGlyphs">{html.escape(inner)}</text>'
            )
        column += wide
    return out, style


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=int, default=92)
    parser.add_argument("--lines", type=int, default=0, help="draw only so many lines")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    shown = {**os.environ, "CLICOLOR_FORCE": "1", "COLUMNS": str(args.columns)}
    shown.pop("NO_COLOR", None)
    done = subprocess.run(args.command, env=shown, stdout=subprocess.PIPE, check=True)
    lines = done.stdout.decode().rstrip("\n").split("\n")
    lines = lines[: args.lines or None]
    prompt = "$ " + " ".join([os.path.basename(args.command[0]), *args.command[1:]])
    width = round(2 * MARGIN + args.columns * CELL)
    height = BAR + MARGIN + (len(lines) + 2) * LINE
    body, style = [], {}
    for number, line in enumerate([f"\x1b[2m{prompt}\x1b[0m", "", *lines]):
        texts, style = drawn(line, BAR + MARGIN + number * LINE, style)
        body += texts
    dots = "".join(
        f'<circle cx="{MARGIN + 5 + 20 * n}" cy="19" r="6" fill="{c}"/>'
        for n, c in enumerate(["#ff5f57", "#febc2e", "#28c840"])
    )
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"{SIZE}\" xml:space=\"preserve\">\n"
        f"<title>{html.escape(prompt)}</title>\n"
        f'<rect width="100%" height="100%" rx="10" fill="{GROUND}"/>\n{dots}\n' + "\n".join(body) + "\n</svg>"
    )


if __name__ == "__main__":
    sys.exit(main())
