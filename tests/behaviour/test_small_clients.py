"""Clients of very few documents are held to the same as those of many."""

import subprocess
import sys
from pathlib import Path

import black
import pytest

from .conftest import make_client

SEED = Path(__file__).parents[2] / "specs" / "classes" / "license-api.md"
ROWS = "| HTTP Status Code | Returned type | Description |\n|---|---|---|\n"


def operation(name: str, row: str) -> str:
    return (
        f"### `{name}`\n\nIt does.\n\n#### Endpoint\n\n`GET /{name.lower()}`\n\n"
        "#### Parameters\n\nThis method does not have any parameters.\n\n"
        f"#### Returns\n\nA promise that settles.\n\n{ROWS}{row}\n\n"
    )


def page(name: str, row: str) -> str:
    method = f"get{name}"
    return f"# `{name}` Class\n\n## Methods\n\n- [`{method}`](#x) - It does.\n\n" + (
        operation(method, row)
    )


def write(folder: Path, pages: dict[str, str]) -> Path:
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client of one page, without index and definitions."""
    folder = tmp_path_factory.mktemp("seed")
    docs = write(folder / "docs", {"license-api.md": SEED.read_text("utf-8")})
    make_client(docs, folder / "client")
    return folder / "client"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client of an operation that the documents hardly describe."""
    folder = tmp_path_factory.mktemp("bare")
    docs = write(folder / "docs", {"classes/one-api.md": page("OneAPI", "")})
    make_client(docs, folder / "client")
    return folder / "client"


@pytest.mark.parametrize("name", ["seed", "bare"])
def test_style(request: pytest.FixtureRequest, name: str) -> None:
    client: Path = request.getfixturevalue(name)
    mode = black.Mode()
    for path in client.rglob("*.py"):
        text = path.read_text("utf-8")
        assert black.format_str(text, mode=mode) == text, path
    check = [sys.executable, "-m", "ruff", "check", "--no-cache", str(client)]
    ran = subprocess.run(check, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_types(seed: Path) -> None:
    for check in (["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]):
        command = [sys.executable, "-m", *check, "api_client"]
        ran = subprocess.run(command, cwd=seed, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout
