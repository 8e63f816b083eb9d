"""Differences are told once, counted, and bounded."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import pytest

from templates.runtime.errors import (
    ConfigurationError,
    DecodeError,
    ResponseMismatch,
    ResponseMismatchError,
    ResponseMismatchWarning,
)
from templates.runtime.operation import Response
from templates.runtime.responses.mismatches import Finding, MismatchLog
from templates.runtime.responses.parsing import decode, find_missing_fields
from tests.runtime.server import Answer, serving
from tests.runtime.test_parsing import outcome
from tests.runtime.tiny import GET_PET, Tiny
from tests.runtime.tiny_models import Listing, Owner, Pet

LISTING = Response("200", lambda: Listing, "")
ODD = b'{"entities":[{"name":"a"},{"name":1},{"name":2,"dateBorn":""}]}'
NAME = ResponseMismatch("A.op", "$.entities[*].name", "string", "number")
BORN = ResponseMismatch(
    "A.op", "$.entities[*].dateBorn", "date", "string of another format"
)


def test_one_warning_for_a_place_and_a_count_of_all() -> None:
    log = MismatchLog()
    with pytest.warns(ResponseMismatchWarning) as warned:
        listing = decode(outcome(LISTING, content=ODD), log)
    assert [pet.name for pet in listing.entities] == ["a", 1, 2]
    assert [str(w.message) for w in warned] == [
        "response does not match the documentation: "
        "A.op: $.entities[1].name is number, not string",
        "response does not match the documentation: "
        "A.op: $.entities[2].dateBorn is string of another format, not date",
    ]
    assert {w.filename for w in warned} != {__file__[:-1]}
    assert log.counts() == {NAME: 2, BORN: 1}
    decode(outcome(LISTING, content=ODD), log)
    assert log.counts() == {NAME: 4, BORN: 2}


def test_ignoring_counts_all_the_same() -> None:
    told: list[ResponseMismatch] = []
    log = MismatchLog("ignore", told.append)
    decode(outcome(LISTING, content=ODD), log)
    assert log.counts() == {NAME: 2, BORN: 1}
    assert [m.path for m in told] == ["$.entities[1].name", "$.entities[2].dateBorn"]
    decode(outcome(LISTING, content=ODD), log)
    assert len(told) == 4


def test_raising_names_all_and_keeps_the_answer() -> None:
    log = MismatchLog("raise")
    with pytest.raises(ResponseMismatchError, match=r"entities\[1\].name.*2 more") as e:
        decode(outcome(LISTING, content=ODD), log)
    error = e.value
    assert isinstance(error, DecodeError)
    assert [m.path for m in error.mismatches] == [
        "$.entities[1].name",
        "$.entities[2].name",
        "$.entities[2].dateBorn",
    ]
    assert error.content == ODD
    assert error.operation == "A.op"
    assert error.__cause__ is error.__context__ is None
    same = pickle.loads(pickle.dumps(error))
    assert same.mismatches == error.mismatches
    assert log.counts() == {NAME: 2, BORN: 1}


def test_what_fits_is_not_told() -> None:
    log = MismatchLog("raise")
    fine = b'{"entities":[{"name":"a"}],"pageCount":null}'
    assert decode(outcome(LISTING, content=fine), log).entities == [Pet(name="a")]
    assert log.counts() == {}


def test_memory_is_bounded() -> None:
    log = MismatchLog("ignore")
    for number in range(1100):
        finding = Finding("string", "number")
        finding.steps = [f"f{number}"]
        log.add("A.op", [finding])
    assert len(log.counts()) == 1000
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        log.mode = "warn"
        log.add("A.op", [Finding("string", "null")])


@pytest.mark.parametrize(
    ("steps", "path", "shape"),
    [
        ([], "$", "$"),
        (["b", "a"], "$.a.b", "$.a.b"),
        ([0, "a"], "$.a[0]", "$.a[*]"),
        (["x", ("k",), "a"], "$.a['k'].x", "$.a[*].x"),
        (["full-name"], "$['full-name']", "$['full-name']"),
    ],
)
def test_paths(steps: list[Any], path: str, shape: str) -> None:
    finding = Finding("string", "null")
    finding.steps = steps
    log = MismatchLog("ignore")
    assert [m.path for m in log.add("A.op", [finding])] == [path]
    assert [m.path for m in log.counts()] == [shape]


LACKING = "a required value", "nothing"
REFERENCE = frozenset({"id", "selfUri"})


def lacking(value: Any) -> list[list[Any]]:
    """Return the ways to what is missing, the first step first."""
    return [list(reversed(f.steps)) for f in find_missing_fields(value, REFERENCE)]


def test_required_fields_that_are_absent() -> None:
    assert lacking(Pet.from_dict({"id": "1"})) == [["name"]]
    assert lacking(Owner.from_dict({})) == [["full-name"], ["pets"]]
    assert lacking(Pet(name="")) == []
    pets = [Pet(name="x"), Pet.from_dict({"dateBorn": "2020-01-02"})]
    assert lacking(pets) == [[1, "name"]]
    listing = Listing(entities=pets)
    assert lacking(listing) == [["entities", 1, "name"]]
    assert lacking("text") == lacking(None) == lacking([1, None]) == []


def test_bare_references_lack_nothing() -> None:
    bare = Pet.from_dict({"id": "1", "selfUri": "/pets/1"})
    assert lacking(Listing(entities=[bare, bare])) == []
    deep = Pet(name="x", owner=Owner.from_dict({"phone": "1"}), friends=[bare])
    assert lacking(Listing(entities=[deep])) == []
    assert lacking(bare) == [["name"]]


def test_an_absent_field_is_told_as_others_are() -> None:
    log = MismatchLog("ignore")
    assert decode(outcome(LISTING, content=b'{"entities":[{}]}'), log)
    pet = Response("200", lambda: Pet, "")
    assert decode(outcome(pet, content=b"{}"), log).name is None
    assert log.counts() == {
        ResponseMismatch("A.op", "$.entities[*].name", *LACKING): 1,
        ResponseMismatch("A.op", "$.name", *LACKING): 1,
    }


BODY = {"name": "x", "dateBorn": "", "owner": {"full-name": 5, "pets": []}}


def test_the_warning_names_the_line_of_the_program() -> None:
    with (
        serving(lambda request: Answer(200, BODY)) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        call = GET_PET("1")
        names = {"client": client, "call": call, "__name__": "program"}
        code = compile("client.send(call)", "program.py", "exec")
        with pytest.warns(ResponseMismatchWarning) as warned:
            exec(code, names)
    assert {(w.filename, w.lineno) for w in warned} == {("program.py", 1)}


def test_another_mode_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="on_mismatch"):
        Tiny(access_token="t", base_url="http://x", on_mismatch="loud")  # type: ignore[arg-type]


def test_many_at_one_place_hide_no_other_and_all_are_counted() -> None:
    def finding(*steps: str | int) -> Finding:
        made = Finding("string", "number")
        made.steps.extend(reversed(steps))
        return made

    log = MismatchLog("ignore")
    many = [finding("entities", index, "id") for index in range(3000)]
    found = log.add("PetAPI.getPets", [*many, finding("pageCount"), finding("total")])
    assert {m.path: count for m, count in log.counts().items()} == {
        "$.entities[*].id": 3000,
        "$.pageCount": 1,
        "$.total": 1,
    }
    assert [m.path for m in found[998:]] == [
        "$.entities[998].id",
        "$.entities[999].id",
        "$.pageCount",
        "$.total",
    ]
