"""Listings, page by page, by the pagination rule of each operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from ..model import Paging
from .spec_index import Endpoint, SpecIndex
from .values import ResponseValues

MAX_PAGE = 100
"""Items of a page at most; a larger request is cut down silently."""
DEFAULT_PAGE = 25


class Listings:
    """The pages of all listings.

    Attributes:
        sizes: How many items an operation lists; `size` where it is not named.
    """

    def __init__(self, index: SpecIndex, values: ResponseValues) -> None:
        self.sizes: dict[str, int] = {}
        self.size = 60
        self._index = index
        self._values = values

    def page(
        self, endpoint: Endpoint, path: str, query: Mapping[str, str], body: Any
    ) -> dict[str, Any] | None:
        """Make the page that a request asks for; None where nothing is paged.

        Args:
            endpoint: The operation.
            path: Path of the request, for links to the next page.
            query: Its query.
            body: Its body's JSON value.
        """
        paging = endpoint.operation.paging
        definition = self._response_type(endpoint)
        if paging is None or definition is None:
            return None
        given = _given(paging, query, body)
        size = _number(given, ("pageSize", "count", "limit"), DEFAULT_PAGE)
        size = max(1, min(size, MAX_PAGE))
        total = self.sizes.get(endpoint.name, self.size)
        start = _start(paging, given, size)
        stop = min(start + size, total)
        page = self._values.listing(self._index.definitions[definition])
        items = [self._values.item(paging.item, n) for n in range(start, stop)]
        _put(page, paging.items, items)
        after = stop if stop < total else None
        if paging.next and after is not None:
            link = f"{path}?{urlencode({**query, 'position': after})}"
            _put(page, paging.next, link if paging.style == "link" else f"c{after}")
        if paging.last:
            pages = -(-total // size)
            _put(page, paging.last, total if paging.style == "offset" else pages)
        return page

    def _response_type(self, endpoint: Endpoint) -> str | None:
        for row in endpoint.operation.responses:
            if row.is_success and row.type is not None:
                return row.type.name
        return None


def _given(paging: Paging, query: Mapping[str, str], body: Any) -> dict[str, Any]:
    """Return what a request says of pages, wherever the operation takes it."""
    given: dict[str, Any] = dict(query)
    if paging.location == "body" and isinstance(body, dict):
        inside = cast("dict[str, Any]", body)
        *path, _ = paging.parameter.split(".")
        for name in path:
            inside = cast("dict[str, Any]", inside.get(name) or {})
        given.update(inside)
    return given


def _start(paging: Paging, given: Mapping[str, Any], size: int) -> int:
    """Return the number of the page's first item, from 0."""
    name = paging.parameter.rpartition(".")[2]
    if paging.style == "number":
        return (_number(given, (name,), 1) - 1) * size
    if paging.style == "offset":
        return _number(given, (name,), 1) - 1
    if paging.style == "link":
        return _number(given, ("position",), 0)
    cursor = str(given.get(name) or "c0")
    return int(cursor.removeprefix("c"))


def _number(given: Mapping[str, Any], names: tuple[str, ...], default: int) -> int:
    for name in names:
        if given.get(name) not in (None, ""):
            return int(float(given[name]))
    return default


def _put(page: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for name in outer:
        inside = page.get(name)
        page[name] = inside if isinstance(inside, dict) else {}
        page = page[name]
    page[last] = value
