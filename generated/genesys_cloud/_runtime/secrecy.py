"""Values that nobody is shown, and errors that show nobody's values.

Whoever reports errors may show the variables of every frame of a traceback. So what is
secret is wrapped as soon as it is known, and frames that know it bare are left out.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

import msgspec

P = ParamSpec("P")
T = TypeVar("T")


class Secretive(msgspec.Struct, frozen=True):
    """A struct whose fields appear in no ``repr``, log or traceback."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec's own one, which rich prefers to `repr`, shows all fields.
        return []


class Hidden(Secretive, Generic[T], frozen=True):
    """Any value, wrapped so that it is not shown."""

    value: T


def discreet(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function's errors come without its frames, which know secrets.

    It is for functions that check what they are given: their errors say all there is to
    say.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            failure = error.with_traceback(None)
            if error.__suppress_context__:
                error.__context__ = None
        del args, kwargs
        try:
            raise failure
        finally:
            # It knows this frame, which would keep both alive.
            del failure

    return call


def visible_ascii(text: str) -> bool:
    """Tell whether a text is visible ASCII, as a token or a URL has to be."""
    return text.isascii() and text.isprintable() and text != "" and " " not in text
