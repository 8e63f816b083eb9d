"""One history of a drop in two folders: made with a cache, and without any."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from generator.cli import app
from tests.synthetic import Fact, write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter
from tests.trees import files_in

Edit = Callable[[Path, Random], None]
"""A change to the documents in a folder, or to what lies beside it."""

CONFIG = """\
[package]
version = "1.0.0"
"""


def facts() -> Fact:
    """APIs that share definitions and tables of errors, one of them with pages."""
    errors: dict[str, str | None] = {"400": "Trouble", "404": "Trouble"}
    listing = [parameter("query", n, "number") for n in ("pageSize", "pageNumber")]
    return drop(
        [
            api(
                "ZooAPI",
                operation(
                    "getAnimals",
                    "GET /animals",
                    *listing,
                    answers={"200": "AnimalListing", **errors},
                ),
                operation(
                    "getAnimal",
                    "GET /animals/{animalId}",
                    parameter("path", "animalId"),
                    answers={"200": "Animal", **errors},
                ),
            ),
            api(
                "KeeperAPI",
                operation(
                    "postKeeper",
                    "POST /keepers",
                    parameter("body", "body", "Keeper"),
                    answers={"200": "Keeper", **errors},
                ),
                operation("getKeeper", "GET /keepers/me", answers={"200": "Keeper"}),
            ),
            api("GateAPI", operation("deleteGate", "DELETE /gate")),
        ],
        [
            definition("Animal", id="string!", name="string", keeper="Keeper"),
            definition(
                "AnimalListing",
                entities="Animal[]",
                pageCount="number",
                pageNumber="number",
                pageSize="number",
                total="number",
            ),
            definition("Keeper", id="string!", since="string", animals="Animal[]"),
            definition("Trouble", message="string", status="number"),
            definition("Lonely", list="string[]", fooBarBaz="number"),
        ],
    )


class Twins:
    """One history of a drop in two folders: with the cache, and without."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, drop: Fact | None = None
    ) -> None:
        self.monkeypatch = monkeypatch
        self.folders = [root / "warm", root / "cold"]
        self.cache = root / "cache"
        monkeypatch.setattr(
            "generator.pipeline.run_cache.cache_directory", lambda: self.cache
        )
        for folder in self.folders:
            write_drop(folder / "specs", drop or facts())
            (folder / "specs/client.toml").write_text(CONFIG)
            (folder / "own").mkdir()
            (folder / "own/plan.toml").write_text("version = 1\n")

    def edit(self, edit: Edit, seed: str = "") -> None:
        """Change both in the same way."""
        for folder in self.folders:
            edit(folder / "specs", Random(seed))

    def restore(self, states: Path) -> None:
        """Bring back documents and templates as they were."""
        for folder in self.folders:
            for part in ("specs", "own"):
                shutil.rmtree(folder / part)
                shutil.copytree(states / part, folder / part)

    def made(self, number: int = 0) -> dict[str, bytes]:
        """The files of the client with the cache (0) or of that without (1)."""
        return files_in(self.folders[number] / "out")

    def run(self, *arguments: str) -> Any:
        """Run both, which have to end, say and leave the same; gives what was said."""
        warm, cold = (
            generate(folder, self.monkeypatch, *arguments, *more)
            for folder, more in zip(self.folders, ((), ("--no-cache",)), strict=True)
        )
        said = json.loads(warm[1])["diagnostics"]
        assert warm == cold
        assert self.made(0) == self.made(1)
        return said


def generate(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Make the client of a folder: exit code, what was said, what was shown."""
    monkeypatch.chdir(folder)
    command = ["generate", "--out", "out", "--format", "json", *arguments]
    result = CliRunner().invoke(app, command)
    assert result.exit_code in (0, 1, 3), result.output
    return result.exit_code, result.stderr, result.stdout
