"""Every paged operation is read to its end, and asks for what the documents name."""

from __future__ import annotations

import asyncio
import json
import re
import warnings
from typing import Any

import httpx
import pytest

from generator.model_json import OperationView, PagingView, ParameterView

from .client import Whole
from .samples import argument, field, sample
from .types import is_array

PAGES = 2


def paged(whole: Whole) -> list[tuple[Any, OperationView, PagingView]]:
    return [
        (api, operation, operation.paging)
        for api, operation in whole.operations()
        if isinstance(operation.paging, PagingView)
    ]


def put(answer: dict[str, Any], path: str, value: Any) -> None:
    """Set what a dotted path leads to."""
    *outer, last = path.split(".")
    for name in outer:
        answer = answer.setdefault(name, {})
    answer[last] = value


class Listing:
    """Answers with two pages, of one and of two items, and an empty one after them."""

    def __init__(self, whole: Whole, paging: PagingView) -> None:
        self._item = sample(whole, paging.item, depth=1)
        self._paging = paging
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        number = len(self.asked)
        answer: dict[str, Any] = {}
        items = [self._item] * number if number <= PAGES else []
        put(answer, self._paging.items, items)
        if self._paging.last:
            put(answer, self._paging.last, PAGES + (self._paging.style == "offset"))
        if self._paging.next and number < PAGES:
            link = "/api/next?place=2"
            put(answer, self._paging.next, link if self.by_link else "next-one")
        return httpx.Response(200, json=answer)

    @property
    def by_link(self) -> bool:
        return self._paging.style == "link"

    @property
    def calls(self) -> int:
        until_empty = self._paging.style in ("number", "offset")
        return PAGES + (until_empty and not self._paging.last)

    def turned(self) -> Any:
        """What the second request says of the page."""
        second = self.asked[1]
        if self.by_link:
            return second.url.path, dict(second.url.params)
        place, _, name = str(self._paging.parameter).partition(".")
        if place == "query":
            return second.url.params.get(name)
        value = json.loads(second.content)
        for step in name.split("."):
            value = value[step]
        return value


def expected(paging: PagingView) -> Any:
    if paging.style == "link":
        return "/api/next", {"place": "2"}
    if paging.style == "cursor":
        return "next-one"
    return 2 if str(paging.parameter).startswith("body.") else "2"


def first_value(whole: Whole, item: ParameterView, paging: PagingView) -> Any:
    """An argument of the first call."""
    if item.location == "body":
        needed = whole.definitions[str(item.type)].properties
        first = {each.name: field(whole, each) for each in needed if each.required}
        number = str(paging.parameter).removeprefix("body.")
        return first | {number: 1} if number in first else first
    turning = f"{item.location}.{item.name}" == paging.parameter
    return 1 if turning else argument(whole, item).value


async def listed(listing: Any, asynchronous: bool) -> list[Any]:
    if asynchronous:
        return [item async for item in listing]
    return list(listing)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_every_listing_is_read_to_its_end(whole: Whole, asynchronous: bool) -> None:
    async def check() -> int:
        kind = httpx.AsyncClient if asynchronous else httpx.Client
        count = 0
        for api, operation, paging in paged(whole):
            server = Listing(whole, paging)
            http = kind(transport=httpx.MockTransport(server))
            client = whole.client(asynchronous, http_client=http, on_mismatch="ignore")
            named = {
                str(p.python_name): first_value(whole, p, paging)
                for p in operation.parameters
                if p.required
            }
            accessor = getattr(client, str(api.attribute))
            listing = getattr(accessor, paging.iterator)(**named)
            items = await listed(listing, asynchronous)
            assert len(items) == 3, operation.name
            assert len(server.asked) == server.calls, operation.name
            assert server.turned() == expected(paging), operation.name
            assert {r.method for r in server.asked} == {operation.method}
            if paging.item in whole.definitions:
                assert type(items[0]) is whole.model(paging.item)
            count += 1
        return count

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        assert asyncio.run(check()) == len(paged(whole)) > 100


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_wrong_argument_of_a_listing_is_told_by_its_name_in_python(
    whole: Whole, asynchronous: bool
) -> None:
    client, count = whole.client(asynchronous), 0
    for api, operation, paging in paged(whole):
        iterate = getattr(getattr(client, str(api.attribute)), paging.iterator)
        for wrong in (p for p in operation.parameters if p.location == "query"):
            named = {
                str(p.python_name): first_value(whole, p, paging)
                for p in operation.parameters
                if p.required
            }
            said = rf": {wrong.python_name}(\[0\])?( \({re.escape(wrong.name)} in |\b)"
            with pytest.raises(TypeError, match=said):
                iterate(**{**named, str(wrong.python_name): [object()]})
            count += 1
    assert count > 100


def test_a_paged_operation_answers_with_a_list(whole: Whole) -> None:
    for _, operation, paging in paged(whole):
        types = {row.type for row in operation.responses if row.status[0] == "2"}
        (answer,) = types - {None}
        assert answer is not None
        for name in paging.items.split("."):
            (found,) = (
                p for p in whole.definitions[answer].properties if p.name == name
            )
            assert found.type is not None
            answer = found.type
        assert is_array(answer)
        assert answer == f"{paging.item}[]"
