"""Pagination: which page of a listing is next, and iterators over items and pages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Generic, TypeGuard, TypeVar, cast
from urllib.parse import urlsplit

import msgspec

from .config.options import RequestOptions
from .errors import PagingError
from .lazy import LazyModule
from .operation import Call, Paging
from .public import public

if TYPE_CHECKING:
    from .client import client as _client
else:
    _client = LazyModule(".client.client", __package__)

Item = TypeVar("Item")
Page = TypeVar("Page")
ClientT = TypeVar("ClientT", bound="_client.SyncClient | _client.AsyncClient")

_FORBIDDEN_PATH: Final = re.compile(
    r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)|[\\\s]", re.IGNORECASE
)
"""Segments and characters that a path must not contain."""

_EMPTY_PAGES: Final = 1000
"""Number of empty pages in a row that counts as a loop."""


class Paginator:
    """Paginator: yields the next `call`, which is None at the end.

    Args:
        call: The call for the first page.
        resume_from: The resume token of the page to begin with, or None for the call's
            own.
        prefix: Path of the client's base URL, which links of the server may begin with.

    Raises:
        TypeError: `resume_from` is not a string.
        ValueError: `resume_from` is not a resume token of such a list.
    """

    def __init__(
        self, call: Call[Any], resume_from: str | None, prefix: str = ""
    ) -> None:
        paging = call.operation.paging
        if paging is None:
            raise TypeError(f"{call.operation.name} has no pagination")
        given: Any = resume_from
        if given is not None and not isinstance(given, str):
            raise TypeError(
                f"{call.operation.name}: resume_from must be a resume token (str),"
                f" not {type(resume_from).__name__}"
            )
        self._paging = paging
        self.name = call.operation.name
        self._first = call
        self._prefix = prefix
        self._seen = {resume_from or self._given_cursor()}
        self._pages: set[bytes] = set()
        self._empty = 0
        # An empty token is that of the first page, where pages have no numbers.
        self.resume_token: str | None = resume_from or self._start()
        self.call: Call[Any] | None = call
        if resume_from:
            self.call = self._call_for(resume_from)

    def advance(self, page: Any) -> Sequence[Any]:
        """Return the items of a page, and select the next one.

        Raises:
            PagingError: The server repeated a page, cursor or link, or sent a thousand
                empty pages in a row, or a response has no list of items.
        """
        if page is None:
            raise PagingError(
                f"{self.name}: the response has no content, so it is not a page"
            )
        items = _items(page, self._paging.items)
        if items is None:
            raise PagingError(
                f"{self.name}: the response has no list of items, so it is not a page"
            )
        token = self._next(page, items)
        call = None if token is None else self._call_for(token)
        self._check(items, is_last=call is None)
        self.resume_token, self.call = token, call
        return items

    def _start(self) -> str:
        """Return the page number of the first call, or 1; empty for other styles."""
        if self._paging.style not in ("number", "offset"):
            return ""
        given = _parameter_value(self._first, self._paging)
        return "1" if given is None else self._number(given)

    def _given_cursor(self) -> str:
        """Return the cursor of the first call; empty for none."""
        if self._paging.style != "cursor":
            return ""
        return _parameter_value(self._first, self._paging) or ""

    def _check(self, items: Sequence[Any], is_last: bool) -> None:
        self._empty = 0 if items else self._empty + 1
        if self._empty >= _EMPTY_PAGES and not is_last:
            raise PagingError(
                f"{self.name}: pagination loop: {_EMPTY_PAGES} empty pages in a row"
            )
        if items:
            fingerprint = sha256(_comparable(items)).digest()
            if fingerprint in self._pages:
                raise PagingError(
                    f"{self.name}: pagination loop: the server repeated a page"
                )
            self._pages.add(fingerprint)

    def _next(self, page: Any, items: Sequence[Any]) -> str | None:
        if self._paging.style in ("cursor", "link"):
            return self._unseen(_nested_attribute(page, self._paging.next))
        here = int(self.resume_token or "1")
        last = self._last(page)
        step = 1 if self._paging.style == "number" else len(items)
        if last is None:
            return str(here + step) if items else None
        if here + step > last or step == 0:
            return None
        return str(here + step)

    def _last(self, page: Any) -> int | None:
        value = (
            _nested_attribute(page, self._paging.last) if self._paging.last else None
        )
        try:
            return _as_count(value)
        except (ValueError, OverflowError):
            # Infinity, NaN, or more digits than any number of pages has.
            odd = PagingError(f"{self.name}: the number of pages must be finite")
        raise odd

    def _unseen(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        text = str(value)
        if text in self._seen:
            raise PagingError(
                f"{self.name}: pagination loop: the server repeated a cursor or link"
            )
        self._seen.add(text)
        return text

    def _call_for(self, token: str) -> Call[Any]:
        if self._paging.style == "link":
            return _call_of_link(self._first, token, self._prefix)
        if self._paging.style != "cursor":
            self._number(token)
        return _with_parameter(self._first, self._paging, token)

    def _number(self, text: str) -> str:
        if not (text.isascii() and text.isdecimal()) or int(text) < 1:
            raise ValueError(
                f"{self.name}: the page must be a positive number, not {text!r}"
            )
        return text


def _nested_attribute(value: Any, names: str) -> Any:
    for name in names.split("."):
        value = getattr(value, name, None)
    return value


def _parameter_value(call: Call[Any], paging: Paging) -> str | None:
    """Return the value of the parameter in a call."""
    if not paging.in_body:
        return dict(call.query).get(paging.parameter)
    *outer, last = paging.parameter.split(".")
    inside = _object(msgspec.json.decode(call.content or b"null"))
    for name in outer:
        inside = _object(inside.get(name))
    value = inside.get(last)
    return None if value is None else str(value)


def _with_parameter(call: Call[Any], paging: Paging, value: str) -> Call[Any]:
    """Return the call with another value of the parameter."""
    if not paging.in_body:
        others = (pair for pair in call.query if pair[0] != paging.parameter)
        query = (*others, (paging.parameter, value))
        return msgspec.structs.replace(call, query=query)
    body = _object(msgspec.json.decode(call.content or b"null"))
    inside, last = _innermost(body, paging.parameter)
    inside[last] = value if paging.style == "cursor" else int(value)
    return msgspec.structs.replace(call, content=msgspec.json.encode(body))


def _innermost(body: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Return the object of a body that has the last name of a path, and the name."""
    *outer, last = path.split(".")
    for name in outer:
        body[name] = body = _object(body.get(name))
    return body, last


def _with_page_size(call: Call[Any], names: set[str]) -> Call[Any]:
    """Return the call with the default page size, unless it has one.

    Args:
        call: First call of a list.
        names: Names in the query of the options.
    """
    paging = call.operation.paging
    if paging is None or not paging.size_parameter:
        return call
    name, size = paging.size_parameter, paging.page_size
    locations = {p.name: p.location for p in call.operation.parameters}
    if locations.get(name) == "query":
        if call.raw_query or name in names or name in dict(call.query):
            return call
        return msgspec.structs.replace(call, query=(*call.query, (name, str(size))))
    if call.content in (None, b"null"):
        return call
    body = _object(msgspec.json.decode(call.content))
    inside, last = _innermost(body, name)
    if last in inside:
        return call
    inside[last] = size
    return msgspec.structs.replace(call, content=msgspec.json.encode(body))


def _object(value: object) -> dict[str, Any]:
    """Return a JSON object unchanged, and an empty one for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _items(page: object, names: str) -> Sequence[Any] | None:
    """Return the items of a page, empty if it lacks them; None if it is not a page."""
    value = page
    for name in names.split("."):
        if not hasattr(value, name):
            return None
        value = getattr(value, name)
        if value is None:
            return ()
    return value if _is_list(value) else None


def _comparable(items: Sequence[Any]) -> bytes:
    """Return the items of a page as bytes, to compare pages."""
    try:
        return repr(items).encode("utf-8", "surrogatepass")
    except RecursionError:
        # The text of a model takes more of the stack than reading it.
        return msgspec.json.encode(items, enc_hook=repr)


def _as_count(value: object) -> int | None:
    """Return a number of pages or items, also from a string."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value)
    return None


def _call_of_link(call: Call[Any], link: str, prefix: str) -> Call[Any]:
    """Return the call for a link, with its path and query and the client's own host.

    Raises:
        PagingError: The link is no URL, or its path could lead out of the API.
    """
    odd = PagingError(f"{call.operation.name}: invalid link to the next page")
    try:
        parts = urlsplit(link)
    except ValueError:
        raise odd from None
    path = parts.path or ("" if parts.netloc else call.path)
    # Behind the client's own URL, another path could become part of the host's name.
    if (
        not path.startswith("/")
        or path.startswith("//")
        or _FORBIDDEN_PATH.search(path)
    ):
        raise odd
    if prefix and path.startswith(f"{prefix}/"):
        path = path.removeprefix(prefix)
    # The query as received, since parsing and encoding could change it.
    return msgspec.structs.replace(call, path=path, query=(), raw_query=parts.query)


class _Loop(Generic[Item, Page]):
    """State of one loop: next page, and number of items left."""

    def __init__(self, paginator: Paginator, max_items: int | None) -> None:
        self._paginator = paginator
        self._left = max_items
        self._unread: deque[Item] = deque()
        self._current_token = paginator.resume_token

    @property
    def resume_token(self) -> str | None:
        return self._current_token if self._unread else self._paginator.resume_token

    @property
    def next_call(self) -> Call[Page] | None:
        """Call for the next page, or None if no page is needed."""
        return None if self._left == 0 else self._paginator.call

    def open(self, page: Page) -> None:
        """Store a page with unread items."""
        here = self._paginator.resume_token
        self._unread = deque(self._paginator.advance(page))
        self._current_token = here

    def read(self) -> Iterator[Item]:
        """Yield the unread items, up to the maximum."""
        while self._unread and self._left != 0:
            if self._left is not None:
                self._left -= 1
            yield self._unread.popleft()

    def skip(self) -> None:
        """Mark all items of the current page as read."""
        if self._left is not None:
            self._left = max(0, self._left - len(self._unread))
        self._unread.clear()


def _query_names(
    client: _client.SyncClient | _client.AsyncClient, options: object
) -> set[str]:
    """Return the names in the query of the options of a call and of its client."""
    defaults = client._defaults  # pyright: ignore[reportPrivateUsage]
    names: set[str] = set()
    for given in (defaults, options):
        if isinstance(given, RequestOptions) and given.query:
            names.update(given.query)
    return names


class _PaginatedList(Generic[Item, Page, ClientT]):
    """Base of both paginated lists: first call, and last loop."""

    def __init__(
        self,
        client: ClientT,
        call: Call[Any],
        max_items: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> None:
        name = call.operation.name
        given: Any = max_items
        if given is not None and type(given) is not int:
            raise TypeError(
                f"{name}: max_items must be an int, not {type(given).__name__}"
            )
        if max_items is not None and max_items < 0:
            raise ValueError(f"{name}: max_items must be zero or more, not {max_items}")
        self._call = _with_page_size(call, _query_names(client, options))
        self._max_items = max_items
        self._resume_from = resume_from
        self._prefix = urlsplit(client.base_url).path.rstrip("/")
        self._client = client
        self._options = options
        self._loop = self._begin()

    @property
    def resume_token(self) -> str | None:
        """Page that the last loop reached, for ``resume_from``; None at the end.

        While the loop is inside a page, it is that page, so its items repeat. After an
        error, it is the page whose request failed.
        """
        return self._loop.resume_token

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._call.operation.name}>"

    def _begin(self) -> _Loop[Item, Page]:
        """Begin a loop at the first page, or at ``resume_from``."""
        paginator = Paginator(self._call, self._resume_from, self._prefix)
        loop: _Loop[Item, Page] = _Loop(paginator, self._max_items)
        self._loop = loop
        return loop


@public
class Pages(_PaginatedList[Item, Page, "_client.SyncClient"]):
    """Paginated list of a sync client: iterate over its items, or over `pages`.

    It requests each page when the loop needs it. Each loop starts again.
    """

    def __iter__(self) -> Iterator[Item]:
        """Yield the items from the first page, or from ``resume_from``.

        Raises:
            PagingError: The server repeats pages, or a response is not a page.
            APIError: A request failed; `resume_token` identifies its page.
        """
        loop = self._begin()
        while (call := loop.next_call) is not None:
            loop.open(self._client.send(call, self._options))
            yield from loop.read()

    def pages(self) -> Iterator[Page]:
        """Yield whole pages in their documented type; see `__iter__` for errors."""
        loop = self._begin()
        while (call := loop.next_call) is not None:
            page = self._client.send(call, self._options)
            loop.open(page)
            loop.skip()
            yield page


@public
class AsyncPages(_PaginatedList[Item, Page, "_client.AsyncClient"]):
    """Paginated list of an async client: iterate over its items, or over `pages`.

    It requests each page when the loop needs it. Each loop starts again.
    """

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items from the first page, or from ``resume_from``.

        Raises:
            PagingError: The server repeats pages, or a response is not a page.
            APIError: A request failed; `resume_token` identifies its page.
        """
        loop = self._begin()
        while (call := loop.next_call) is not None:
            loop.open(await self._client.send(call, self._options))
            for item in loop.read():
                yield item

    async def pages(self) -> AsyncIterator[Page]:
        """Yield whole pages in their documented type; see `__aiter__` for errors."""
        loop = self._begin()
        while (call := loop.next_call) is not None:
            page = await self._client.send(call, self._options)
            loop.open(page)
            loop.skip()
            yield page
