"""Iterators over all items of a listing, or over its pages."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from .paging import Turner

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient
    from .operation import Call
    from .options import RequestOptions

Item = TypeVar("Item")
Page = TypeVar("Page")


class _Listing(Generic[Item, Page]):
    """What both kinds share: which page is next, and how many items may come yet."""

    def __init__(
        self, call: Call[Any], limit: int | None, resume: str | None, base_url: str
    ) -> None:
        name = call.operation.name
        given: Any = limit
        if given is not None and type(given) is not int:
            raise TypeError(f"{name}: limit is a whole number")
        if limit is not None and limit < 0:
            raise ValueError(f"{name}: limit is zero or more")
        prefix = urlsplit(base_url).path.rstrip("/")
        self._turner = Turner(call, resume, prefix)
        self._left = limit
        self._unread: deque[Item] = deque()
        self._in_hand = self._turner.bookmark

    @property
    def bookmark(self) -> str | None:
        """The page to go on with, for ``resume``; None when the listing is through.

        While items of a page are still to be read, it is that page: they come again.
        """
        return self._in_hand if self._unread else self._turner.bookmark

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._turner.name}>"

    @property
    def _next(self) -> Call[Page] | None:
        """The call for the page that is needed now, if one is."""
        return None if self._left == 0 else self._turner.call

    def _open(self, page: Page) -> None:
        """Take a page in hand; its items are unread."""
        here = self._turner.bookmark
        self._unread = deque(self._turner.take(page))
        self._in_hand = here

    def _read(self) -> Iterator[Item]:
        """The unread items, as far as the limit goes."""
        while self._unread and self._left != 0:
            if self._left is not None:
                self._left -= 1
            yield self._unread.popleft()

    def _skip(self) -> None:
        """All items of the page in hand were given away at once."""
        if self._left is not None:
            self._left = max(0, self._left - len(self._unread))
        self._unread.clear()


class Pages(_Listing[Item, Page]):
    """A listing of a sync client: iterate over its items, or over `pages`.

    Nothing is fetched before it is needed, and every page once.
    """

    def __init__(
        self,
        client: SyncClient,
        call: Call[Any],
        limit: int | None,
        resume: str | None,
        options: RequestOptions | None,
    ) -> None:
        super().__init__(call, limit, resume, client.base_url)
        self._client = client
        self._options = options

    def __iter__(self) -> Iterator[Item]:
        """Yield the items that have not been read yet.

        Raises:
            PagingError: The server goes round.
            APIError: A page could not be had; iterating again goes on with that page.
        """
        yield from self._read()
        while (call := self._next) is not None:
            self._open(self._client.send(call, self._options))
            yield from self._read()

    def pages(self) -> Iterator[Page]:
        """Yield whole pages, as the documents type them; see `__iter__` for errors."""
        while (call := self._next) is not None:
            page = self._client.send(call, self._options)
            self._open(page)
            self._skip()
            yield page


class AsyncPages(_Listing[Item, Page]):
    """A listing of an async client: iterate over its items, or over `pages`."""

    def __init__(
        self,
        client: AsyncClient,
        call: Call[Any],
        limit: int | None,
        resume: str | None,
        options: RequestOptions | None,
    ) -> None:
        super().__init__(call, limit, resume, client.base_url)
        self._client = client
        self._options = options

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items that have not been read yet.

        Raises:
            PagingError: The server goes round.
            APIError: A page could not be had; iterating again goes on with that page.
        """
        for item in self._read():
            yield item
        while (call := self._next) is not None:
            self._open(await self._client.send(call, self._options))
            for item in self._read():
                yield item

    async def pages(self) -> AsyncIterator[Page]:
        """Yield whole pages, as the documents type them; see `__aiter__` for errors."""
        while (call := self._next) is not None:
            page = await self._client.send(call, self._options)
            self._open(page)
            self._skip()
            yield page
