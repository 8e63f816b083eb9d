"""Keys of a mapping that are probably other spellings of documented names."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from ..errors import warn_caller
from ..model import Model, wire_names
from ..typos import close_name

_CUTOFF: Final = 0.9
"""Least similarity of a misspelling; undocumented keys of real objects have less."""


def warn_of_misspellings(
    body: Mapping[Any, Any], model: type[Model], where: str
) -> None:
    """Warn of keys that are misspellings of documented names.

    Others pass: an object that was read, changed and is sent back may have undocumented
    keys.

    Args:
        body: The mapping.
        model: Class of the models that may stand in its place.
        where: Name of the mapping in messages.
    """
    known = model.__struct_encode_fields__
    for key in body:
        if key in known or not isinstance(key, str):
            continue
        name, is_same = _meant_name(model, key)
        # Beside the documented name, a key that is only similar has its own meaning.
        if name and (is_same or name not in body):
            text = f"{where}: {model.__name__} has no field {key!r}"
            warn_caller(f"{text}; did you mean {name!r}?", UserWarning)


@lru_cache(maxsize=1024)
def _meant_name(model: type[Model], key: str) -> tuple[str, bool]:
    """Return the documented name that a key may mean, and if its letters are the same.

    The name is empty if there is none.
    """
    letters = _letters(key)
    for python_name, wire_name in wire_names(model):
        if key == python_name or letters == _letters(wire_name):
            return wire_name, True
    return close_name(key, model.__struct_encode_fields__, _CUTOFF), False


def _letters(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return "".join(filter(str.isalnum, name)).lower()
