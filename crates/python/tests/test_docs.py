"""The Python of the book runs as it stands there, and so does the notebook.

Which pages have some, ``tests/book/pages.py`` knows; that of ``docs/spark.md`` runs in ``spark/test_spark_page.py``.
"""

import sys
from pathlib import Path

import nbformat
import pytest
from mktestdocs import check_md_file
from nbclient import NotebookClient

ROOT = Path(__file__).parents[3]

sys.path.insert(0, str(ROOT / "tests" / "book"))
import pages  # noqa: E402


@pytest.mark.parametrize("page", pages.with_python(frozenset({"spark.md"})))
def test_the_python_of_a_page_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    check_md_file(fpath=ROOT / "docs" / page, memory=True)


def test_the_notebook_runs_and_shows_a_record() -> None:
    notebook = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(ROOT)}}).execute()
    shown = [
        output["data"]["text/html"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    ]
    assert any("Camp David" in html and "<style" in html for html in shown)
    assert any("<table" in html for html in shown)
