"""Mock transport for tests without a network."""

from collections.abc import Mapping as _Mapping
from typing import Any as _Any

from . import api as _api
from ._platform import PLATFORM as _PLATFORM
from ._runtime.testing import MockTransport, RecordedCall, Sequence, error
from ._runtime.testing import Value as _Value

__all__ = ["MockTransport", "RecordedCall", "Sequence", "error", "transport"]

_MODULES: dict[str, str] = {
    "oauth": "oauth",
    "queue": "queue",
}


def transport(responses: _Mapping[_Any, _Value]) -> MockTransport:
    """Return a transport that responds to operations without a network.

    Args:
        responses: Response by operation. A key is the name of a method with that of its
            API, or an `Operation`. A value is a model, plain JSON data, a response of
            httpx, a function that takes the request and returns one of these, or a
            `Sequence` of them.

    Raises:
        TypeError: A value is a model of another class, or has no place in JSON.
        ValueError: A name is unknown, two are of the same request, or a value is not of
            the documented type.
    """
    return MockTransport(responses, _api.__name__, _MODULES, _PLATFORM)
