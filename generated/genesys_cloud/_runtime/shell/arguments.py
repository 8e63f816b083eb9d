"""Arguments of operations as options of the command line."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from ..encoding.parameters import Parameter
from ..model import NULL
from ..operation import Operation

_TIMES: Final[dict[str, Any]] = {
    "date": date,
    "date-time": datetime,
    "local-date-time": datetime,
}
OWN_OPTIONS: Final = ("all", "dry-run", "help", "output", "profile", "region", "yes")
"""Options of ``call`` itself."""


class UsageError(Exception):
    """Wrong usage of the command line."""


def printable(text: str) -> str:
    """Return a text with escapes for characters that would control a terminal."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode()
        for c in text
    )


def option_name(parameter: Parameter) -> str:
    """Return the option of an argument; options of ``call`` itself have priority."""
    name = parameter.python_name.strip("_").replace("_", "-")
    return f"--argument-{name}" if name in OWN_OPTIONS else f"--{name}"


def option_names(operation: Operation[Any]) -> list[str]:
    """Return all options of ``call`` with an operation."""
    return [
        *map(option_name, operation.parameters),
        *(f"--{own}" for own in OWN_OPTIONS),
    ]


def describe_parameter(parameter: Parameter) -> str:
    """Return the type and the place of an argument."""
    required = ", required" if parameter.required else ""
    kind = parameter.kind
    if parameter.model is not None:
        kind = parameter.model().__name__ + kind.removeprefix("object")
    if parameter.location == "body":
        return f"{kind} as JSON, @FILE or - for standard input{required}"
    many = ", repeated or with commas" if kind.endswith("[]") else ""
    return f"{kind} in {parameter.location}{many}{required}"


def type_text(kind: Any) -> str:
    """Return a type without the modules of its names."""
    text = kind.__name__ if isinstance(kind, type) else str(kind)
    return re.sub(r"[A-Za-z_][\w.]*\.", "", text)


def argument_values(
    operation: Operation[Any], options: argparse.Namespace
) -> dict[str, Any]:
    """Return the arguments of an operation by Python name."""
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        given: Any = getattr(options, f"argument {parameter.python_name}")
        if given is None:
            continue
        if parameter.location == "body":
            value = _body(given)
        elif parameter.kind.endswith("[]"):
            texts: list[str] = ",".join(given).split(",")
            value = [_value(text, parameter.kind[:-2]) for text in texts]
        else:
            value = _value(given, parameter.kind)
        values[parameter.python_name] = value
    return values


def _value(text: str, kind: str) -> Any:
    """Return the value of an argument; text of another type is refused later."""
    if kind == "string":
        return text
    try:
        if kind in _TIMES:
            return msgspec.convert(text, _TIMES[kind])
        return msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return text


def _body(given: str) -> Any:
    if given == "-":
        content = sys.stdin.buffer.read()
    elif given.startswith("@"):
        try:
            content = Path(given[1:]).read_bytes()
        except OSError as error:
            raise UsageError(f"cannot read {given[1:]}: {error.strerror}") from None
    else:
        content = given.encode()
    try:
        value = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise UsageError(f"body must be JSON: {error}") from None
    if value is None:
        return NULL
    return value
