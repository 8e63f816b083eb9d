"""Arrays in the query: the client's default, and what users choose instead."""

from __future__ import annotations

from typing import Any

import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import ConfigurationError
from templates.runtime.operation import Operation, Response, query
from tests.runtime.conftest import Make
from tests.runtime.server import named, serving
from tests.runtime.tiny import AsyncTiny, Tiny

COMMAS: Operation[Any] = Operation(
    "HerdAPI.getHerds",
    "GET",
    "/herds",
    (
        query("ids", "string[]", commas=True),
        query("sizes", "number[]", commas=True),
        query("name", "string"),
    ),
    (Response("200", lambda: dict[str, str], "herds"),),
)


@pytest.mark.parametrize(
    ("formats", "pets", "herds"),
    [
        ({}, "expand=a%2Cb&expand=c", "ids=x%2Cy&sizes=1%2C2&name=z"),
        ({"PetAPI": "comma"}, "expand=a%2Cb%2Cc", "ids=x%2Cy&sizes=1%2C2&name=z"),
        (
            {"HerdAPI": "repeat"},
            "expand=a%2Cb&expand=c",
            "ids=x&ids=y&sizes=1&sizes=2&name=z",
        ),
        (
            {"PetAPI": "comma", "PetAPI.getPet": "repeat", "HerdAPI.getHerds": "comma"},
            "expand=a%2Cb&expand=c",
            "ids=x%2Cy&sizes=1%2C2&name=z",
        ),
        (
            {"PetAPI.getPets": "comma"},
            "expand=a%2Cb&expand=c",
            "ids=x%2Cy&sizes=1%2C2&name=z",
        ),
    ],
)
@pytest.mark.parametrize("given", ["constructor", "call", "copy"])
def test_arrays_in_the_query_have_commas_where_that_is_asked_for(
    given: str, formats: Any, pets: str, herds: str
) -> None:
    own = {"array_format": formats} if given == "constructor" else {}
    with (
        serving(named) as server,
        Tiny(access_token="t", base_url=server.url, **own) as client,
    ):
        if given == "copy":
            client = client.with_options(array_format=formats)
        options = RequestOptions(array_format=formats) if given == "call" else None
        client.pet.get_pet("1", expand=["a,b", "c"], options=options)
        client.send(COMMAS.with_values(["x", "y"], [1, 2], "z"), options)
        client.send(COMMAS.with_values(["x"], [], None), options)
    first, second, third = (r.target.partition("?")[2] for r in server.requests)
    assert first == pets
    assert second == herds
    assert third == "ids=x"


def test_formats_of_a_call_are_put_together_with_those_of_the_client(
    make_client: Make,
) -> None:
    with serving(named) as server:
        client = make_client(base_url=server.url, array_format={"PetAPI": "comma"})
        more = RequestOptions(array_format={"HerdAPI": "repeat"})
        client.call("get_pet", "1", expand=["a", "b"], options=more)
        client.do("send", COMMAS.with_values(["x", "y"], None, None), more)
        client.do("send", COMMAS.with_values(["x", "y"], None, None))
    found = [request.target.partition("?")[2] for request in server.requests]
    assert found == ["expand=a%2Cb", "ids=x&ids=y", "ids=x%2Cy"]


@pytest.mark.parametrize("formats", [{"PetAPI": "commas"}, {7: "comma"}, "comma", 5])
@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
def test_what_is_no_format_of_arrays(cls: Any, formats: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="array_format"):
        RequestOptions(array_format=formats)
    with pytest.raises(ConfigurationError, match="array_format"):
        cls(access_token="t", base_url="http://x", array_format=formats)
