"""Models: made by people, read from answers."""

import copy
import pickle
from typing import Any

import pytest

from templates.runtime.errors import DecodeError
from templates.runtime.model import NULL, DateTime, Model, field
from tests.runtime.tiny_models import Owner, Pet


def test_missing_and_none_required_fields_are_all_named() -> None:
    with pytest.raises(TypeError, match="Owner needs full_name, pets"):
        Owner(full_name=None, phone="1")  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize("arguments", [((), {"age": 1}), (("x",), {})])
def test_unknown_and_positional_arguments_are_refused(arguments: Any) -> None:
    with pytest.raises(TypeError):
        Pet(*arguments[0], name="x", **arguments[1])


@pytest.mark.parametrize("text", ["{}", '{"full-name": null, "pets": null}'])
def test_an_answer_may_lack_what_is_required(text: str) -> None:
    owner = Owner.from_json(text)
    assert owner.full_name is None
    assert owner.pets is None
    assert owner.to_dict() == {}
    assert repr(owner) == "Owner()"


def test_a_model_that_lacks_what_is_required_works_like_any_other() -> None:
    pet = Pet.from_dict({"id": "1", "owner": {}, "friends": [{}]})
    for same in (
        copy.copy(pet),
        copy.deepcopy(pet),
        pickle.loads(pickle.dumps(pet)),
        Pet.from_json(pet.to_json()),
        Pet.from_dict(pet.to_dict()),
        pet.copy_with(),
    ):
        assert type(same) is Pet
        assert same == pet
    assert copy.deepcopy(pet).owner is not pet.owner
    assert pet.copy_with(id="2").id == "2"
    assert pet.id == "1"
    replaced = pet.__replace__(id="3")
    assert (replaced.id, replaced.owner) == ("3", pet.owner)
    with pytest.raises(TypeError):
        pet.copy_with(age=1)


def test_a_model_that_holds_itself_copies_and_pickles() -> None:
    pet = Pet(name="x")
    pet.friends = [pet]
    for same in (copy.deepcopy(pet), pickle.loads(pickle.dumps(pet))):
        assert same.friends is not None
        assert same.friends[0] is same
    assert "..." in repr(pet)


def test_models_differ_by_class_and_by_field() -> None:
    assert Pet(name="x") == Pet(name="x")
    assert Pet(name="x") != Pet(name="x", id="1")
    assert Owner(full_name="x", pets=[]) != Pet(name="x")


@pytest.mark.parametrize("text", ["{", '{"name": 1}', "[]", '"\ud800"', "[" * 100_000])
def test_what_is_no_model_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(DecodeError, match="Pet") as caught:
        Pet.from_json(text)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_from_dict_names_the_place() -> None:
    with pytest.raises(DecodeError, match=r"\$\.owner\.pets\[0\]\.name"):
        Pet.from_dict({"owner": {"pets": [{"name": 1}]}})


class OwnerRequest(Model):
    full_name: str | None = field(default=None, name="full-name")
    phone: int | None = None
    pets: list[str] | None = None


class PetRequest(Model):
    name: str | None = None
    owner: OwnerRequest | None = None
    friends: list[OwnerRequest] | None = None
    date_born: str | None = None
    seen: DateTime | None = None
    self_uri: str | None = None


def test_a_model_takes_what_another_has_in_common_with_it() -> None:
    pet = Pet.from_dict(
        {
            "id": "1",
            "name": "x",
            "dateBorn": "2020-01-02",
            "seen": "2024-02-29T10:00:00.000Z",
            "selfUri": None,
            "odd": 1,
            "owner": {"full-name": "O", "odd": {"a": None}},
            "friends": [{"name": "y", "odd": 2}, {}],
        }
    )
    made = PetRequest.from_model(pet)
    assert made == PetRequest(
        name="x",
        date_born="2020-01-02",
        seen=pet.seen,
        self_uri=NULL,
        owner=OwnerRequest(full_name="O"),
        friends=[OwnerRequest(), OwnerRequest()],
    )
    made = PetRequest.from_model(pet, extra=True)
    assert made.to_dict() == {
        "name": "x",
        "dateBorn": "2020-01-02",
        "seen": "2024-02-29T10:00:00.000Z",
        "selfUri": None,
        "odd": 1,
        "owner": {"full-name": "O", "odd": {"a": None}},
        "friends": [{"odd": 2}, {}],
    }
    assert Pet.from_model(pet, extra=True) == pet


def test_fields_of_other_types_stay_out() -> None:
    owner = Owner(full_name="O", phone="1", pets=[Pet(name="x")])
    assert OwnerRequest.from_model(owner) == OwnerRequest(full_name="O")
    pets = [Pet(name="x", owner=owner, friends=[Pet(name="y")])]
    made = PetRequest.from_model(pets[0])
    assert made.to_dict() == {
        "name": "x",
        "owner": {"full-name": "O"},
        "friends": [{}],
    }


def test_what_came_in_another_type_than_documented_stays() -> None:
    name: Any = 5
    pet = Pet(name=name, owner=Owner(full_name="O", pets=[], phone="1"))
    made = PetRequest.from_model(pet)
    assert made.to_dict() == {"name": 5, "owner": {"full-name": "O", "pets": []}}


def test_a_model_is_made_of_models_alone() -> None:
    mapping: Any = {"name": "x"}
    with pytest.raises(TypeError, match="from_model needs a model, not dict"):
        PetRequest.from_model(mapping)


def test_null_is_one_and_false() -> None:
    for same in (
        copy.copy(NULL),
        copy.deepcopy(NULL),
        pickle.loads(pickle.dumps(NULL)),
    ):
        assert same is NULL
    assert repr(NULL) == "NULL"
    assert not NULL
    pet = copy.deepcopy(Pet(name="x", id=NULL))
    assert pet.id is NULL
    assert pet.to_dict() == {"name": "x", "id": None}
    assert pet.to_json() == '{"id":null,"name":"x"}'
    assert repr(pet) == "Pet(id=NULL, name='x')"


def test_a_subclass_demands_what_its_base_demands() -> None:
    class Dog(Pet):
        breed: str | None = None

    assert Dog(name="x", breed="y").to_dict() == {"name": "x", "breed": "y"}
    with pytest.raises(TypeError, match="Dog needs name"):
        Dog(breed="y")  # type: ignore[call-arg]


def test_a_value_without_a_place_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="must be a JSON value, not object"):
        Pet(name="x", extra_={"a": object()}).to_dict()
