"""``mdclient release``: one command from new documents to a version, or to nothing."""

import json
import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import Result
from tomlkit import TOMLDocument

from generator.diagnostics import Diagnostics
from generator.writing import write_tree
from generator.writing.filesystem import Filesystem
from tests.commands import run
from tests.synthetic import Fact, write_drop
from tests.synthetic.small import api, definition, drop, operation
from tests.trees import files_in

SECOND = Path(__file__).parents[1] / "cases" / "parsing" / "second-documents"
CONFIG = '# ours\n[package]\nversion = "1.2.3"  # raised by releases\n'
ZOO = api("ZooAPI", operation("getAnimal", "GET /animal", answers={"200": "Animal"}))
FACTS = drop([ZOO], [definition("Animal", name="string")])


def apart(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, whose output it may close."""
    command = [sys.executable, "-m", "generator", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Project:
    """Documents and their client."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.specs = folder / "specs"
        self.out = folder / "generated"
        self.report = folder / "changes.md"
        self.summary = folder / "summary"
        self.config = self.specs / "client.toml"
        self.changelog = self.out / "CHANGELOG.md"
        self.put(FACTS)
        self.config.write_text(CONFIG)

    def put(self, facts: Fact) -> None:
        """Replace the pages."""
        for name in ("classes", "definitions"):
            shutil.rmtree(self.specs / name, ignore_errors=True)
        write_drop(self.specs, facts)

    def release(self, *more: object, day: str | None = "2001-02-03") -> Result:
        places = ("--specs", self.specs, "--out", self.out)
        told = ("--report", self.report, "--summary", self.summary)
        date = ("--date", day) if day else ()
        return run("release", *places, *told, *date, *more)

    def values(self) -> dict[str, str]:
        lines = self.summary.read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def sections(self) -> list[str]:
        lines = self.changelog.read_text().splitlines()
        return [line for line in lines if line.startswith("## ")]

    def version(self) -> str:
        text = (self.out / "pyproject.toml").read_text()
        (line,) = (line for line in text.splitlines() if line.startswith("version = "))
        return line.split('"')[1]


def additive() -> Fact:
    facts = deepcopy(FACTS)
    facts["definitions"][0]["properties"].append(
        {"name": "age", "type": "number", "required": False, "description": ""}
    )
    return facts


def breaking() -> Fact:
    facts = deepcopy(FACTS)
    facts["classes"][0]["operations"][0]["path"] = "/animals"
    return facts


def documentation() -> Fact:
    facts = deepcopy(FACTS)
    facts["classes"][0]["operations"][0]["summary"] = "Does it well."
    return facts


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    """Documents that have no client yet."""
    return Project(tmp_path)


@pytest.fixture
def project(fresh: Project) -> Project:
    """Documents whose client was released once."""
    result = fresh.release(day="2000-01-01")
    assert result.exit_code == 0, result.output
    return fresh


def test_the_first_release(fresh: Project) -> None:
    result = fresh.release()
    assert (result.exit_code, result.stdout) == (0, "1.2.3: first release\n")
    assert fresh.config.read_text() == CONFIG
    assert fresh.sections() == ["## [1.2.3] - 2001-02-03"]
    assert fresh.changelog.read_text().endswith("\n\nFirst release.\n")
    assert fresh.report.read_text() == "First release.\n"
    assert fresh.values() == {
        "changed": "true",
        "class": "first",
        "old": "",
        "version": "1.2.3",
    }
    assert run("generate", "--check", *places(fresh)).exit_code == 0


def places(project: Project) -> tuple[object, ...]:
    return ("--specs", project.specs, "--out", project.out)


def test_changed_permissions_raise_the_minor_version(project: Project) -> None:
    shutil.rmtree(project.specs)
    shutil.copytree(SECOND / "docs", project.specs)
    project.config.write_text(f"{CONFIG}[[documents.also]]\npath = 'second'\n")
    assert run("generate", *places(project), "--force").exit_code == 0
    page = project.specs / "second" / "PetsApi.md"
    page.write_text(page.read_text("utf-8").replace("shop:pet:edit", "shop:pet:own"))
    assert project.release().stdout == "1.2.3 -> 1.3.0: permissions\n"
    assert "\n### Permissions\n" in project.changelog.read_text("utf-8")


@pytest.mark.parametrize(
    ("facts", "class_", "version"),
    [
        (breaking(), "breaking", "2.0.0"),
        (additive(), "additive", "1.3.0"),
        (documentation(), "documentation", "1.2.4"),
    ],
)
def test_the_version_is_what_the_changes_ask(
    project: Project, facts: Fact, class_: str, version: str
) -> None:
    old = project.folder / "old"
    shutil.copytree(project.out, old)
    project.put(facts)
    result = project.release()
    assert result.stdout == f"1.2.3 -> {version}: {class_}\n"
    assert project.config.read_text() == CONFIG.replace("1.2.3", version)
    assert project.version() == version
    assert project.sections() == [
        f"## [{version}] - 2001-02-03",
        "## [1.2.3] - 2000-01-01",
    ]
    assert project.values()["class"] == class_
    assert project.values()["old"] == "1.2.3"
    # The text is that of diff; the changelog has it one level down, without advice.
    told = run("diff", old, project.out, "--format", "markdown").stdout
    assert project.report.read_text().strip() == told.strip()
    assert f"## {class_.title()}" in told
    asked, changes = told.strip().split("\n", 1)
    counted = asked.split(";")[0]
    entry = f"2001-02-03\n\n{counted}\n{changes}\n\n## [1.2.3]"
    assert entry.replace("\n##", "\n###").replace("### [", "## [") in (
        project.changelog.read_text()
    )
    assert "should become" not in project.changelog.read_text()
    assert run("generate", "--check", *places(project)).exit_code == 0


def test_the_second_run_changes_nothing(project: Project) -> None:
    project.put(breaking())
    assert project.release().exit_code == 0
    told = project.report.read_text()
    assert "## Breaking" in told
    before = files_in(project.specs), files_in(project.out)
    result = project.release(day="2020-01-01")
    assert result.exit_code == 0
    assert result.stdout == "2.0.0 is up to date; nothing to release\n"
    assert (files_in(project.specs), files_in(project.out)) == before
    assert project.values()["changed"] == "false"
    assert project.report.read_text() == told


def test_what_is_gone_is_listed(project: Project) -> None:
    other = api("YardAPI", operation("getYard", "GET /yard", answers={"200": "Yard"}))
    yard = definition("Yard", size="number")
    project.put(drop([ZOO, other], [*FACTS["definitions"], yard]))
    project.release()
    module = project.out / "api_client" / "api" / "yard.py"
    assert module.exists()
    project.put(FACTS)
    result = project.release()
    assert not module.exists()
    told = {"'YardAPI'": "class", "'Yard'": "definition"}
    for name, kind in told.items():
        assert f"note[N016]: {kind} {name} is no longer" in result.stderr
    changelog = project.changelog.read_text()
    assert "`YardAPI`: class removed" in changelog
    assert "`Yard`: definition removed" in changelog
    before = files_in(project.out)
    for option in ((), ("--no-cache",)):
        again = run("generate", *places(project), *option)
        assert "N016" not in again.stderr
        assert files_in(project.out) == before


def test_a_higher_version_of_a_person_stays(project: Project) -> None:
    project.put(additive())
    config = CONFIG.replace("1.2.3", "4.0.0rc1")
    project.config.write_text(config)
    assert project.release().stdout == "1.2.3 -> 4.0.0rc1: additive\n"
    assert project.config.read_text() == config
    assert project.sections()[0] == "## [4.0.0rc1] - 2001-02-03"


def test_a_version_that_is_not_high_enough_is_raised(project: Project) -> None:
    project.put(breaking())
    project.config.write_text(CONFIG.replace("1.2.3", "1.3.0"))
    assert project.release().stdout == "1.2.3 -> 2.0.0: breaking\n"
    assert project.config.read_text() == CONFIG.replace("1.2.3", "2.0.0")


def test_other_files_of_the_same_documents_are_a_patch(project: Project) -> None:
    project.config.write_text(CONFIG + 'title = "Zoo"\n')
    assert project.release().stdout == "1.2.3 -> 1.2.4: maintenance\n"
    assert project.version() == "1.2.4"
    assert "Regenerated" in project.changelog.read_text()
    assert "nothing" in project.release().stdout


def test_everything_is_said_once(fresh: Project) -> None:
    fresh.put(drop([ZOO, api("YardAPI", operation("getAnimal", "GET /animal"))], []))
    assert fresh.release().stderr.count("[D315]") == 1
    fresh.config.write_text(CONFIG + 'title = "Zoo"\n')
    assert fresh.release().stderr.count("[D315]") == 1
    again = run("generate", *places(fresh))
    assert "up to date" in again.stdout
    assert again.stderr.count("[D315]") == 1
    assert fresh.release().stderr.count("[D315]") == 1


def test_another_name_of_the_package_breaks(project: Project) -> None:
    project.config.write_text(CONFIG + 'name = "zoo"\nerror = "ZooError"\n')
    assert project.release().stdout == "1.2.3 -> 2.0.0: breaking\n"
    assert (project.out / "zoo" / "__init__.py").exists()
    assert not (project.out / "api_client").exists()
    section = project.changelog.read_text().split("\n## ")[1]
    assert (
        "### Breaking\n\n#### Package\n\n"
        "- `api_client`: it is now `zoo` in Python, was `api_client`\n"
        "- `APIError`: it is now `ZooError` in Python, was `APIError`\n"
    ) in section


def test_without_a_version_there_is_one_then(project: Project) -> None:
    shutil.rmtree(project.out)
    project.config.unlink()
    assert project.release().stdout == "0.1.0: first release\n"
    assert not project.config.exists()
    project.put(additive())
    assert project.release().stdout == "0.1.0 -> 0.2.0: additive\n"
    assert project.config.read_text() == '[package]\nversion = "0.2.0"\n'


def test_a_configuration_elsewhere_gets_the_version(project: Project) -> None:
    config = project.folder / "other.toml"
    project.config.rename(config)
    project.put(additive())
    assert project.release("--config", config).exit_code == 0
    assert config.read_text() == CONFIG.replace("1.2.3", "1.3.0")
    assert not project.config.exists()


class TestAnOldNameThatEnds:
    GONE = "- `zoo.get_animal`, use `zoo.read_animal`\n"
    SECTION = f"### Removed aliases\n\n{GONE}"

    @pytest.fixture
    def renamed(self, project: Project) -> Project:
        """A project whose client has an alias since its release 2.0.0."""
        project.put(self.facts())
        assert project.release().stdout == "1.2.3 -> 2.0.0: breaking\n"
        assert self.GONE not in project.changelog.read_text()
        return project

    def facts(self) -> Fact:
        facts = additive()
        facts["classes"][0]["operations"][0]["name"] = "readAnimal"
        return facts

    def test_is_told_with_the_changes(self, renamed: Project) -> None:
        facts = self.facts()
        facts["definitions"].append(definition("Plant", name="string"))
        renamed.put(facts)
        assert renamed.release().stdout == "2.0.0 -> 2.1.0: additive\n"
        entry = renamed.changelog.read_text().split("\n## ")[1]
        assert entry.endswith(
            f"`Plant`\n  - no operation sends or receives it\n\n" f"{self.SECTION}"
        )
        assert f"\n## Removed aliases\n\n{self.GONE}" in (renamed.report.read_text())
        assert "zoo.get_animal" not in (renamed.out / "README.md").read_text()

    def test_is_not_told_where_another_operation_has_it(self, renamed: Project) -> None:
        facts = self.facts()
        facts["classes"][0]["operations"].append(
            operation("getAnimal", "GET /animal/other")
        )
        renamed.put(facts)
        assert renamed.release().stdout == "2.0.0 -> 2.1.0: additive\n"
        assert "Removed aliases" not in renamed.changelog.read_text()

    def test_leads_to_what_has_the_endpoint_now(self, renamed: Project) -> None:
        facts = self.facts()
        [first, *_] = facts["classes"][0]["operations"]
        facts["classes"][0]["operations"].append({**first, "name": "listAnimals"})
        first["path"] = "/animal/other"
        renamed.put(facts)
        assert renamed.release().stdout == "2.0.0 -> 3.0.0: breaking\n"
        section = self.SECTION.replace("read_animal", "list_animals")
        assert section in renamed.changelog.read_text()

    def test_is_not_told_where_the_operation_goes_too(self, renamed: Project) -> None:
        facts = self.facts()
        facts["classes"][0]["operations"][0] |= {"name": "eat", "path": "/food"}
        renamed.put(facts)
        assert renamed.release().stdout == "2.0.0 -> 3.0.0: breaking\n"
        assert "Removed aliases" not in renamed.changelog.read_text()

    def test_is_told_alone(self, renamed: Project) -> None:
        config = renamed.config.read_text().replace("2.0.0", "2.1.0")
        renamed.config.write_text(config)
        assert renamed.release().stdout == "2.0.0 -> 2.1.0: maintenance\n"
        entry = renamed.changelog.read_text().split("\n## ")[1]
        assert "Regenerated from unchanged documents.\n\n###" in entry
        assert entry.endswith(self.SECTION)

    def test_is_told_by_diff(self, renamed: Project) -> None:
        told = run("diff", renamed.out, renamed.specs).stdout
        assert told == "no changes\n"
        old = renamed.folder / "old"
        shutil.copytree(renamed.out, old)
        config = renamed.config.read_text().replace("2.0.0", "2.1.0")
        renamed.config.write_text(config)
        assert run("generate", *places(renamed)).exit_code == 0
        for new in (renamed.specs, renamed.out):
            told = run("diff", old, new, "--fail-on", "additive")
            assert told.exit_code == 0
            assert told.stdout == (
                "Removed aliases (1)\n\n  ZooAPI.readAnimal: "
                "zoo.get_animal was removed; use zoo.read_animal\n\nno changes\n"
            )
            told = run("diff", old, new, "--format", "json")
            assert json.loads(told.stdout)["changes"] == []


class TestNothingIsWritten:
    @pytest.fixture
    def before(self, project: Project) -> dict[str, bytes]:
        project.put(breaking())
        return files_in(project.out)

    def refused(self, project: Project, before: dict[str, bytes], code: str) -> None:
        project.report.unlink()
        project.summary.unlink()
        result = project.release()
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"error[{code}" in result.stderr
        assert project.config.read_text() == CONFIG
        assert files_in(project.out) == before
        assert not project.report.exists()
        assert not project.summary.exists()

    def test_where_documents_have_errors(
        self, project: Project, before: dict[str, bytes]
    ) -> None:
        page = project.specs / "classes" / "zoo-api.md"
        page.write_text(page.read_text().replace("`GET /animals`", "nothing"))
        self.refused(project, before, "D")

    def test_where_a_generated_file_was_edited(
        self, project: Project, before: dict[str, bytes]
    ) -> None:
        readme = project.out / "README.md"
        readme.write_bytes(readme.read_bytes() + b"edited\n")
        self.refused(project, {**before, "README.md": readme.read_bytes()}, "W004")
        # The hint says how to give the edit up.
        assert project.release("--force").stdout == "1.2.3 -> 2.0.0: breaking\n"
        assert b"edited" not in readme.read_bytes()

    def test_where_names_clash(
        self, project: Project, before: dict[str, bytes]
    ) -> None:
        facts = breaking()
        facts["classes"][0]["operations"].append(
            operation("get_animal", "GET /animal/other")
        )
        project.put(facts)
        self.refused(project, before, "N")

    def test_where_the_last_release_is_not_known(
        self, project: Project, before: dict[str, bytes]
    ) -> None:
        (project.out / "model.json.gz").unlink()
        del before["model.json.gz"]
        self.refused(project, before, "R002]")
        project.report.touch()
        project.summary.touch()
        (project.out / "model.json.gz").write_bytes(b"no")
        self.refused(project, {**before, "model.json.gz": b"no"}, "R002")

    def test_by_a_bug(
        self,
        project: Project,
        before: dict[str, bytes],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("generator.writing.write_tree", fail)
        assert project.release().exit_code == 130
        assert project.config.read_text() == CONFIG
        assert files_in(project.out) == before

    def test_where_the_version_would_take_other_keys_along(
        self,
        project: Project,
        before: dict[str, bytes],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def lose(self: TOMLDocument) -> str:
            return '[package]\nversion = "2.0.0"\nname = "other"\n'

        monkeypatch.setattr(TOMLDocument, "as_string", lose)
        self.refused(project, before, "R003")

    @pytest.mark.parametrize("name", ["report", "summary"])
    def test_where_the_text_about_it_cannot_be(
        self, project: Project, before: dict[str, bytes], name: str
    ) -> None:
        told = project.report.read_bytes(), project.summary.read_bytes()
        nowhere = project.folder / "missing" / "text"
        result = apart("release", *places(project), f"--{name}", nowhere)
        assert (result.returncode, result.stdout) == (1, "")
        assert str(nowhere.parent) in result.stderr
        assert "Traceback" not in result.stderr
        assert project.config.read_text() == CONFIG
        assert files_in(project.out) == before
        assert (project.report.read_bytes(), project.summary.read_bytes()) == told

    def test_with_warnings_that_count_as_errors(
        self, project: Project, before: dict[str, bytes]
    ) -> None:
        facts = breaking()
        answers = facts["classes"][0]["operations"][0]["responses"]
        answers[0]["type"] = "Missing"
        project.put(facts)
        result = project.release("--strict")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "warning[" in result.stderr
        assert project.config.read_text() == CONFIG
        assert files_in(project.out) == before


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("model.json.gz", "1.2.3 -> 1.3.0: additive\n"),
        # The new client is known already: its release is only finished.
        ("manifest.json", "1.3.0 is up to date; nothing to release\n"),
    ],
)
def test_a_client_that_was_not_written_to_the_end_is_finished(
    project: Project, monkeypatch: pytest.MonkeyPatch, last: str, said: str
) -> None:
    move = Filesystem.move

    def fail(self: Filesystem, source: Path, target: Path) -> None:
        if target == project.out / last:
            raise OSError(28, "No space left on device")
        move(self, source, target)

    project.put(additive())
    with monkeypatch.context() as patched:
        patched.setattr(Filesystem, "move", fail)
        result = project.release()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[W009]" in result.stderr
    # The next run will finish this version, so it stays.
    raised = CONFIG.replace("1.2.3", "1.3.0")
    assert project.config.read_text() == raised
    result = project.release()
    assert (result.exit_code, result.stdout) == (0, said)
    assert project.config.read_text() == raised
    assert project.version() == "1.3.0"
    assert project.sections() == ["## [1.3.0] - 2001-02-03", "## [1.2.3] - 2000-01-01"]
    assert run("generate", "--check", *places(project)).exit_code == 0
    assert "nothing" in project.release().stdout


def test_the_changelog_is_no_part_of_the_wheel(project: Project) -> None:
    manifest = json.loads((project.out / "manifest.json").read_text())
    assert "CHANGELOG.md" not in json.dumps(manifest)
    assert run("generate", *places(project), "--force").exit_code == 0
    assert project.changelog.exists()


class TestTheDate:
    def test_of_the_build(
        self, fresh: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "981173106")
        assert fresh.release(day=None).exit_code == 0
        assert fresh.sections() == ["## [1.2.3] - 2001-02-03"]

    @pytest.mark.parametrize("given", ["yesterday", "9" * 30])
    def test_of_no_build(
        self, fresh: Project, monkeypatch: pytest.MonkeyPatch, given: str
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
        assert fresh.release(day=None).exit_code == 2
        assert not fresh.out.exists()

    def test_that_is_none(self, fresh: Project) -> None:
        assert fresh.release(day="03.02.2001").exit_code == 2


HOSTILE = (
    "# Title\n## [9.9.9] - 2030-01-01",
    "`\n\n## Breaking\n\n<script>alert(1)</script>",
    "[x](javascript:alert(1)) @somebody ``` ![](http://x/y)",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_documents_stay_texts(project: Project, text: str) -> None:
    facts = additive()
    operation_ = facts["classes"][0]["operations"][0]
    operation_["summary"] = " ".join(text.split())
    facts["definitions"][0]["properties"][0]["type"] = "Animal"
    project.put(facts)
    result = project.release()
    assert result.exit_code == 0, result.stderr
    version = project.values()["version"]
    assert project.sections() == [f"## [{version}] - 2001-02-03", project.sections()[1]]
    for line in project.report.read_text().splitlines():
        plain = "".join(line.split("`")[::2])
        assert "<" not in plain
        assert "](" not in plain


def test_files_are_put_back_together(tmp_path: Path) -> None:
    first, second, new = (tmp_path / name for name in ("first", "second", "new"))
    first.write_bytes(b"1")
    first.chmod(0o640)
    second.write_bytes(b"2")
    before = files_in(tmp_path)

    class Full(Filesystem):
        def move(self, source: Path, target: Path) -> None:
            if target == second:
                raise OSError(28, "No space left on device")
            super().move(source, target)

    diagnostics = Diagnostics()
    beside = {first: b"x", new: b"n", second: b"y"}
    for disk in (Full(), Filesystem()):
        tree = {"README.md": b""}
        out = tmp_path / "out"
        write_tree(tree, out, diagnostics, alongside=beside, disk=disk)
        if isinstance(disk, Full):
            assert [(d.code, d.span.file) for d in diagnostics.items] == [
                ("W008", str(second))
            ]
            assert files_in(tmp_path) == before
            assert not out.exists()
    assert {path: path.read_bytes() for path in beside} == beside
    assert first.stat().st_mode & 0o777 == 0o640
    assert not list(tmp_path.rglob(".mdclient*"))


def test_what_is_no_file_stays_what_it_is(project: Project) -> None:
    pipe = project.folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    project.put(additive())
    project.summary = pipe
    for changed in (b"changed=true", b"changed=false"):
        assert project.release().exit_code == 0
        assert os.read(reader, 1000).startswith(changed)
    os.close(reader)
    assert pipe.is_fifo()


def test_a_link_is_followed(project: Project) -> None:
    real = project.folder / "real"
    project.report.rename(real)
    os.symlink(real, project.report)
    project.put(additive())
    assert project.release().exit_code == 0
    assert project.report.is_symlink()
    assert "## Additive" in real.read_text()
