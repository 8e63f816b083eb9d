"""From the model to the plan of the whole client."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from ...compat import Alias
from ...config import Config
from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiSpec
from ...naming import Names, Words
from .. import line_breaking
from .annotations import AnnotationWriter, import_block
from .lazy_plans import Digests, LazyPlan, digest_of, digests_of
from .model_modules import assign_modules
from .models import ModelsModule, models_modules
from .operations import PlanContext, lazy_api_plan
from .outlines import outline
from .pagination import FieldNames
from .plan_types import ApiOutline, ClientPlan, ExportPlan, LazyModulePlan, Plan
from .public_names import PublicApi, PublicDefinition, PublicNames, find_public_names
from .references import references_of
from .status_tables import StatusTables

__all__ = [
    "ClientPlan",
    "ClientPlans",
    "Digests",
    "LazyPlan",
    "Plan",
    "PublicApi",
    "PublicDefinition",
    "PublicNames",
    "digest_of",
    "digests_of",
    "find_public_names",
    "plan_client",
]

_BLOCK = 4
"""Indentation of imports for type checkers."""


Exports = Mapping[str, tuple[str, ...]]
"""Exports of the runtime, by module."""


class ClientPlans(NamedTuple):
    """The plan: of the whole client, of API classes by module, of modules of models."""

    client: ClientPlan
    apis: Mapping[str, LazyPlan]
    modules: tuple[ModelsModule, ...]


def _outlines(
    spec: ApiSpec, names: Names, aliases: tuple[Alias, ...]
) -> tuple[ApiOutline, ...]:
    """Return the outlines of all classes, in the order of the documents."""
    return tuple(
        outline(api, names.apis[api.name], (a for a in aliases if a.api == api.name))
        for api in spec.apis
    )


def plan_client(
    spec: ApiSpec,
    config: Config,
    diagnostics: Diagnostics,
    names: Names,
    runtime: Exports,
    digests: Digests,
    aliases: tuple[Alias, ...] = (),
) -> ClientPlans:
    """Decide everything that the files of the client say.

    The plans of classes and models are made on demand.
    """
    references = references_of(spec)
    model_modules = assign_modules(
        spec, references, names, Words(config.naming.acronyms)
    )
    tables = StatusTables(spec)
    writer = AnnotationWriter(names.models)
    context = PlanContext(
        names,
        FieldNames(names, spec),
        tables,
        frozenset(config.wire.comma_arrays),
        config.wire.safe_posts,
        aliases,
        digests,
        references,
    )
    modules = models_modules(spec, names, model_modules, digests, references)
    apis = _outlines(spec, names, aliases)
    title = config.package.title
    exported = _exported_names(config, runtime)
    _check_names(config, runtime, diagnostics)
    client = ClientPlan(
        config=config,
        apis=apis,
        exports=tuple(
            _export(module.name, sorted(module.classes, key=_isort))
            for module in modules
        ),
        tables=tables.plan(writer),
        statuses_imports=_statuses_imports(writer),
        runtime_exports=tuple(
            _export(module, names, "_runtime.", _BLOCK)
            for module, names in runtime.items()
        ),
        lazy_names=_lazy_names(config, exported),
        client_modules=_client_modules(apis),
        client_doc=f"{title}: sync client, which threads can share.",
        async_client_doc=f"{title}: async client, which tasks can share.",
        public=_public(config, exported),
        example=next(_safe_calls(spec, names, "method"), ""),
        iterator_example=next(_safe_calls(spec, names, "iterator"), ""),
        variables=tuple(config.environment.variables.items()),
        renamed_attributes=_renamed_attributes(apis),
    )
    return ClientPlans(
        client,
        {names.apis[api.name].module: lazy_api_plan(api, context) for api in spec.apis},
        modules,
    )


def _export(
    module: str, names: Iterable[str], package: str = "", indent: int = 0
) -> ExportPlan:
    """Return the names that a module of a package exports."""
    exported = tuple(names)
    source = package + module
    return ExportPlan(
        module=module,
        names=exported,
        imports=tuple(
            line_breaking.reexport(source, name, indent) for name in exported
        ),
    )


def _statuses_imports(writer: AnnotationWriter) -> tuple[str, ...]:
    models = ["from .. import models as _m"] if "_m" in writer.used else []
    response = "from .._runtime.operation import Response as _Response"
    return import_block(writer.imports(), [*models, response])


def _isort(name: str) -> tuple[object, ...]:
    """Return the sort key of isort: constants, classes, others; digits as numbers."""
    return _rank(name), _natural(name.lower()), name


def _isort_all(name: str) -> tuple[object, ...]:
    """Return the order that linters want of ``__all__``: the same, but with case."""
    return _rank(name), _natural(name)


def _rank(name: str) -> int:
    if name.isupper() and len(name) > 1:
        return 0
    return 1 if name[:1].isupper() else 2


def _natural(name: str) -> list[int | str]:
    pieces = re.split(r"(\d+)", name)
    return [int(p) if i % 2 else p for i, p in enumerate(pieces)]


def _exported_names(config: Config, runtime: Exports) -> dict[str, str]:
    """Return the names that the package takes from its runtime, and their modules."""
    exported = {
        name: f"_runtime.{module}"
        for module, names in runtime.items()
        for name in names
    }
    return {**exported, config.package.error: "_runtime.errors"}


def _lazy_names(
    config: Config, exported: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    package = config.package
    clients = {package.client: "_client", package.async_client: "_client"}
    return tuple({**clients, "operations": "_operations", **exported}.items())


def _public(config: Config, exported: dict[str, str]) -> tuple[str, ...]:
    names = {config.package.client, config.package.async_client, *exported}
    names |= {"__version__", "models", "operations", "testing"}
    return tuple(sorted(names, key=_isort_all))


def _renamed_attributes(apis: tuple[ApiOutline, ...]) -> tuple[tuple[str, str], ...]:
    """Return attributes of a client, with the modules of other names behind them."""
    pairs = ((api.attribute, api.module) for api in apis)
    return tuple(pair for pair in pairs if pair[0] != pair[1])


def _client_modules(apis: tuple[ApiOutline, ...]) -> tuple[LazyModulePlan, ...]:
    """Return the modules with the classes of all kinds of client."""
    modules = {
        (access.directory, api.module, access.alias)
        for api in apis
        for access in api.access.values()
    }
    return tuple(
        LazyModulePlan(directory=directory, module=module, alias=alias)
        for directory, module, alias in sorted(modules)
    )


def _check_names(config: Config, runtime: Exports, diagnostics: Diagnostics) -> None:
    """Check that the clients' names are free in the package."""
    package = config.package
    taken = {name for names in runtime.values() for name in names}
    taken |= {"api", "models", "operations", "testing"}
    taken |= {f"{package.client}With{kind}Response" for kind in ("Raw", "Streaming")}
    names = [package.client, package.async_client]
    if package.error != "APIError":
        names.append(package.error)
    for name in names:
        # Names of its own modules and helpers have an underscore in front.
        if name in taken or name.startswith("_") or names.count(name) > 1:
            diagnostics.add("N005", SourceSpan("client.toml", 0), name=name)


def _safe_calls(
    spec: ApiSpec, names: Names, form: Literal["method", "iterator"]
) -> Iterator[str]:
    """``license.get_x``: calls that need no argument and change nothing."""
    for api in spec.apis:
        own = names.apis[api.name]
        for operation, called in zip(api.operations, own.operations, strict=True):
            name = called.method if form == "method" else called.iterator
            required = any(p.required for p in operation.parameters)
            if operation.method == "GET" and not required and name:
                yield f"{own.attribute}.{name}"
