"""The files of the client as text: what every reader of Python can rely on.

That ruff finds nothing is checked by `make whole`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import black
import pytest

from tests.trees import files_in

from .client import PACKAGE, Whole

LONGEST_PATH = 180
"""Of the 260 characters that Windows takes, with room for ``site-packages``."""


@cache
def parsed(out: Path) -> dict[str, tuple[str, ast.Module]]:
    """The modules of a client by path: texts and syntax trees."""
    found = files_in(out / PACKAGE)
    texts = {path: found[path].decode() for path in found if path.endswith(".py")}
    return {path: (text, ast.parse(text)) for path, text in texts.items()}


def sources(whole: Whole) -> Iterator[tuple[str, str]]:
    return ((path, text) for path, (text, _) in parsed(whole.out).items())


def trees(whole: Whole) -> Iterator[tuple[str, ast.Module]]:
    return ((path, tree) for path, (_, tree) in parsed(whole.out).items())


@cache
def exists(module: str) -> bool:
    # Some of the standard library is there on one system alone, and guarded.
    if module in sys.stdlib_module_names:
        return True
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@cache
def has(module: str, name: str) -> bool:
    """Whether a module has a name, or below it a module of that name."""
    return exists(f"{module}.{name}") or hasattr(import_module(module), name)


def imported(path: str, node: ast.ImportFrom) -> str:
    """The whole name of the module that a statement imports from."""
    if not node.level:
        return str(node.module)
    parts = [PACKAGE, *Path(path).parts]
    return ".".join([*parts[: -node.level], *([node.module] if node.module else [])])


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, 6))]
)
def test_black_would_change_nothing(whole: Whole, part: int) -> None:
    """A sixth of the modules; the others take long."""
    mode = black.Mode(target_versions={black.TargetVersion.PY311})
    modules = sorted(sources(whole))[part::6]
    assert len(modules) > 150
    for path, text in modules:
        assert black.format_str(text, mode=mode) == text, path


def test_imports_resolve(whole: Whole) -> None:
    names = 0
    for path, tree in trees(whole):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert all(exists(alias.name) for alias in node.names), path
            elif isinstance(node, ast.ImportFrom):
                module = imported(path, node)
                assert exists(module), (path, module)
                for alias in node.names:
                    assert has(module, alias.name), (path, module, alias.name)
                    names += 1
    assert names > 4500


def bound(node: ast.Module) -> set[str]:
    """The public names that a module defines or imports under their own names."""
    found: set[str] = set()
    # What checkers alone see stands under a condition.
    guarded = [s for part in node.body if isinstance(part, ast.If) for s in part.body]
    for statement in [*node.body, *guarded]:
        if isinstance(statement, ast.ImportFrom | ast.Import):
            found |= {alias.asname or alias.name for alias in statement.names}
        elif isinstance(statement, ast.ClassDef | ast.FunctionDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found |= {t.id for t in statement.targets if isinstance(t, ast.Name)}
    return {name for name in found if not name.startswith("_")}


def test_the_package_exports_all_that_it_has(whole: Whole) -> None:
    package = whole.package
    source = ast.parse((whole.out / PACKAGE / "__init__.py").read_bytes())
    assert set(package.__all__) - {"__version__"} == bound(source)
    assert len(package.__all__) == len(set(package.__all__))
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = package.no_such_name


def test_the_models_export_all_that_they_have(whole: Whole) -> None:
    source = ast.parse((whole.out / PACKAGE / "models/__init__.pyi").read_bytes())
    assert set(whole.models.__all__) == bound(source)
    assert set(whole.models.__all__) <= set(dir(whole.models))
    star: dict[str, object] = {}
    exec(f"from {PACKAGE}.models import *", star)
    assert set(whole.models.__all__) <= set(star)
    with pytest.raises(AttributeError, match="NoSuchModel"):
        _ = whole.models.NoSuchModel


def test_modules_say_nothing_else_in_public(whole: Whole) -> None:
    for path, module in trees(whole):
        if path.startswith(("api/", "models/")) and "__init__" not in path:
            classes = {n.name for n in module.body if isinstance(n, ast.ClassDef)}
            shared = {name for name in bound(module) if name.startswith("ERRORS_")}
            helpers = {"annotations", "ClassVar"}
            assert not helpers & classes, path
            assert bound(module) - shared - helpers == classes, path


def test_files_end_in_one_line_break(whole: Whole) -> None:
    for path, content in files_in(whole.out).items():
        if path.endswith(".gz"):
            continue
        if path != f"{PACKAGE}/py.typed":
            assert content.endswith(b"\n"), path
            assert not content.endswith(b"\n\n"), path
        assert b"\r" not in content, path
        assert not content.startswith(b"\xef\xbb\xbf"), path


def test_paths_are_short(whole: Whole) -> None:
    for path in files_in(whole.out):
        assert len(path) < LONGEST_PATH
        assert path.isascii()
    lowered = [path.lower() for path in files_in(whole.out)]
    assert len(set(lowered)) == len(lowered)


def test_nothing_of_the_machine_is_in_the_text(whole: Whole) -> None:
    for path, content in files_in(whole.out).items():
        for word in (str(whole.drop), str(whole.out), str(Path.home())):
            assert len(word) < 6 or word.encode() not in content, path
