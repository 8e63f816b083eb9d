"""Fixtures for all tests."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from generator.caching.sqlite_store import SqliteStore
from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.parsing import parse_documents
from tests.synthetic import make_drop
from tests.synthetic.second import Second

# No example takes too long, however slow the machine is.
settings.register_profile(
    "any speed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any speed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden",
        action="store_true",
        help="write what tests expect anew from what they get (`make golden`)",
    )


TESTS = Path(__file__).parent
CHECKED = (
    "behaviour/test_small_clients.py",
    "ci",
    "e2e/test_storm.py",
    "mutation/test_mutants.py",
    "mutation/test_second_mutants.py",
    "typing",
    "unit/test_writing_faults.py",
    "unit/test_writing_kill.py",
    "whole",
)
"""Tests of `make check` alone: whole drops, mutants, storms, workflows, kills."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is left to `make check`, before marks are selected."""
    for item in items:
        if any(item.path.is_relative_to(TESTS / place) for place in CHECKED):
            item.add_marker(pytest.mark.check)
    # What takes long begins first, so that no process is left with it at the end.
    items.sort(key=lambda item: item.get_closest_marker("check") is None)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests keep for later runs is their own."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("cache")
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
        yield


class _CompiledTemplates(BytecodeCache):
    """Templates that this process has compiled, whichever run compiled them."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._codes[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates() -> Iterator[None]:
    """Each template is compiled once in a process."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = partial(Environment, bytecode_cache=_CompiledTemplates())
        monkeypatch.setattr("generator.rendering.templates.Environment", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def _any_speed() -> Iterator[None]:
    """No stage takes long enough to be shown, however slow the machine is."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("generator.progress.PATIENCE", 3600)
        yield


@pytest.fixture
def default_signals() -> Iterator[None]:
    """Gives signals their meaning, which ``nohup`` and shells may have taken from us.

    Programs that a test starts inherit what is ignored.
    """
    default: dict[signal.Signals, Any] = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
    }
    before = {number: signal.signal(number, to) for number, to in default.items()}
    yield
    for number, to in before.items():
        signal.signal(number, to)


Golden = Callable[[Path, str], None]
"""Takes a file of expected text and the text that there is; no file is no text."""


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with a file of expectations, or writes it there."""
    rewrite = request.config.getoption("--golden")

    def compare(path: Path, text: str) -> None:
        if rewrite:
            path.unlink(missing_ok=True)
            if text:
                path.write_bytes(text.encode())
        assert text == (path.read_bytes().decode() if path.exists() else "")

    return compare


@pytest.fixture
def closed_stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the databases of all stores of a test, as Python 3.13 asks for."""
    made: list[SqliteStore] = []
    begin = SqliteStore.__init__

    def noted(self: SqliteStore, *args: Any, **more: Any) -> None:
        begin(self, *args, **more)
        made.append(self)

    monkeypatch.setattr(SqliteStore, "__init__", noted)
    yield
    for store in made:
        store._disconnect()


Share = Callable[[str, Callable[[Path], object]], Path]
"""Takes the name of a directory and what fills it; returns its path."""


@pytest.fixture(scope="session")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    """Makes a directory once for all processes that run tests."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def get(name: str, fill: Callable[[Path], object]) -> Path:
        made = root / f"shared-{name}"
        with FileLock(root / f"{name}.lock"):
            if not made.exists():
                unfinished = tmp_path_factory.mktemp(name)
                fill(unfinished)
                unfinished.rename(made)
        return made

    return get


@pytest.fixture(scope="session")
def synthetic_drop(share: Share) -> Path:
    """A drop as large as a real one, in invented words."""
    return share("synthetic", make_drop)


@pytest.fixture(scope="session")
def whole_drop(request: pytest.FixtureRequest) -> Path:
    """The drop that ``MDCLIENT_DROP`` names, else the synthetic one."""
    folder = os.environ.get("MDCLIENT_DROP")
    if folder:
        return Path(folder).resolve(strict=True)
    made: Path = request.getfixturevalue("synthetic_drop")
    return made


@pytest.fixture(scope="session")
def second_docs(whole_drop: Path, share: Share) -> Path:
    """The second documents that ``MDCLIENT_ALSO`` names, else ones of the same form.

    They describe the same API as the whole drop.
    """
    folder = os.environ.get("MDCLIENT_ALSO")
    if folder and "MDCLIENT_DROP" in os.environ:
        return Path(folder).resolve(strict=True)

    def fill(made: Path) -> None:
        spec = parse_documents(whole_drop, Config(), Diagnostics())
        Second(spec).write(made)

    return share("second", fill)
