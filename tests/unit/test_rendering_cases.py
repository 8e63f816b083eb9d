"""Every folder in ``tests/cases/rendering`` is documents with traps for the client.

``docs/`` are the documents, ``stderr.txt`` is what is said about them, ``before/`` the
documents of the last generation where there was one, ``templates/`` templates that
stand in for ours (missing in ``templates-missing``). ``traps`` has everything that is
hard to write as Python, and the expected client, as far as its documents make it: what
is the same in all clients is shown by the one that is committed.
"""

import re
from pathlib import Path

import pytest

from generator.compat import SNAPSHOT_FILE, decode_snapshot
from generator.config import Config, load_config
from generator.diagnostics import Diagnostics
from generator.diagnostics.codes import CATALOGUE
from generator.model import ApiSpec
from generator.parsing import parse_documents
from generator.pipeline.run_cache import ABOUT_LAST_CLIENT
from generator.rendering import Templates, render_client
from tests.conftest import Golden

ROOT = Path(__file__).parents[1] / "cases" / "rendering"
TRAPS = ROOT / "traps"
SAME_IN_ALL = ("_client.py", "__init__.py", "_operations.py")
CASES = sorted(path.name for path in ROOT.iterdir())


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    # From inside of the case, so that no path of the machine is in a message.
    folder = ROOT / str(request.param)
    monkeypatch.chdir(folder)
    return folder


def read(docs: Path, diagnostics: Diagnostics) -> tuple[ApiSpec, Config]:
    settings = docs / "client.toml"
    config = load_config(settings, diagnostics) if settings.exists() else Config()
    return parse_documents(docs, config, diagnostics), config


def run() -> tuple[str, dict[str, str]]:
    """What is said, and the files that are not the same in every client."""
    kept = None
    if Path("before").is_dir():
        kept = render(Path("before"), Diagnostics())[SNAPSHOT_FILE]
    diagnostics = Diagnostics()
    files = render(Path("docs"), diagnostics, kept)
    return diagnostics.render(), {
        path: text.decode()
        for path, text in files.items()
        if "/_runtime/" not in path and path != SNAPSHOT_FILE
    }


def render(
    docs: Path, diagnostics: Diagnostics, kept: bytes | None = None
) -> dict[str, bytes]:
    """The client of some documents, after a generation that left what it kept."""
    drop, config = read(docs, diagnostics)
    if diagnostics.has_errors:
        return {}
    previous = decode_snapshot(kept) if kept else None
    own = Path("templates") if Path.cwd().name.startswith("templates") else None
    return render_client(
        drop, config, diagnostics, previous=previous, templates=Templates(own)
    )


def test_what_is_said(case: Path, golden: Golden) -> None:
    said, files = run()
    golden(case / "stderr.txt", said)
    assert bool(files) == ("error[" not in said)


def test_a_run_knows_which_codes_are_about_the_last_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A run after it must not say them again, though its documents are the same."""
    found: set[str] = set()
    for name in CASES:
        monkeypatch.chdir(ROOT / name)
        if Path("before").is_dir():
            after, alone = Diagnostics(), Diagnostics()
            before = render(Path("before"), Diagnostics())[SNAPSHOT_FILE]
            render(Path("docs"), after, before)
            render(Path("docs"), alone)
            found |= {item.code for item in set(after.items) - set(alone.items)}
    # Of a file that cannot be read there is no case here.
    assert found == ABOUT_LAST_CLIENT - {"W011"}


def expected_files() -> list[Path]:
    """The expected files, without what tools that read them keep beside them."""
    return [
        path
        for path in ROOT.glob("*/expected/**/*")
        if path.is_file() and not {".ruff_cache", "__pycache__"} & set(path.parts)
    ]


def is_shown_elsewhere(path: str) -> bool:
    """Return True if the file looks alike in the client that is committed."""
    package, _, name = path.partition("/")
    views = ("_raw/", "_streaming/", "_pyinstaller/")
    return name in SAME_IN_ALL or name.startswith(views) or package == "manifest.json"


def test_traps(monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:
    monkeypatch.chdir(TRAPS)
    _, files = run()
    expected = TRAPS / "expected"
    files = {name: files[name] for name in files if not is_shown_elsewhere(name)}
    made = {expected / name for name in files}
    for path in expected_files():
        if path.is_relative_to(expected) and path not in made:
            golden(path, "")
    for name, text in files.items():
        (expected / name).parent.mkdir(parents=True, exist_ok=True)
        golden(expected / name, text)


def test_expected_code_compiles() -> None:
    modules = sorted(ROOT.glob("*/expected/**/*.py"))
    assert modules
    for module in modules:
        compile(module.read_bytes(), module, "exec")


def test_every_code_of_names_and_templates_has_a_case() -> None:
    said = "".join(path.read_text("utf-8") for path in ROOT.glob("*/stderr.txt"))
    shown = set(re.findall(r"(?:error|warning|note)\[([NT]\d+)\]", said))
    assert shown == {code for code in CATALOGUE if code[0] in "NT"}
