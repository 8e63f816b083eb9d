"""Bodies: models of the documented class, and mappings as they are."""

from __future__ import annotations

from typing import Any

import pytest

from templates.runtime.model import NULL
from templates.runtime.operation import Operation, Response, body
from tests.runtime import tiny_models as m
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving

POST_PETS: Operation[Any] = Operation(
    "PetAPI.postPets",
    "POST",
    "/pets/bulk",
    (body("object[]", lambda: m.Pet, required=True),),
    (Response("201", lambda: m.Pet, "made"),),
)


class Special(m.Pet):
    """A user's own, with more."""


def test_models_of_another_class_are_refused_before_any_traffic(
    make_client: Make,
) -> None:
    with serving(lambda r: Answer(201, {"name": "x"})) as server:
        client = make_client(base_url=server.url)
        with pytest.raises(TypeError, match="body must be a Pet or a mapping, not Lis"):
            client.call("post_pet", m.Listing())
        with pytest.raises(TypeError, match=r"body\[1\] must be a Pet or a mapping"):
            client.do("send", POST_PETS([m.Pet(name="x"), m.Listing()]))
        assert server.requests == []


def test_what_is_documented_is_sent(make_client: Make) -> None:
    with serving(lambda r: Answer(201, {"name": "x"})) as server:
        client = make_client(base_url=server.url)
        for given in (m.Pet(name="x"), Special(name="x"), {"name": "x"}):
            client.call("post_pet", given)
        client.do("send", POST_PETS([m.Pet(name="x"), {"name": "x"}]))
        client.call("post_pet", NULL)
    bodies = [request.body for request in server.requests]
    one = b'{"name":"x"}'
    assert bodies == [one, one, one, b"[" + one + b"," + one + b"]", b"null"]


def test_the_class_is_asked_for_with_a_model_alone() -> None:
    def never() -> Any:
        raise AssertionError("models were loaded")

    operation: Operation[Any] = Operation(
        "A.b", "PATCH", "/", (body("object", never),), ()
    )
    assert operation({"name": "x"}).content == b'{"name":"x"}'
