"""Inputs that benchmarks share: the drop, its model, an installed client."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from .documents import listed
from .environments import Environment, Name
from .processes import ROOT, environment

WORK = ROOT / "build" / "bench"
CONFIG = ROOT / "specs" / "client.toml"


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """An operation that is called in a benchmark.

    Attributes:
        name: Its name in the documents, with that of its class.
        attribute: The client's attribute that its class is under.
        method: Its Python name.
        path: Its path.
        answer: The definition of its answer, a listing.
        paged: Whether it takes ``pageSize``, a number.
    """

    name: str
    attribute: str
    method: str
    path: str
    answer: str
    paged: bool


class Workspace:
    """A folder to work in, with what is made once and used by several benchmarks.

    Args:
        drop: Folder of the documents; None for `MDCLIENT_DROP`, or else a synthetic
            drop.
    """

    def __init__(self, drop: Path | None = None) -> None:
        named = os.environ.get("MDCLIENT_DROP")
        self._drop = drop or (Path(named) if named else None)
        WORK.mkdir(parents=True, exist_ok=True)

    @cached_property
    def drop(self) -> Path:
        """The folder of the documents."""
        if self._drop is not None:
            return self._drop.resolve()
        folder = WORK / "drop"
        shutil.rmtree(folder, ignore_errors=True)
        _run("-m", "tests.synthetic", folder)
        return folder

    @cached_property
    def model(self) -> dict[str, Any]:
        """Output of ``inspect --python`` for the drop."""
        return inspected(self.drop)

    @cached_property
    def definitions(self) -> dict[str, Mapping[str, Any]]:
        """The definitions of the drop by name."""
        return {row["name"]: row for row in self.model["definitions"]}

    @cached_property
    def naming(self) -> Mapping[str, str]:
        """The names of the package and its clients."""
        names: Mapping[str, str] = tomllib.loads(CONFIG.read_text())["package"]
        return names

    @property
    def package(self) -> str:
        """The name that the client is imported by."""
        return self.naming["name"]

    @cached_property
    def client(self) -> Environment:
        """An environment that holds the client of the drop and its dependencies."""
        made = self.environment("client")
        made.install(self._generated)
        return made

    @cached_property
    def client_over_aiohttp(self) -> Environment:
        """The same with what the client's extra for aiohttp installs."""
        made = self.environment("client-aiohttp")
        made.install(self._generated)
        return made

    @cached_property
    def _generated(self) -> Path:
        """The package of the drop's client."""
        out = WORK / "client"
        shutil.rmtree(out, ignore_errors=True)
        _run("-m", "generator", *generate_options(self.drop, out))
        return out / self.package

    @cached_property
    def small_call(self) -> Called:
        """A listing of a small class; of the License API, where the drop has it."""
        sizes = {row["name"]: len(row["operations"]) for row in self.model["classes"]}
        small = min(
            self._listings,
            key=lambda item: (not item[1].paged, sizes[item[1].name.partition(".")[0]]),
        )
        return self._named("LicenseAPI.getLicenseUsers", small[1])

    @cached_property
    def rich_call(self) -> Called:
        """A listing of large entities; users, where the drop has them."""
        large = max(self._listings, key=lambda item: item[0])
        return self._named("UsersAPI.getUsers", large[1])

    def _named(self, name: str, otherwise: Called) -> Called:
        calls = (call for _, call in self._listings)
        return next((call for call in calls if call.name == name), otherwise)

    def environment(self, name: Name) -> Environment:
        """Return an environment that is ready for use."""
        found = Environment(name)
        if not found.ready:
            print(f"Making the environment {name}", file=sys.stderr)
            found.make()
        return found

    @cached_property
    def _listings(self) -> list[tuple[int, Called]]:
        """All listings that need no argument, with how many fields their items have."""
        return [
            (fields, call) for call in self._calls() if (fields := self._fields(call))
        ]

    def _calls(self) -> list[Called]:
        """All operations that need no argument and answer with a definition.

        Deprecated ones warn, which takes time of its own.
        """
        return [
            Called(
                name=f"{owner['name']}.{operation['name']}",
                attribute=owner["attribute"],
                method=operation["python_name"],
                path=operation["path"],
                answer=row["type"],
                paged=any(_is_page_size(item) for item in operation["parameters"]),
            )
            for owner in self.model["classes"]
            for operation in owner["operations"]
            if operation["method"] == "GET"
            and not operation["deprecated"]
            and not any(item["required"] for item in operation["parameters"])
            for row in operation["responses"]
            if row["status"] == "200" and row["type"] in self.definitions
        ]

    def _fields(self, call: Called) -> int:
        """Count the fields of what a call lists; 0 where it lists nothing."""
        found = listed(self.definitions, call.answer)
        return len(self.definitions[found[1]]["properties"]) if found else 0


def _is_page_size(parameter: Mapping[str, Any]) -> bool:
    return (parameter["name"], parameter["type"]) == ("pageSize", "number")


def generate_options(drop: Path, out: Path) -> tuple[str | Path, ...]:
    """Return the arguments of ``mdclient`` that make a client."""
    return ("generate", "--specs", drop, "--config", CONFIG, "--out", out)


def inspected(drop: Path, *more: str | Path) -> dict[str, Any]:
    """Return what ``inspect --python`` says of a folder of documents."""
    options = ("--python", "--specs", drop, "--config", CONFIG, *more)
    model: dict[str, Any] = json.loads(_run("-m", "generator", "inspect", *options))
    return model


def _run(*arguments: str | Path) -> bytes:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout
