"""Every folder in ``tests/cases/rendering`` is documents with traps for the client.

``docs/`` are the documents, ``stderr.txt`` is what is said about them; ``before/`` are
those of the last client, if names are compared. ``traps`` has everything that is hard
to write as Python, and the expected client without its runtime.
"""

import re
from pathlib import Path

import pytest

from generator.catalogue import CATALOGUE
from generator.config import Config, load_config
from generator.diagnostics import Diagnostics
from generator.kept_names import GivenNames, note_changes
from generator.model import Drop
from generator.reading import read_drop
from generator.rendering import client_faces, render_client
from tests.conftest import Golden

ROOT = Path(__file__).parents[1] / "cases" / "rendering"
TRAPS = ROOT / "traps"
CASES = sorted(path.name for path in ROOT.iterdir())


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    # From inside of the case, so that no path of the machine is in a message.
    folder = ROOT / str(request.param)
    monkeypatch.chdir(folder)
    return folder


def read(docs: Path, diagnostics: Diagnostics) -> tuple[Drop, Config]:
    settings = docs / "client.toml"
    config = load_config(settings, diagnostics) if settings.exists() else Config()
    return read_drop(docs, config, diagnostics), config


def names_of(docs: Path) -> GivenNames:
    return client_faces(*read(docs, Diagnostics()), Diagnostics()).given


def run() -> tuple[str, dict[str, str]]:
    """What is said, and the files that are not the same in every client."""
    diagnostics = Diagnostics()
    drop, config = read(Path("docs"), diagnostics)
    files = {}
    if not diagnostics.has_errors:
        files = render_client(drop, config, diagnostics)
    if Path("before").exists():
        note_changes(names_of(Path("before")), names_of(Path("docs")), diagnostics)
    return diagnostics.render(), {
        path: text.decode() for path, text in files.items() if "/_runtime/" not in path
    }


def test_what_is_said(case: Path, golden: Golden) -> None:
    said, files = run()
    golden(case / "stderr.txt", said)
    assert bool(files) == ("error[" not in said)


def expected_files() -> list[Path]:
    """The expected files, without what tools that read them keep beside them."""
    return [
        path
        for path in ROOT.glob("*/expected/**/*")
        if path.is_file() and not {".ruff_cache", "__pycache__"} & set(path.parts)
    ]


def test_traps(monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:
    monkeypatch.chdir(TRAPS)
    _, files = run()
    expected = TRAPS / "expected"
    made = {expected / path for path in files}
    for path in expected_files():
        if path.is_relative_to(expected) and path not in made:
            golden(path, "")
    for path, text in files.items():
        (expected / path).parent.mkdir(parents=True, exist_ok=True)
        golden(expected / path, text)


def test_expected_code_compiles() -> None:
    modules = sorted(ROOT.glob("*/expected/**/*.py"))
    assert modules
    for module in modules:
        compile(module.read_bytes(), module, "exec")


def test_goldens_are_small_enough_to_read() -> None:
    lines = sum(path.read_text("utf-8").count("\n") for path in expected_files())
    assert lines < 2500


def test_every_code_of_naming_has_a_case() -> None:
    said = "".join(path.read_text("utf-8") for path in ROOT.glob("*/stderr.txt"))
    shown = set(re.findall(r"(?:error|warning|note)\[(N\d+)\]", said))
    assert shown == {code for code in CATALOGUE if code.startswith("N")}
