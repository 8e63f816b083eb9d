"""Nothing in the folder of the documents is run, and nothing is written but the client.

Python, pytest, Jinja, black and others have habits of their own about the files that
lie in a working folder. Here the documents are the working folder, and all such files
are in it: each would leave a mark.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trees import files_in

PLAIN = Path(__file__).parents[1] / "cases" / "parsing" / "plain" / "docs"
COMMAND = Path(sys.executable).with_name("mdclient")
MODULES = (
    *("sitecustomize", "usercustomize", "conftest", "setup", "__init__", "__main__"),
    *("mdclient", "generator", "black", "jinja2", "mistune", "msgspec"),
    *("rich", "typer", "click"),
    *("multiprocessing", "pickle", "random", "threading", "json", "re", "tomllib"),
    *("concurrent", "typing", "pathlib", "tokenize", "logging", "signal", "ctypes"),
)
FORMAT = """
from mdclient.rendering.formatting import format_files

if __name__ == "__main__":
    line = f"x = [{', '.join(['word'] * 40)}]\\n"
    names = [f"m{number}.py" for number in range(4)]
    files = format_files(dict.fromkeys(names, "\\n\\n".join([line] * 300)), 2, names)
    assert all(text.count("\\n") > 10_000 for text in files.values())
"""
JINJA = "{{ cycler.__init__.__globals__.os.open(%r, 64) }}"


def trap(folder: Path, mark: Path) -> None:
    """Put what might be run into a folder."""
    leave = f"open({str(mark)!r}, 'w').close()\n"
    for place in (folder, folder / "classes", folder / "definitions"):
        for module in MODULES:
            (place / f"{module}.py").write_text(leave, encoding="utf-8")
        (place / "evil.pth").write_text(f"import os; {leave}", encoding="utf-8")
        (place / "pytest.ini").write_text("[pytest]\naddopts = -p evil\n", "utf-8")
    (folder / "pyproject.toml").write_text("[tool.black]\nline-length = 1\n", "utf-8")
    for name in ("templates", "_templates", "macros", "distribution"):
        made = folder / name / "distribution" / "README.md.j2"
        made.parent.mkdir(parents=True)
        made.write_text(JINJA % str(mark), encoding="utf-8")


def write(folder: Path, text: str = "") -> Path:
    """The pages of a small drop, with a text in their descriptions."""
    for path in PLAIN.rglob("*.md"):
        copy = folder / path.relative_to(PLAIN)
        copy.parent.mkdir(parents=True, exist_ok=True)
        page = path.read_text("utf-8").replace("the pet |", f"the pet {text}|")
        copy.write_text(page, encoding="utf-8")
    return folder


def generate(specs: Path, out: Path, cwd: Path, expect: int = 0) -> None:
    # No environment variable of these tests shall keep Python from looking around.
    shown = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    command = [str(COMMAND), "generate", "--specs", str(specs), "--out", str(out)]
    ran = subprocess.run(command, cwd=cwd, env=shown, capture_output=True, text=True)
    assert ran.returncode == expect, ran.stderr


def test_nothing_in_the_documents_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = JINJA % str(mark)
    clean = write(tmp_path / "clean", text)
    generate(clean, tmp_path / "expected", tmp_path)
    trapped = write(tmp_path / "trapped", text)
    trap(trapped, mark)
    before = files_in(tmp_path)
    generate(Path("."), Path("out"), trapped)
    assert not mark.exists()
    assert files_in(trapped / "out") == files_in(tmp_path / "expected")
    # Nothing else came, and nothing else changed.
    after = files_in(tmp_path)
    assert {
        k: v for k, v in after.items() if not k.startswith("trapped/out/")
    } == before


def test_no_helping_process_imports_from_the_working_directory(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    drop, tools = write(tmp_path / "drop"), tmp_path / "tools"
    trap(drop, mark)
    tools.mkdir()
    (tools / "run.py").write_text(FORMAT, encoding="utf-8")
    shown = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    ran = subprocess.run(
        [sys.executable, str(tools / "run.py")],
        cwd=drop,
        env=shown,
        capture_output=True,
        text=True,
    )
    assert not mark.exists()
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("name", ["..x", ".-x", "x..", "$.x", "CON", "nul.", "COM1.x"])
def test_no_name_leads_out_of_the_target(tmp_path: Path, name: str) -> None:
    drop = write(tmp_path / "drop")
    for page in (drop / "classes").glob("*.md"):
        page.write_text(page.read_text("utf-8").replace("PetsAPI", f"{name}API"))
    before = files_in(tmp_path)
    refused = name.startswith(".")
    generate(drop, tmp_path / "deep" / "out", tmp_path, expect=int(refused))
    assert files_in(tmp_path, ["deep"]) == before
    made = [path.name for path in (tmp_path / "deep").glob("*")]
    assert made == ([] if refused else ["out"])
