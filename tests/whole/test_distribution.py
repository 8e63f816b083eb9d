"""mdclient as a wheel, and as a checkout: what they install, and how they are run."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.trees import files_in

from .client import ROOT, generate
from .environments import (
    Environment,
    build,
    contents,
    installed,
    metadata,
    project,
    run,
)

SHIM = "_checkout/mdclient/__init__.py"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("environment") / "mdclient"
    return installed(wheel, project(ROOT)["dependencies"], folder)


def test_the_wheel_installs_mdclient_alone(wheel: Path) -> None:
    held = contents(wheel)
    version = project(ROOT)["version"]
    tops = {name.partition("/")[0] for name in held}
    assert tops == {"mdclient", f"mdclient-{version}.dist-info"}
    code = files_in(ROOT / "generator")
    del code[SHIM]
    expected = {
        **{f"mdclient/{path}": data for path, data in code.items()},
        **{
            f"mdclient/_templates/{path}": data
            for path, data in files_in(ROOT / "templates").items()
        },
    }
    package = {name: data for name, data in held.items() if ".dist-info/" not in name}
    assert package == expected
    assert metadata(held)["Version"] == version


def test_the_installed_generator_makes_the_same_client(
    environment: Environment, tmp_path: Path
) -> None:
    generate(ROOT / "specs", ROOT / "specs/client.toml", tmp_path / "checkout")
    expected = files_in(tmp_path / "checkout")
    script = (environment.folder / "bin/mdclient",)
    module = (environment.python, "-m", "mdclient")
    for number, command in enumerate((script, module)):
        options = ("--specs", ROOT / "specs", "--out", f"made{number}")
        run(*command, "generate", *options, "--strict", cwd=tmp_path)
        assert files_in(tmp_path / f"made{number}") == expected
        shown = run(*command, "--version", cwd=tmp_path)
        assert shown.split() == ["mdclient", project(ROOT)["version"]]


def test_nothing_is_called_generator_where_the_wheel_is_installed(
    environment: Environment,
) -> None:
    code = "import importlib.util; print(importlib.util.find_spec('generator'))"
    assert environment.run(code).strip() == "None"
    where = environment.run("import mdclient.cli as cli; print(cli.__file__)")
    assert where.startswith(str(environment.packages / "mdclient"))


def test_the_source_distribution_makes_the_same_wheel(
    wheel: Path, tmp_path: Path
) -> None:
    source = build(ROOT, tmp_path / "sdist", "sdist")
    with tarfile.open(source) as archive:
        # Early releases of Python 3.11 have no filters.
        filters = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "unpacked", **filters)
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert contents(build(unpacked, tmp_path / "wheel")) == contents(wheel)


MODULES = """
import sys
sys.argv = ["mdclient", "inspect", "--python", "--specs", {specs!r}]
from {package}.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0
names = {{name.partition(".")[0] for name in sys.modules}}
print(sorted(names & {{"generator", "mdclient"}}), file=sys.stderr)
"""


@pytest.mark.parametrize("package", ["generator", "mdclient"])
def test_a_checkout_loads_each_module_under_one_name(package: str) -> None:
    code = MODULES.format(package=package, specs=str(ROOT / "specs"))
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.stderr.splitlines()[-1] == f"[{package!r}]"


@pytest.mark.parametrize("package", ["generator", "mdclient"])
def test_a_checkout_runs_both_packages(package: str) -> None:
    shown = run(sys.executable, "-m", package, "--version", cwd=ROOT)
    assert shown.split() == ["mdclient", project(ROOT)["version"]]
