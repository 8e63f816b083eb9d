"""Schemas of models for pydantic, which alone imports this module."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import msgspec
from pydantic_core import PydanticCustomError, core_schema

from .errors import DecodeError
from .json_types import is_mapping, type_name
from .model import Model

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

_begun: Final[ContextVar[set[type[Model]] | None]] = ContextVar("_begun", default=None)
"""Models within the outermost one whose schema is under construction, and that one."""


def schema_of(cls: type[Model], generate: Callable[[Any], CoreSchema]) -> CoreSchema:
    """Return the schema of a model: its values, and for JSON Schema its fields.

    Models refer to each other, so each has one schema, to which all others refer.

    Args:
        cls: The class.
        generate: Function of pydantic that returns the schema of a field's type.
    """
    reference = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
    begun = _begun.get()
    if begun is None:
        token = _begun.set({cls})
        try:
            return _schema(cls, reference, generate)
        finally:
            _begun.reset(token)
    if cls in begun:
        return core_schema.definition_reference_schema(reference)
    begun.add(cls)
    return _schema(cls, reference, generate)


def _schema(
    cls: type[Model], reference: str, generate: Callable[[Any], CoreSchema]
) -> CoreSchema:
    demanded = cls.__demanded_fields__
    fields = {
        field.encode_name: core_schema.typed_dict_field(
            generate(field.type), required=field.name in demanded
        )
        for field in msgspec.structs.fields(cls)
    }

    def validate(value: Any, _: object) -> Model:
        return _validated(cls, value)

    return core_schema.no_info_wrap_validator_function(
        validate,
        core_schema.typed_dict_schema(fields, cls=cls),
        ref=reference,
        serialization=core_schema.plain_serializer_function_ser_schema(
            _serialized, info_arg=True
        ),
    )


def _validated(cls: type[Model], value: object) -> Model:
    if isinstance(value, cls):
        return value
    if not is_mapping(value):
        raise _refusal(f"must be a {cls.__name__} or a mapping, not {type_name(value)}")
    reason = ""
    try:
        model = cls.from_dict(value)
    except DecodeError as error:
        reason = str(error)
    else:
        missing = [k for k in cls.__demanded_fields__ if getattr(model, k) is None]
        if not missing:
            return model
        reason = f"{cls.__name__} needs {', '.join(missing)}"
    raise _refusal(reason)


def _refusal(reason: str) -> PydanticCustomError:
    return PydanticCustomError("model", "{reason}", {"reason": reason})


def _serialized(value: object, info: core_schema.SerializationInfo) -> Any:
    """Return a model as the client sends it; for Python, with dates and times."""
    if not isinstance(value, Model):
        return value
    return value.to_dict(times=not info.mode_is_json())
