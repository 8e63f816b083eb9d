"""Every folder in ``tests/cases/parsing`` is documents with one quirk.

``docs/`` are the documents (with their ``client.toml``, if it matters), ``stderr.txt``
is what is said about them and ``model.json`` the model, where there is no error.
"""

import re
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.diagnostics.codes import CATALOGUE
from generator.pipeline import SpecSource, inspect
from generator.progress import silent
from tests.conftest import Golden

ROOT = Path(__file__).parents[1] / "cases" / "parsing"
CASES = sorted(path.name for path in ROOT.iterdir())


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    # From inside of the case, so that no path of the machine is in a message.
    folder = ROOT / str(request.param)
    monkeypatch.chdir(folder)
    return folder


def run() -> tuple[str, str]:
    """What is said, and the model if there is no error."""
    diagnostics = Diagnostics()
    view = inspect(SpecSource(specs=Path("docs")), diagnostics, silent)
    return diagnostics.render(), (view or b"").decode()


def test_case(case: Path, golden: Golden) -> None:
    said, model = run()
    golden(case / "stderr.txt", said)
    golden(case / "model.json", model)


def test_every_code_of_the_reader_has_a_case() -> None:
    said = "".join(path.read_text("utf-8") for path in ROOT.glob("*/stderr.txt"))
    shown = set(re.findall(r"^\S+ (?:error|warning|note)\[(\w+)\]", said, re.MULTILINE))
    reader = {code for code in CATALOGUE if code[0] in "CD"}
    # A configuration that is named and missing needs a command line, and what two rules
    # claim is a bug in one of them.
    assert reader - shown == {"D125"}


def test_severities_are_those_of_the_catalogue() -> None:
    said = "".join(path.read_text("utf-8") for path in ROOT.glob("*/stderr.txt"))
    found = re.findall(
        r"(error|warning|note)\[(\w+)\]: .*\n(  allowed: )?", said, re.MULTILINE
    )
    for severity, code, allowed in found:
        expected = "note" if allowed else CATALOGUE[code].severity
        assert severity == expected
