"""Unknown names of arguments, fields and attributes, and the likely ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import msgspec

if TYPE_CHECKING:
    from msgspec import StructMeta as _StructMeta
else:
    _StructMeta = type(msgspec.Struct)


C = TypeVar("C", bound=type[Any])
InitT = TypeVar("InitT", bound=Callable[..., None])

_LONGEST: Final = 40
"""Number of characters of a name that count, since comparing takes long."""


def close_name(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the name that is most similar to an unknown one; empty for none.

    Args:
        name: The unknown name.
        known: Valid names.
        cutoff: Least similarity, from 0 to 1 for the same name.
    """
    from difflib import get_close_matches

    close = get_close_matches(name[:_LONGEST], list(known), 1, cutoff)
    return close[0] if close else ""


def likely_name(name: str, known: Iterable[str]) -> str:
    """Return the likely name for an unknown one; empty for none."""
    names = list(known)
    close = close_name(name, names)
    short = name[:_LONGEST]
    if not close and len(short) > 2:
        close = next((each for each in names if short in each), "")
    return close


def suggests_attributes(cls: C) -> C:
    """Let objects of a class say which attribute may be meant by another name."""
    cls.__getattr__ = _refuse_attribute
    return cls


def _refuse_attribute(self: object, name: str) -> Any:
    """Raise the error for an unknown attribute."""
    cls = type(self)
    if name.startswith("_") or hasattr(cls, name):
        # Nothing to guess, or a property failed: once more, for its own error.
        return object.__getattribute__(self, name)
    text = f"{cls.__name__!r} object has no attribute {name!r}"
    hint = likely_name(name, [n for n in dir(cls) if not n.startswith("_")])
    text += f". Did you mean {hint!r}?" if hint else ""
    # With an object beside it, Python would add a guess of its own.
    raise AttributeError(text, name=name)


def unknown_name_error(module: str, name: str, known: Iterable[str]) -> AttributeError:
    """Return the error for an unknown name of a module."""
    text = f"module {module!r} has no attribute {name!r}"
    # Tools look for names with underscores, and expect none.
    hint = "" if name.startswith("_") else likely_name(name, known)
    text += f". Did you mean {hint!r}?" if hint else ""
    return AttributeError(text, name=name)


def check_names(
    who: str, given: Iterable[str], known: Iterable[str], kind: str = "argument"
) -> None:
    """Raise if an argument is unknown.

    Raises:
        TypeError: A name is unknown; the message has the likely one.
    """
    names = list(known)
    unknown = [name for name in given if name not in names]
    if not unknown:
        return
    hints = [likely_name(name, names) for name in unknown]
    text = f"{who} has no {kind} {_listed(unknown)}"
    text += f"; did you mean {_listed(filter(None, hints))}?" if any(hints) else "."
    if not all(hints) and 0 < len(names) <= 12:
        text += f" {kind.title()}s: {', '.join(names)}"
    raise TypeError(text)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))


def explain_names(function: InitT) -> InitT:
    """Make a constructor name an unknown argument, and the likely one."""
    code = function.__code__
    known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]

    @wraps(function)
    def construct(self: Any, /, *args: Any, **values: Any) -> None:
        try:
            check_names(type(self).__name__, tuple(values), known)
            function(self, *args, **values)
        finally:
            # They may be secret, and tracebacks with values would show them.
            del args, values

    return cast("InitT", construct)


class NamesMeta(_StructMeta):
    """Metaclass of structs whose constructor names an unknown argument."""

    if not TYPE_CHECKING:  # Checkers are to see a plain msgspec class.

        def __call__(cls, /, *args, **values):
            """Construct a struct, and raise for an unknown argument."""
            try:
                check_names(cls.__name__, tuple(values), cls.__struct_fields__)
                return super().__call__(*args, **values)
            finally:
                # They may be secret, and tracebacks with values would show them.
                del args, values
