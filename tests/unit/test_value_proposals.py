"""Values that descriptions list become overlays to review."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.model import TypeRef
from generator.value_proposals import listed_values, propose_values
from tests import nodes
from tests.commands import run
from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

STRING = TypeRef(name="string")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Values can be: 'inbound' or 'outbound'", "inbound outbound"),
        ("The kind. Valid values: A, B-1, C_2. Not more.", "A B-1 C_2"),
        ("Valid values:WAV,WEBM,NONE", "WAV WEBM NONE"),
        ("either Asc or Desc", "Asc Desc"),
        ("Any of: [a, b]. Direction: [x, y].", "a b"),
        ("(one of `a.b`, `c`)", "a.b c"),
        ("Values include call, chat, and message.", "call chat message"),
        ("Allowed values are 'a', 'a', 'b'", "a b"),
        ("Valid values: Only", "Only"),
        ("Permitted values: a|b|c", "a b c"),
        ("Either id or email is required", ""),
        ("one of the queues", ""),
        ("valid values in hex color code", ""),
        ("Values can be: 'alerting', 'contacting", ""),
        ("Possible values are any field that you search on", ""),
        ("A name, a text or a number", ""),
        ("Valid values:", ""),
        ("", ""),
        ("either " * 5_000, ""),
        ("Valid values: " + "a, " * 5_000, ""),
    ],
)
def test_lists_of_values_are_found(text: str, values: str) -> None:
    assert listed_values(text) == tuple(values.split())


def test_strings_without_values_are_proposed_by_their_values() -> None:
    text = "Valid values: a, b"
    kinds = {
        "one": STRING,
        "two[*]": TypeRef(name="string", array=True),
        "number": TypeRef(name="number"),
        "model": TypeRef(name="string", definition=True),
    }
    properties = [nodes.prop(name, kind) for name, kind in kinds.items()]
    described = [
        type(each)(**{**_fields(each), "description": text}) for each in properties
    ]
    known = {**_fields(described[0]), "name": "known", "values": ("a",)}
    moment = {**_fields(described[0]), "name": "moment", "format": "date-time"}
    described += [type(described[0])(**known), type(described[0])(**moment)]
    found = tomllib.loads(
        propose_values(nodes.drop(nodes.definition("Pet", *described))).decode()
    )
    (overlay,) = found["overlay"]
    assert overlay["places"] == ["Pet.one", "Pet.two[[][*]]"]
    assert overlay["values"] == ["a", "b"]


def _fields(node: Any) -> dict[str, Any]:
    return {name: getattr(node, name) for name in node.__struct_fields__}


def test_descriptions_cannot_leave_their_comments() -> None:
    text = 'Valid values: a, b\n"]\nreason = "\u2028x\x1b'
    evil = nodes.prop("x", STRING)
    evil = type(evil)(**{**_fields(evil), "description": text})
    proposed = propose_values(nodes.drop(nodes.definition("Pet", evil))).decode()
    assert not tomllib.loads(proposed).get("overlay")
    text = "Valid values: a, b.\n]\rreason = 1 \x85\u2028\x1b"
    evil = type(evil)(**{**_fields(evil), "description": text})
    proposed = propose_values(nodes.drop(nodes.definition("Pet", evil))).decode()
    (overlay,) = tomllib.loads(proposed)["overlay"]
    assert overlay["reason"] == "the description lists them"
    assert "\x1b" not in proposed


def test_proposals_are_overlays_that_apply(tmp_path: Path) -> None:
    facts = drop(
        [
            api(
                "PetAPI",
                operation(
                    "getPets",
                    "GET /pets",
                    {
                        **parameter("query", "sort", "string", required=False),
                        "description": "Either asc or desc",
                    },
                    answers={"200": "Pet"},
                ),
            )
        ],
        [definition("Pet", id="string")],
    )
    write_drop(tmp_path, facts)
    before = run("inspect", "--specs", tmp_path).stdout
    proposed = run("values", "--specs", tmp_path)
    assert proposed.exit_code == 0
    assert "# Either asc or desc\n" in proposed.stdout
    # Nothing applies them but whoever copies them.
    assert run("inspect", "--specs", tmp_path).stdout == before
    (tmp_path / "overlays").mkdir()
    out = tmp_path / "overlays/proposed.toml"
    assert run("values", "--specs", tmp_path, "--out", out).exit_code == 0
    assert out.read_text() == proposed.stdout
    told = run("inspect", "--specs", tmp_path)
    assert "C1" not in told.stderr
    (found,) = json.loads(told.stdout)["classes"][0]["operations"][0]["parameters"]
    assert found["values"] == ["asc", "desc"]
