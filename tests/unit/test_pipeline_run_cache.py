"""A run is recalled where all that it read and left is as it was, and only there."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
import pytest

from generator.caching import SqliteStore
from generator.diagnostics import Diagnostic, SourceSpan
from generator.model import Coverage
from generator.pipeline import SpecSource
from generator.pipeline.run_cache import (
    ABOUT_LAST_CLIENT,
    Run,
    RunCache,
)

_RUN = Run(
    diagnostics=(),
    coverage=Coverage(pages=1, characters=1, claimed=1, reported=0, nodes=1),
    manifest="",
)

pytestmark = pytest.mark.usefixtures("closed_stores")


def _write(name: str, text: str = "1") -> Callable[[Path], None]:
    def write(root: Path) -> None:
        (root / name).write_text(text)

    return write


@pytest.mark.parametrize(
    "change",
    [
        _write("specs/classes/zoo-api.md"),
        _write("specs/classes/new.txt"),
        _write("specs/overlays/a.toml"),
        _write("client.toml"),
        _write("own/macros/method.j2"),
        _write("out/model.json.gz"),
    ],
)
def test_no_run_from_other_inputs_is_recalled(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    memory = _memory(tmp_path)
    memory().store(_RUN)
    assert memory().find() == _RUN
    change(tmp_path)
    assert memory().find() is None


@pytest.mark.parametrize("place", ["specs", "client.toml", "own", "out"])
def test_no_run_of_another_place_is_recalled(tmp_path: Path, place: str) -> None:
    memory = _memory(tmp_path)
    memory().store(_RUN)
    assert memory().find() == _RUN
    assert memory({place: f"other/{place}"}).find() is None


def _memory(root: Path) -> Callable[..., RunCache]:
    """A maker of memories of one drop, which also lies in another place."""
    for top in (root, root / "other"):
        for folder in ("specs/classes", "specs/overlays", "own/macros", "out"):
            (top / folder).mkdir(parents=True)
        for file in ("specs/classes/zoo-api.md", "client.toml", "out/model.json.gz"):
            (top / file).write_text("0")
    store = SqliteStore(root / "cache", pytest.fail)

    def memory(places: Mapping[str, str] = MappingProxyType({})) -> RunCache:
        specs, config, own, out = (
            root / places.get(name, name)
            for name in ("specs", "client.toml", "own", "out")
        )
        source = SpecSource(specs=specs, config=config, templates=own)
        return RunCache(store, source, out)

    return memory


def _said(code: str) -> Run:
    said = Diagnostic(SourceSpan("x.md", 1), code, "warning", "", "")
    return msgspec.structs.replace(_RUN, diagnostics=(said,))


def test_a_run_that_follows_is_known(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    now = memory()
    _write("out/model.json.gz")(tmp_path)
    run = _said("D315")
    now.store(run)
    assert now.find() == memory().find() == run


@pytest.mark.parametrize("code", sorted(ABOUT_LAST_CLIENT))
def test_what_was_said_of_the_last_client_is_not_said_of_this_one(
    tmp_path: Path, code: str
) -> None:
    memory = _memory(tmp_path)
    now = memory()
    _write("out/model.json.gz")(tmp_path)
    now.store(_said(code))
    assert now.find() == _said(code)
    assert memory().find() is None


def test_no_run_is_kept_whose_inputs_changed_meanwhile(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    now = memory()
    _write("client.toml", "longer")(tmp_path)
    now.store(_RUN)
    assert now.find() is None
    assert memory().find() is None


def test_a_model_that_is_missing_is_no_model(tmp_path: Path) -> None:
    memory = _memory(tmp_path)
    (tmp_path / "out/model.json.gz").unlink()
    memory().store(_RUN)
    assert memory().find() == _RUN
    (tmp_path / "out/model.json.gz").mkdir()
    assert memory().find() is None
