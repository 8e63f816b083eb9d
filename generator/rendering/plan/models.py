"""The plan of the models: modules, classes, fields."""

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import NamedTuple

from ...enforcement import enforced_definitions
from ...model import ApiSpec, Definition, Property
from ...naming import SHARED, DefinitionNames, Names, camel
from .. import escaping, line_breaking
from .annotations import FIELD_TIMES, OPTIONAL, AnnotationWriter, Operands, import_block
from .docstrings import full_description
from .lazy_plans import Digests, LazyPlan, digest_of
from .model_modules import UNREFERENCED
from .plan_types import FieldPlan, ModelPlan, ModelsModulePlan
from .references import References

_FIELD_INDENT = 4


def annotation(property_: Property, writer: AnnotationWriter) -> Operands:
    """Return the members of a field's type; an optional one may be ``None``."""
    operands = writer.value(property_.type, property_.format, property_.values)
    is_given = property_.required or property_.present or property_.empty_list
    return operands if is_given else operands + OPTIONAL


class ModelsModule(NamedTuple):
    """A module of models: its name, the classes in it, and its plan."""

    name: str
    classes: tuple[str, ...]
    lazy_plan: LazyPlan

    @property
    def path(self) -> str:
        """The path in the package."""
        return module_path(self.name)


def module_path(module: str) -> str:
    """Return the path of the module in the package."""
    return f"models/{module.replace('.', '/')}.py"


def models_modules(
    spec: ApiSpec,
    names: Names,
    modules: Mapping[str, str],
    digests: Digests,
    references: References,
) -> tuple[ModelsModule, ...]:
    """Return all modules of models by path; the models of each in document order."""
    enforced = enforced_definitions(spec)
    models = {
        definition.name: digest_of(
            digests.definitions[definition.name],
            definition.name in enforced,
            [
                names.models.get(name)
                for name in references.definitions[definition.name]
            ],
        )
        for definition in spec.definitions
    }
    by_module: defaultdict[str, list[Definition]] = defaultdict(list)
    for definition in spec.definitions:
        by_module[modules[definition.name]].append(definition)
    api_by_module = {names.apis[api.name].module: api.name for api in spec.apis}
    return tuple(
        _module(
            module,
            by_module[module],
            names,
            enforced,
            _module_doc(module, api_by_module),
            [models[definition.name] for definition in by_module[module]],
        )
        for module in sorted(by_module)
    )


def _module(
    module: str,
    definitions: list[Definition],
    names: Names,
    enforced: Set[str],
    doc: str,
    digests: list[str],
) -> ModelsModule:
    own = [names.definitions[definition.name] for definition in definitions]
    return ModelsModule(
        module,
        tuple(each.class_name for each in own),
        LazyPlan(
            digest_of(module, own, doc, digests),
            lambda: _plan_module(module, definitions, names, enforced, doc),
        ),
    )


def _plan_module(
    module: str,
    definitions: list[Definition],
    names: Names,
    enforced: Set[str],
    doc: str,
) -> ModelsModulePlan:
    writer = AnnotationWriter(names.models, temporals=FIELD_TIMES)
    models = tuple(
        _model(
            definition,
            names.definitions[definition.name],
            writer,
            "required" if definition.name in enforced else "expected",
        )
        for definition in definitions
    )
    return ModelsModulePlan(
        path=module_path(module),
        module=module,
        doc=doc,
        imports=_imports(writer, models, depth=module.count(".") + 2),
        open_enums="." * (module.count(".") + 2) if writer.has_open_enums() else "",
        models=models,
    )


def _module_doc(module: str, api_by_module: Mapping[str, str]) -> str:
    if module == UNREFERENCED:
        return "Models that no operation uses."
    if module.startswith(f"{SHARED}."):
        return "Model that several APIs use."
    return f"Models that only {api_by_module[module]} uses."


def _imports(
    writer: AnnotationWriter, models: tuple[ModelPlan, ...], depth: int
) -> tuple[str, ...]:
    package = "." * depth
    defaults = {field.maker for model in models for field in model.fields}
    own = [f"from {package} import models as _m"] if "_m" in writer.used else []
    own += [
        f"from {package}_runtime.model import {name} as _{name}"
        for name in sorted({*FIELD_TIMES.values()} - {"date"})
        if f"_{name}" in writer.used
    ]
    if any(model.fields for model in models):
        own.append(f"from {package}_runtime.model import Model as _Model")
    own += [
        f"from {package}_runtime.model import {helper} as _{helper}"
        for helper in ("empty_list", "expected", "field", "present", "required")
        if helper in defaults
    ]
    # By this very name: msgspec tells class variables by the text of annotations.
    local = any(model.local_datetimes for model in models)
    standard = writer.imports(*["ClassVar"] * local)
    return import_block(standard, own)


def _model(
    definition: Definition, names: DefinitionNames, module: AnnotationWriter, maker: str
) -> ModelPlan:
    """``maker`` declares the required fields."""
    writer = module.for_class(names.fields)
    members = list(zip(names.fields, definition.properties, strict=True))
    local = tuple(
        name for name, property_ in members if property_.format == "local-date-time"
    )
    holder, text = map(writer.builtin, ("frozenset", "str") if local else ("", ""))
    return ModelPlan(
        name=names.class_name,
        doc=_model_doc(definition),
        alias=writer.alias() if definition.is_open else "",
        fields=tuple(
            _field(name, property_, writer, maker) for name, property_ in members
        ),
        local_datetimes=local,
        local_maker=holder,
        local_type=f"{holder}[{text}]",
    )


def _model_doc(definition: Definition) -> str:
    text = definition.description or f"Definition ``{definition.name}``."
    return f"{text}\n\nSource: {definition.file}"


def _field(
    name: str, property_: Property, writer: AnnotationWriter, maker: str
) -> FieldPlan:
    default = _default(name, property_, maker)
    return FieldPlan(
        name=name,
        declaration=line_breaking.field(
            name,
            annotation(property_, writer),
            default,
            _FIELD_INDENT,
        ),
        maker=default.partition("(")[0].lstrip("_"),
        doc=full_description(property_),
    )


def _default(name: str, property_: Property, maker: str) -> str:
    renamed = (
        ""
        if camel(name) == property_.name
        else f"name={escaping.string(property_.name)}"
    )
    if not property_.required:
        maker = "empty_list" if property_.empty_list else ""
        maker = "present" if property_.present else maker
    if not renamed:
        return f"_{maker}()" if maker else "None"
    margin = " " * _FIELD_INDENT
    if maker:
        return f"_{maker}(\n{margin}    {renamed},\n{margin})"
    return f"_field(\n{margin}    default=None,\n{margin}    {renamed},\n{margin})"
