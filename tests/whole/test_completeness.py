"""Whatever the documents say is in the client, and nothing else is."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from datetime import date, datetime
from typing import Any, get_type_hints

import pytest

from generator.model_json import OperationView, PagingView, ParameterView

from .client import PACKAGE, Whole
from .types import (
    argument_type,
    in_call_order,
    is_array,
    property_type,
    return_type,
    temporal,
    value_type,
)

VIEWS = ("sync", "async", "raw", "async raw", "streaming", "async streaming")


def view_of(whole: Whole, kind: str) -> Any:
    client = whole.client(asynchronous="async" in kind)
    if "raw" in kind:
        return client.with_raw_response
    return client.with_streaming_response if "streaming" in kind else client


def public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", VIEWS)
def test_operations_are_methods(whole: Whole, kind: str) -> None:
    client = view_of(whole, kind)
    methods = 0
    for api in whole.documents.classes:
        accessor = getattr(client, str(api.attribute))
        names = [operation.python_name for operation in api.operations]
        iterators = [
            operation.paging.iterator
            for operation in api.operations
            if isinstance(operation.paging, PagingView) and kind in ("sync", "async")
        ]
        assert public(type(accessor)) == {*names, *iterators}
        assert len({*names, *iterators}) == len(names) + len(iterators)
        assert all(callable(getattr(accessor, str(name))) for name in names)
        methods += len(names)
    assert methods == sum(1 for _ in whole.operations()) > 2000


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_classes_are_attributes(whole: Whole, kind: str) -> None:
    client = view_of(whole, kind)
    attributes = {str(api.attribute) for api in whole.documents.classes}
    assert len(attributes) == len(whole.documents.classes)
    views = {"with_raw_response", "with_streaming_response"}
    assert public(type(client)) == attributes | views
    for view in views:
        assert public(type(getattr(client, view))) == attributes
    for api in whole.documents.classes:
        assert type(getattr(client, str(api.attribute))).__module__ == api.module


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_methods_take_what_the_documents_name(whole: Whole, kind: str) -> None:
    client = view_of(whole, kind)
    parameters = 0
    for api, operation in whole.operations():
        method = getattr(
            type(getattr(client, str(api.attribute))), operation_name(operation)
        )
        own, *taken, options = inspect.signature(method).parameters.values()
        expected = in_call_order(operation)
        assert own.name == "self"
        assert [p.name for p in taken] == [p.python_name for p in expected]
        assert [p.kind for p in taken] == [
            (
                p.POSITIONAL_OR_KEYWORD
                if said.location in ("path", "body")
                else p.KEYWORD_ONLY
            )
            for p, said in zip(taken, expected, strict=True)
        ]
        assert [p.default for p in taken] == [
            p.empty if said.required else None
            for p, said in zip(taken, expected, strict=True)
        ]
        assert (options.name, options.kind, options.default) == (
            "options",
            options.KEYWORD_ONLY,
            None,
        )
        assert inspect.iscoroutinefunction(inspect.unwrap(method)) == (kind == "async")
        parameters += len(taken)
    assert parameters == sum(len(o.parameters) for _, o in whole.operations()) > 5000


def operation_name(operation: OperationView) -> str:
    return str(operation.python_name)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_methods_are_typed_as_the_documents_are(whole: Whole, kind: str) -> None:
    client = view_of(whole, kind)
    options = whole.package.RequestOptions | None
    for api, operation in whole.operations():
        method = getattr(getattr(client, str(api.attribute)), operation_name(operation))
        hints = get_type_hints(method)
        expected = {
            str(p.python_name): argument_type(whole, p) for p in operation.parameters
        }
        assert hints == {
            **expected,
            "options": options,
            "return": return_type(whole, operation),
        }, operation.name


def test_operations_are_data(whole: Whole) -> None:
    operations = whole.package.operations
    keys = [f"{api.name}.{operation.name}" for api, operation in whole.operations()]
    assert list(operations) == keys
    assert len(operations) == len(keys)
    rows = 0
    for key, (_, said) in zip(keys, whole.operations(), strict=True):
        operation = operations[key]
        assert (operation.name, operation.method, operation.path) == (
            key,
            said.method,
            said.path,
        )
        assert [
            (p.location, p.name, p.kind, p.required) for p in operation.parameters
        ] == [
            (p.location, p.name, kind_of(whole, p), p.required)
            for p in in_call_order(said)
        ]
        # How errors call them.
        assert [p.label().partition(" ")[0] for p in operation.parameters] == [
            p.python_name for p in in_call_order(said)
        ]
        assert list(operation.responses) == [row.status for row in said.responses]
        for row in said.responses:
            response = operation.responses[row.status]
            assert response.status == row.status
            assert response.description == row.description
            assert response.type == value_type(whole, row.type)
            assert response.typed == (row.type is not None)
            rows += 1
    assert rows == sum(len(o.responses) for _, o in whole.operations()) > 30_000


def kind_of(whole: Whole, item: ParameterView) -> str:
    if item.type is None:
        return "any"
    if item.type.removesuffix("[]") in whole.definitions:
        return "object[]" if is_array(item.type) else "object"
    if item.type.removesuffix("[]") in whole.open:
        return "any[]" if is_array(item.type) else "any"
    if item.location == "body":
        return item.type
    return temporal(item.type, item.description) or item.type


def test_deprecated_operations_say_so(whole: Whole) -> None:
    marked = 0
    for kind in ("sync", "async"):
        client = view_of(whole, kind)
        for api, operation in whole.operations():
            kind_of_api = type(getattr(client, str(api.attribute)))
            method = getattr(kind_of_api, operation_name(operation))
            text = getattr(method, "__deprecated__", None)
            assert (text is not None) == operation.deprecated, operation.name
            assert text is None or (isinstance(text, str) and text.strip())
            marked += text is not None
    assert marked == 2 * sum(o.deprecated for _, o in whole.operations()) > 200


def test_docstrings_hold_the_texts(whole: Whole) -> None:
    client = view_of(whole, "sync")
    for api, operation in whole.operations():
        accessor = getattr(client, str(api.attribute))
        about = words(type(accessor).__doc__ or "")
        assert words(api.description) in about
        assert f"Source: {api.file}" in about
        doc = words(getattr(accessor, operation_name(operation)).__doc__)
        texts = [
            operation.summary,
            operation.description,
            f"``{operation.method} {operation.path}``",
            *(f"{p.python_name}: {p.description}" for p in operation.parameters),
            *(r.description for r in operation.responses if r.status[0] == "2"),
            *(r.status for r in operation.responses),
        ]
        for text in texts:
            assert words(text) in doc, operation.name


def test_definitions_are_models(whole: Whole) -> None:
    names = [str(item.python_name) for item in whole.documents.definitions]
    assert len(set(names)) == len(names) > 2000
    assert set(whole.models.__all__) == set(names)
    assert len(whole.models.__all__) == len(names)
    for item in whole.documents.definitions:
        if not item.properties:
            assert getattr(whole.models, str(item.python_name)) is Any
            continue
        model = whole.model(item.name)
        assert issubclass(model, whole.package.Model)
        assert (model.__name__, model.__module__) == (item.python_name, item.module)


def test_properties_are_fields(whole: Whole) -> None:
    fields = 0
    for item in whole.definitions.values():
        model = whole.model(item.name)
        said = item.properties
        assert model.__struct_fields__ == tuple(p.python_name for p in said)
        assert model.__struct_encode_fields__ == tuple(p.name for p in said)
        assert set(model.__required_fields__) == {
            p.python_name for p in said if p.required
        }
        assert model.__local_datetimes__ == {
            p.python_name
            for p in said
            if temporal(p.type, p.description) == "local-date-time"
        }
        fields += len(model.__struct_fields__)
    assert (
        fields == sum(len(d.properties) for d in whole.documents.definitions) > 20_000
    )


def test_fields_are_typed_as_the_documents_are(whole: Whole) -> None:
    for item in whole.definitions.values():
        hints = get_type_hints(whole.model(item.name))
        for said in item.properties:
            assert hints[str(said.python_name)] == property_type(whole, said), (
                item.name,
                said.name,
            )


def test_inspect_shows_the_annotations(whole: Whole) -> None:
    space = {name: getattr(whole.models, name) for name in whole.models.__all__}
    space |= {"Any": Any, "date": date, "datetime": datetime}
    seen: Counter[str] = Counter()
    for item in whole.definitions.values():
        for said in item.properties:
            expected = property_type(whole, said)
            # A definition may be called as a helper is: `Any`.
            own = (said.type or "").removesuffix("[]")
            mine = {own: whole.model(own)} if own in whole.definitions else {}
            shown = eval(str(said.annotation), {**space, **mine})
            is_given = said.required or whole.is_given(item.name, said)
            assert (shown | None if is_given else shown) == expected
            assert ("None" in str(said.annotation)) != is_given
            seen[temporal(said.type, said.description)] += 1
    assert seen["date-time"] > 100
    assert seen["date"] > 10


def test_models_hold_the_texts(whole: Whole) -> None:
    texts: dict[str, dict[str, str]] = {}
    for path in (whole.out / PACKAGE / "models").rglob("*.py"):
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.ClassDef):
                texts[node.name] = {"": ast.get_docstring(node) or "", **notes(node)}
    for item in whole.definitions.values():
        found = texts[str(item.python_name)]
        assert words(item.description) in words(found[""])
        assert f"Source: {item.file}" in words(found[""])
        for said in item.properties:
            shown = words(found.get(str(said.python_name), ""))
            assert shown == words(said.description), (item.name, said.name)


def notes(node: ast.ClassDef) -> dict[str, str]:
    """The texts below the fields of a class."""
    found: dict[str, str] = {}
    field = ""
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            field = part.target.id
        elif (
            field
            and isinstance(part, ast.Expr)
            and isinstance(part.value, ast.Constant)
        ):
            found[field] = str(part.value.value)
            field = ""
    return found
