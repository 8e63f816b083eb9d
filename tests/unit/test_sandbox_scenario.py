"""Scenario files: each folder in ``tests/cases/sandbox`` is one, and what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli.app import app
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


USER = '[[responses]]\noperation = "license.get_license_user"\n'


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
        f'{USER}headers = {{ "a b" = "c" }}': "invalid value for 'responses.headers'",
        f'{USER}headers = {{ Content-Length = "5" }}': "value for 'responses.headers'",
        f'{USER}fault = "cut:half"\nstatus = 200': "a fault must be without status",
    }.items():
        Path("scenario.toml").write_text(text, "utf-8")
        assert message in load(index)[1]


def test_the_scenario_of_the_documentation_is_valid(
    index: SpecIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs/sandbox.md").read_text("utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```$", page, re.M | re.S)
    demo = (ROOT / "examples/demo.toml").read_text("utf-8")
    for text in (*blocks, demo):
        Path("scenario.toml").write_text(text, "utf-8")
        scenario, said = load(index)
        assert said == ""
        assert scenario is not None
        assert scenario.scripts


def test_the_command_line_prints_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text("[sizes]\nLicenseApi = 1\n", "utf-8")
    options = ["serve", str(ROOT / "specs"), "--scenario", str(path)]
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 1
    assert f"{path.as_posix()}:2:1: error[S001]: unknown class" in result.output
