"""A module of the generator imports from lower layers only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "generator"

# From the bottom to the top. A module is in the layer of its longest prefix.
LAYERS = (
    {
        "generator.diagnostics.codes",
        "generator.resources",
        "generator.confusables",
        "generator.diagnostics",
        "generator.template_files",
        "generator.portable_paths",
        "generator.signals",
        "generator.toml_utils",
    },
    {"generator.model", "generator.config", "generator.caching"},
    {"generator.demands"},
    {"generator.operation_matching"},
    {"generator.parsing"},
    {"generator.overlays"},
    {"generator.loading"},
    {"generator.naming"},
    {"generator.compat"},
    {"generator.rendering"},
    {"generator.writing"},
    {"generator.diffing"},
    {
        "generator.model_json",
        "generator.openapi",
        "generator.allowances",
        "generator.releasing",
    },
    {"generator.pipeline"},
    {"generator.progress"},
    {"generator.cli"},
    {"generator.__main__"},
)
# Within a wing or a layer: what may be imported in which order.
READING = (
    "parsing.coverage_log",
    "parsing.code_and_comments",
    "parsing.inline",
    "parsing.spelling",
    "parsing.canonical_form",
    "parsing.page_source",
    "parsing.coverage",
    "parsing.markdown",
    "parsing.wire_names",
    "parsing.unfinished",
    "parsing.stray_text",
    "parsing.footer",
    "parsing.invisible_characters",
    "parsing.type_refs",
    "parsing.tables",
    "parsing.formats",
    "parsing.deprecation",
    "parsing.definition_page",
    "parsing.sections",
    "parsing.parameters",
    "parsing.operations",
    "parsing.class_page",
    "parsing.index_page",
    "parsing.page_lookup",
    "parsing.link_checks",
    "parsing.page_files",
    "parsing.title_checks",
    "parsing.duplicate_endpoints",
    "parsing.resolve",
    "parsing.pagination",
    "parsing.page",
    "parsing.page_cache",
    "parsing.parser",
)
NAMING = ("naming.identifiers", "naming.names")
COMPAT = (
    "compat.snapshot",
    "compat.name_table",
    "compat.renames",
    "compat.removals",
    "compat.method_matches",
    "compat.call_changes",
    "compat.aliases",
    "compat.expired_aliases",
)
RENDERING = (
    "rendering.escaping",
    "rendering.line_breaking",
    "rendering.templates",
    "rendering.runtime_files",
    "rendering.plan",
    "rendering.output_files",
    "rendering.custom_templates",
    "rendering.formatting",
    "rendering.render_cache",
)
PLAN = (
    "rendering.plan.plan_types",
    "rendering.plan.annotations",
    "rendering.plan.references",
    "rendering.plan.model_modules",
    "rendering.plan.lazy_plans",
    "rendering.plan.docstrings",
    "rendering.plan.outlines",
    "rendering.plan.pagination",
    "rendering.plan.models",
    "rendering.plan.status_tables",
    "rendering.plan.operations",
    "rendering.plan.public_names",
)
OPENAPI = ("openapi.schemas", "openapi.operations", "openapi.document")
CLI = (
    "cli.options",
    "cli.summaries",
    "cli.exit_codes",
    "cli.commands",
    "cli.watch",
    "cli.diff",
    "cli.release",
    "cli.app",
)
COMPARING = (
    "diffing.changes",
    "diffing.classification",
    "diffing.notation",
    "diffing.impact",
    "diffing.operations",
    "diffing.definitions",
    "diffing.specs",
    "diffing.git",
    "diffing.sources",
    "diffing.python_names",
    "diffing.packages",
    "diffing.semver",
    "diffing.comparison",
    "diffing.messages",
    "diffing.formats",
)
RELEASING = ("releasing.decision", "releasing.version_edit", "releasing.changelog")
CACHING = ("caching.input_hashes", "caching.keys", "caching.sqlite_store")
OVERLAYS = (
    "overlays.targets",
    "overlays.assertions",
    "overlays.fields",
    "overlays.pagination",
    "overlays.apply",
)
ORDERS = (
    CACHING,
    (
        "diagnostics.codes",
        "diagnostics.diagnostic",
        "diagnostics.renderers",
        "diagnostics.collector",
    ),
    (
        "pipeline.inputs",
        "pipeline.generate",
        "pipeline.export",
        "pipeline.diff",
        "pipeline.release",
    ),
    ("confusables", "toml_utils"),
    ("model_json", "pipeline"),
    CLI,
    ("progress", "cli"),
    OPENAPI,
    READING,
    NAMING,
    COMPAT,
    RENDERING,
    PLAN,
    COMPARING,
    RELEASING,
    OVERLAYS,
)
# Libraries that one module alone may know.
OWNERS = {
    "black": {"generator.rendering.formatting"},
    "jinja2": {
        "generator.rendering.custom_templates",
        "generator.rendering.templates",
    },
    "tomlkit": {"generator.releasing.version_edit"},
    "mistune": {"generator.parsing.markdown"},
    "yaml": {"generator.openapi.encoding"},
}
# Wings have one door.
DOORS = {
    wing: {wing}
    for wing in (
        "generator.diffing",
        "generator.caching",
        "generator.compat",
        "generator.naming",
        "generator.openapi",
        "generator.overlays",
        "generator.parsing",
        "generator.releasing",
        "generator.rendering",
        "generator.writing",
    )
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}


def layer_of(module: str) -> int:
    for number, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return number
    raise AssertionError(f"{module} is in no layer")


def imports_of(module: str) -> set[str]:
    """What a module imports, anywhere in it, as absolute names of modules."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                parts = parts[: len(parts) - node.level + 1]
                base = ".".join([*parts, base] if base else parts)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in MODULES else base)
    return found


@pytest.mark.parametrize("module", [name for name in MODULES if name != "generator"])
def test_imports_come_from_lower_layers(module: str) -> None:
    own = layer_of(module)
    for other in imports_of(module):
        if not other.startswith("generator.") or other == module:
            continue
        wing = ".".join(module.split(".")[:2])
        if other.startswith(f"{wing}.") or (other == wing and module != wing):
            continue
        assert layer_of(other) < own or _ordered(other, module), other


@pytest.mark.parametrize("module", [name for name in MODULES if name != "generator"])
def test_the_order_within_a_wing_holds(module: str) -> None:
    for order in ORDERS:
        names = [f"generator.{name}" for name in order]
        if module in names:
            above = set(names[names.index(module) + 1 :])
            assert not imports_of(module) & above


@pytest.mark.parametrize(
    ("wing", "orders"),
    [
        ("compat", COMPAT),
        ("naming", NAMING),
        ("parsing", READING),
        ("diffing", COMPARING),
        ("overlays", OVERLAYS),
        ("releasing", RELEASING),
        ("rendering", (*RENDERING, *PLAN)),
    ],
)
def test_every_module_of_a_wing_has_its_place(wing: str, orders: tuple[str]) -> None:
    inside = {name for name in MODULES if name.startswith(f"generator.{wing}.")}
    assert inside == {f"generator.{name}" for name in orders}


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_has_one_owner(library: str) -> None:
    users = {
        module
        for module in MODULES
        if any(name.split(".")[0] == library for name in imports_of(module))
    }
    assert users == OWNERS[library]


@pytest.mark.parametrize("wing", sorted(DOORS))
def test_a_wing_is_entered_by_its_door(wing: str) -> None:
    for module in MODULES:
        if module != wing and not module.startswith(f"{wing}."):
            inside = {name for name in imports_of(module) if name.startswith(wing)}
            assert inside <= DOORS[wing], module


def _ordered(lower: str, upper: str) -> bool:
    """Whether two modules of one layer are in an order that is set down."""
    for order in ORDERS:
        names = [f"generator.{name}" for name in order]
        if lower in names and upper in names:
            return names.index(lower) < names.index(upper)
    return False
