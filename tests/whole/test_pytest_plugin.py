"""The fixture of the wheel: used where nothing but two wheels is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .client import ROOT
from .environments import Environment, build, install, installed, project, run

TESTS = """
import asyncio

import pytest
import trio

from genesys_cloud import AsyncGenesysCloud, GenesysCloud


def test_sync(mdclient_sandbox):
    with mdclient_sandbox.client(GenesysCloud) as client:
        users = list(client.license.iter_license_users())
    assert len(users) == 60
    assert mdclient_sandbox.calls[-1].operation == "license.get_license_users"


async def use(sandbox):
    async with sandbox.client(AsyncGenesysCloud) as client:
        page = await client.license.get_license_users(page_size=5)
    assert len(page.entities) == 5


def test_asyncio(mdclient_sandbox):
    asyncio.run(use(mdclient_sandbox))


def test_trio(mdclient_sandbox):
    trio.run(use, mdclient_sandbox)
"""

WITHOUT_PAGES = "def test_one(mdclient_sandbox): ..."


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    own, client = project(ROOT), project(ROOT / "generated")
    folder = tmp_path_factory.mktemp("environment") / "plugin"
    needed = [*own["dependencies"], *own["optional-dependencies"]["sandbox"]]
    needed += [*client["dependencies"], "pytest", "pytest-xdist", "trio"]
    wheel = build(ROOT, tmp_path_factory.mktemp("mdclient"))
    found = installed(wheel, needed, folder)
    install(build(ROOT / "generated", tmp_path_factory.mktemp("client")), found)
    return found


def pytest_in(environment: Environment, folder: Path, *options: str | Path) -> str:
    command = (environment.python, "-I", "-m", "pytest", "-q", "-W", "error")
    return run(*command, *options, cwd=folder)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_program_is_tested_offline(
    environment: Environment, tmp_path: Path, workers: str
) -> None:
    (tmp_path / "test_use.py").write_text(TESTS, "utf-8")
    options = ("--mdclient-specs", ROOT / "specs", "-n", workers)
    assert "3 passed" in pytest_in(environment, tmp_path, *options)


def test_the_snapshot_of_a_client_is_enough(
    environment: Environment, tmp_path: Path
) -> None:
    (tmp_path / "test_use.py").write_text(TESTS, "utf-8")
    snapshot = ROOT / "generated/model.json.gz"
    (tmp_path / "model.json.gz").write_bytes(snapshot.read_bytes())
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmdclient_specs = model.json.gz\n", "utf-8"
    )
    (tmp_path / "below").mkdir()
    assert "3 passed" in pytest_in(environment, tmp_path, "--rootdir", tmp_path)


@pytest.mark.parametrize(
    ("broken", "message"),
    [("", "needs pages"), ("starlette", "pip install 'mdclient[sandbox]'")],
)
def test_a_run_that_cannot_work_says_why(
    environment: Environment, tmp_path: Path, broken: str, message: str
) -> None:
    (tmp_path / "test_use.py").write_text(WITHOUT_PAGES, "utf-8")
    options: list[str] = []
    if broken:
        hook = f"import sys\nsys.modules[{broken!r}] = None\n"
        (tmp_path / "conftest.py").write_text(hook, "utf-8")
        options = ["--mdclient-specs", str(ROOT / "specs")]
    ran = subprocess.run(
        [environment.python, "-I", "-m", "pytest", "-q", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert message in ran.stdout
    assert "Traceback" not in ran.stdout


def test_the_plugin_imports_nothing_until_it_is_used(environment: Environment) -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import mdclient.testing; "
        "print(*sorted(name for name in set(sys.modules) - before))"
    )
    loaded = environment.run(code).split()
    assert loaded == ["mdclient", "mdclient.testing", "mdclient.version"]
