"""The parameters of an operation, which turn values into parts of a request.

A kind is the documented type of a parameter: ``string``, ``number``, ``boolean``,
``object``, ``date``, ``date-time``, ``local-date-time``, ``any``; with ``[]`` behind it
a sequence of them. ``Array`` is an array of anything, so ``Array[]`` is a sequence of
those.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, cast

import msgspec

from ..json_types import is_mapping, is_sequence, type_name
from ..model import NULL, Model, wire_names
from .json_body import encode_body
from .misspellings import warn_of_misspellings
from .scalars import (
    boolean_text,
    date_text,
    datetime_text,
    local_datetime_text,
    number_text,
    scalar_text,
    string_text,
)

Location = Literal["path", "query", "header", "body"]


def _object_text(value: object, where: str) -> str:
    if not isinstance(value, (Model, Mapping)):
        raise TypeError(f"{where} must be a model or mapping, not {type_name(value)}")
    return encode_body(cast(object, value), name=where).decode()


def _any_text(value: object, where: str) -> str:
    if isinstance(value, (Model, Mapping)) or is_sequence(value):
        return encode_body(cast(object, value), name=where).decode()
    return scalar_text(value, where)


_WRITERS: Final[dict[str, Callable[[object, str], str]]] = {
    "string": string_text,
    "number": number_text,
    "boolean": boolean_text,
    "object": _object_text,
    "date": date_text,
    "date-time": datetime_text,
    "local-date-time": local_datetime_text,
    "any": _any_text,
    "Array": _any_text,
}
_PLACES: Final = {"path": "the path", "query": "the query", "header": "the headers"}


def argument_name(wire: str) -> str:
    """Return the default Python name of a parameter, in snake case.

    An underscore separates a lower-case letter or digit from a capital, and replaces
    everything but ASCII letters and digits. Capitals become lower case. `naming` of the
    generator has the same rule, and prints the names that differ.
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", wire).lower()


class Parameter(msgspec.Struct, frozen=True):
    """Documented parameter; `name` is its wire name."""

    location: Location
    name: str
    kind: str
    required: bool
    commas: bool = False
    """True if a query array is joined with commas by default, instead of
    repeating the key."""
    model: Callable[[], type[Model]] | None = None
    """Function that returns the class of a body's models, and loads it."""
    argument: str = ""
    """Python name, if it differs from `argument_name` of the wire name."""

    def __post_init__(self) -> None:
        if self.kind.removesuffix("[]") not in _WRITERS:
            raise ValueError(f"{self.name} has the unknown kind {self.kind!r}")

    @property
    def python_name(self) -> str:
        """Name of the argument."""
        return self.argument or argument_name(self.name)

    def label(self, item: str = "") -> str:
        """Return the Python and wire name for messages, also of an item."""
        name = self.python_name
        if name == self.name:
            return f"{name}{item}"
        return f"{name}{item} ({self.name} in {_PLACES[self.location]})"

    def texts(self, value: object, labelled: bool = False) -> list[str]:
        """Encode a value for path, query or header: a string for each item of an array.

        An empty sequence gives no text: repeating a key no times leaves nothing to
        send. With `labelled`, errors have the label, which takes time to create.

        Raises:
            TypeError: The value is not of the kind.
            ValueError: It is, but cannot be sent.
        """
        where = self.label if labelled else self._wire_name
        if value is NULL:
            raise TypeError(
                f"{where()} must not be NULL, which only a body can contain"
            )
        if not self.kind.endswith("[]"):
            return [_WRITERS[self.kind](value, where())]
        write = _WRITERS[self.kind[:-2]]
        return [
            write(item, where(f"[{index}]"))
            for index, item in enumerate(_items(value, where))
        ]

    def _wire_name(self, item: str = "") -> str:
        return f"{self.name}{item}"

    def content(self, value: object, *, complete: bool = False) -> bytes:
        """Encode a value as a JSON body; `NULL` becomes null for every kind.

        With `complete`, models and mappings must have all required fields.

        Raises:
            TypeError: The value is not of the kind, or has no place in JSON.
            ValueError: It holds something that cannot be sent; see `encode_body`.
        """
        base = self.kind.removesuffix("[]")
        if value is not NULL:
            if base == self.kind:
                self._check(base, value, self.name, complete)
            else:
                for index, item in enumerate(_items(value, self._wire_name)):
                    self._check(base, item, f"{self.name}[{index}]", complete)
        return encode_body(value, name=self.name, local=base == "local-date-time")

    def _check(self, base: str, value: object, where: str, complete: bool) -> None:
        if base in ("any", "Array"):
            return
        if base == "object":
            self._check_object(value, where)
            if self.model is None:
                return
            if complete:
                _check_complete(value, self.model(), where)
            if is_mapping(value):
                warn_of_misspellings(value, self.model(), where)
            return
        _WRITERS[base](value, where)

    def _check_object(self, value: object, where: str) -> None:
        if isinstance(value, Model) and self.model is not None:
            wanted = self.model()
            if not isinstance(value, wanted):
                raise TypeError(
                    f"{where} must be a {wanted.__name__} or a mapping, not"
                    f" {type_name(value)}"
                )
        elif not isinstance(value, (Model, Mapping)):
            raise TypeError(
                f"{where} must be a model or a mapping, not {type_name(value)}"
            )


def _check_complete(value: object, model: type[Model], where: str) -> None:
    """Raise if an object lacks a required field."""
    missing: list[str] = []
    for name in model.__required_fields__:
        if is_mapping(value):
            # By its name on the wire; null is a value there.
            name = dict(wire_names(model))[name]
            absent = name not in value
        else:
            absent = getattr(value, name) is None
        if absent:
            missing.append(name)
    if missing:
        raise TypeError(f"{where} needs {_listed(missing)}")


def _items(value: object, where: Callable[[], str]) -> Sequence[Any]:
    if not is_sequence(value):
        raise TypeError(
            f"{where()} must be a sequence such as a list, not {type_name(value)}"
        )
    return value


def path(name: str, kind: str = "string", *, argument: str = "") -> Parameter:
    """Describe a path parameter, which is always required."""
    return Parameter("path", name, kind, True, argument=argument)


def query(
    name: str,
    kind: str,
    required: bool = False,
    commas: bool = False,
    *,
    argument: str = "",
) -> Parameter:
    """Describe a query parameter, whose array repeats the key or has commas."""
    return Parameter("query", name, kind, required, commas, argument=argument)


def header(
    name: str, kind: str, required: bool = False, *, argument: str = ""
) -> Parameter:
    """Describe a header parameter, whose array has commas (RFC 9110, section 5.6.1)."""
    return Parameter("header", name, kind, required, argument=argument)


def body(
    kind: str,
    model: Callable[[], type[Model]] | None = None,
    required: bool = False,
) -> Parameter:
    """Describe the JSON body, whose models are of one class."""
    return Parameter("body", "body", kind, required, model=model)


def bind_arguments(
    name: str,
    parameters: Sequence[Parameter],
    given: Sequence[object],
    named: Mapping[str, object],
) -> list[object]:
    """Return a value for each parameter of the operation `name`, or None.

    By position there may be what methods take so: path and body. The others have no
    order that would stay from version to version.

    Raises:
        TypeError: There are too many values, one of an unknown name, or two for one.
    """
    arguments = [parameter.python_name for parameter in parameters]
    places = [p.python_name for p in parameters if p.location in ("path", "body")]
    others = [argument for argument in arguments if argument not in places]
    if len(given) > len(places):
        raise TypeError(
            f"{name} takes {_listed(places) or 'no argument'} by position, and"
            f" {len(given)} {'was' if len(given) == 1 else 'were'} given"
            + (f": name {_listed(others)}" if others else "")
        )
    values = dict(zip(places, given, strict=False))
    if unknown := named.keys() - set(arguments):
        instead = f", but {_listed(arguments)}" if arguments else ""
        raise TypeError(f"{name} has no argument {_listed(sorted(unknown))}{instead}")
    if twice := [argument for argument in values if argument in named]:
        raise TypeError(f"{name} has {_listed(twice)} twice")
    values.update(named)
    return [values.get(argument) for argument in arguments]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name if name.isidentifier() else repr(name) for name in names)
