"""Standard streams that are closed, full or read by nobody."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases" / "parsing"
DOCS, WITH_NOTES = CASES / "plain" / "docs", CASES / "allowed" / "docs"
PROGRAM = f"{shlex.quote(sys.executable)} -m generator"


@pytest.mark.parametrize(
    ("command", "streams", "code", "said"),
    [
        ("generate --specs {docs} --out {out}", ">&-", 1, "standard output is closed"),
        ("generate --specs {docs} --out {out}", "2>&-", 0, ""),
        ("generate --specs {docs} --out {out} --check", ">&- 2>&- <&-", 1, ""),
        ("inspect --specs {docs}", ">/dev/full", 1, "No space left"),
        ("inspect --specs {docs}", "2>/dev/full", 0, ""),
        ("inspect --specs {notes}", "2>/dev/full", 1, ""),
        ("inspect --specs {docs}", ">/dev/full 2>/dev/full", 1, ""),
        ("--version", ">&-", 1, "standard output is closed"),
        ("--help", ">/dev/full", 1, "No space left"),
    ],
)
def test_an_output_that_fails_ends_the_command_clearly(
    tmp_path: Path, command: str, streams: str, code: int, said: str
) -> None:
    docs, notes = (shlex.quote(str(place)) for place in (DOCS, WITH_NOTES))
    given = command.format(docs=docs, notes=notes, out=tmp_path / "out")
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {PROGRAM} {given} {streams}"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
