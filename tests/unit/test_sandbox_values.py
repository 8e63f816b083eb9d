"""Made-up values of the sandbox: what they are like, and what they agree with."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import Config
from generator.model import ApiSpec, Definition, Property, SourceSpan, TypeRef
from generator.sandbox import Sandbox, Settings, SpecIndex
from generator.sandbox.ids import Ids, number_of
from generator.sandbox.nouns import kind_of_definition
from generator.sandbox.texts import make_text, subject_of
from generator.sandbox.values import is_object

AT = SourceSpan("page.md", 1)
USER = subject_of(("user",), "1")


def test_ids_are_uuids_that_the_sandbox_knows_again() -> None:
    ids = Ids(7)
    made = {
        ids.make(kind, number) for kind in ("user", "queue") for number in range(99)
    }
    assert len(made) == 198
    assert all(UUID(one).version == 4 and ids.is_own(one) for one in made)
    assert not any(Ids(8).is_own(one) for one in made)
    assert not any(ids.is_own(str(UUID(int=n, version=4))) for n in range(99))
    assert made >= {ids.make("user", 5)}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("email", r"[a-z.]+@example\.com"),
        ("phoneNumber", r"\+1\d{10}"),
        ("countryCode", r"[A-Z]{2}"),
        ("timeZone", r"\w+/\w+"),
        ("dateHired", r"\d{4}-\d\d-\d\d"),
        ("fileName", r"\w+-\d+\.\w+"),
        ("imageUrl", r"@sandbox-origin@/storage/.+"),
        ("ipAddress", r"192\.0\.2\.\d+"),
        ("queueName", r"[A-Z][\w ]+"),
        ("name", r"\w+ \w+"),
    ],
)
def test_texts_are_what_their_names_promise(name: str, pattern: str) -> None:
    assert re.fullmatch(pattern, make_text(name, USER))


def test_a_person_has_one_name() -> None:
    first, last = make_text("firstName", USER), make_text("lastName", USER)
    assert make_text("name", USER) == f"{first} {last}"
    assert make_text("email", USER).isascii()


@given(st.text(), st.lists(st.text(), max_size=3).map(tuple), st.text())
def test_no_name_is_too_odd(name: str, kind: tuple[str, ...], identity: str) -> None:
    subject = subject_of(kind, identity)
    assert make_text(name, subject) == make_text(name, subject)


def field(name: str, type_: TypeRef, required: bool = False) -> Property:
    return Property(name=name, type=type_, required=required, description="", span=AT)


def test_counts_agree_and_references_lead_to_listed_items() -> None:
    text, number = TypeRef(name="string"), TypeRef(name="number")
    members = TypeRef(name="User", array=True, definition=True)
    team = (field("id", text), field("members", members), field("memberCount", number))
    user = (field("id", text), field("name", text), field("teamId", text))
    definitions = tuple(
        Definition(name=name, file="", description="", properties=fields, span=AT)
        for name, fields in (("Team", team), ("User", user))
    )
    index = SpecIndex(ApiSpec(apis=(), definitions=definitions), Config())
    sandbox = Sandbox(index, Settings(size=5))
    made = sandbox.values.make(TypeRef(name="Team", definition=True), "t1")
    assert made["memberCount"] == len(made["members"]) > 0
    listed = {sandbox.ids.make("user", n) for n in range(5)}
    assert {member["id"] for member in made["members"]} <= listed
    for member in made["members"]:
        type_ = TypeRef(name="User", definition=True)
        assert sandbox.values.make(type_, member["id"])["name"] == member["name"]


@pytest.mark.parametrize("kind", ["user", "queue", "role", "policy", "wrapup code", ""])
def test_items_of_a_listing_have_different_names(kind: str) -> None:
    words = tuple(kind.split())
    ids = [Ids(3).make(kind, number) for number in range(300)]
    assert [number_of(one) for one in ids] == list(range(300))
    names = [make_text("name", subject_of(words, one)) for one in ids]
    assert len(set(names)) == 300


@pytest.mark.parametrize(
    ("kind", "name", "pattern"),
    [
        ("person", "spouse", "Alex|Robin|Sam"),
        ("address", "type", "home|work"),
        ("permission policy", "domain", "documents|reports|settings"),
        ("address", "street1", r"\d{4} \w+ (Street|Road)"),
        ("address", "street2", "Floor 2|Building B"),
        ("phone", "e164", r"\+1\d{10}"),
        ("interface", "macAddress", r"00:00:5e:00:53:\d\d"),
        ("card", "urlTarget", "sample url target"),
        ("queue", "memberType", "standard|custom|general"),
        ("chart", "groupByTitle", r"[A-Z][\w ]+(?<! By)"),
        ("", "x", "sample x"),
        ("", "", "sample"),
    ],
)
def test_plain_texts_are_plausible(kind: str, name: str, pattern: str) -> None:
    subject = subject_of(tuple(kind.split()), "1")
    assert re.fullmatch(pattern, make_text(name, subject))


def test_only_people_do_something() -> None:
    text = TypeRef(name="string")
    names = ("createdBy", "modifiedBy", "sortBy", "groupBy")
    thing = Definition(
        name="Thing",
        file="",
        description="",
        properties=tuple(field(name, text) for name in names),
        span=AT,
    )
    index = SpecIndex(ApiSpec(apis=(), definitions=(thing,)), Config())
    sandbox = Sandbox(index, Settings(size=5))
    made = sandbox.values.make(TypeRef(name="Thing", definition=True), "t1")
    users = {sandbox.ids.make("user", n) for n in range(5)}
    assert {made["createdBy"], made["modifiedBy"]} <= users
    assert not any(sandbox.ids.is_own(made[name]) for name in ("sortBy", "groupBy"))


@pytest.mark.parametrize(
    ("definition", "kind"),
    [("UserMe", "user"), ("WrapupIdReference", "wrapup"), ("UserWithName", "user")],
)
def test_definitions_name_a_kind(definition: str, kind: str) -> None:
    assert kind_of_definition(definition) == (kind,)


def test_definitions_that_need_themselves_end() -> None:
    node = TypeRef(name="Node", definition=True)
    fields = tuple(field(f"child{number}", node, required=True) for number in range(9))
    tree = Definition(name="Node", file="", description="", properties=fields, span=AT)
    index = SpecIndex(ApiSpec(apis=(), definitions=(tree,)), Config())
    made = Sandbox(index).values.make(node, "n1")
    assert count(made) < 10_000


def test_required_objects_are_there_wherever_they_are_finite() -> None:
    text = TypeRef(name="string")
    engine = TypeRef(name="Engine", definition=True)
    voices = TypeRef(name="Voice", array=True, definition=True)
    definitions = tuple(
        Definition(name=name, file="", description="", properties=fields, span=AT)
        for name, fields in (
            ("Engine", (field("id", text), field("voices", voices))),
            ("Voice", (field("id", text), field("engine", engine, required=True))),
        )
    )
    index = SpecIndex(ApiSpec(apis=(), definitions=definitions), Config())
    made = Sandbox(index).values.make(engine, "e1")
    assert all(voice["engine"]["id"] for voice in made["voices"])


def count(value: Any) -> int:
    return 1 + sum(map(count, value.values())) if is_object(value) else 1
