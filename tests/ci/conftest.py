"""A copy of the repository, a bare one that stands for the hosting, and its `gh`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .workflow import Runner, load

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "regenerate.yml"
COPIED = (
    *(".gitattributes", ".gitignore", "Makefile", "README.md", "LICENSE"),
    *(
        "pyproject.toml",
        "requirements.lock",
        "requirements-generate.lock",
        "generator",
        "templates",
        "specs",
    ),
    *("generated", "tests/__init__.py"),
)
TESTS = "tests/test_small.py"
"""In place of the whole suite, which these tests are a part of: `make test` and pytest
are the real ones."""

GH = """\
#!{python} -IS
import json, os, sys
state = os.environ["GH_STATE"]
said = sys.argv[1:]
body = None
if "--body-file" in said:
    body = open(said[said.index("--body-file") + 1], encoding="utf-8").read()
with open(state + "/calls", "a", encoding="utf-8") as calls:
    calls.write(json.dumps([said, body]) + "\\n")
if "GH_TOKEN" not in os.environ:
    sys.exit("gh: no token")
if said[:2] == ["pr", "list"] and os.path.exists(state + "/pr"):
    print(open(state + "/pr").read())
if said[:2] == ["pr", "view"]:
    print(open(state + "/labels").read(), end="")
if said[:2] == ["pr", "create"]:
    open(state + "/pr", "w").write("OPEN")
    open(state + "/labels", "w").write(said[said.index("--label") + 1] + "\\n")
"""


@dataclass
class Hosting:
    """Where the repository lives, and what happens there."""

    folder: Path
    environment: dict[str, str]

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def work(self) -> Path:
        """The copy of a maintainer."""
        return self.folder / "work"

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        return run("git", *arguments, cwd=cwd or self.work, env=self.environment)

    def push(self, message: str) -> None:
        """Send what the maintainer changed."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        self.git("push", "--quiet", "origin", "main")

    def show(self, branch: str, path: str) -> str:
        return self.git("show", f"{branch}:{path}", cwd=self.remote)

    def branches(self) -> set[str]:
        names = self.git("for-each-ref", "--format=%(refname:short)", cwd=self.remote)
        return set(names.split())

    def calls(self) -> list[tuple[list[str], str | None]]:
        """What `gh` was told: arguments, and the text of the file that they name."""
        calls = self.folder / "gh" / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        return [(said, body) for said, body in map(json.loads, lines)]

    def set_pull_request(self, state: str) -> None:
        (self.folder / "gh" / "pr").write_text(state)

    def job(self, name: str, tests: str = TESTS, **inputs: str) -> Runner:
        """One run of the workflow, by hand."""
        place = self.folder / name
        facts = {
            **{f"inputs.{key}": inputs.get(key, "") for key in INPUTS},
            **{"vars.DOCUMENTS": "", "vars.DOCUMENTS_REVISION": ""},
            **{"secrets.REGENERATE_TOKEN": "", "github.token": "t0ken"},
            **{"github.ref_name": "main", "github.event_name": "workflow_dispatch"},
        }
        kept = place / "artifacts"

        def checkout(folder: Path, _: Mapping[str, Any]) -> None:
            self.git("clone", "--quiet", str(self.remote), str(folder), cwd=self.folder)
            lend_environment(folder)

        def upload(folder: Path, asked: Mapping[str, Any]) -> None:
            pattern = asked["path"]
            found = list(folder.glob(pattern))
            assert found, pattern
            target = kept / asked["name"]
            for path in found:
                if path.is_dir():
                    shutil.copytree(path, target)
                else:
                    target.mkdir(parents=True)
                    shutil.copy(path, target)

        def download(folder: Path, asked: Mapping[str, Any]) -> None:
            shutil.copytree(kept / asked["name"], folder / asked["path"])

        runner = Runner(
            load(WORKFLOW),
            {
                "actions/checkout@v4": checkout,
                "actions/setup-python@v5": lambda *_: None,
                "actions/upload-artifact@v4": upload,
                "actions/download-artifact@v4": download,
            },
            {**self.environment, "TESTS": tests},
            facts,
        )
        runner.run(place / "jobs")
        return runner

    def artifacts(self, name: str) -> set[str]:
        kept = self.folder / name / "artifacts"
        return {p.relative_to(kept).as_posix() for p in kept.rglob("*") if p.is_file()}


INPUTS = ("documents", "revision")


def run(*command: str, cwd: Path, env: Mapping[str, str]) -> str:
    ran = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def lend_environment(folder: Path) -> None:
    """Give a checkout the environment of these tests, which `make` takes for its own.

    An installation of its own would take minutes and a network.
    """
    place = folder / ".venv"
    place.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != ".ready":
            (place / path.name).symlink_to(path)
    (place / ".ready").touch()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Hosting:
    """A hosting whose main branch has what this checkout has, generated anew."""
    folder = tmp_path_factory.mktemp("pristine")
    made = Hosting(folder, environment_of(folder))
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
    made.work.mkdir()
    for name in COPIED:
        source, target = ROOT / name, made.work / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored, symlinks=True)
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    (made.work / TESTS).write_text(SMALL)
    lend_environment(made.work)
    run("make", "generate", cwd=made.work, env=made.environment)
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("config", "user.name", "Maintainer")
    made.git("config", "user.email", "maintainer@example.org")
    made.git("init", "--quiet", "--bare", "--initial-branch=main", str(made.remote))
    made.git("remote", "add", "origin", str(made.remote))
    made.push("Begin")
    return made


@pytest.fixture
def hosting(pristine: Hosting, tmp_path: Path) -> Hosting:
    """The same, for one test alone."""
    shutil.copytree(pristine.folder, tmp_path, symlinks=True, dirs_exist_ok=True)
    made = Hosting(tmp_path, environment_of(tmp_path))
    made.git("remote", "set-url", "origin", str(made.remote))
    binaries = tmp_path / "bin"
    binaries.mkdir()
    gh = binaries / "gh"
    gh.write_text(GH.format(python=sys.executable))
    gh.chmod(0o755)
    (tmp_path / "gh").mkdir()
    return made


def environment_of(folder: Path) -> dict[str, str]:
    """This environment, without what tells of this checkout or of a user's settings."""
    strange = ("GIT_", "MAKE", "MFLAGS", "PYTEST", "SPECS", "OUT", "FORMAT", "TESTS")
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(strange)},
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "GH_STATE": str(folder / "gh"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


SMALL = '''\
"""That the client which is tested is the new one."""

import tomllib
from pathlib import Path

import genesys_cloud


def test_the_client_is_that_of_the_checkout() -> None:
    root = Path(__file__).parents[1]
    assert Path(genesys_cloud.__file__).is_relative_to(root / "generated")
    made = tomllib.loads((root / "generated" / "pyproject.toml").read_text())
    meant = tomllib.loads((root / "specs" / "client.toml").read_text())
    assert made["project"]["version"] == meant["package"]["version"]
'''
