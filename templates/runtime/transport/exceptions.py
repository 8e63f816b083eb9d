"""Exceptions of the HTTP libraries, translated into a `TransportFailure`.

An httpx client or transport of the user may raise errors that those of httpx do not
raise: errors of httpcore, aiohttp or the system. The module of an error's class
identifies it, so this loads no library. Any other exception is a bug and stays as it
is.
"""

from __future__ import annotations

import errno
import os
import ssl
from socket import gaierror
from typing import Final

import httpx

from .messages import TransportFailure

_LIBRARIES: Final = frozenset(
    {"aiohttp", "anyio", "h11", "h2", "httpcore", "httpx", "httpx_aiohttp", "trio"}
)
_NOT_REACHED: Final = frozenset(
    {
        # Of httpx and of httpcore, by the same names.
        "ConnectError",
        "ConnectTimeout",
        "InvalidURL",
        "LocalProtocolError",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        # Of the system.
        "ConnectionRefusedError",
        "SSLCertVerificationError",
        "UnicodeError",
        "gaierror",
        # Of aiohttp.
        "ClientConnectorError",
        "ConnectionTimeoutError",
    }
)
_FINAL: Final = frozenset(
    {"InvalidURL", "LocalProtocolError", "UnicodeError", "UnsupportedProtocol"}
)
_NOT_MADE: Final = frozenset({"ConnectError"})
_TIMEOUT: Final = frozenset({"TimeoutError", "TimeoutException"})
_WORDS: Final = {
    "InvalidURL": "the URL is invalid",
    "LocalProtocolError": "HTTP does not allow this request",
    "RemoteProtocolError": "the response is not valid HTTP",
    "UnicodeError": "the host name is invalid",
}
_REVEALING: Final = frozenset("'\"?")


class UploadReadError(Exception):
    """Upload content that cannot be read, which the connection did not cause.

    Attributes:
        error: Why.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def map_exception(error: Exception) -> Exception:
    """Return the exception to raise for one of sending or reading."""
    if isinstance(error, UploadReadError):
        return error.error
    if not _is_library_error(error):
        return error
    names = _names(error)
    if isinstance(error, httpx.DecodingError):
        return TransportFailure(_message(error, names), kind="content", final=True)
    return TransportFailure(
        _message(error, names),
        kind="timeout" if names & _TIMEOUT else "connection",
        reached=not names & _NOT_REACHED,
        final=bool(names & _FINAL),
    )


def _names(error: Exception) -> set[str]:
    """Return the names of the classes of an exception."""
    cause = error.__cause__
    if cause is not None and type(cause).__module__.startswith("aiohttp."):
        # httpx-aiohttp says "not connected" of connections that broke at any time.
        return {kind.__name__ for kind in type(cause).__mro__}
    return {kind.__name__ for kind in type(error).__mro__}


def _is_library_error(error: Exception) -> bool:
    # `UnicodeError` is what the system's resolver says to the name of a host.
    return isinstance(error, (OSError, UnicodeError)) or any(
        kind.__module__.partition(".")[0] in _LIBRARIES for kind in type(error).__mro__
    )


def _message(error: Exception, names: set[str]) -> str:
    """Return a message without header values and URLs."""
    for name in ("LocalProtocolError", "InvalidURL", "UnicodeError"):
        if name in names:
            return f"{name}: {_WORDS[name]}"
    text = str(error)
    if "RemoteProtocolError" in names and _REVEALING.intersection(text):
        text = _WORDS["RemoteProtocolError"]
    elif not isinstance(error, (httpx.HTTPError, OSError)):
        text = "" if _REVEALING.intersection(text) else text
    elif names & _NOT_MADE and (root := _root_message(error)) not in text:
        text = f"{text}: {root}" if text else root
    return f"{type(error).__name__}: {text}".removesuffix(": ")


def _root_message(error: BaseException) -> str:
    """Return the message of the system at the root of an exception.

    The error of an event loop says less: that all attempts failed, or nothing at all.
    """
    found = ""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError):
            found = _errno_message(cause) or found
        # Of a group of attempts, the first one will do.
        grouped: tuple[BaseException, ...] = getattr(cause, "exceptions", ())
        cause = grouped[0] if grouped else cause.__cause__ or cause.__context__
    return found


def _errno_message(error: OSError) -> str:
    code = error.errno
    of_another_kind = isinstance(error, (ssl.SSLError, gaierror))
    if code is not None and code in errno.errorcode and not of_another_kind:
        return os.strerror(code)
    return error.strerror or str(error)
