"""A module imports from lower layers only, and from none in a circle.

So do the modules of the generator and those of the runtime.
"""

import ast
from collections.abc import Iterator, Set
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]

# From the bottom to the top: packages, and modules that are in none.
GENERATOR = """
    _checkout version diagnostics resources template_files signals confusables
    portable_paths quantities toml_utils
    model config caching enforcement selection safe_posts operation_matching parsing
    naming merging overlays loading compat rendering writing diffing model_json openapi
    value_proposals allowances releasing pipeline sandbox progress testing cli __main__
"""
RUNTIME = """
    typos lazy public json_types synchronization redaction headers timeouts errors
    processes
    model pydantic_schema encoding records operation config transport responses
    telemetry retry steps auth engine streaming client pagination api testing shell
"""
# Methods of models that convert them import from above when they are called.
UPWARD = {
    ("model", "encoding.json_body"),
    ("model", "pydantic_schema"),
    ("model", "responses.model_conversion"),
}
# Packages of the generator that others import from as a whole.
DOORS = """
    caching compat diffing merging naming openapi overlays parsing releasing rendering
    sandbox writing
"""
# Libraries that a few modules alone may know.
OWNERS = {
    "black": {"rendering.formatting"},
    "jinja2": {"rendering.custom_templates", "rendering.templates"},
    "tomlkit": {"releasing.version_edit"},
    "mistune": {"parsing.markdown"},
    "yaml": {"openapi.encoding"},
}


class Import(NamedTuple):
    """An import of another module: within a function, or where a module is loaded."""

    module: str
    is_deferred: bool


class Modules(dict[str, set[Import]]):
    """The modules below a folder, and what each imports, for checkers alone included.

    A package is a module too. Modules of the folder are called by their path in it.
    """

    def __init__(self, root: Path) -> None:
        paths = {
            ".".join(path.relative_to(root).with_suffix("").parts): path
            for path in sorted(root.rglob("*.py"))
            if path != root / "__init__.py"
        }
        self._names = {name.removesuffix(".__init__") for name in paths}
        for name, path in paths.items():
            tree = ast.parse(path.read_text("utf-8"))
            made = set(self._imports(name, tree, False))
            self[name.removesuffix(".__init__")] = made

    def _imports(self, name: str, node: ast.AST, deferred: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, deferred) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name.split(".")[: -node.level] if node.level else []
            base = [*package, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                inner = ".".join([*base, alias.name])
                module = inner if inner in self._names else ".".join(base)
                yield Import(module, deferred)
        deferred |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.iter_child_nodes(node):
            yield from self._imports(name, child, deferred)

    def inner(self, name: str) -> Set[Import]:
        """The imports of a module from the same folder."""
        return {one for one in self[name] if one.module in self and one.module != name}


PROGRAMS = {
    "generator": (
        Modules(ROOT / "generator"),
        GENERATOR.split(),
        set[tuple[str, str]](),
    ),
    "runtime": (Modules(ROOT / "templates" / "runtime"), RUNTIME.split(), UPWARD),
}


def layer_of(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("program", PROGRAMS)
def test_imports_come_from_lower_layers(program: str) -> None:
    modules, order, expected = PROGRAMS[program]
    assert {layer_of(module) for module in modules} == set(order)
    upward = {
        (module, other)
        for module in modules
        for other in modules.inner(module)
        if order.index(layer_of(other.module)) > order.index(layer_of(module))
    }
    assert {(module, other.module) for module, other in upward} == expected
    assert all(other.is_deferred for _, other in upward)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_modules_import_each_other(program: str) -> None:
    modules = PROGRAMS[program][0]
    graph = {
        module: {
            other.module for other in modules.inner(module) if not other.is_deferred
        }
        for module in modules
    }
    # It raises if there is a circle, and names its modules.
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("package", DOORS.split())
def test_others_import_a_package_as_a_whole(package: str) -> None:
    modules = PROGRAMS["generator"][0]
    inside = {
        (module, other.module)
        for module in modules
        for other in modules.inner(module)
        if layer_of(module) != package and other.module.startswith(f"{package}.")
    }
    assert not inside


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_has_its_owners(library: str) -> None:
    modules = PROGRAMS["generator"][0]
    users = {
        module
        for module, imports in modules.items()
        if any(layer_of(one.module) == library for one in imports)
    }
    assert users == OWNERS[library]


@pytest.mark.parametrize("library", ["starlette", "uvicorn"])
def test_only_the_sandbox_knows_the_server(library: str) -> None:
    modules = PROGRAMS["generator"][0]
    users = {
        layer_of(module)
        for module, imports in modules.items()
        if any(layer_of(one.module) == library for one in imports)
    }
    assert users == {"sandbox"}
