"""Listings of which no sense can be made."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from templates.runtime.errors import PagingError
from templates.runtime.operation import Operation, Paging, query
from templates.runtime.pagination import Turner

PAGES = Paging("number", "entities", "pageNumber", last="page_count")
LIST: Operation[Any] = Operation(
    "PetAPI.getPets", "GET", "/pets", [query("pageNumber", "number")], [], PAGES
)


@pytest.mark.parametrize("count", [float("inf"), float("nan"), "9" * 6000])
def test_a_number_of_pages_that_is_none_is_an_error(count: object) -> None:
    turner = Turner(LIST(), None)
    with pytest.raises(PagingError, match="getPets: the number of pages is none"):
        turner.take(SimpleNamespace(entities=[1], page_count=count))


def test_a_resume_token_is_a_text() -> None:
    with pytest.raises(
        TypeError, match=r"getPets: resume_from is a resume token.* not int"
    ):
        Turner(LIST(), cast("Any", 5))
