"""The public API of each crate, out of its `lib.rs`: what it lists with `pub use` and `pub mod`, with the words above each item."""

from __future__ import annotations

import re
from pathlib import Path

from program import Program, table
from rust import CRATES, Item, first_sentence, items, methods, module_about

# In the order in which a report goes through; each with its verb, which has to be among what the crate offers.
VERBS = {
    "record": ("Record", "nothing but types: what goes in and what comes out"),
    "reader": ("read", "an input → pieces, each made into a report"),
    "language": ("Worker", "texts → `Doc`s: `Model` gives one a thread"),
    "codebook": ("Codebook", "pages and tables → compiled rules"),
    "coder": ("Coder", "a parsed report → its `Record`"),
    "stories": ("timeline", "records, day by day → stories and happenings"),
    "archive": ("Archive", "records into one file, and out again"),
    "pipeline": ("read", "inputs → records, or with `Ingest` into an archive"),
    "server": ("serve", "an archive → pages and an API"),
}
USE = re.compile(r"^pub use ([^;]+);", re.MULTILINE | re.DOTALL)
METHODS = 12  # So many methods of a type are named.
KINDS = {"fn": "function", "mod": "module", "type": "type", "const": "constant"}


def used(tree: str) -> list[tuple[str, str, str]]:
    """Path, name and public name of each item of a `pub use`."""
    tree = " ".join(tree.split())
    group = re.match(r"^(.*?)::\{(.*)\}$", tree)
    if group:
        return [one for name in re.split(r",\s*(?![^{]*\})", group[2].rstrip(", ")) for one in used(f"{group[1]}::{name.strip()}")]
    path, _, name = tree.rpartition("::")
    name, _, renamed = name.partition(" as ")
    return [(path, name, renamed or name)]


def file_of(source: Path, module: str) -> Path | None:
    """The file of a module below `src`."""
    base = source.joinpath(*[part for part in module.split("::") if part not in ("crate", "self")])
    return next((path for path in (base.with_suffix(".rs"), base / "mod.rs") if path.exists()), None)


def defined(source: Path, path: str, name: str) -> Item | None:
    """The item of this name: in the module that is named, else anywhere in the crate."""
    named = file_of(source, path)
    below = sorted(source.joinpath(*path.split("::")).rglob("*.rs"))
    for file in [*([named] if named else []), *below, *sorted(source.rglob("*.rs"))]:
        for item in items(file):
            if item.name == name:
                return item
    return None


def row(item: Item, name: str, crate: Path) -> list[str]:
    """A line for an item: its name, and what it says, with its methods."""
    module = file_of(item.path.parent, item.name) if item.kind == "mod" else None
    about = first_sentence(module_about(module) if module else item.about)
    own = methods(crate, item) if item.kind in ("struct", "enum", "trait") else []
    if own:
        more = f" and {len(own) - METHODS} more" if len(own) > METHODS else ""
        about += ". " + ", ".join(f"`{method}`" for method in own[:METHODS]) + more
    shown = f"{name}()" if item.kind == "fn" else name
    return [f"`{shown}`", KINDS.get(item.kind, item.kind), about]


def offered(crate: str) -> list[list[str]]:
    """The rows of a crate's table: its root first, then its public modules."""
    source = CRATES / crate / "src"
    root = source / "lib.rs"
    text = root.read_text(encoding="utf-8")
    rows = [row(item, item.name, source) for item in items(root) if item.kind != "mod"]
    for use in USE.finditer(text):
        for path, name, public in used(use[1]):
            if path.startswith("sayso_"):
                rows.append([f"`{public}`", "again", f"`{path}::{name}`"])
                continue
            item = defined(source, path, name)
            if item is None:
                raise SystemExit(f"crates/{crate}: what is `{path}::{name}`?")
            rows.append(row(item, public, source))
    for module in [item for item in items(root) if item.kind == "mod"]:
        file = file_of(source, module.name)
        text = file.read_text(encoding="utf-8")
        again = [(path, name) for use in USE.finditer(text) for path, name, _ in used(use[1])]
        below = [item for path, name in again if (item := defined(source / module.name, path, name))]
        within = [item for item in items(file) if item.kind != "mod"] + below
        listed = ", ".join(f"`{item.name}{'()' if item.kind == 'fn' else ''}`" for item in within)
        rows.append([f"`{module.name}::`", "module", f"{first_sentence(module_about(file))}. {listed}".rstrip()])
    return rows


def crates(_: Program) -> str:
    """A part for each crate."""
    parts = []
    for crate, (verb, what) in VERBS.items():
        rows = offered(crate)
        names = {re.sub(r"[`():]", "", one[0]) for one in rows}
        if verb not in names:
            raise SystemExit(f"crates/{crate} no longer offers `{verb}`; say in docs/make/crates.py what its verb is")
        about = first_sentence(module_about(CRATES / crate / "src" / "lib.rs")).replace("codebook/`: what", "codebook/`, what")
        parts.append(f"## sayso-{crate}\n\n{about}. **`{verb}`**: {what}.\n\n{table(['', '', ''], rows)}")
    return "\n".join(parts)


PARTS = {"crates": crates}
