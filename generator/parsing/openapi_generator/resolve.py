"""Resolution of references between pages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from posixpath import basename
from typing import TypeVar

from msgspec.structs import replace

from ...diagnostics import Diagnostics, SourceSpan
from ...model import ApiClass, ApiSpec, Definition, Parameter, Property, TypeRef
from ..wire_names import is_word
from .class_page import ClassPage
from .model_page import ModelPage
from .type_refs import SUFFIX, Reference

Page = ClassPage | ModelPage
_Enums = Mapping[str, tuple[str, ...]]
_FieldT = TypeVar("_FieldT", Parameter, Property)


def resolve(pages: Sequence[Page], diagnostics: Diagnostics) -> ApiSpec:
    """Combine pages into a spec, and check them against each other."""
    classes = [page for page in pages if isinstance(page, ClassPage)]
    models = [page for page in pages if isinstance(page, ModelPage)]
    nodes: list[ApiClass | Definition] = [page.api for page in classes]
    nodes += [page.definition for page in models]
    for node in nodes:
        expected = f"{node.name}{SUFFIX}"
        if basename(node.file) != expected:
            diagnostics.add(
                "D314",
                node.span,
                title=node.name,
                file=basename(node.file),
                expected=expected,
            )
    _check_versions(pages, diagnostics)
    _check_references(pages, {page.definition.name for page in models}, diagnostics)
    enums = {page.definition.name: page.values for page in models if page.values}
    return ApiSpec(
        apis=tuple(_api(page.api, enums) for page in classes if is_word(page.api.name)),
        definitions=tuple(
            _definition(page.definition, enums)
            for page in models
            if is_word(page.definition.name) and not page.values
        ),
    )


def _check_versions(pages: Sequence[Page], diagnostics: Diagnostics) -> None:
    """Diagnose pages of another version than most."""
    versions = Counter(page.version for page in pages if page.version)
    if len(versions) < 2:
        return
    usual = versions.most_common(1)[0][0]
    for page in pages:
        if page.version not in ("", usual):
            file = (
                page.api.file if isinstance(page, ClassPage) else page.definition.file
            )
            place = SourceSpan(file, 0)
            diagnostics.add("D325", place, version=page.version, usual=usual)


def _check_references(
    pages: Sequence[Page], models: set[str], diagnostics: Diagnostics
) -> None:
    """Diagnose each model that pages refer to and that has no page."""
    missing: dict[str, Reference] = {}
    for page in pages:
        for reference in page.references:
            if reference.name not in models:
                first = missing.setdefault(reference.name, replace(reference, count=0))
                first.count += reference.count
    for name, first in missing.items():
        count = first.count
        references = "1 reference" if count == 1 else f"{count} references, first here"
        diagnostics.add(
            "D302",
            first.span,
            name=name,
            page=f"{name}{SUFFIX}",
            references=references,
        )


def _api(api: ApiClass, enums: _Enums) -> ApiClass:
    """Return a class whose enumerations are texts with known values."""
    if not enums:
        return api
    operations = [
        replace(
            operation,
            parameters=tuple(_field(each, enums) for each in operation.parameters),
            responses=tuple(
                replace(each, type=_plain(each.type, enums))
                for each in operation.responses
            ),
        )
        for operation in api.operations
    ]
    return replace(api, operations=tuple(operations))


def _definition(definition: Definition, enums: _Enums) -> Definition:
    if not enums:
        return definition
    properties = tuple(_field(each, enums) for each in definition.properties)
    return replace(definition, properties=properties)


def _field(field: _FieldT, enums: _Enums) -> _FieldT:
    kind = field.type
    if kind is None or not kind.definition or kind.name not in enums:
        return field
    return replace(field, type=_plain(kind, enums), values=enums[kind.name])


def _plain(kind: TypeRef | None, enums: _Enums) -> TypeRef | None:
    """Return the type of the values, where a type is an enumeration."""
    if kind is None or not kind.definition or kind.name not in enums:
        return kind
    return replace(kind, name="string", definition=False)
