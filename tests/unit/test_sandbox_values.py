"""Made-up values of the sandbox: what they are like, and what they agree with."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import Config
from generator.model import ApiSpec, Definition, Property, SourceSpan, TypeRef
from generator.sandbox import Sandbox, Settings, SpecIndex
from generator.sandbox.ids import Ids
from generator.sandbox.texts import make_text, subject_of

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
