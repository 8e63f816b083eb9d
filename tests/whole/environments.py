"""Building wheels, and environments that hold a wheel and what it asks for alone.

Nothing comes over the network: a wheel's dependencies are copied from the environment
of the tests, whose lock has their hashes, and the environment is asked whether they are
all that its wheel needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that knows nothing of this checkout; returns its output."""
    strange = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    ran = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key not in strange},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def build(project: Path, folder: Path, target: str = "wheel") -> Path:
    """Build the wheel (or the ``sdist``) of a project."""
    run(
        *(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder),
        cwd=project,
    )
    (built,) = folder.iterdir()
    return built


def contents(wheel: Path) -> dict[str, bytes]:
    """The files in a wheel, path to bytes."""
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def project(folder: Path) -> dict[str, Any]:
    """The table ``[project]`` of a folder's ``pyproject.toml``."""
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)["project"]
    return table


def metadata(files: dict[str, bytes]) -> Any:
    """The metadata among the files of a wheel."""
    (name,) = (name for name in files if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(files[name])


@dataclass(frozen=True)
class Environment:
    """A virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin/python"

    @property
    def packages(self) -> Path:
        """Its site-packages."""
        places = {"base": str(self.folder), "platbase": str(self.folder)}
        return Path(sysconfig.get_path("purelib", "venv", vars=places))

    def run(self, code: str) -> str:
        """Run some Python, which sees nothing but this environment."""
        return run(self.python, "-I", "-c", code, cwd=self.folder)


def installed(wheel: Path, requirements: Iterable[str], folder: Path) -> Environment:
    """A new environment with a wheel and its requirements, checked for conflicts."""
    made = Environment(folder)
    uv = shutil.which("uv")
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=wheel.parent)
    else:
        run(sys.executable, "-m", "venv", folder, cwd=wheel.parent)
    for name in closure(requirements):
        copy(distribution(name), made.packages)
    install(wheel, made)
    return made


def install(wheel: Path, environment: Environment) -> None:
    """Install a wheel whose requirements are there, checked for conflicts."""
    uv, folder = shutil.which("uv"), environment.folder
    pip: tuple[str | Path, ...] = (
        (uv, "pip") if uv else (environment.python, "-m", "pip")
    )
    place = ("--python", environment.python) if uv else ()
    run(
        *(*pip, "install", "--quiet", "--no-deps", "--no-index", *place, wheel),
        cwd=folder,
    )
    run(*pip, "check", *place, cwd=folder)


def closure(requirements: Iterable[str]) -> set[str]:
    """The names of all distributions that some requirements lead to."""
    found: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        extras = [{"extra": extra} for extra in ("", *wanted.extras)]
        if wanted.marker and not any(map(wanted.marker.evaluate, extras)):
            continue
        name = canonicalize_name(wanted.name)
        if name not in found:
            found.add(name)
            waiting += map(Requirement, distribution(name).requires or [])
    return found


def copy(found: Distribution, packages: Path) -> None:
    """Copy a distribution, without its scripts, into another site-packages."""
    for file in found.files or []:
        source = Path(str(found.locate_file(file)))
        if ".." not in file.parts and source.is_file():
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
