"""Environments of their own for what is measured, made when they are first needed."""

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Literal

from .processes import environment

Name = Literal["client", "client-aiohttp", "openapi-python-client", "vendor-sdk"]

_HERE = Path(__file__).resolve().parent
_ENVIRONMENTS = _HERE / ".envs"
_READY = ".ready"


class Environment:
    """A virtual environment that holds exactly what a requirements file pins.

    Args:
        name: Name of the file in ``bench/requirements/``.
    """

    def __init__(self, name: Name) -> None:
        self._requirements = _HERE / "requirements" / f"{name}.txt"
        stamp = sha256(self._requirements.read_bytes() + sys.version.encode())
        self.path = _ENVIRONMENTS / f"{name}-{stamp.hexdigest()[:10]}"

    @property
    def bin(self) -> Path:
        """The folder of its programs."""
        return self.path / ("Scripts" if sys.platform == "win32" else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.bin / "python"

    @property
    def packages(self) -> Path:
        """The folder that packages are installed in."""
        if sys.platform == "win32":
            return self.path / "Lib" / "site-packages"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.path / "lib" / version / "site-packages"

    @property
    def ready(self) -> bool:
        """Return True if it is complete."""
        return (self.path / _READY).exists()

    def make(self) -> None:
        """Make it, with uv where that is installed, unless it is there.

        Raises:
            subprocess.CalledProcessError: A package cannot be installed.
        """
        if self.ready:
            return
        # What an interrupted run left; a name that no longer counts stays.
        shutil.rmtree(self.path, ignore_errors=True)
        for command in self._commands():
            subprocess.run(command, env=environment(), check=True)
        (self.path / _READY).touch()

    def install(self, package: Path) -> None:
        """Put a package's folder among the installed ones, with its byte code.

        Args:
            package: The folder; one of the same name is replaced.
        """
        target = self.packages / package.name
        shutil.rmtree(target, ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(package, target, ignore=ignored)
        command: list[str | Path] = [self.python, "-m", "compileall", "-q", target]
        subprocess.run(command, env=environment(), check=True)

    def _commands(self) -> list[list[str | Path]]:
        pinned: list[str | Path] = ["--no-deps", "--requirement", self._requirements]
        uv = shutil.which("uv")
        if uv is None:
            return [
                [sys.executable, "-m", "venv", self.path],
                [self.python, "-m", "pip", "install", "--quiet", *pinned],
            ]
        target: list[str | Path] = ["--quiet", "--python"]
        return [
            [uv, "venv", *target, sys.executable, self.path],
            [uv, "pip", "install", "--compile-bytecode", *target, self.python, *pinned],
        ]
