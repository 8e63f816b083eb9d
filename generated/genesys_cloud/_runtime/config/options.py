"""Options of one call, or of all calls of a client."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import force_setattr

from ..encoding.query import ArrayFormats, check_formats
from ..encoding.scalars import header_value, scalar_text
from ..json_types import is_sequence
from ..public import public
from ..redaction import HIDDEN, Secret
from ..timeouts import Timeout, check_seconds, check_timeout
from ..typos import NamesMeta

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FRAMING: Final = frozenset(
    {"connection", "content-length", "host", "te", "trailer", "transfer-encoding"}
)


def check_retries(count: int) -> None:
    """Raise if a number of retries is not an int of zero or more.

    Raises:
        TypeError: `count` is not an int.
        ValueError: `count` is negative.
    """
    given: Any = count
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"max_retries must be an int, not {type(count).__name__}")
    if count < 0:
        raise ValueError(f"max_retries must be zero or more, not {count}")


def check_header(name: str, value: str) -> None:
    """Raise if HTTP does not allow a header, or if it frames the message.

    Raises:
        TypeError: The name or the value is not a string.
        ValueError: HTTP does not allow it, or the client sets it itself.
    """
    given: Any = name
    if not isinstance(given, str):
        raise TypeError(f"a header name must be a str, not {type(name).__name__}")
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"a header name must be a token (RFC 9110), not {name!r}")
    if name.lower() in _FRAMING:
        raise ValueError(f"the client sets the header {name}: leave it out")
    header_value(value, f"header {name}")


def query_pairs(
    query: Mapping[str, object], what: str = "query"
) -> tuple[tuple[str, str], ...]:
    """Encode a query as pairs; a sequence repeats its key, and None is left out.

    Args:
        query: The values by their keys.
        what: Name in messages.

    Raises:
        TypeError: A key is not a string, or a query cannot hold the type of a value.
        ValueError: A value that cannot be sent, such as a time without a zone.
    """
    pairs: list[tuple[str, str]] = []
    for key, value in query.items():
        given: Any = key
        if not isinstance(given, str):
            raise TypeError(f"a key of {what} must be a str, not {type(key).__name__}")
        items: Sequence[Any] = value if is_sequence(value) else [value]
        pairs += [
            (key, scalar_text(i, f"{what} {key}")) for i in items if i is not None
        ]
    return tuple(pairs)


@public
class RequestOptions(msgspec.Struct, metaclass=NamesMeta, frozen=True, kw_only=True):
    """Options of one call; None keeps the client's.

    Attributes:
        timeout: Seconds for each of connecting, sending and waiting for data, or a
            `Timeout` with one for each; ``math.inf`` for no timeout.
        deadline: Seconds for the call as a whole, with all attempts, waits and the
            token request; ``math.inf`` for no deadline. Only its timeout limits a token
            request that uses up a code or a refresh token, so that no token is lost.
        headers: Additional headers, which replace the client's of the same name.
        max_retries: Maximum number of retries; with 0 a 429 raises at once.
        retry_unsafe: True to retry POST and PATCH even if the server may have processed
            them.
        query: Additional query parameters.
        idempotency_key: Key by which the server recognizes a repeated request.
        array_format: Formats of query arrays, if they differ from the generated ones:
            ``repeat`` repeats the key, ``comma`` joins the items. Keys are documented
            names of classes, such as ``LicenseAPI``, and of operations, such as
            ``LicenseAPI.getLicenseUsers``.

    Raises:
        TypeError: A value has the wrong type.
        ValueError: A value is out of range, or HTTP does not allow a header here.
    """

    timeout: float | Timeout | None = None
    deadline: float | None = None
    headers: Mapping[str, str] | None = None
    max_retries: int | None = None
    retry_unsafe: bool | None = None
    query: Mapping[str, object] | None = None
    idempotency_key: str | None = None
    array_format: ArrayFormats | None = None

    def __post_init__(self) -> None:
        Secret(self).map(RequestOptions._check)

    def _check(self) -> None:
        # Copies, so that what was checked is what is sent.
        for name in ("headers", "query", "array_format"):
            given: Any = getattr(self, name)
            if given is not None:
                _check_mapping(given, name)
                force_setattr(self, name, _copy(given))
        check_timeout(self.timeout)
        check_seconds(self.deadline, "deadline")
        if self.max_retries is not None:
            check_retries(self.max_retries)
        for name, value in (self.headers or {}).items():
            check_header(name, value)
        if self.query:
            query_pairs(self.query)
        if self.array_format:
            check_formats(self.array_format)
        if self.idempotency_key is not None:
            header_value(self.idempotency_key, "idempotency_key")
        unsafe: Any = self.retry_unsafe
        if unsafe is not None and not isinstance(unsafe, bool):
            raise TypeError("retry_unsafe must be True or False")

    def __repr__(self) -> str:
        values = [f"{name}={value!r}" for name, value in self.__rich_repr__()]
        return f"RequestOptions({', '.join(values)})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        hidden = ("headers", "query", "idempotency_key")
        given = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return [
            (name, _redacted(value) if name in hidden else value)
            for name, value in given
            if value is not None
        ]


def _check_mapping(given: object, name: str) -> None:
    if not isinstance(given, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(given).__name__}")


def _copy(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a copy of a mapping, including its sequences."""
    return {k: tuple(v) if is_sequence(v) else v for k, v in given.items()}


def _redacted(value: Any) -> Any:
    """Return the names of a mapping with redacted values."""
    if isinstance(value, Mapping):
        names: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]
        return dict.fromkeys(names, HIDDEN)
    return HIDDEN


def merge_options(
    defaults: RequestOptions | None, options: RequestOptions | None
) -> RequestOptions | None:
    """Merge the options of a call over those of its client.

    Headers, parameters of the query and formats are put together, by name.
    """
    if defaults is None or options is None:
        return defaults if options is None else options
    values: dict[str, Any] = {}
    for name in RequestOptions.__struct_fields__:
        value = getattr(options, name)
        values[name] = getattr(defaults, name) if value is None else value
    if defaults.headers and options.headers:
        given = {name.lower() for name in options.headers}
        kept = {k: v for k, v in defaults.headers.items() if k.lower() not in given}
        values["headers"] = {**kept, **options.headers}
    if defaults.query and options.query:
        values["query"] = {**defaults.query, **options.query}
    if defaults.array_format and options.array_format:
        values["array_format"] = {**defaults.array_format, **options.array_format}
    return RequestOptions(**values)
