"""Iterators over all items of a listing, or over its pages."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from .config.options import RequestOptions
from .lazy import LazyModule
from .operation import Call
from .paging import Turner

if TYPE_CHECKING:
    from .client import client as _client
else:
    _client = LazyModule(".client.client", __package__)

Item = TypeVar("Item")
Page = TypeVar("Page")


class _Walk(Generic[Item, Page]):
    """One way through a listing: which page is next, how many items may come yet."""

    def __init__(self, turner: Turner, limit: int | None) -> None:
        self._turner = turner
        self._left = limit
        self._unread: deque[Item] = deque()
        self._in_hand = turner.resume_token

    @property
    def resume_token(self) -> str | None:
        return self._in_hand if self._unread else self._turner.resume_token

    @property
    def next_call(self) -> Call[Page] | None:
        """The call for the page that is needed now, if one is."""
        return None if self._left == 0 else self._turner.call

    def open(self, page: Page) -> None:
        """Take a page in hand; its items are unread."""
        here = self._turner.resume_token
        self._unread = deque(self._turner.take(page))
        self._in_hand = here

    def read(self) -> Iterator[Item]:
        """The unread items, as far as the limit goes."""
        while self._unread and self._left != 0:
            if self._left is not None:
                self._left -= 1
            yield self._unread.popleft()

    def skip(self) -> None:
        """All items of the page in hand were given away at once."""
        if self._left is not None:
            self._left = max(0, self._left - len(self._unread))
        self._unread.clear()


class _Listing(Generic[Item, Page]):
    """What both kinds share: where the listing begins, and the last loop over it."""

    def __init__(
        self,
        call: Call[Any],
        limit: int | None,
        resume_from: str | None,
        base_url: str,
    ) -> None:
        name = call.operation.name
        given: Any = limit
        if given is not None and type(given) is not int:
            raise TypeError(f"{name}: limit is a whole number")
        if limit is not None and limit < 0:
            raise ValueError(f"{name}: limit is zero or more")
        self._call = call
        self._limit = limit
        self._resume_from = resume_from
        self._prefix = urlsplit(base_url).path.rstrip("/")
        self._walk = self._begin()

    @property
    def resume_token(self) -> str | None:
        """Where the last loop has come to, for ``resume_from``; None at the end.

        While items of a page are still to be read, it is that page: they come again.
        After an error, it is the page that could not be had.
        """
        return self._walk.resume_token

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._call.operation.name}>"

    def _begin(self) -> _Walk[Item, Page]:
        """Begin where the listing was told to begin."""
        turner = Turner(self._call, self._resume_from, self._prefix)
        walk: _Walk[Item, Page] = _Walk(turner, self._limit)
        self._walk = walk
        return walk


class Pages(_Listing[Item, Page]):
    """A listing of a sync client: iterate over its items, or over `pages`.

    Nothing is fetched before it is needed. Each loop begins anew.
    """

    def __init__(
        self,
        client: _client.SyncClient,
        call: Call[Any],
        limit: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> None:
        super().__init__(call, limit, resume_from, client.base_url)
        self._client = client
        self._options = options

    def __iter__(self) -> Iterator[Item]:
        """Yield the items, from where the listing was told to begin.

        Raises:
            PagingError: The server goes round.
            APIError: A page could not be had; `resume_token` is that of this page.
        """
        walk = self._begin()
        while (call := walk.next_call) is not None:
            walk.open(self._client.send(call, self._options))
            yield from walk.read()

    def pages(self) -> Iterator[Page]:
        """Yield whole pages, as the documents type them; see `__iter__` for errors."""
        walk = self._begin()
        while (call := walk.next_call) is not None:
            page = self._client.send(call, self._options)
            walk.open(page)
            walk.skip()
            yield page


class AsyncPages(_Listing[Item, Page]):
    """A listing of an async client: iterate over its items, or over `pages`.

    Nothing is fetched before it is needed. Each loop begins anew.
    """

    def __init__(
        self,
        client: _client.AsyncClient,
        call: Call[Any],
        limit: int | None,
        resume_from: str | None,
        options: RequestOptions | None,
    ) -> None:
        super().__init__(call, limit, resume_from, client.base_url)
        self._client = client
        self._options = options

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items, from where the listing was told to begin.

        Raises:
            PagingError: The server goes round.
            APIError: A page could not be had; `resume_token` is that of this page.
        """
        walk = self._begin()
        while (call := walk.next_call) is not None:
            walk.open(await self._client.send(call, self._options))
            for item in walk.read():
                yield item

    async def pages(self) -> AsyncIterator[Page]:
        """Yield whole pages, as the documents type them; see `__aiter__` for errors."""
        walk = self._begin()
        while (call := walk.next_call) is not None:
            page = await self._client.send(call, self._options)
            walk.open(page)
            walk.skip()
            yield page
