"""An operation that is called as data takes its arguments as its method does."""

from __future__ import annotations

from typing import Any

import pytest

from templates.runtime.operation import Operation, body, header, path, query

PUT: Operation[Any] = Operation(
    "ZooAPI.putAnimal",
    "PUT",
    "/zoos/{zooId}/animals/{id}",
    [
        path("zooId"),
        path("id", argument="identity"),
        body("any", required=True),
        query("pageSize", "number", required=True),
        query("self", "string"),
        header("If-Match", "string"),
    ],
    [],
)
FIND: Operation[Any] = Operation(
    "ZooAPI.find", "GET", "/animals", [query("b", "string"), query("c", "string")], []
)


def test_path_and_body_by_position_and_all_others_by_name() -> None:
    call = PUT("z", "a", {"x": 1}, page_size=3, self="me", if_match="tag")
    assert call.target == "/zoos/z/animals/a?pageSize=3&self=me"
    assert call.headers == (("If-Match", "tag"),)
    assert call.content == b'{"x":1}'


def test_any_may_have_its_name() -> None:
    by_name = PUT(page_size=3, body=[], identity="a", zoo_id="z")
    assert by_name == PUT("z", "a", [], page_size=3)
    assert PUT("z", body=[], page_size=3, identity="a") == by_name


def test_none_is_not_given() -> None:
    assert FIND(b=None, c="x") == FIND(c="x")
    assert FIND().target == "/animals"


@pytest.mark.parametrize(
    ("given", "named", "text"),
    [
        (("x",), {}, "takes no argument by position, and 1 was given: name b, c"),
        (("x", "y"), {}, "takes no argument by position, and 2 were given: name b, c"),
        ((), {"d": 1}, "has no argument d, but b, c"),
        ((), {"d": 1, "b": "", "e\n": 1}, r"has no argument d, 'e\n', but b, c"),
    ],
)
def test_what_the_method_would_not_take_is_refused(
    given: tuple[Any, ...], named: dict[str, Any], text: str
) -> None:
    with pytest.raises(TypeError) as caught:
        FIND(*given, **named)
    assert str(caught.value) == f"ZooAPI.find {text}"


@pytest.mark.parametrize(
    ("given", "named", "text"),
    [
        (
            ("z", "a", [], 3),
            {},
            "takes zoo_id, identity, body by position, and 4 were given: name"
            " page_size, self, if_match",
        ),
        (("z", "a"), {"zoo_id": "z", "identity": 1}, "has zoo_id, identity twice"),
        (("z",), {"id": "a"}, "has no argument id, but zoo_id, identity, body,"),
        (("z",), {}, "needs identity (id in the path), body, page_size (pageSize"),
        (("z", None, []), {"page_size": 3}, "needs identity (id in the path)"),
    ],
)
def test_errors_name_what_callers_know(
    given: tuple[Any, ...], named: dict[str, Any], text: str
) -> None:
    with pytest.raises(TypeError) as caught:
        PUT(*given, **named)
    assert str(caught.value).startswith(f"ZooAPI.putAnimal {text}")


def test_there_may_be_nothing_to_give() -> None:
    plain: Operation[Any] = Operation("ZooAPI.all", "GET", "/all", [], [])
    assert plain().target == "/all"
    with pytest.raises(TypeError) as caught:
        plain("x")
    text = "ZooAPI.all takes no argument by position, and 1 was given"
    assert str(caught.value) == text
    with pytest.raises(TypeError, match=r"ZooAPI\.all has no argument x$"):
        plain(x=1)
