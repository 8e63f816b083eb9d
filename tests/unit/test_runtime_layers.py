"""Imports of the runtime come from lower packages only, and never in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2] / "templates" / "runtime"

# From the bottom to the top: packages, and modules that are in none.
ORDER = (
    "typos",
    "lazy",
    "json_types",
    "synchronization",
    "redaction",
    "headers",
    "timeouts",
    "errors",
    "processes",
    "model",
    "encoding",
    "operation",
    "config",
    "transport",
    "responses",
    "retry",
    "steps",
    "telemetry",
    "auth",
    "engine",
    "streaming",
    "client",
    "pagination",
    "api",
)
# Methods of models that convert them import from above when they are called.
UPWARD = {
    ("model", "encoding.json_body"),
    ("model", "responses.model_conversion"),
}


class Import(NamedTuple):
    """An import of another module: within a function, or where a module is loaded."""

    module: str
    is_deferred: bool


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


MODULES = {
    name_of(path): path
    for path in sorted(ROOT.rglob("*.py"))
    if path.name != "__init__.py"
}


def imports_of(module: str) -> set[Import]:
    """Return what a module imports anywhere in it, for checkers alone included."""
    found: set[Import] = set()
    left: list[tuple[ast.AST, bool]] = [
        (ast.parse(MODULES[module].read_text("utf-8")), False)
    ]
    while left:
        node, is_deferred = left.pop()
        if isinstance(node, ast.ImportFrom) and node.level:
            package = module.split(".")[: -node.level]
            base = [*package, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                inner = ".".join([*base, alias.name])
                name = inner if inner in MODULES else ".".join(base)
                found.add(Import(name, is_deferred))
        is_deferred |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        left += [(child, is_deferred) for child in ast.iter_child_nodes(node)]
    return found


def place_of(module: str) -> int:
    return ORDER.index(module.split(".")[0])


def test_every_module_has_its_place() -> None:
    assert {module.split(".")[0] for module in MODULES} == set(ORDER)


def test_imports_come_from_lower_packages() -> None:
    upward = {
        (module, other)
        for module in MODULES
        for other in imports_of(module)
        if place_of(other.module) > place_of(module)
    }
    assert {(module, other.module) for module, other in upward} == UPWARD
    assert all(other.is_deferred for _, other in upward)


def test_no_modules_import_each_other() -> None:
    graph = {
        module: {other.module for other in imports_of(module) if not other.is_deferred}
        for module in MODULES
    }
    # It raises if there is a circle, and names its modules.
    TopologicalSorter(graph).prepare()
