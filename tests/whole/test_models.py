"""Every model: built, read, written, copied, compared."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from generator.model_json import DefinitionView

from .client import Whole
from .samples import fields, sent
from .types import item_of

PRIMITIVES = ("string", "number", "boolean", "object", "Array")


def every(whole: Whole) -> Iterator[tuple[DefinitionView, Any]]:
    for definition in whole.definitions.values():
        yield definition, whole.model(definition.name)


def required(definition: DefinitionView) -> list[str]:
    return [str(p.python_name) for p in definition.properties if p.required]


def sent_whole(whole: Whole) -> set[str]:
    """Definitions that require something of the bodies that POST and PUT send."""
    bodies: dict[str, set[str]] = {"POST": set(), "PUT": set(), "PATCH": set()}
    for _, operation in whole.operations():
        for item in operation.parameters:
            if item.location == "body" and item.type:
                bodies.setdefault(operation.method, set()).add(item_of(item.type))
    pending = [name for names in bodies.values() for name in names]
    nested: set[str] = set()
    while pending:
        name = pending.pop()
        for inner in (
            whole.definitions[name].properties if name in whole.definitions else ()
        ):
            found = item_of(inner.type or "")
            if found not in nested:
                nested.add(found)
                pending.append(found)
    found_whole = (bodies["POST"] | bodies["PUT"]) - bodies["PATCH"] - nested
    return {
        name
        for name in found_whole & whole.definitions.keys()
        if required(whole.definitions[name])
    }


def trips(model: Any) -> Iterator[Any]:
    """The same model after each way that leads back to it."""
    kind = type(model)
    yield kind.from_dict(model.to_dict())
    yield kind.from_json(model.to_json())
    yield kind.from_json(model.to_json().encode())
    yield pickle.loads(pickle.dumps(model))
    yield copy.copy(model)
    yield copy.deepcopy(model)
    yield model.copy_with()


def test_decoders_of_everything(whole: Whole) -> None:
    for _, model in every(whole):
        assert type(msgspec.json.Decoder(model).decode(b"{}")) is model
    rows = 0
    for operation in whole.package.operations.values():
        for row in operation.responses.values():
            assert (row.decoder is not None) == row.typed
            rows += row.typed
    documented = [r.type for _, o in whole.operations() for r in o.responses]
    assert rows == len(documented) - documented.count(None) > 30_000


def filled(value: Any) -> Any:
    """JSON without the lists that stand for absent ones."""
    if isinstance(value, list):
        return [filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: filled(item) for key, item in value.items() if item != []}


def test_full_models(whole: Whole) -> None:
    for definition, model in every(whole):
        plain = fields(whole, definition.name, depth=2)
        full = model.from_json(json.dumps(plain))
        assert filled(full.to_dict()) == plain, definition.name
        assert filled(json.loads(full.to_json())) == plain, definition.name
        for other in trips(full):
            assert type(other) is model
            assert other == full, definition.name
        for item in definition.properties:
            assert getattr(full, str(item.python_name)) is not None, definition.name
            assert f"{item.python_name}=" in repr(full)


def test_empty_models(whole: Whole) -> None:
    for definition, model in every(whole):
        empty = model.from_dict({})
        nulls = {item.name: None for item in definition.properties}
        assert empty == model.from_json(json.dumps(nulls))
        assert filled(empty.to_dict()) == {}
        assert repr(empty) == f"{definition.python_name}()"
        assert all(other == empty for other in trips(empty))
        for name in model.__struct_fields__:
            expected = [] if name in model.__list_fields__ else None
            assert getattr(empty, name) == expected


def test_models_are_made_of_keywords(whole: Whole) -> None:
    demanding = 0
    for definition, model in every(whole):
        full = model.from_dict(fields(whole, definition.name))
        given = {name: getattr(full, name) for name in model.__struct_fields__}
        assert model(**given) == full
        needed = required(definition)
        made = model(**{name: given[name] for name in needed})
        wire = {p.name for p in definition.properties if p.required}
        assert set(filled(made.to_dict())) == wire
        assert all(other == made for other in trips(made))
        assert set(model.__demanded_fields__) in (set(), set(needed))
        for name in model.__demanded_fields__:
            fewer = {key: value for key, value in given.items() if key != name}
            with pytest.raises(TypeError, match=name):
                model(**fewer)
            with pytest.raises(TypeError, match=name):
                model(**fewer, **{name: None})
        with pytest.raises(TypeError):
            model(**given, no_such_field=1)
        if given:
            with pytest.raises(TypeError):
                model(*given.values())
        demanding += bool(model.__demanded_fields__)
    assert demanding == len(sent_whole(whole)) > 50


def test_null_goes_anywhere(whole: Whole) -> None:
    null = whole.package.NULL
    encode = whole.module("_runtime.encoding.json_body").encode_body
    for definition, model in every(whole):
        nulls = model(**dict.fromkeys(model.__struct_fields__, null))
        expected = {item.name: None for item in definition.properties}
        assert nulls.to_dict() == expected
        assert json.loads(encode(nulls)) == expected
        assert pickle.loads(pickle.dumps(nulls)) == nulls


def test_models_are_sent_as_the_documents_name_them(whole: Whole) -> None:
    encode = whole.module("_runtime.encoding.json_body").encode_body
    for definition, model in every(whole):
        plain = fields(whole, definition.name, depth=2)
        assert filled(json.loads(encode(model.from_dict(plain)))) == sent(plain)


def test_values_of_wrong_types_are_refused(whole: Whole) -> None:
    refused = 0
    for definition, model in every(whole):
        for item in definition.properties:
            own = item_of(item.type or "")
            if own not in (*PRIMITIVES, *whole.definitions):
                continue  # Any value will do.
            wrong: Any = 1 if item.type in ("string", "boolean") else "x"
            with pytest.raises(whole.package.DecodeError):
                model.from_dict({item.name: wrong})
            refused += 1
    assert refused > 20_000


def test_fields_change_in_copies_only(whole: Whole) -> None:
    for definition, model in every(whole):
        full = model.from_dict(fields(whole, definition.name))
        for name in model.__struct_fields__[:1]:
            changed = full.copy_with(**{name: None})
            assert getattr(full, name) is not None
            assert not getattr(changed, name)
            assert changed != full
