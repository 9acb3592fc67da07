"""What the stubs say is so."""

import ast
import inspect
import pathlib
import subprocess
import sys

import sayso
import sayso._sayso
import typed

HERE = pathlib.Path(__file__).parent
STUBS = pathlib.Path(sayso.__file__).with_name("_sayso.pyi")


def test_the_typed_program_runs(coder, tmp_path):
    assert typed.read(coder)[0]["plover"] == "ASSAULT"
    assert typed.keep(str(tmp_path / "news.sayso"), coder) == 1


def test_mypy_finds_nothing(tmp_path):
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(HERE / "typed.py")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_stubs_are_those_of_the_module(tmp_path):
    config = str(HERE.parent / "pyproject.toml")
    command = [sys.executable, "-m", "mypy.stubtest", "--mypy-config-file", config, "sayso._sayso"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_stubs_document_what_the_module_documents():
    def check(body, owner, name):
        for node in body:
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
                said = getattr(owner, node.name)
                inner = f"{name}.{node.name}"
                assert ast.get_docstring(node) == inspect.getdoc(said), inner
                if isinstance(node, ast.ClassDef):
                    check(node.body, said, inner)

    check(ast.parse(STUBS.read_text()).body, sayso._sayso, "sayso")
