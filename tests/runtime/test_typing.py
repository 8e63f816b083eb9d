"""Both type checkers see what the runtime promises, through bases and descriptors."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.check
ROOT = Path(__file__).parents[2]
USE = Path(__file__).with_name("typed_use.py")


def wrong_lines() -> set[int]:
    lines = USE.read_text().splitlines()
    return {n for n, line in enumerate(lines, 1) if line.endswith("# wrong")}


def test_mypy_sees_the_same() -> None:
    command = (sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases")
    ran = subprocess.run([*command, USE], cwd=ROOT, capture_output=True, text=True)
    found = re.findall(r"^(.+?):(\d+): error: ", ran.stdout, re.MULTILINE)
    assert {name for name, _ in found} == {str(USE.relative_to(ROOT))}, ran.stdout
    assert {int(line) for _, line in found} == wrong_lines(), ran.stdout


def test_pyright_sees_the_same(tmp_path: Path) -> None:
    config = {
        "include": [str(USE.relative_to(ROOT))],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "executionEnvironments": [{"root": "."}],
    }
    for name in ("tests", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    command = (sys.executable, "-m", "pyright", "--outputjson")
    ran = subprocess.run(
        [*command, "--pythonpath", sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    found = json.loads(ran.stdout)["generalDiagnostics"]
    assert {Path(d["file"]).name for d in found} == {USE.name}, ran.stdout
    lines = {d["range"]["start"]["line"] + 1 for d in found}
    assert lines == wrong_lines(), ran.stdout
