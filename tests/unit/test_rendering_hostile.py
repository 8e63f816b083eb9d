"""Whatever the documents say, it is text: no character of it becomes anything else.

Every place of the model and of the configuration that holds text is filled twice, with
words and with what tries to be more. The two clients have to be the same but for their
strings: one syntax tree, the same comments, the same TOML, the same Markdown.
"""

import ast
import io
import re
import tokenize
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import mistune
import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.compat import SNAPSHOT_FILE
from generator.config import Config, OAuth, Package, Server, Wire
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec, Paging, TypeRef
from generator.rendering import render_client
from tests import nodes

PARTS = [
    '"', "'", '"""', "'''", '\\"""', "\\", "\\\\", '\\"', "\\N{DEGREE SIGN}", "\\x41",
    "\\u0041", "\\U00000041", "{x}", "{{ 7 * 7 }}", "{% raw %}", "{# x #}", "%s",
    "${x}", "#", "# -*- coding: utf-7 -*-", "# type: ignore", "# noqa", "# fmt: off",
    "\n# mypy: ignore-errors\n", "\n# pyright: basic\n", "\n# coding: utf-16\n", "\0",
    "\x07", "\x1b[2J", "\x7f", "\x9b", "\r", "\r\n", "\n", "\n\n\n", "\t", "\v", "\f",
    "\x1c", "\x85", "\xa0", "\xad", "\u2028", "\u2029", "\u200b", "\u200f", "\u202e",
    "\u2066", "\ufeff", "\ufe0f", "\u3164", "\ud800", "\udfff", "\U000e0041", "\u0430",
    "é", "😀", "<script>alert(1)</script>", "<!--", "-->", "<b onclick=x>", "&lt;",
    "&#x3c;", "[a](javascript:alert(1))", "![x](https://a.example/x.png)",
    "[x]: https://a.example", "<https://a.example>", "https://a.example",
    "www.a.example", "x@a.example", "`", "```", "\n```\n", "~~~", "\n## Heading\n",
    "\n===\n", "\n---\n", "| a | b |", "\n|---|---|\n", "- item", "1. one", "> quote",
    "[^1]", "**bold**", "_em_", "~~x~~", "$x$", ":smile:", "]]", "'''\nx = 1\n'''",
    '"""\nimport os\n"""', "=", ",", ";", ")", " | ", "[", "]", "os.system('x')",
    "__import__('os')", ">>> 1", "Args:", "lambda: 0", "word", "a b", "x" * 90,
    "words " * 20,
]  # fmt: skip

hostile = st.one_of(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join),
    st.text(st.characters(categories=None), min_size=1, max_size=30),
)

GROUPS = 26
"""Tricks that are far apart in the list share a text."""

SLOTS = 40
URL = 25

Fill = Callable[[int], str]
"""The text of a place, by its number."""


def words(number: int) -> str:
    return f"word{number}"


def solid(text: str) -> str:
    """A text without white space, as names and URLs are."""
    return re.sub(r"\s|<!--", "", text)


def wire_names(fill: Fill, first: int, count: int) -> list[str]:
    """Different names, which no rule makes of a Python name."""
    return [f"{solid(fill(first + n))}$.{n}" for n in range(count)]


def property_names(fill: Fill, first: int, count: int) -> list[str]:
    """As above, without what no property may hold."""
    names = wire_names(fill, first, count)
    return [re.sub(r'["\\\x00-\x1f]', "", name) for name in names]


def make_drop(fill: Fill) -> ApiSpec:
    """A drop with a text in each place that has one."""
    ids = wire_names(fill, 0, 4)
    fields = property_names(fill, 4, 4)
    path = re.sub(r"[{}`?#\\]", "", solid(fill(8)))
    items = TypeRef(name="Item", definition=True)
    listing = Paging(
        style="number",
        location="query",
        parameter=ids[1],
        items="entities",
        item=items,
        next="",
        last="",
    )
    return nodes.drop(
        nodes.api(
            "ThingsAPI",
            nodes.operation(
                "getThings",
                nodes.parameter(ids[0], "path", description=fill(9)),
                msgspec.structs.replace(
                    nodes.parameter(ids[1], description=fill(10)),
                    values=(fill(11), fill(12)),
                ),
                nodes.parameter("X-Head", "header", description=fill(13)),
                path=f"/{path}/{{{ids[0]}}}",
                summary=fill(14),
                description=fill(15),
                responses=(
                    nodes.response("200", nodes.refers("Listing"), fill(16)),
                    nodes.response("404", None, fill(17)),
                    nodes.response("default", None, fill(18)),
                ),
                paging=listing,
            ),
            nodes.operation(
                "postThings",
                nodes.parameter("body", "body", description=fill(19)),
                nodes.parameter(ids[2], required=True, description=fill(20)),
                method="POST",
                summary=fill(21),
                deprecation=fill(22),
                responses=(nodes.response("404", None, fill(17)),),
            ),
            file=f"classes/{fill(23)}-api.md",
            description=fill(24),
            url=solid(fill(URL)),
        ),
        nodes.api("BareAPI", file=f"classes/{fill(26)}-api.md"),
        nodes.definition(
            "Listing",
            nodes.prop(
                "entities",
                TypeRef(name="Item", array=True, definition=True),
                required=True,
                description=fill(27),
            ),
            nodes.prop(fields[1], description=fill(28)),
            file=f"definitions/{fill(29)}-definition.md",
            description=fill(30),
        ),
        nodes.definition(
            "Item",
            msgspec.structs.replace(
                nodes.prop(fields[2], description=fill(31)), values=(fill(32), "b")
            ),
            msgspec.structs.replace(
                nodes.prop(fields[3], TypeRef(name="string", array=True)),
                values=(fill(33), fill(34)),
            ),
        ),
    )


def make_config(fill: Fill) -> Config:
    """A configuration with a text in each place that has one, and names for all."""
    ids, fields = wire_names(fill, 0, 4), property_names(fill, 4, 4)
    key = "ThingsAPI.getThings"
    return Config(
        package=Package(title=fill(35)),
        server=Server(
            api="https://api.{domain}",
            login="https://login.{domain}",
            regions={fill(36): "a.example"},
        ),
        oauth=OAuth(organization_field=fill(37), expired_code=fill(38)),
        wire=Wire(reference_fields=(fill(39),)),
        names={
            f"{key}.path.{ids[0]}": "thing",
            f"{key}.query.{ids[1]}": "page",
            f"ThingsAPI.postThings.query.{ids[2]}": "other",
            f"definition:Listing.{fields[1]}": "field_1",
            **{f"definition:Item.{fields[n]}": f"field_{n}" for n in (2, 3)},
        },
    )


def render(fill: Fill) -> dict[str, str]:
    """The client, without the modules that are the same in all."""
    diagnostics = Diagnostics()
    files = render_client(make_drop(fill), make_config(fill), diagnostics)
    assert not diagnostics.items, diagnostics.render()
    return {
        path: content.decode()
        for path, content in files.items()
        if "/_runtime/" not in path and path != SNAPSHOT_FILE
    }


PLAIN = render(words)


class Masked(ast.NodeTransformer):
    """Takes strings out of a tree, and remembers them."""

    def __init__(self) -> None:
        self.strings: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str):
            self.strings.append(node.value)
            return ast.Constant("")
        return node


@lru_cache(maxsize=400)
def tree(source: str) -> tuple[str, list[str]]:
    """The syntax tree of Python without its strings, and the strings."""
    masked = Masked()
    return ast.dump(masked.visit(ast.parse(source)), indent=1), masked.strings


@lru_cache(maxsize=400)
def comments(source: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


MARKDOWN: Any = mistune.create_markdown(
    renderer=None,
    plugins=["footnotes", "math", "strikethrough", "table", "task_lists", "url"],
)


@lru_cache
def outline(source: str) -> list[Any]:
    """The structure of Markdown, without its texts; examples as trees of Python."""
    return [node for node in map(_outlined, MARKDOWN(source)) if node]


def _outlined(node: Mapping[str, Any]) -> Any:
    if node["type"] == "block_code":
        info = node.get("attrs", {}).get("info")
        return ("code", tree(node["raw"])[0] if info == "python" else node["raw"])
    if "children" not in node:
        return None if node["type"] in ("text", "blank_line") else (node["type"],)
    attributes = dict(node.get("attrs", {}))
    children = [_outlined(child) for child in node["children"]]
    return (node["type"], attributes, [child for child in children if child])


HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def all_seen(text: str) -> bool:
    shown = text.replace("\n", "")
    return not HIDDEN.intersection(map(unicodedata.category, set(shown)))


def check(fill: Fill) -> None:
    files = render(fill)
    assert files.keys() == PLAIN.keys()
    for path, text in files.items():
        assert all_seen(text), path
        if path.endswith((".py", ".pyi")):
            assert tree(text)[0] == tree(PLAIN[path])[0], path
            assert comments(text) == comments(PLAIN[path]), path
            lines = [line.strip() for line in text.split("\n")]
            assert sum(line.startswith("#") for line in lines) == len(comments(text))
        elif path.endswith(".md"):
            assert outline(text) == outline(PLAIN[path]), path
        elif path.endswith(".toml"):
            data, plain = tomllib.loads(text), tomllib.loads(PLAIN[path])
            assert data["project"].pop("description") != ""
            del plain["project"]["description"]
            assert data == plain
        else:
            assert text == PLAIN[path]
    check_strings(files, fill)


def check_strings(files: Mapping[str, str], fill: Fill) -> None:
    """Every text is there, whole but for white space."""
    said = "\0".join(
        squeezed(string)
        for path, text in files.items()
        if path.endswith(".py")
        for string in tree(text)[1]
    )
    for number in range(9, SLOTS):
        text = solid(fill(number)) if number == URL else squeezed(fill(number))
        assert text in said or shown(text) in said, number


def shown(text: str) -> str:
    """A text as docstrings have it, which cannot hold halves of surrogate pairs."""
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def squeezed(text: str) -> str:
    return "".join(text.split())


def filled(texts: list[str]) -> Fill:
    """Each text in its place, made different from all others and never blank."""
    return lambda number: f"{texts[number]}{number}"


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(st.lists(hostile, min_size=SLOTS, max_size=SLOTS))
@example(["\ud800"] * SLOTS)
@example([" | "] * SLOTS)
@example(["]" * 90 + " | "] * SLOTS)
@example(['"""\nimport os\n# '] * SLOTS)
def test_text_is_text(texts: list[str]) -> None:
    check(filled(texts))


@pytest.mark.parametrize("first", range(GROUPS))
def test_each_trick_in_every_place(first: int) -> None:
    parts = PARTS[first::GROUPS]
    check(lambda number: "".join(f"{part}{number}{part}" for part in parts))


@pytest.mark.parametrize("text", ["x", '"', "\\ ", "\u202e"])
def test_a_long_line(text: str) -> None:
    long = text * (100_000 // len(text.encode("unicode_escape")))
    check(lambda number: f"{long if number in (14, 24) else ''}{number}")
