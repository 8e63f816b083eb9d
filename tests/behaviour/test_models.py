"""Definitions without properties, and what constructors and calls demand."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.synthetic import Fact, write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

from .conftest import make_client

ANY_VALUE: tuple[Any, ...] = (
    "CHAT",
    7,
    1.5,
    True,
    ["a", {"b": None}],
    {"a": {"b": []}},
)


def body(type_: str) -> Fact:
    return parameter("body", "body", type_)


FACTS = drop(
    [
        api(
            "ShelfAPI",
            operation("getNode", "GET /node", answers={"200": "Node"}),
            operation("getNodes", "GET /nodes", answers={"200": "Node[]"}),
            operation("putNode", "PUT /node", body("Node"), answers={"200": "Node"}),
            operation("putNodes", "PUT /nodes", body("Node[]")),
            operation("getRow", "GET /row", answers={"200": "Row"}),
            operation("postRow", "POST /row", body("Row"), answers={"200": "Row"}),
            operation("getLost", "GET /lost", answers={"200": "Lost"}),
            operation("postOrder", "POST /order", body("Order")),
            operation("postOrders", "POST /orders", body("Order[]")),
            operation("putBook", "PUT /book", body("Book")),
            operation("patchBook", "PATCH /book", body("Book")),
            operation("putLine", "PUT /line", body("Line")),
        )
    ],
    [
        definition("Node"),
        definition("Row", value="Node", values="Node[]", needed="Node!"),
        definition("Order", title="string!", firstLine="Line!", note="string"),
        definition("Line", id="string!", bookName="string!", lines="Line[]"),
        definition("Book", id="string!", name="string!", state="string"),
        definition("Answer", id="string!"),
    ],
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp("shelf")
    write_drop(folder / "docs", FACTS)
    (folder / "docs" / "client.toml").write_text('[package]\nname = "shelf"\n')
    make_client(folder / "docs", folder / "client")
    sys.path.insert(0, str(folder / "client"))
    yield importlib.import_module("shelf")
    sys.path.remove(str(folder / "client"))


@pytest.fixture
def sent() -> list[Any]:
    return []


@pytest.fixture
def call(shelf: ModuleType, sent: list[Any]) -> Callable[..., Any]:
    """Calls an operation; the answer is what is named `answer`."""

    def made(name: str, *arguments: Any, answer: Any = None) -> Any:
        def answering(request: httpx.Request) -> httpx.Response:
            sent.append(json.loads(request.content or b"null"))
            return httpx.Response(200, json=answer)

        with shelf.Client(
            access_token="token",
            base_url="https://api.example",
            on_mismatch="raise",
            http_client=httpx.Client(transport=httpx.MockTransport(answering)),
        ) as client:
            return getattr(client.shelf, name)(*arguments)

    return made


@pytest.mark.parametrize("value", ANY_VALUE)
def test_without_known_properties_it_is_any_value(
    shelf: ModuleType, call: Callable[..., Any], sent: list[Any], value: Any
) -> None:
    assert call("get_node", answer=value) == value
    assert call("get_nodes", answer=[value, value]) == [value, value]
    assert call("get_lost", answer=value) == value
    assert call("put_node", value, answer=value) == value
    call("put_nodes", [value], answer="")
    row = {"value": value, "values": [value], "needed": value}
    found = call("get_row", answer=row)
    assert (found.value, found.values, found.needed) == (value, [value], value)
    assert found.to_dict() == row
    assert shelf.models.Row.from_dict(row) == found == shelf.models.Row(**row)
    assert call("post_row", found, answer=row) == found
    assert sent[-1] == row


def test_its_name_stands_for_any_value(shelf: ModuleType) -> None:
    assert shelf.models.Node is Any
    assert "Node" in dir(shelf.models)


def test_the_constructor_demands_what_is_sent_whole(shelf: ModuleType) -> None:
    with pytest.raises(TypeError, match="Order needs title, first_line"):
        shelf.models.Order(note="n")
    # A PATCH has what changes, what is nested may be a reference, answers are read.
    assert shelf.models.Book(state="s").to_dict() == {"state": "s"}
    assert shelf.models.Line(id="1").to_dict() == {"id": "1"}
    assert shelf.models.Answer().id is None


def test_what_the_documents_require_is_told_of_answers_all_the_same(
    shelf: ModuleType,
) -> None:
    assert shelf.models.Book.__required_fields__ == ("id", "name")
    assert shelf.models.Answer.__required_fields__ == ("id",)


def test_a_call_that_sends_it_whole_demands_it(
    shelf: ModuleType, call: Callable[..., Any], sent: list[Any]
) -> None:
    m = shelf.models
    with pytest.raises(TypeError, match=r"putBook: body needs id, name$"):
        call("put_book", m.Book(state="s"))
    with pytest.raises(TypeError, match=r"putBook: body needs name$"):
        call("put_book", {"id": "1", "state": "s"})
    with pytest.raises(TypeError, match=r"putLine: body needs book_name$"):
        call("put_line", m.Line(id="1"))
    with pytest.raises(TypeError, match=r"putLine: body needs bookName$"):
        call("put_line", {"id": "1"})
    with pytest.raises(TypeError, match=r"postOrder: body needs title, firstLine$"):
        call("post_order", {})
    with pytest.raises(TypeError, match=r"postOrders: body\[1\] needs title$"):
        call("post_orders", [{"title": "t", "firstLine": {}}, {"firstLine": {}}])
    with pytest.raises(TypeError, match=r"putBook: body needs id$"):
        shelf.operations["ShelfAPI.putBook"]({"name": "n"})
    assert sent == []


def test_nothing_else_is_demanded_of_a_call(
    shelf: ModuleType, call: Callable[..., Any], sent: list[Any]
) -> None:
    m, null = shelf.models, shelf.NULL
    call("patch_book", m.Book(state="s"), answer="")
    call("patch_book", {"state": "s"}, answer="")
    call("post_order", m.Order(title="t", first_line=m.Line(id="1")), answer="")
    call("post_order", {"title": None, "firstLine": {}}, answer="")
    call("put_book", m.Book(id=null, name="n"), answer="")
    call("put_book", null, answer="")
    assert sent == [
        {"state": "s"},
        {"state": "s"},
        {"title": "t", "firstLine": {"id": "1"}},
        {"title": None, "firstLine": {}},
        {"id": None, "name": "n"},
        None,
    ]
