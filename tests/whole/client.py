"""Making the client of a drop, and finding one's way in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.model_json import (
    ClassView,
    DefinitionView,
    OperationView,
    PropertyView,
    SpecView,
)

ROOT = Path(__file__).parents[2]
PACKAGE = "whole_client"


def configured(folder: Path) -> Path:
    """The project's configuration, for a package that meets no other in a process."""
    text = (ROOT / "specs/client.toml").read_text(encoding="utf-8")
    own = text.replace('name = "genesys_cloud"', f'name = "{PACKAGE}"')
    own = own.replace('distribution = "genesys-cloud"', 'distribution = "whole-client"')
    # A whole drop has no second documentation.
    own = own.partition("[[documents.also]]")[0]
    path = folder / "client.toml"
    path.write_text(own, encoding="utf-8")
    return path


def mdclient(
    *arguments: str | Path,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    expect: int = 0,
) -> str:
    """Run the command line and return its standard output."""
    ran = subprocess.run(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == expect, ran.stderr
    return ran.stdout


def generate(specs: Path, config: Path, out: Path, **how: Any) -> None:
    """Make the client of a drop."""
    mdclient("generate", "--specs", specs, "--config", config, "--out", out, **how)


def inspect(specs: Path, config: Path) -> str:
    """The model of the pages with the names in the client, as JSON."""
    return mdclient("inspect", "--python", "--specs", specs, "--config", config)


@dataclass(frozen=True)
class Whole:
    """A generated client and the documents that it is made of."""

    drop: Path
    config: Path
    out: Path
    documents: SpecView

    def module(self, name: str = "") -> ModuleType:
        """The package, or a module of it."""
        return import_module(f"{PACKAGE}.{name}" if name else PACKAGE)

    @cached_property
    def package(self) -> Any:
        """The package."""
        return self.module()

    @cached_property
    def models(self) -> Any:
        """The package of models."""
        return self.module("models")

    @cached_property
    def definitions(self) -> dict[str, DefinitionView]:
        """The definitions with properties by name; others are any value."""
        return {
            item.name: item for item in self.documents.definitions if item.properties
        }

    @cached_property
    def open(self) -> set[str]:
        """The names of definitions without properties, or without a page."""
        said = [p.type for _, o in self.operations() for p in o.parameters]
        plain = {"string", "number", "boolean", "object", "Array"}
        return {t.removesuffix("[]") for t in said if t} - plain - {*self.definitions}

    @cached_property
    def typing(self) -> dict[str, list[str]]:
        """The rules of the configuration for types."""
        text = self.config.read_text(encoding="utf-8")
        rules: dict[str, list[str]] = tomllib.loads(text)["typing"]
        return rules

    def is_whole(self, name: str) -> bool:
        """Return True if the numbers of a parameter or property are whole."""
        return any(fnmatchcase(name, each) for each in self.typing["integers"])

    def is_given(self, definition: str, item: PropertyView) -> bool:
        """Return True if an optional property is never None for checkers."""
        if f"{definition}.{item.name}" in self.typing["present"]:
            return True
        is_list = item.name in self.typing["empty_lists"] and "[]" in str(item.type)
        return is_list and definition not in self.sent

    @cached_property
    def sent(self) -> set[str]:
        """The definitions that bodies contain, in their properties too."""
        bodies = [p for _, o in self.operations() for p in o.parameters]
        pending = [p.type for p in bodies if p.location == "body"]
        found: set[str] = set()
        while pending:
            name = (pending.pop() or "").removesuffix("[]")
            if name in self.definitions and name not in found:
                found.add(name)
                pending += [p.type for p in self.definitions[name].properties]
        return found

    def model(self, definition: str) -> Any:
        """The model of a definition."""
        return getattr(self.models, str(self.definitions[definition].python_name))

    def operations(self) -> Iterator[tuple[ClassView, OperationView]]:
        """The operations of the documents, in order."""
        for api in self.documents.classes:
            for operation in api.operations:
                yield api, operation

    def client(self, asynchronous: bool = False, **settings: Any) -> Any:
        """A client with a token that neither waits nor tries again."""
        name = "AsyncGenesysCloud" if asynchronous else "GenesysCloud"
        usual = {"access_token": "t", "base_url": "https://api.test"}
        patient = {"rate_limit": None, "max_retries": 0}
        return getattr(self.package, name)(**{**usual, **patient, **settings})
