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


PATCH_PET: Operation[Any] = Operation(
    "PetAPI.patchPet", "PATCH", "/pet", (body("object", lambda: m.Pet),), ()
)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("self_uri", "selfUri"),
        ("selfuri", "selfUri"),
        ("SelfURI", "selfUri"),
        ("self-uri", "selfUri"),
        ("date_born", "dateBorn"),
        ("dateBorrn", "dateBorn"),
        ("extra_", "extra"),
    ],
)
def test_a_misspelt_key_of_a_mapping_is_a_warning(key: str, name: str) -> None:
    text = f"body: Pet has no field '{key}'; did you mean '{name}'[?]"
    for operation, value, where in (
        (PATCH_PET, {key: "x"}, "body"),
        (POST_PETS, [{"name": "a"}, {"name": "b", key: "x"}], r"body\[1\]"),
    ):
        with pytest.warns(UserWarning, match=text.replace("body", where, 1)) as caught:
            content = operation(value).content
        assert content is not None
        assert key.encode() in content
        assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"selfUri": "x", "selfUris": []},
        {"selfUrl": "x", "selfUri": "x", "full-name": 1},
        {"nickname": "x", "version": 3, "owner": {"fullname": "x"}},
        m.Pet(self_uri="x", name="x"),
    ],
)
def test_other_keys_pass(value: Any) -> None:
    assert PATCH_PET(value).content is not None


def test_a_misspelt_key_beside_the_right_one_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="did you mean 'selfUri'"):
        PATCH_PET({"selfUri": "/a", "self_uri": "/b"})


def test_a_misspelt_key_names_the_line_of_the_call(make_client: Make) -> None:
    with serving(lambda r: Answer(201, {"name": "x"})) as server:
        client = make_client(base_url=server.url)
        with pytest.warns(UserWarning, match="did you mean 'selfUri'"):
            client.call("post_pet", {"name": "x", "self_uri": "/x"})
    assert len(server.requests) == 1
