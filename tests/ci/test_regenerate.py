"""The regeneration job: its steps, as they stand in the workflow, on a copy.

`make test` runs a small test there instead of all of them, which these would be among;
nothing else of a step is replaced.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from typer.testing import CliRunner

from generator.cli import app

from .conftest import ROOT, WORKFLOW, Hosting, run
from .workflow import StepFailed, load

PAGE = "specs/classes/license-api.md"
OPTIONAL = "- `query.pageSize` - **(number, optional)** Page size\n"
BREAK = (OPTIONAL, OPTIONAL.replace("optional", "required"))
ADD = (OPTIONAL, OPTIONAL + "- `query.sort` - **(string, optional)** `$(id)` @all\n")


def edit(hosting: Hosting, old: str, new: str) -> None:
    page = hosting.work / PAGE
    text = page.read_text()
    assert text.count(old) == 1
    page.write_text(text.replace(old, new))


def version(text: str) -> str:
    made: str = tomllib.loads(text)["project"]["version"]
    return made


class TestTheJob:
    def test_makes_a_pull_request_of_new_pages(self, hosting: Hosting) -> None:
        edit(hosting, *ADD)
        hosting.push("Take in new pages")
        first = hosting.job("first")
        branch = "regenerate/0.2.0"
        assert hosting.branches() == {"main", branch}
        assert first.outputs["release"] == {
            "changed": "true",
            "class": "additive",
            "version": "0.2.0",
            "tests": "success",
        }
        assert any("1 passed" in line for line in first.log)
        # The branch has the new client, one commit above main, and nothing else.
        assert version(hosting.show(branch, "generated/pyproject.toml")) == "0.2.0"
        before = hosting.show("main", "specs/client.toml")
        after = hosting.show(branch, "specs/client.toml")
        assert after == before.replace('version = "0.1.0"', 'version = "0.2.0"')
        assert before != after
        assert "sort" in hosting.show(branch, LICENSE)
        log = hosting.git("log", "--format=%s", f"main..{branch}", cwd=hosting.remote)
        assert log == "Release 0.2.0 of the client\n"
        changed = hosting.git(
            "diff", "--name-only", "main", branch, cwd=hosting.remote
        ).split()
        assert {name.split("/")[0] for name in changed} == {"specs", "generated"}
        checkout(hosting, branch)
        # The text is what diff says, in the changelog too.
        told = run(
            *(sys.executable, "-m", "generator", "diff", "--format", "markdown"),
            *("main:generated", f"{branch}:generated"),
            cwd=hosting.work,
            env={**hosting.environment, "PYTHONPATH": str(ROOT)},
        )
        calls = hosting.calls()
        (body,) = (body for said, body in calls if said[:2] == ["pr", "create"])
        assert body is not None
        assert body.strip() == told.strip()
        # There, what to release is no question any more.
        line, _, changes = told.replace("\n##", "\n###").strip().partition("\n")
        entry = f"{line.partition(';')[0]}\n{changes}"
        changelog = hosting.show(branch, "generated/CHANGELOG.md")
        assert entry in changelog
        assert "## [0.2.0] - " in changelog
        assert [said for said, _ in calls if said[:2] != ["pr", "list"]] == [
            ["auth", "setup-git"],
            ["label", "create", "additive", "--force", "--description", LABEL],
            [
                *("pr", "create", "--base", "main", "--head", branch),
                *("--title", "Release 0.2.0", "--body-file", "build/body.md"),
                *("--label", "additive"),
            ],
        ]
        self.has_a_wheel(hosting)
        # The same again: nothing is pushed, nothing opened twice.
        tip = hosting.git("rev-parse", branch, cwd=hosting.remote)
        hosting.environment["SOURCE_DATE_EPOCH"] = "4102444800"  # On another day.
        again = hosting.job("again")
        assert any("is there already" in line for line in again.log)
        assert hosting.git("rev-parse", branch, cwd=hosting.remote) == tip
        told_again = [said[:2] for said, _ in hosting.calls()[len(calls) :]]
        assert ["pr", "create"] not in told_again
        # It was merged: there is nothing to do.
        hosting.git("push", "--quiet", "origin", "HEAD:main")
        third = hosting.job("third")
        assert third.outputs["release"]["changed"] == "false"
        assert third.outputs["propose"] == {}
        assert hosting.artifacts("third") == set()

    def has_a_wheel(self, hosting: Hosting) -> None:
        (wheel,) = (n for n in hosting.artifacts("first") if n.endswith(".whl"))
        assert wheel == "wheel/genesys_cloud-0.2.0-py3-none-any.whl"
        with ZipFile(hosting.folder / "first" / "artifacts" / wheel) as archive:
            tops = {name.split("/")[0] for name in archive.namelist()}
        assert tops == {"genesys_cloud", "genesys_cloud-0.2.0.dist-info"}

    def test_does_nothing_where_nothing_changed(self, hosting: Hosting) -> None:
        made = hosting.job("first")
        assert made.outputs["release"]["changed"] == "false"
        assert "Test" not in made.log
        assert hosting.branches() == {"main"}
        assert hosting.calls() == []

    def test_annotates_mistakes_and_stops(self, hosting: Hosting) -> None:
        edit(hosting, OPTIONAL, "- `query.pageSize` **number** Page size\n")
        hosting.push("Take in a mistake")
        with pytest.raises(StepFailed, match=rf"::error file={PAGE},line=160"):
            hosting.job("first")
        assert hosting.branches() == {"main"}
        assert hosting.calls() == []

    def test_proposes_as_a_draft_what_fails_tests(self, hosting: Hosting) -> None:
        edit(hosting, *BREAK)
        hosting.push("Take in new pages")
        with pytest.raises(StepFailed, match="The tests fail with the new client"):
            hosting.job("first", tests="tests/test_that_is_not_there.py")
        (said,) = (said for said, _ in hosting.calls() if said[:2] == ["pr", "create"])
        assert said[-1] == "--draft"
        assert hosting.branches() == {"main", "regenerate/0.2.0"}

    def test_leaves_the_work_of_people_alone(self, hosting: Hosting) -> None:
        edit(hosting, *ADD)
        hosting.push("Take in new pages")
        hosting.job("first")
        checkout(hosting, "regenerate/0.2.0")
        edit(hosting, "`$(id)` @all", "How to sort")
        hosting.git("commit", "--quiet", "--all", "--message", "Correct a page")
        hosting.git("push", "--quiet", "origin", "regenerate/0.2.0")
        with pytest.raises(StepFailed, match="Somebody works on regenerate"):
            hosting.job("again")
        assert "How to sort" in hosting.show("regenerate/0.2.0", PAGE)

    def test_brings_a_proposal_of_its_own_up_to_date(self, hosting: Hosting) -> None:
        edit(hosting, *ADD)
        hosting.push("Take in new pages")
        hosting.job("first")
        many = (f"- `query.q{n}` - **(string, optional)** Q\n" for n in range(1500))
        edit(hosting, ADD[1], ADD[1] + "".join(many))
        hosting.push("Take in more pages")
        hosting.job("again")
        assert "query.q1499" in hosting.show("regenerate/0.2.0", PAGE)
        said, body = hosting.calls()[-1]
        assert said[:3] == ["pr", "edit", "regenerate/0.2.0"]
        assert "--remove-label" not in str(hosting.calls())
        # No more than the host takes.
        assert body is not None
        assert body.endswith("\n\nThe rest is in generated/CHANGELOG.md.\n")
        assert 50_000 < len(body) < 65_536
        assert "q1499" in hosting.show("regenerate/0.2.0", "generated/CHANGELOG.md")
        assert "q1499" in (hosting.folder / "again/jobs/summary").read_text()
        # It gets another label, and loses the one that it had.
        edit(hosting, *BREAK)
        hosting.push("Take in pages that break")
        hosting.job("breaking")
        assert [said[2:] for said, _ in hosting.calls()[-2:]] == [
            ["regenerate/0.2.0", "--remove-label", "additive"],
            [
                *("regenerate/0.2.0", "--body-file", "build/body.md"),
                *("--add-label", "breaking"),
            ],
        ]
        # It is not opened again if somebody closed it.
        hosting.set_pull_request("CLOSED")
        hosting.job("third")
        assert [s[:2] for s, _ in hosting.calls()].count(["pr", "create"]) == 1

    def test_takes_over_documents_and_client_alone(self, hosting: Hosting) -> None:
        edit(hosting, *ADD)
        (hosting.work / "tests" / "test_evil.py").write_text(EVIL)
        hosting.push("Take in new pages, and a test that means no good")
        job = hosting.job("first", tests="tests/test_evil.py")
        assert job.outputs["release"]["tests"] == "success"
        branch = "regenerate/0.2.0"
        names = hosting.git("ls-tree", "-r", "--name-only", branch, cwd=hosting.remote)
        assert "specs/classes/license-api.md" in names
        assert "evil.yml" not in names

    def test_fetches_pages_from_elsewhere(self, hosting: Hosting) -> None:
        edit(hosting, *ADD)
        pages = hosting.folder / "pages"
        run("cp", "-R", "specs", str(pages), cwd=hosting.work, env=hosting.environment)
        (pages / "client.toml").unlink()
        (pages / "definitions" / "limit-definition.md").unlink()
        hosting.git("checkout", "--quiet", "--", "specs")
        hosting.git("init", "--quiet", "--initial-branch=next", str(pages))
        hosting.git("add", "--all", cwd=pages)
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        hosting.git(*who, "commit", "--quiet", "--message", "New", cwd=pages)
        hosting.job("first", documents=pages.as_uri(), revision="next")
        (branch,) = hosting.branches() - {"main"}
        assert ADD[1] in hosting.show(branch, PAGE)
        names = hosting.git("ls-tree", "-r", "--name-only", branch, cwd=hosting.remote)
        assert "specs/client.toml" in names
        assert "limit-definition.md" not in names

    @pytest.mark.parametrize("name", ["documents", "revision"])
    def test_runs_nothing_that_was_typed_in(self, hosting: Hosting, name: str) -> None:
        evil = "$(touch ../../../evil) `touch ../../../evil` '; touch ../../../evil; '"
        inputs = {"documents": hosting.work.as_uri(), name: evil}
        with pytest.raises(StepFailed):
            hosting.job("first", **inputs)
        assert not (hosting.folder / "evil").exists()


LICENSE = "generated/genesys_cloud/api/license.py"
LABEL = "Class of a release"


EVIL = """\
import subprocess
from pathlib import Path


def test_that_is_none() -> None:
    Path("evil.yml").write_text("on: push")
    subprocess.run(["git", "add", "evil.yml"], check=True)
"""


def checkout(hosting: Hosting, branch: str) -> None:
    hosting.git("fetch", "--quiet", "origin", f"{branch}:{branch}")
    hosting.git("checkout", "--quiet", branch)


def test_one_command_does_the_same_here(hosting: Hosting) -> None:
    edit(hosting, *BREAK)
    drop = hosting.folder / "a drop; touch evil"
    run("cp", "-R", "specs", str(drop), cwd=hosting.work, env=hosting.environment)
    (drop / "client.toml").write_text("nobody = 'reads this'\n")
    hosting.git("checkout", "--quiet", "--", "specs")
    environment = {**hosting.environment, "TESTS": "tests/test_small.py"}
    make = ("make", "regenerate", f"SPECS={drop}")
    said = run(*make, cwd=hosting.work, env=environment)
    assert "0.1.0 -> 0.2.0: breaking" in said
    assert "1 passed" in said
    assert "## Breaking" in (hosting.work / "build/release/changes.md").read_text()
    (wheel,) = (hosting.work / "dist").iterdir()
    assert wheel.name == "genesys_cloud-0.2.0-py3-none-any.whl"
    assert not (hosting.work / "evil").exists()
    status = hosting.git("status", "--porcelain")
    assert "nothing to release" in run(*make, cwd=hosting.work, env=environment)
    assert hosting.git("status", "--porcelain") == status
    # What changed is still to be read.
    assert "## Breaking" in (hosting.work / "build/release/changes.md").read_text()


def test_pages_right_in_the_folder_are_taken_in_and_out(hosting: Hosting) -> None:
    flat = hosting.folder / "flat drop"
    flat.mkdir()
    for folder in ("classes", "definitions"):
        shutil.copytree(hosting.work / "specs" / folder, flat, dirs_exist_ok=True)
    (flat / "README.md").write_text("About the drop.\n")
    specs = hosting.work / "specs"
    (specs / "README.md").write_text("About ours.\n")
    before = {path.name for path in flat.glob("*-*.md")}
    make = ("make", "intake", f"SPECS={flat}")
    run(*make, cwd=hosting.work, env=hosting.environment)
    assert not (specs / "classes").exists()
    assert {path.name for path in specs.glob("*.md")} == before | {"README.md"}
    assert (specs / "README.md").read_text() == "About ours.\n"
    assert (specs / "client.toml").exists()
    folders = hosting.folder / "folders"
    hosting.git("clone", "--quiet", str(hosting.remote), str(folders))
    make = ("make", "intake", f"SPECS={folders / 'specs'}")
    run(*make, cwd=hosting.work, env=hosting.environment)
    assert {path.name for path in specs.glob("*.md")} == {"README.md"}
    assert {path.name for path in specs.glob("[cd]*/*.md")} == before


def test_a_folder_without_pages_takes_none_away(hosting: Hosting) -> None:
    ran = subprocess.run(
        ["make", "regenerate", f"SPECS={hosting.folder / 'gh'}"],
        cwd=hosting.work,
        env=hosting.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "there are no pages" in ran.stderr
    assert hosting.git("status", "--porcelain") == ""


class TestTheFile:
    def test_scripts_hold_no_expressions(self) -> None:
        scripts = [
            step["run"]
            for job in load(WORKFLOW)["jobs"].values()
            for step in job["steps"]
            if "run" in step
        ]
        assert len(scripts) > 8
        assert not [script for script in scripts if "${{" in script]

    def test_runs_when_it_should(self) -> None:
        on = load(WORKFLOW)["on"]
        assert set(on) == {"push", "schedule", "workflow_dispatch"}
        assert "specs/**" in on["push"]["paths"]

    def test_what_runs_documents_may_write_nothing(self) -> None:
        workflow = load(WORKFLOW)
        assert workflow["permissions"] == {"contents": "read"}
        jobs = workflow["jobs"]
        assert "permissions" not in jobs["release"]
        assert jobs["propose"]["permissions"] == {
            "contents": "write",
            "pull-requests": "write",
        }
        assert "make" not in re.findall(
            r"\w+", "\n".join(step.get("run", "") for step in jobs["propose"]["steps"])
        )
        for job in jobs.values():
            (checkout,) = (s for s in job["steps"] if "checkout" in s.get("uses", ""))
            assert checkout["with"]["persist-credentials"] is False
        assert "TOKEN" not in yaml.safe_dump(jobs["release"]).upper()


class TestTheHook:
    def test_checks_the_client(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = ROOT / ".pre-commit-hooks.yaml"
        (hook,) = yaml.safe_load(path.read_text("utf-8"))
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        files = re.compile(hook["files"])
        assert files.search("specs/classes/license-api.md")
        assert files.search("generated/README.md")
        assert not files.search("docs/specs.md")
        program, *arguments = hook["entry"].split()
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        assert project["scripts"][program] == "mdclient.cli:main"
        run("cp", "-R", str(ROOT / "specs"), "specs", cwd=tmp_path, env={"PATH": PATH})
        monkeypatch.chdir(tmp_path)
        runner = CliRunner()
        assert runner.invoke(app, arguments).exit_code == 3
        assert runner.invoke(app, ["generate"]).exit_code == 0
        assert runner.invoke(app, arguments).exit_code == 0
        page = tmp_path / PAGE
        page.write_text(page.read_text().replace(*BREAK))
        assert runner.invoke(app, arguments).exit_code == 3


PATH = "/usr/bin:/bin"
