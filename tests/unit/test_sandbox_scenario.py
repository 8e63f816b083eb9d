"""Scenario files: each folder in ``tests/cases/sandbox`` is one, and what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Diagnostics
from generator.diagnostics.codes import CATALOGUE
from generator.sandbox import Scenario, SpecIndex, load_scenario, read_index
from tests.conftest import Golden

ROOT = Path(__file__).parents[2]
CASES = sorted(path for path in (ROOT / "tests/cases/sandbox").iterdir())


@pytest.fixture(scope="module")
def index() -> SpecIndex:
    found = read_index(ROOT / "specs")
    assert found is not None
    return found


def load(index: SpecIndex) -> tuple[Scenario | None, str]:
    """The scenario of the working directory, and what is said about it."""
    diagnostics = Diagnostics()
    found = load_scenario(Path("scenario.toml"), index, diagnostics)
    assert (found is None) == diagnostics.has_errors
    return found, diagnostics.render()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(
    case: Path, index: SpecIndex, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case)
    _, said = load(index)
    golden(case / "stderr.txt", said)


def test_every_code_has_a_case() -> None:
    said = "".join(path.read_text("utf-8") for path in CASES[0].parent.rglob("*.txt"))
    for code in CATALOGUE:
        assert not code.startswith("S") or f"[{code}]" in said


def test_the_size_of_an_operation_precedes_that_of_its_class(
    index: SpecIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["LicenseAPI = 250", '"license.get_license_users" = 7']
    for order in (lines, lines[::-1]):
        Path("scenario.toml").write_text("\n".join(["[sizes]", *order]), "utf-8")
        scenario, _ = load(index)
        assert scenario is not None
        assert scenario.sizes["LicenseAPI.getLicenseUsers"] == 7
        assert scenario.sizes["LicenseAPI.getLicenseDefinitions"] == 250


def test_broken_files_are_diagnosed(
    index: SpecIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "error[C001]" in load(index)[1]
    for text, message in {
        "[sizes": "error[C002]",
        "[size]": "did you mean 'sizes'?",
        "[[responses]]": "'responses.operation': it is required",
        '[[responses]]\noperation = "x"\nstatus = 99': "'responses.status'",
        "[sizes]\nLicenseAPI = -1": "invalid value for 'sizes'",
    }.items():
        Path("scenario.toml").write_text(text, "utf-8")
        assert message in load(index)[1]
