"""The generated user code leaves no operation out, and a wrong type in it is seen."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.typing.everything import KINDS, VIEWS, View, user_code

ROOT = Path(__file__).parents[2]


def shown(specs: Path) -> View:
    ran = subprocess.run(
        (
            sys.executable,
            "-m",
            "generator",
            "inspect",
            "--python",
            "--specs",
            specs,
            "--config",
            str(ROOT / "specs/client.toml"),
        ),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    view: View = json.loads(ran.stdout)
    return view


def dotted(node: ast.expr) -> str:
    """``c.license.get_license_user`` of a call or of a method given to `boxed`."""
    if isinstance(node, ast.Await):
        return dotted(node.value)
    if isinstance(node, ast.Call):
        boxed = isinstance(node.func, ast.Name)
        return ast.unparse(node.args[0] if boxed else node.func)
    return ast.unparse(node)


def asserted(code: str) -> Counter[tuple[str, str]]:
    """The kind of client and the method of each ``assert_type``."""
    found: Counter[tuple[str, str]] = Counter()
    for function in ast.parse(code).body:
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and ast.unparse(node.func) == "assert_type"
                ):
                    found[function.name, dotted(node.args[0])] += 1
    return found


@pytest.fixture(scope="module")
def view(whole_drop: Path) -> View:
    return shown(whole_drop)


@pytest.fixture(scope="module")
def code(view: View) -> str:
    return user_code(view)


def test_every_operation_is_called_by_each_kind_of_client(
    view: View, code: str
) -> None:
    found = asserted(code)
    expected: Counter[tuple[str, str]] = Counter()
    for api in view["classes"]:
        for kind in KINDS:
            client = VIEWS.get(kind.removeprefix("async_"), "c")
            for operation in api["operations"]:
                method = f"{client}.{api['attribute']}.{operation['python_name']}"
                expected[f"{kind}_{api['attribute']}", method] += 1
                if operation["paging"] and kind in ("sync", "async"):
                    method = f"c.{api['attribute']}.{operation['paging']['iterator']}"
                    expected[f"{kind}_{api['attribute']}", method] += 1
    models: Counter[tuple[str, str]] = Counter(
        ("models", f"m.{item['python_name']}")
        for item in view["definitions"]
        if item["properties"]
    )
    assert found == expected + models
    assert expected.total() > 8000


def test_required_properties_of_what_is_sent_whole_are_demanded(
    view: View, code: str
) -> None:
    marked = code.count("  # type: ignore[call-arg]")
    required = [
        any(item["required"] for item in definition["properties"])
        for definition in view["definitions"]
    ]
    assert sum(required) > marked > 50


def test_every_deprecation_is_to_be_reported(view: View, code: str) -> None:
    marked = code.count("  # pyright: ignore[reportDeprecated]")
    deprecated = [
        len(KINDS) + 2 * bool(operation["paging"])
        for api in view["classes"]
        for operation in api["operations"]
        if operation["deprecated"]
    ]
    assert marked == sum(deprecated) > 400


MISTAKES = {
    "another answer": ("assert_type(c.license.get_license_user(", "m.LicenseUser)"),
    "another answer, awaited": (
        "assert_type(await c.license.get_license_toggle(",
        "m.LicenseOrgToggle)",
    ),
    "another raw answer": (
        "assert_type(c.with_raw_response.license.get_license_users(",
        "RawResponse[m.UserLicensesEntityListing])",
    ),
    "another streamed answer": (
        "assert_type(c.with_streaming_response.license.get_license_users(",
        "AsyncStreaming[m.UserLicensesEntityListing])",
    ),
    "another listing": (
        "assert_type(c.license.iter_license_users(",
        " Pages[m.UserLicenses, m.UserLicensesEntityListing])",
    ),
    "another list": (
        "assert_type(c.license.post_license_infer(",
        "list[str])",
    ),
}


def with_mistakes() -> tuple[str, set[int]]:
    """The user code of the committed client, and the lines that are wrong."""
    lines = user_code(shown(ROOT / "specs")).splitlines()
    wrong: set[int] = set()
    for start, end in MISTAKES.values():
        (number,) = (
            n for n, line in enumerate(lines) if start in line and line.endswith(end)
        )
        # A listing stays one, so that nothing is imported in vain.
        instead = " Pages[bool, bool])" if "Pages" in end else "bool)"
        lines[number] = lines[number].removesuffix(end) + instead
        wrong.add(number + 1)
    for number, line in enumerate(lines, 1):
        batch = "    m.LicenseBatchAssignmentRequest()"
        if line == f"{batch}  # type: ignore[call-arg]":
            lines[number - 1] = batch
            wrong.add(number)
        if "c.license.get_license_users(page_size=a.whole" in line:
            lines[number - 1] = line.replace("page_size=a.whole", "page_size=a.text")
            wrong.add(number)
    assert len(wrong) == len(MISTAKES) + 3
    return "\n".join(lines) + "\n", wrong


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[int]]:
    folder = tmp_path_factory.mktemp("mistakes")
    text, wrong = with_mistakes()
    path = folder / "use.py"
    path.write_text(text, encoding="utf-8")
    return path, wrong


def test_mypy_sees_mistakes(mistaken: tuple[Path, set[int]]) -> None:
    path, wrong = mistaken
    command = (sys.executable, "-m", "mypy", "--no-incremental", path)
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = re.findall(r"use\.py:(\d+): error: ", ran.stdout)
    assert set(map(int, found)) == wrong, ran.stdout


def test_pyright_sees_mistakes(mistaken: tuple[Path, set[int]]) -> None:
    path, wrong = mistaken
    config: dict[str, Any] = {
        "include": [path.name],
        "extraPaths": [str(ROOT / "generated")],
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
        "pythonVersion": "3.11",
    }
    (path.parent / "pyrightconfig.json").write_text(json.dumps(config))
    command = (sys.executable, "-m", "pyright", "--outputjson")
    ran = subprocess.run(
        (*command, "--pythonpath", sys.executable),
        cwd=path.parent,
        capture_output=True,
        text=True,
    )
    found = json.loads(ran.stdout)["generalDiagnostics"]
    lines = {d["range"]["start"]["line"] + 1 for d in found}
    assert lines == wrong, ran.stdout
