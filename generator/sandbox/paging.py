"""Listings, page by page, by the pagination rule of each operation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from ..model import Definition, Paging, TypeRef
from .checking import LINK_PARAMETER
from .ids import Ids
from .nouns import kind_of_definition, kind_of_field, words_of
from .resources import Place, Resources
from .spec_index import Endpoint, SpecIndex
from .store import Row
from .values import ResponseValues, element_of, fields_of, fits, is_object

MAX_PAGE = 100
"""Items of a page at most; a larger request is cut down silently."""
DEFAULT_PAGE = 25
_SIZES = ("pageSize", "count", "limit")


class Page:
    """Part of a listing that a request asks for.

    Attributes:
        start: Number of its first item, from 0.
        stop: Number after its last item.
        size: Items that a page has.
        total: Items of the listing.
    """

    def __init__(self, paging: Paging, given: Mapping[str, Any], total: int) -> None:
        asked = _number(given, _SIZES, DEFAULT_PAGE)
        self.size = max(1, min(asked, MAX_PAGE))
        self.total = total
        self.start = min(_start(paging, given, self.size), total)
        self.stop = min(self.start + self.size, total)

    @property
    def count(self) -> int:
        """The number of pages."""
        return -(-self.total // self.size)


class Listings:
    """The pages of all listings.

    Attributes:
        sizes: How many items an operation lists; `size` where it is not named.
        size: Items of a listing before clients create and delete some.
    """

    def __init__(
        self,
        index: SpecIndex,
        values: ResponseValues,
        resources: Resources,
        ids: Ids,
        size: int,
    ) -> None:
        self.sizes: dict[str, int] = {}
        self.size = size
        self._index = index
        self._values = values
        self._resources = resources
        self._ids = ids

    def respond(
        self, endpoint: Endpoint, path: str, query: Mapping[str, str], body: Any
    ) -> Any:
        """Make the response of a listing; None if the operation does not list.

        Args:
            endpoint: The operation.
            path: Path of the request, for links to other pages.
            query: Its query.
            body: Its body's JSON value.
        """
        type_, paging = endpoint.type, endpoint.operation.paging
        if type_ is None:
            return None
        if paging is not None:
            entries = self._entries(endpoint, paging.item, path)
            return self._page(
                endpoint, paging, entries, path, _given(paging, query, body)
            )
        is_get = endpoint.operation.method == "GET"
        if not is_get or not self._index.is_collection(endpoint):
            return None
        if type_.array:
            element = element_of(type_)
            entries = self._entries(endpoint, element, path)
            return [self._item(element, path, *entry) for entry in entries]
        return self._whole(endpoint, type_, path)

    def _whole(self, endpoint: Endpoint, type_: TypeRef, path: str) -> Any:
        """Make a listing that has no pages."""
        definition = self._index.definitions.get(type_.name)
        name = _items_field(definition, self._index.config.paging.items)
        if definition is None or name is None:
            return None
        field = fields_of(definition)[name]
        assert field.type is not None
        element = element_of(field.type)
        entries = self._entries(endpoint, element, path)
        listing = self._shell(type_, definition, path, len(entries))
        listing[name] = [self._item(element, path, *entry) for entry in entries]
        return listing

    def _entries(
        self, endpoint: Endpoint, item: TypeRef, path: str
    ) -> list[tuple[str, Row | None]]:
        """Return the keys of a listing, with the rows of changed items."""
        kind = kind_of_definition(item.name) or words_of(item.name)
        if not item.definition:
            kind = kind_of_field(endpoint.segments[-1])
        size = self.sizes.get(endpoint.name, self.size)
        rows = {row.key: row for row in self._resources.rows(path)}
        keys = [*_keys(self._ids, "".join(kind), size)]
        entries = [(key, rows.pop(key, None)) for key in keys]
        entries += rows.items()
        return [(key, row) for key, row in entries if not (row and row.is_deleted)]

    def _item(self, type_: TypeRef, path: str, key: str, row: Row | None) -> Any:
        if not type_.definition:
            return key if type_.name == "string" else self._values.make(type_, key)
        return self._resources.item(type_, Place(path, key), row)

    def _page(
        self,
        endpoint: Endpoint,
        paging: Paging,
        entries: list[tuple[str, Row | None]],
        path: str,
        given: Mapping[str, Any],
    ) -> dict[str, Any] | None:
        type_ = endpoint.type
        definition = self._index.definitions.get(type_.name) if type_ else None
        if type_ is None or definition is None:
            return None
        page = Page(paging, given, len(entries))
        made = self._shell(type_, definition, path, page.total)
        self._number(made, definition, paging, page, path, given)
        items = [
            self._item(paging.item, path, *entry)
            for entry in entries[page.start : page.stop]
        ]
        _put(made, paging.items, items)
        return made

    def _shell(
        self, type_: TypeRef, definition: Definition, path: str, total: int
    ) -> dict[str, Any]:
        """Make the fields of a listing except its items."""
        made = self._values.make(type_, path, minimal=True, path=path)
        made = dict(made) if is_object(made) else {}
        for name, item in fields_of(definition).items():
            last = words_of(name)[-1:]
            is_total = "total" in words_of(name) or last in (("count",), ("size",))
            if item.type and fits(item.type, 0) and is_total and "page" not in name:
                made[name] = total
        return made

    def _number(
        self,
        made: dict[str, Any],
        definition: Definition,
        paging: Paging,
        page: Page,
        path: str,
        given: Mapping[str, Any],
    ) -> None:
        """Add the numbers of a page, and links to other ones."""
        number = page.start // page.size + 1
        known: dict[str, Any] = {
            "pageSize": page.size,
            "itemsPerPage": page.stop - page.start,
            "pageNumber": number,
            "pageCount": page.count,
            "startIndex": page.start + 1,
        }
        query = {k: v for k, v in given.items() if isinstance(v, str)}
        if paging.style == "number" and paging.location == "query":
            pages = {"selfUri": number, "firstUri": 1, "lastUri": max(page.count, 1)}
            pages |= {"nextUri": number + 1} if page.stop < page.total else {}
            pages |= {"previousUri": number - 1} if number > 1 else {}
            for name, target in pages.items():
                known[name] = f"{path}?{urlencode({**query, paging.parameter: target})}"
        for name, item in fields_of(definition).items():
            if name in known and item.type and fits(item.type, known[name]):
                made[name] = known[name]
        following = page.stop if page.stop < page.total else None
        if paging.next and following is not None:
            link = f"{path}?{urlencode({**query, LINK_PARAMETER: following})}"
            cursor = link if paging.style == "link" else f"c{following}"
            _put(made, paging.next, cursor)
        elif paging.next:
            self._end(made, definition, paging.next)
        if paging.last:
            last = page.total if paging.style == "offset" else page.count
            _put(made, paging.last, last)

    def _end(self, page: dict[str, Any], definition: Definition, path: str) -> None:
        """Remove the next cursor or link; a required one becomes empty."""
        name, _, inner = path.partition(".")
        item = fields_of(definition).get(name)
        if item is None or item.type is None:
            return
        inside, below = page.get(name), self._index.definitions.get(item.type.name)
        if inner and is_object(inside) and below is not None:
            page[name] = dict(inside)
            self._end(page[name], below, inner)
        elif not inner and item.required:
            page[name] = ""
        elif not inner:
            page.pop(name, None)


@lru_cache(maxsize=256)
def _keys(ids: Ids, kind: str, size: int) -> tuple[str, ...]:
    return tuple(ids.make(kind, number) for number in range(size))


def _items_field(definition: Definition | None, usual: tuple[str, ...]) -> str | None:
    """Return the field of a listing that has its items."""
    fields = fields_of(definition) if definition else {}
    arrays = [n for n, f in fields.items() if f.type and f.type.array]
    known = [name for name in usual if name in arrays]
    if known:
        return known[0]
    return arrays[0] if len(arrays) == 1 and "id" not in fields else None


def _given(paging: Paging, query: Mapping[str, str], body: Any) -> dict[str, Any]:
    """Return the parameters of a request that choose the page."""
    given: dict[str, Any] = dict(query)
    if paging.location == "body" and is_object(body):
        *path, _ = paging.parameter.split(".")
        for name in path:
            inside = body.get(name)
            body = inside if is_object(inside) else {}
        given.update(body)
    return given


def _start(paging: Paging, given: Mapping[str, Any], size: int) -> int:
    """Return the number of the page's first item, from 0."""
    name = paging.parameter.rpartition(".")[2]
    if paging.style == "number":
        return max(0, (_number(given, (name,), 1) - 1) * size)
    if paging.style == "offset":
        return max(0, _number(given, (name,), 1) - 1)
    if paging.style == "link":
        return max(0, _number(given, (LINK_PARAMETER,), 0))
    digits = str(given.get(name) or "c0").removeprefix("c")
    return int(digits) if digits.isdecimal() else 0


def _number(given: Mapping[str, Any], names: tuple[str, ...], default: int) -> int:
    for name in names:
        try:
            return int(float(given[name]))
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
    return default


def _put(page: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for name in outer:
        inside = page.get(name)
        page[name] = dict(inside) if is_object(inside) else {}
        page = page[name]
    page[last] = value
