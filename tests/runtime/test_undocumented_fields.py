"""Fields that the documents do not know are kept, told apart, and sent back."""

from __future__ import annotations

import copy
import json
import pickle
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from templates.runtime.errors import DecodeError, ResponseMismatchError
from templates.runtime.model import Model
from templates.runtime.operation import Response
from templates.runtime.responses import undocumented_fields
from templates.runtime.responses.mismatches import MismatchLog, UndocumentedField
from templates.runtime.responses.parsing import decode
from templates.runtime.telemetry.events import (
    ResponseMismatched,
    UndocumentedFieldReceived,
)
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving
from tests.runtime.test_parsing import outcome
from tests.runtime.tiny import POST_PET
from tests.runtime.tiny_models import Listing, Owner, Pet

KNOWN = undocumented_fields._known  # pyright: ignore[reportPrivateUsage]
LISTING = Response("200", lambda: Listing, "")
NESTED: dict[str, Any] = {
    "name": "x",
    "owner": {"full-name": "y", "pets": [{"name": "z", "edge": {"id": 1}}], "group": 2},
    "friends": [{"name": "a"}, {"name": "b", "chat": [None]}],
    "to.morrow": True,
}
PLACES = {
    "$['to.morrow']",
    "$.owner.group",
    "$.owner.pets[*].edge",
    "$.friends[*].chat",
}


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    """Let no test find the fields that an earlier one has met."""
    KNOWN.clear()
    yield
    KNOWN.clear()


def read(content: object, log: MismatchLog | None = None) -> Any:
    return decode(
        outcome(Response("200", lambda: Pet, ""), content=_json(content)), log
    )


def _json(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def test_they_are_reachable_by_their_names_on_the_wire() -> None:
    for _ in range(2):  # Once read leniently, then by what is known.
        pet = read(NESTED)
        assert pet.extra == {"to.morrow": True}
        assert pet.owner.extra == {"group": 2}
        assert pet.owner.pets[0].extra == {"edge": {"id": 1}}
        assert [friend.extra for friend in pet.friends] == [{}, {"chat": [None]}]
        assert type(pet) is Pet
        assert type(pet.owner) is Owner


def test_the_mapping_is_read_only() -> None:
    pet = read(NESTED)
    given: list[Any] = [pet.extra, Pet(name="x").extra]
    for extra in given:
        with pytest.raises(TypeError):
            extra["a"] = 1
    with pytest.raises(AttributeError):
        pet.extra = {}


def test_they_survive_whatever_keeps_a_model() -> None:
    pet = read(NESTED)
    copies: list[Any] = [
        copy.copy(pet),
        copy.deepcopy(pet),
        pickle.loads(pickle.dumps(pet)),
        Pet.from_dict(pet.to_dict()),
        Pet.from_json(pet.to_json()),
        Pet.from_json(pet.to_json()),
        pet.copy_with(),
    ]
    for kept in copies:
        assert kept == pet
        assert kept.extra == pet.extra
        assert kept.owner.pets[0].extra == {"edge": {"id": 1}}
    assert pet.to_dict() == NESTED == json.loads(pet.to_json())
    changed = pet.copy_with(name="new")
    assert (changed.name, changed.extra) == ("new", pet.extra)


def test_a_deep_copy_shares_nothing() -> None:
    pet = Pet.from_dict({"name": "x", "more": {"a": []}})
    copy.deepcopy(pet).extra["more"]["a"].append(1)
    assert pet.extra == {"more": {"a": []}}


def test_from_dict_leaves_its_mapping_alone() -> None:
    given = copy.deepcopy(NESTED)
    assert Pet.from_dict(given).to_dict() == NESTED
    assert given == NESTED


def test_equality_and_repr_tell_them() -> None:
    with_one = Pet.from_dict({"name": "x", "more": 1})
    assert with_one != Pet(name="x")
    assert with_one != Pet.from_dict({"name": "x", "more": 2})
    assert repr(with_one) == "Pet(name='x', extra={'more': 1})"
    assert repr(Pet.from_dict({"more": 1})) == "Pet(extra={'more': 1})"
    assert with_one.__rich_repr__() == [("name", "x"), ("extra", {"more": 1})]


def test_reading_changing_and_sending_back_keeps_them() -> None:
    pet = read(NESTED).copy_with(seen=datetime(2020, 1, 2, tzinfo=UTC))
    sent = json.loads(POST_PET(pet).content or b"")
    assert sent == {**NESTED, "seen": "2020-01-02T00:00:00.000Z"}


def test_what_is_documented_by_now_is_not_sent_twice() -> None:
    pet = Pet(name="new")
    pet.__setstate__({"_extra": {"name": "old", "more": 1}})
    assert json.loads(POST_PET(pet).content or b"") == {"name": "new", "more": 1}


def test_they_are_counted_apart_and_raise_nothing() -> None:
    told: list[Any] = []
    log = MismatchLog("raise", told.append)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            read(NESTED, log)
    assert log.counts() == {}
    fields = {UndocumentedField("A.op", path): 2 for path in PLACES}
    assert log.undocumented_fields() == fields
    assert {*told} == {*fields}
    assert len(told) == 2 * len(PLACES)
    assert str(UndocumentedField("A.op", "$.a")) == "A.op: $.a is not documented"


def test_each_object_counts() -> None:
    log = MismatchLog("ignore")
    content = _json({"entities": [{"name": "a", "more": i} for i in range(5)]})
    for _ in range(3):
        decode(outcome(LISTING, content=content), log)
    assert log.undocumented_fields() == {
        UndocumentedField("A.op", "$.entities[*].more"): 15
    }


def test_differences_beside_them_raise_as_ever() -> None:
    log = MismatchLog("raise")
    for _ in range(2):
        with pytest.raises(ResponseMismatchError) as caught:
            read({"name": 1, "owner": "me", "more": 1}, log)
        assert [m.path for m in caught.value.mismatches] == ["$.name", "$.owner"]
        assert "and 1 more." in str(caught.value)
    pet = read({"name": 1, "more": 1})
    assert (pet.name, pet.extra) == (1, {"more": 1})


def test_from_dict_and_from_json_refuse_what_else_differs() -> None:
    for _ in range(2):
        with pytest.raises(DecodeError, match=r"\$\.name is number, not string"):
            Pet.from_dict({"more": 1, "name": 1})
        with pytest.raises(DecodeError, match=r"\$\.name is number, not string"):
            Pet.from_json(b'{"more": 1, "name": 1}')
        Pet.from_json(b'{"more": 1}')


@pytest.mark.parametrize(
    "name",
    ["extra", "_extra", "_extra_0", "self", "to_dict", "__class__", "", "a\nb", 'a"b'],
)
def test_any_name_will_do(name: str) -> None:
    body = {"fullName": "y", name: {"a": 1}, "another": None}
    for _ in range(3):
        owner = Owner.from_json(_json(body))
        assert owner.extra == body
        assert owner == pickle.loads(pickle.dumps(owner))
        assert owner.to_dict() == body


def test_names_that_never_end_are_bounded() -> None:
    log = MismatchLog("ignore")
    for number in range(300):
        pet = read({"name": "x", f"more{number}": number}, log)
        assert pet.extra == {f"more{number}": number}
    assert KNOWN[Pet].fields == 100
    pet = read({"name": "x", **{f"f{n}": n for n in range(2000)}}, log)
    assert len(pet.extra) == 2000
    assert len(log.undocumented_fields()) == 1000


class Shelf(msgspec.Struct):
    """Somebody's own type around models."""

    size: int
    pets: dict[str, list[Pet] | None]
    more: list[int] = msgspec.field(default_factory=lambda: [0])


def test_models_within_other_types_keep_theirs() -> None:
    content = b'{"size":1,"no":1,"pets":{"a":[{"name":"x","z":1},{"y":2}],"b":null}}'
    row: Any = Response("200", lambda: Shelf, "")
    for _ in range(2):
        shelf = decode(outcome(row, content=content))
        assert type(shelf) is Shelf
        assert [pet.extra for pet in shelf.pets["a"] or ()] == [{"z": 1}, {"y": 2}]
        assert (shelf.pets["b"], shelf.more) == (None, [0])


def test_a_class_of_somebody_may_have_such_a_field() -> None:
    body = {"extra": None, "__annotations__": {"extra": "int | None"}}
    meta: Any = type(Model)
    cls = meta("Mine", (Model,), body)
    mine = cls.from_dict({"extra": 1, "more": 2})
    assert mine.extra == 1
    assert mine.to_dict() == {"extra": 1, "more": 2}


def test_a_client_tells_them(make_client: Make) -> None:
    events: list[Any] = []
    with serving(lambda request: Answer(200, {"name": "x", "more": [1]})) as server:
        client = make_client(base_url=server.url, on_mismatch="raise")
        client.client.on(UndocumentedFieldReceived, events.append)
        client.client.on(ResponseMismatched, events.append)
        assert [client.call("get_pet", "1").extra for _ in range(2)] == [
            {"more": [1]},
            {"more": [1]},
        ]
        assert client.client.mismatches == {}
        assert client.client.with_options(max_retries=0).undocumented_fields == {
            UndocumentedField("PetAPI.getPet", "$.more"): 2
        }
    assert [(e.operation, e.path) for e in events] == [("PetAPI.getPet", "$.more")] * 2


def test_something_else_is_no_model() -> None:
    given: list[Any] = [{"name": "x"}, None, Owner.from_dict({})]
    for other in given:
        assert Pet(name="x") != other


def test_values_that_are_not_exact_are_told_beside_them() -> None:
    told = MismatchLog("ignore")
    finer = b'{"name": "x", "more": 1, "seen": "2020-01-02T03:04:05.123456789Z"}'
    for _ in range(3):
        pet = read(finer, told)
        assert (pet.seen, pet.extra) == ("2020-01-02T03:04:05.123456789Z", {"more": 1})
    assert sum(told.counts().values()) == 3


def test_what_another_thread_uses_never_changes() -> None:
    read({"name": "x", "owner": {"pets": [], "a": 1}})
    known = KNOWN[Pet]
    read({"name": "x", "owner": {"pets": [], "b": 1}, "c": 2})
    assert KNOWN[Pet] is not known
    assert (known.tree.names, known.tree.below["owner"].names) == ([], ["a"])


@pytest.mark.parametrize("levels", [5, 100, 250])
def test_fields_are_kept_at_any_depth(levels: int) -> None:
    outer = b'{"name":"x","owner":{"full-name":"y","new":1,"pets":[' * levels
    content = outer + b'{"name":"x","last":2}' + b"]}}" * levels
    for _ in range(2):
        log = MismatchLog("ignore")
        pet = read(content, log)
        assert sum(log.undocumented_fields().values()) == levels + 1
        for _ in range(levels):
            assert pet.owner.extra == {"new": 1}
            pet = pet.owner.pets[0]
        assert pet.extra == {"last": 2}
