"""Who may import what, and a few rules that hold of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"assistant", "index", "prompts", "eval"}
MAY_IMPORT = {
    "prompts": {"prompts"},
    "index": {"index"},
    "assistant": {"assistant", "index", "prompts"},
    "eval": OURS,
}
MODULES = sorted(path for package in sorted(OURS) for path in (ROOT / package).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, at the top or inside a function; ``from a import b`` gives ``a.b``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers(module: str) -> set[str]:
    """Name the files that import a module or something out of it."""
    return {name(path) for path in MODULES if any(f"{found}.".startswith(f"{module}.") for found in imported(path))}


def test_every_package_is_looked_at() -> None:
    assert {name(path).split("/")[0] for path in MODULES} == OURS


@pytest.mark.parametrize("package", sorted(OURS))
def test_a_layer_imports_only_those_below_it(package: str) -> None:
    strange = {
        f"{name(path)}: {found}"
        for path in MODULES
        if name(path).startswith(f"{package}/") and name(path) != "assistant/cli.py"
        for found in imported(path)
        if found.split(".")[0] in OURS - MAY_IMPORT[package]
    }
    assert strange == set()


def test_the_command_line_is_imported_by_nobody() -> None:
    assert importers("assistant.cli") == set()


@pytest.mark.parametrize(
    ("library", "users"),
    [
        ("faiss", {"index/vectors.py"}),
        ("bm25s", {"index/lexical.py"}),
    ],
)
def test_a_library_is_known_to_one_module(library: str, users: set[str]) -> None:
    assert {user for user in importers(library) if not user.startswith("eval/")} == users


def test_what_keeps_things_knows_sql() -> None:
    keepers = {"index/store.py", "index/journal.py", "assistant/database.py"}
    keepers |= {"assistant/conversations.py", "assistant/feedback.py", "assistant/draft/store.py"}
    assert {user for user in importers("sqlite3") if not user.startswith("eval/")} <= keepers


def test_the_page_alone_knows_gradio() -> None:
    users = importers("gradio")
    assert users
    assert {user for user in users if not user.startswith("assistant/page/")} == set()


@pytest.mark.parametrize("library", ["pickle", "marshal", "shelve", "joblib", "dill", "cloudpickle"])
def test_nothing_that_runs_code_from_a_file_is_imported(library: str) -> None:
    assert importers(library) == set()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_rules_of_every_module(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not (path.name == "__init__.py" and not tree.body):
        assert ast.get_docstring(tree), "no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not OURS & {alias.name for alias in node.names if not alias.asname}, "name the module itself"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except in line {node.lineno}"
        if isinstance(node, ast.Assert):
            pytest.fail(f"assert in line {node.lineno}: it vanishes under -O")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "compile", "__import__"}, f"line {node.lineno}"
