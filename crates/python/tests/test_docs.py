"""The Python of the documentation runs as it stands there, and so does the notebook."""

from pathlib import Path

import nbformat
import pytest
from mktestdocs import check_md_file
from nbclient import NotebookClient

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("page", ["python", "pandas", "polars", "duckdb"])
def test_the_python_of_a_page_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    check_md_file(fpath=ROOT / "docs" / f"{page}.md", memory=True)


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
