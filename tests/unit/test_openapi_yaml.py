"""OpenAPI in YAML: readers of YAML 1.1 and of 1.2 find the same texts in it."""

import re
from typing import Any, ClassVar

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.openapi.encoding import encode


class Core(yaml.SafeLoader):
    """A reader by the core schema of YAML 1.2.2, section 10.3.2."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


class Json(yaml.SafeLoader):
    """A reader that goes further than any version, as some libraries do."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


def _understand(loader: Any, tag: str, pattern: str) -> None:
    loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), None)


_understand(Core, "null", r"(?:null|Null|NULL|~|)\Z")
_understand(Core, "bool", r"(?:true|True|TRUE|false|False|FALSE)\Z")
_understand(Core, "int", r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_understand(
    Core,
    "float",
    r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z",
)
# All that a type of YAML 1.1 has, some of which PyYAML lacks: https://yaml.org/type/
_understand(Json, "bool", r"(?i:y|yes|n|no|true|false|on|off)\Z")
_understand(Json, "null", r"(?i:~|null|)\Z")
_understand(Json, "merge", r"<<\Z")
_understand(Json, "value", r"=\Z")
_understand(Json, "int", r"[-+]?(?:0[box][0-9a-fA-F_]+|[0-9][0-9_:,]*)\Z")
_understand(Json, "float", r"(?i:[-+]?[0-9._]*[0-9][0-9._]*(?:e[-+]?[0-9]+)?)\Z")
_understand(Json, "timestamp", r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")

READERS = [yaml.SafeLoader, Core, Json]
ODD = [
    "1e5",
    "1E5",
    "-1e5",
    "1.5e3",
    "0o17",
    "017",
    "08",
    "0x1F",
    "0b11",
    "1_000",
    "_0",
    "1,000",
    ".5",
    "5.",
    "+1",
    "-1",
    "12:30",
    "1:30:00",
    "190:20:30.15",
    "2001-12-14",
    "2001-12-14T21:59:43.10-05:00",
    "y",
    "Y",
    "n",
    "N",
    "yes",
    "Yes",
    "YES",
    "no",
    "No",
    "on",
    "On",
    "ON",
    "off",
    "Off",
    "true",
    "True",
    "TRUE",
    "false",
    "null",
    "Null",
    "NULL",
    "~",
    "=",
    "<<",
    ".inf",
    "-.Inf",
    ".NaN",
    ".nan",
    "-",
    "?",
    ":",
    "#",
    "&",
    "*",
    "!",
    "|",
    ">",
    "@",
    "`",
    "%",
    "{}",
    "[]",
    "---",
    "...",
    "!!str",
    "&a",
    "*a",
    "200",
    "default",
]


def read(text: bytes, loader: Any) -> object:
    return yaml.load(text, Loader=loader)


@pytest.mark.parametrize("loader", READERS)
@pytest.mark.parametrize(
    "text", [*ODD, "", " ", " a", "a ", "a: b", "a #b", "a\u2028b", "a\x85b", "a\nb\n"]
)
def test_a_text_is_a_text_to_every_reader(text: str, loader: Any) -> None:
    document: dict[str, Any] = {"x": text, "y": [text], text: {"enum": [text, text]}}
    assert read(encode(document, "yaml"), loader) == document


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.sampled_from(ODD)
        | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
        | st.from_regex(r"[-+.0-9eExob_:a-fynNYTtrue~=<]{1,12}", fullmatch=True),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(ODD) | st.text("ab: -#", max_size=5), inner, max_size=3
        ),
        max_leaves=8,
    )
)
def test_texts_survive_both_versions(value: Any) -> None:
    text = encode({"x-value": value}, "yaml")
    for loader in READERS:
        assert read(text, loader) == {"x-value": value}


@pytest.mark.parametrize("value", [True, False, None, 0, -1, 2**53, 0.5, 1e-05, 1e300])
def test_what_is_no_text_is_none(value: object) -> None:
    text = encode({"x": value}, "yaml")
    for loader in (yaml.SafeLoader, Core):
        found = read(text, loader)
        assert found == {"x": value}
        assert isinstance(found, dict)
        assert type(found["x"]) is type(value)
