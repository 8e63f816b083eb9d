"""The list of features names a test for each row, and each of these tests exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT

PAGE = ROOT / "docs/features.md"
LINK = re.compile(r"\[([^]]+)\]\(([^)#]+)#([^)]+)\)")
ROW = re.compile(r"\| ([NVBR]\d+(?:\.\d+)?) \| ([^|]+) \| ([^|]+) \|")
GROUPS = {"N": 15, "V": 13, "B": 16, "R": 6}


def rows() -> dict[str, str]:
    """The last cell of each row, by the row's name."""
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len({name for name, _, _ in found}) == len(found)
    return {name: proof for name, _, proof in found}


def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_no_row_is_missing() -> None:
    wholes = {name.partition(".")[0] for name in rows()}
    assert wholes == {
        f"{group}{number}"
        for group, last in GROUPS.items()
        for number in range(1, last + 1)
    }


@pytest.mark.parametrize(("name", "proof"), rows().items())
def test_every_row_names_tests_that_exist(name: str, proof: str) -> None:
    links = LINK.findall(proof)
    assert links
    # Nothing but links, lest a promise stand for a proof.
    assert re.sub(r"<br>|\s", "", LINK.sub("", proof)) == ""
    for words, file, test in links:
        path = (PAGE.parent / file).resolve()
        assert path.is_relative_to(ROOT / "tests")
        assert test in named_in(path)
        assert words == test.removeprefix("test_").replace("_", " ")
