"""Listings, page by page, in the way that the documents show for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from ..model import Paging
from .documents import Documented, Documents
from .values import Values

LARGEST = 100
"""Items of a page at most; a larger wish is cut down without a word."""
USUAL = 25


class Listings:
    """The pages of all listings.

    Attributes:
        sizes: How many items an operation lists; `usual` where it is not named.
    """

    def __init__(self, documents: Documents, values: Values) -> None:
        self.sizes: dict[str, int] = {}
        self.usual = 60
        self._documents = documents
        self._values = values

    def page(
        self, documented: Documented, path: str, query: Mapping[str, str], body: Any
    ) -> dict[str, Any] | None:
        """Make the page that a request asks for; None where nothing is paged.

        Args:
            documented: The operation.
            path: Path of the request, for links to the next page.
            query: Its query.
            body: Its body's JSON value.
        """
        paging = documented.operation.paging
        definition = self._answer(documented)
        if paging is None or definition is None:
            return None
        given = _given(paging, query, body)
        size = _number(given, ("pageSize", "count", "limit"), USUAL)
        size = max(1, min(size, LARGEST))
        total = self.sizes.get(documented.name, self.usual)
        start = _start(paging, given, size)
        stop = min(start + size, total)
        page = self._values.listing(self._documents.definitions[definition])
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

    def _answer(self, documented: Documented) -> str | None:
        for row in documented.operation.responses:
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
