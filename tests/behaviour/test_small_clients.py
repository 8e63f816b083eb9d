"""Clients of very few documents are held to the same as those of many."""

import importlib
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


def definition(name: str) -> str:
    head = "| Property | Type | Required | Description |\n|---|---|---|---|\n"
    return f"# `{name}` Definition\n\n{head}| id | `string` | No | One |\n"


def typed(name: str) -> str:
    return f"| `200` | [{name}](../definitions/{name.lower()}-definition.md) | Fine |"


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


def test_a_class_may_be_called_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = {
        "client.toml": '[package]\nname = "shared_client"\n',
        "classes/shared-api.md": page("SharedAPI", typed("Only")),
        "classes/two-api.md": page("TwoAPI", typed("Both")),
        "classes/three-api.md": page("ThreeAPI", typed("Both")),
        "definitions/only-definition.md": definition("Only"),
        "definitions/both-definition.md": definition("Both"),
    }
    package = make_client(write(tmp_path / "docs", docs), tmp_path / "client")
    monkeypatch.syspath_prepend(str(tmp_path / "client"))
    models = importlib.import_module(f"{package}.models")
    assert models.Only(id="x").id == "x"
    assert models.Both(id="x").id == "x"


def test_a_long_name_is_no_long_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{'Word' * 45}API"
    docs = {
        "client.toml": '[package]\nname = "long_client"\n',
        "classes/long-api.md": page(name, typed("Only")),
        "definitions/only-definition.md": definition("Only"),
    }
    package = make_client(write(tmp_path / "docs", docs), tmp_path / "client")
    paths = (tmp_path / "client").rglob("*.py")
    assert max(len(path.name) for path in paths) < 70
    monkeypatch.syspath_prepend(str(tmp_path / "client"))
    assert importlib.import_module(f"{package}.models").Only().id is None
