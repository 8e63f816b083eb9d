"""Iterators over all items of a listing, or over its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .paging import Turner

if TYPE_CHECKING:
    from .client import AsyncClient, SyncClient
    from .operation import Call
    from .options import RequestOptions

Item = TypeVar("Item")
Page = TypeVar("Page")


class _Listing(Generic[Item, Page]):
    """What both kinds share: which page is next, and how many items may come yet."""

    def __init__(self, call: Call[Any], limit: int | None, resume: str | None) -> None:
        if limit is not None and (isinstance(limit, bool) or limit < 0):
            raise ValueError(f"{call.operation.name}: limit is zero or more")
        self._turner = Turner(call, resume)
        self._left = limit

    @property
    def bookmark(self) -> str | None:
        """The page to go on with, for ``resume``; None when the listing is through.

        Ask between pages: items of a page that was not read to its end come again.
        """
        return self._turner.bookmark

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._turner.name}>"

    def _cut(self, page: Page) -> list[Item]:
        """The items of a page that the limit leaves."""
        items: list[Item] = list(self._turner.take(page))
        if self._left is None:
            return items
        items = items[: self._left]
        self._left -= len(items)
        return items

    @property
    def _next(self) -> Call[Page] | None:
        return None if self._left == 0 else self._turner.call


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
        super().__init__(call, limit, resume)
        self._client = client
        self._options = options

    def __iter__(self) -> Iterator[Item]:
        """Yield the items that have not been read yet.

        Raises:
            PagingError: The server goes round.
            APIError: A page could not be had; iterating again goes on with that page.
        """
        while (call := self._next) is not None:
            yield from self._cut(self._client.send(call, self._options))

    def pages(self) -> Iterator[Page]:
        """Yield whole pages, as the documents type them; see `__iter__` for errors."""
        while (call := self._next) is not None:
            page = self._client.send(call, self._options)
            self._cut(page)
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
        super().__init__(call, limit, resume)
        self._client = client
        self._options = options

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items that have not been read yet.

        Raises:
            PagingError: The server goes round.
            APIError: A page could not be had; iterating again goes on with that page.
        """
        while (call := self._next) is not None:
            for item in self._cut(await self._client.send(call, self._options)):
                yield item

    async def pages(self) -> AsyncIterator[Page]:
        """Yield whole pages, as the documents type them; see `__aiter__` for errors."""
        while (call := self._next) is not None:
            page = await self._client.send(call, self._options)
            self._cut(page)
            yield page
