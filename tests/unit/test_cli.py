"""The command line: options, exit codes, and what goes to which stream."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import Result

from generator import pipeline
from tests.commands import run
from tests.synthetic import write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

ROOT = Path(__file__).parents[2]
ACCOUNT = re.compile(
    r"Parsed 3 pages into 6 API elements; "
    r"all [\d,]+ non-whitespace characters accounted for\.\n"
)

FACTS = drop(
    [
        api(
            "ZooAPI",
            operation(
                "getZooAnimal",
                "GET /animals/{animalId}",
                parameter("path", "animalId"),
                answers={"200": "Animal"},
            ),
        )
    ],
    [definition("Animal", name="string!")],
)
NAMED = '[package]\ndistribution = "zoo"\nname = "zoo"\n'


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A drop of one class and one definition, without a complaint."""
    write_drop(tmp_path / "specs", FACTS)
    return tmp_path / "specs"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "generated"


def generate(specs: Path, out: Path, *arguments: object) -> Result:
    return run("generate", "--specs", specs, "--out", out, *arguments)


def codes(result: Result) -> list[str]:
    """The codes of the diagnostics that were shown as JSON."""
    return [item["code"] for item in json.loads(result.stderr)["diagnostics"]]


def test_the_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"mdclient {project['version']}\n")


def test_help_loads_no_stage() -> None:
    program = (
        "import sys; from generator.cli import app; import typer.testing\n"
        "assert typer.testing.CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print(sorted({'black', 'jinja2', 'mistune', 'msgspec'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_generate_makes_a_client(specs: Path, out: Path) -> None:
    result = generate(specs, out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (out / "pyproject.toml").is_file()
    assert (out / "api_client/__init__.py").is_file()
    assert "written, 0 removed, 0 unchanged" in result.stdout


def test_generate_again_changes_nothing(specs: Path, out: Path) -> None:
    generate(specs, out)
    result = generate(specs, out)
    assert result.exit_code == 0
    assert "is up to date" in result.stdout


def test_check_of_what_is_up_to_date(specs: Path, out: Path) -> None:
    generate(specs, out)
    result = generate(specs, out, "--check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert ACCOUNT.fullmatch(result.stdout)


def test_generate_ends_with_the_account(specs: Path, out: Path) -> None:
    lines = generate(specs, out).stdout.splitlines(keepends=True)
    assert ACCOUNT.fullmatch(lines[-1])
    count = sum(
        len("".join(path.read_text("utf-8").split())) for path in specs.glob("*/*.md")
    )
    assert f" {count:,} non-whitespace characters" in lines[-1]
    # Without its definition the page says one fact less, and another is not read.
    (specs / "definitions/animal-definition.md").unlink()
    (specs / "classes/api-classes.md").unlink()
    page = specs / "classes/zoo-api.md"
    comment = "<!-- until then -->\n\n#### Returns"
    page.write_text(page.read_text().replace("#### Returns", comment))
    result = generate(specs, out)
    assert " accounted for (16 in diagnostics).\n" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Parsed 1 page into 4 API ")


def test_what_is_wrong_with_the_documents_leaves_no_account(
    specs: Path, out: Path
) -> None:
    page = specs / "classes/zoo-api.md"
    page.write_text(page.read_text().replace("`GET ", "`"))
    assert generate(specs, out).stdout == ""


def test_check_of_what_is_stale(specs: Path, out: Path) -> None:
    generate(specs, out)
    page = specs / "definitions/animal-definition.md"
    page.write_text(page.read_text().replace("A value.", "Its name."))
    result = generate(specs, out, "--check")
    assert result.exit_code == 3
    assert "generated/manifest.json: error[W010]" in result.stderr
    assert "Its name." not in "".join(p.read_text() for p in out.rglob("*.py"))
    assert codes(generate(specs, out, "--check", "--format", "json"))[0] == "W010"


def test_check_makes_nothing(specs: Path, out: Path) -> None:
    assert generate(specs, out, "--check").exit_code == 3
    assert not out.exists()


def test_errors_write_nothing(specs: Path, out: Path) -> None:
    (specs / "classes/zoo-api.md").write_bytes(b"\xff")
    result = generate(specs, out)
    assert result.exit_code == 1
    assert "classes/zoo-api.md:1:1: error[D004]: " in result.stderr
    assert result.stdout == ""
    assert not out.exists()


def test_a_missing_drop(tmp_path: Path, out: Path) -> None:
    result = generate(tmp_path / "missing", out, "--format", "json")
    assert (result.exit_code, codes(result)) == (1, ["D001"])


def test_an_edited_file_needs_force(specs: Path, out: Path) -> None:
    generate(specs, out)
    (out / "README.md").write_text("mine")
    result = generate(specs, out, "--format", "json")
    assert (result.exit_code, codes(result)) == (1, ["W004"])
    assert (out / "README.md").read_text() == "mine"
    assert generate(specs, out, "--force").exit_code == 0
    assert (out / "README.md").read_text() != "mine"


def test_warnings_stop_a_strict_run_alone(specs: Path, out: Path) -> None:
    (specs / "definitions/animal-definition.md").unlink()
    strict = generate(specs, out, "--strict")
    assert strict.exit_code == 1
    assert "warning[D302]" in strict.stderr
    assert not out.exists()
    lax = generate(specs, out)
    assert lax.exit_code == 0
    assert "warning[D302]" in lax.stderr
    assert out.exists()
    assert generate(specs, out, "--strict", "--check").exit_code == 1


def test_the_drop_has_a_configuration_of_its_own(specs: Path, out: Path) -> None:
    (specs / "client.toml").write_text(NAMED)
    assert generate(specs, out).exit_code == 0
    assert (out / "zoo/__init__.py").is_file()


def test_a_named_configuration_replaces_the_own_one(
    specs: Path, out: Path, tmp_path: Path
) -> None:
    (specs / "client.toml").write_text("nonsense")
    (tmp_path / "other.toml").write_text(NAMED)
    assert generate(specs, out, "--config", tmp_path / "other.toml").exit_code == 0
    assert (out / "zoo/__init__.py").is_file()


def test_a_named_configuration_must_exist(specs: Path, out: Path) -> None:
    result = generate(specs, out, "--config", specs / "no.toml", "--format", "json")
    assert (result.exit_code, codes(result)) == (1, ["C001"])


def test_configuration_and_documents_are_diagnosed_in_one_run(
    specs: Path, out: Path
) -> None:
    (specs / "client.toml").write_text('[package]\nnmae = "zoo"\n')
    (specs / "classes/zoo-api.md").write_bytes(b"\xff")
    result = generate(specs, out, "--format", "json")
    assert result.exit_code == 1
    assert {"C003", "D004"} <= set(codes(result))


def test_annotations_for_github(specs: Path, out: Path) -> None:
    (specs / "definitions/animal-definition.md").unlink()
    result = generate(specs, out, "--format", "github")
    assert result.stderr.startswith("::warning file=")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["generate", "--unknown"],
        ["generate", "--jobs", "0"],
        ["generate", "--format", "xml"],
        ["inspect", "--out", "x"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_inspect_prints_the_model_and_nothing_else(specs: Path) -> None:
    result = run("inspect", "--specs", specs)
    assert (result.exit_code, result.stderr) == (0, "")
    model = json.loads(result.stdout)
    assert [item["name"] for item in model["classes"]] == ["ZooAPI"]
    assert [item["name"] for item in model["definitions"]] == ["Animal"]


def test_inspect_shows_the_names_in_the_client(specs: Path) -> None:
    result = run("inspect", "--specs", specs, "--python")
    assert (result.exit_code, result.stderr) == (0, "")
    (made,) = json.loads(result.stdout)["classes"]
    assert made["attribute"] == "zoo"
    assert [item["python_name"] for item in made["operations"]] == ["get_zoo_animal"]


def test_inspect_says_warnings_elsewhere(specs: Path) -> None:
    (specs / "definitions/animal-definition.md").unlink()
    result = run("inspect", "--specs", specs)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["definitions"] == []
    assert "warning[D302]" in result.stderr


def test_inspect_prints_no_model_with_errors(specs: Path) -> None:
    (specs / "classes/zoo-api.md").write_bytes(b"\xff")
    result = run("inspect", "--specs", specs)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[D004]" in result.stderr


def test_python_m_generator_is_the_same_program(specs: Path, out: Path) -> None:
    generate(specs, out)
    command = [sys.executable, "-m", "generator", "generate", "--check"]
    options = ["--specs", str(specs), "--out", str(out), "--jobs", "2"]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    # On a busy machine a stage takes long enough to be told of.
    said = re.sub(r"^[A-Z].*: [0-9.]+ s\n", "", done.stderr, flags=re.MULTILINE)
    assert (done.returncode, said) == (0, "")
    assert ACCOUNT.fullmatch(done.stdout)


def test_a_reader_that_leaves_early_is_no_bug(specs: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "inspect", "--specs", str(specs)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read().splitlines()
    assert process.returncode == 1
    # A slow machine tells of its progress.
    assert not [line for line in said if not line.startswith("Reading the documents")]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Stopped by SIGINT"),
        (RuntimeError("oops"), 70, "RuntimeError: oops\nThis is a bug in mdclient"),
    ],
)
def test_interruption_and_bugs_are_told_from_errors(
    specs: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "generate", fail)
    result = generate(specs, out)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert not out.exists()


def test_places_are_those_of_the_working_folder(
    specs: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = next(specs.glob("classes/*-api.md"))
    page.write_text("# bad", encoding="utf-8")
    monkeypatch.chdir(specs.parent)
    result = run("generate", "--specs", specs.name, "--out", out)
    place = page.relative_to(specs.parent).as_posix()
    assert f"{place}:1:1: error[D101]" in result.stderr


def test_a_name_for_nothing_is_told_of_the_file_that_has_it(
    specs: Path, out: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[names]\n"No.where" = "here"\n', encoding="utf-8")
    result = generate(specs, out, "--config", other)
    assert f"{other.as_posix()}:2:1: warning[N003]" in result.stderr
