"""``mdclient diff``: what it compares, how it exits, what goes to which stream."""

import json
import os
import shutil
import subprocess
import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import Result

from generator.compat import SNAPSHOT_FILE
from generator.diffing.git import find_tree, unpack_tree
from tests.commands import run
from tests.synthetic import Fact, write_drop
from tests.synthetic.small import api, definition, drop, operation, parameter

SECOND = Path(__file__).parents[1] / "cases" / "parsing" / "second-documents"
FACTS = drop(
    [api("ZooAPI", operation("getAnimal", "GET /animal", answers={"200": "Animal"}))],
    [definition("Animal", name="string")],
)


def kinds(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [change["kind"] for change in json.loads(result.stdout)["changes"]]


def edited() -> Fact:
    """The facts after an additive change, and a breaking one of its own."""
    facts = deepcopy(FACTS)
    facts["definitions"][0]["properties"].append(
        {"name": "age", "type": "number", "required": False, "description": ""}
    )
    return facts


@pytest.fixture
def old(tmp_path: Path) -> Path:
    write_drop(tmp_path / "old", FACTS)
    return tmp_path / "old"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    write_drop(tmp_path / "new", edited())
    return tmp_path / "new"


def test_two_folders(old: Path, new: Path) -> None:
    assert kinds(run("diff", old, new, "--format", "json")) == ["property_added"]
    assert kinds(run("diff", old, old, "--format", "json")) == []


def test_the_date_of_the_pages_is_no_change(old: Path, new: Path) -> None:
    write_drop(new, FACTS)
    for page in new.rglob("*.md"):
        page.write_text(page.read_text().replace("2001-02-03", "2025-12-31"))
    result = run("diff", old, new)
    assert (result.exit_code, result.stdout) == (0, "no changes\n")


@pytest.mark.parametrize(
    ("limit", "forwards", "backwards"),
    [(None, 0, 0), ("breaking", 0, 1), ("additive", 1, 1)],
)
def test_what_fails(
    old: Path, new: Path, limit: str | None, forwards: int, backwards: int
) -> None:
    options = ["--fail-on", limit] if limit else []
    assert run("diff", old, new, *options).exit_code == forwards
    assert run("diff", new, old, *options).exit_code == backwards
    assert run("diff", old, old, *options).exit_code == 0


def with_second(folder: Path, permission: str) -> Path:
    """Second documents with a permission, which the configuration names."""
    shutil.copytree(SECOND / "docs", folder, dirs_exist_ok=True)
    page = folder / "second" / "PetsApi.md"
    page.write_text(page.read_text("utf-8").replace("shop:pet:edit", permission))
    return folder


def test_permissions_are_a_class_of_their_own(tmp_path: Path) -> None:
    old = with_second(tmp_path / "old", "shop:pet:edit")
    new = with_second(tmp_path / "new", "shop:pet:admin")
    found = json.loads(run("diff", old, new, "--format", "json").stdout)
    summary = found["summary"]
    classes = [summary[name] for name in ("breaking", "additive", "documentation")]
    assert (summary["permissions"], classes) == (1, [0, 0, 0])
    assert summary["operations_permissions_changed"] == 1
    assert found["version"]["bump"] == "minor"
    assert run("diff", old, new).stdout.startswith("Permissions (1)\n")
    assert "\n## Permissions\n" in run("diff", old, new, "--format", "markdown").stdout
    limits = {"breaking": 0, "permissions": 1, "additive": 1}
    for limit, code in limits.items():
        assert run("diff", old, new, "--fail-on", limit).exit_code == code


def test_each_side_has_its_own_second_documents(tmp_path: Path) -> None:
    old = with_second(tmp_path / "old", "shop:pet:edit")
    new = with_second(tmp_path / "new", "shop:pet:admin")
    (old / "client.toml").unlink()
    # Without a configuration of its own, a side has those that the other names.
    as_json = ("--format", "json")
    assert kinds(run("diff", old, new, *as_json)) == ["permissions_changed"]
    aside = (old / "second").rename(tmp_path / "aside")
    assert len(kinds(run("diff", old, new, *as_json))) > 1
    options = (*as_json, "--also-old", aside)
    assert kinds(run("diff", old, new, *options)) == ["permissions_changed"]
    assert kinds(run("diff", old, new, *options, "--also-new", aside)) == []
    # A named file counts for both sides, and so do the paths in it.
    options = (*as_json, "--config", new / "client.toml")
    assert kinds(run("diff", old, new, *options)) == []
    missing = run("diff", old, new, "--also-old", tmp_path / "missing")
    assert (missing.exit_code, "D001" in missing.stderr) == (1, True)


def test_a_client_takes_no_second_documents(tmp_path: Path) -> None:
    new = with_second(tmp_path / "new", "shop:pet:admin")
    client = tmp_path / "client"
    assert run("generate", "--specs", new, "--out", client).exit_code == 0
    assert kinds(run("diff", client, new, "--format", "json")) == []
    result = run("diff", client, new, "--also-old", new / "second")
    assert (result.exit_code, "R004" in result.stderr) == (1, True)


def test_wrong_usage(old: Path) -> None:
    assert run("diff", old).exit_code == 2
    assert run("diff", old, old, "--fail-on", "documentation").exit_code == 2


def test_errors_in_documents_are_told_where_they_are(old: Path, new: Path) -> None:
    page = new / "classes" / "zoo-api.md"
    page.write_text(page.read_text().replace("`GET /animal`", "nothing"))
    result = run("diff", old, new)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{new}/classes/zoo-api.md:" in result.stderr
    assert "error[D" in result.stderr


@pytest.mark.parametrize("given", ["nowhere", "--output=x:y", "HEAD:a\nb", "-x", ":"])
def test_what_is_nothing_is_an_error(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("diff", "--", old, given)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[R001]" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]


def test_a_client_keeps_what_it_was_made_from(
    old: Path, new: Path, tmp_path: Path
) -> None:
    (old / "client.toml").write_text('[package]\nversion = "1.2.3"\n')
    out = tmp_path / "client"
    assert run("generate", "--specs", old, "--out", out).exit_code == 0
    result = run("diff", out, new, "--format", "json")
    assert kinds(result) == ["property_added"]
    # The new documents have no version of their own and take that of the old ones.
    assert json.loads(result.stdout)["version"] == {
        "old": "1.2.3",
        "configured": "1.2.3",
        "bump": "minor",
        "asked": "1.3.0",
        "sufficient": False,
    }
    assert kinds(run("diff", out, out, "--format", "json")) == []


PAGED = """\
[paging]
items = ["items"]
[[paging.rules]]
style = "number"
parameters = ["page"]
"""
RIGHT = """\
[[overlay]]
property = "Page.items"
required = true
reason = "it is always there"
"""
WRONG = """\
[[overlay]]
property = "Page.items"
format = "date"
reason = "no list is a date"
"""


class TestConfiguration:
    @pytest.fixture
    def sides(self, old: Path, new: Path) -> tuple[Path, Path]:
        turned = parameter("query", "page", "number", required=False)
        made = operation("list", "GET /x", turned, answers={"200": "Page"})
        page = definition("Page", items="string[]")
        for folder in (old, new):
            shutil.rmtree(folder)
            write_drop(folder, drop([api("ZooAPI", made)], [page]))
        return old, new

    @pytest.mark.parametrize("beside", [False, True])
    @pytest.mark.parametrize("having", [0, 1])
    def test_of_one_side_counts_with_all_overlays(
        self, sides: tuple[Path, Path], tmp_path: Path, having: int, *, beside: bool
    ) -> None:
        """Wherever they are written, and if a client kept them."""
        side = sides[having]
        (side / "client.toml").write_text(PAGED if beside else PAGED + RIGHT)
        if beside:
            (side / "overlays").mkdir()
            (side / "overlays" / "always.toml").write_text(RIGHT)
        assert kinds(run("diff", *sides, "--format", "json")) == []
        out = tmp_path / "client"
        assert run("generate", "--specs", side, "--out", out).exit_code == 0
        pair = [*sides]
        pair[having] = out
        assert kinds(run("diff", *pair, "--format", "json")) == []
        # Overlays beside the documents are a configuration of their own, as is a file.
        bare = sides[1 - having]
        (bare / "overlays").mkdir()
        became = "property_became_" + ("optional" if having == 0 else "required")
        found = kinds(run("diff", *pair, "--format", "json"))
        assert found == ([became] if beside else [])
        (bare / "client.toml").write_text(PAGED)
        assert kinds(run("diff", *pair, "--format", "json")) == [became]

    def test_beside_documents_counts_for_both_with_a_file_that_is_named(
        self, sides: tuple[Path, Path], tmp_path: Path
    ) -> None:
        config = tmp_path / "other.toml"
        config.write_text(PAGED)
        (sides[0] / "overlays").mkdir()
        (sides[0] / "overlays" / "always.toml").write_text(RIGHT)
        options = ["--config", config, "--format", "json"]
        assert kinds(run("diff", *sides, *options)) == []
        (sides[1] / "client.toml").write_text("")
        assert kinds(run("diff", *sides, *options)) == ["property_became_optional"]

    def test_of_both_sides_may_differ(self, sides: tuple[Path, Path]) -> None:
        (sides[0] / "client.toml").write_text("")
        (sides[1] / "client.toml").write_text(PAGED + RIGHT)
        expected = ["paging_changed", "property_became_required"]
        assert kinds(run("diff", *sides, "--format", "json")) == expected

    def test_that_is_named_counts_for_both(
        self, sides: tuple[Path, Path], tmp_path: Path
    ) -> None:
        (sides[0] / "client.toml").write_text(PAGED)
        config = tmp_path / "other.toml"
        config.write_text(RIGHT)
        options = ["--config", config, "--format", "json"]
        assert kinds(run("diff", *sides, *options)) == []

    @pytest.mark.parametrize(("having", "code"), [(0, 0), (1, 1)])
    def test_corrections_have_to_fit_the_new_documents(
        self, sides: tuple[Path, Path], having: int, code: int
    ) -> None:
        (sides[having] / "client.toml").write_text(WRONG)
        result = run("diff", *sides)
        assert result.exit_code == code, result.output
        assert (f"{sides[1]}/client.toml:1:3: error[C105]" in result.stderr) == bool(
            code
        )

    def test_that_is_wrong_is_told_with_its_place(
        self, sides: tuple[Path, Path]
    ) -> None:
        (sides[0] / "client.toml").write_text("[package]\nverison = 1\n")
        result = run("diff", *sides)
        assert result.exit_code == 1
        assert f"{sides[0]}/client.toml:2:1: error[C003]" in result.stderr


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8bxx", None])
def test_a_client_that_keeps_nothing_of_use(
    old: Path, tmp_path: Path, damage: bytes | None
) -> None:
    out = tmp_path / "client"
    run("generate", "--specs", old, "--out", out)
    kept = out / "model.json.gz"
    kept.unlink() if damage is None else kept.write_bytes(damage)
    result = run("diff", out, old)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[R002]" in result.stderr


def test_a_manifest_among_documents_makes_no_client(old: Path, new: Path) -> None:
    (new / "manifest.json").write_text("{}")
    assert kinds(run("diff", old, new, "--format", "json")) == ["property_added"]


class TestRevisions:
    @pytest.fixture
    def repository(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Two commits: the old documents, and the new ones."""
        root = tmp_path / "repository"
        (root / "docs").mkdir(parents=True)
        monkeypatch.chdir(root)
        for name in ("GLOBAL", "SYSTEM"):
            monkeypatch.setenv(f"GIT_CONFIG_{name}", "/dev/null")
        git("init", "--quiet")
        for facts in (FACTS, edited()):
            write_drop(root / "docs" / "specs", facts)
            git("add", ".")
            who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
            git(*who, "commit", "--quiet", "-m", "x")
        return root

    @pytest.mark.parametrize(
        "arguments",
        [
            ["HEAD~1:docs/specs", "HEAD:docs/specs"],
            ["HEAD~1:./docs/specs", "docs/specs"],
            ["HEAD~1", "HEAD", "--specs", "docs/specs"],
            ["HEAD~1", "docs/specs", "--specs", "docs/specs"],
        ],
    )
    def test_are_compared(self, repository: Path, arguments: list[str]) -> None:
        result = run("diff", *arguments, "--format", "json")
        assert kinds(result) == ["property_added"]
        assert git("status", "--porcelain") == ""

    def test_need_no_working_folder(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        specs = repository / "docs" / "specs"
        monkeypatch.chdir("/")
        result = run("diff", "HEAD~1", "HEAD", "--specs", specs, "--format", "json")
        assert kinds(result) == ["property_added"]

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ("HEAD:nowhere", "directory 'nowhere' does not exist at 'HEAD'"),
            ("HEAD", "directory 'nowhere' does not exist at 'HEAD'"),
            ("HEAD~9:docs", "git has no such revision"),
            ("HEAD~9", "git has no such revision"),
            (":docs", "git has no such revision"),
            (
                "HEAD:docs/specs/classes/x.md",
                "directory 'docs/specs/classes/x.md' does not exist at 'HEAD'",
            ),
            ("HEAD:docs/specs/classes/zoo-api.md", "fatal: not a tree object"),
        ],
    )
    def test_that_have_no_such_folder(
        self, repository: Path, given: str, reason: str
    ) -> None:
        result = run("diff", given, "docs/specs", "--specs", "nowhere")
        assert result.exit_code == 1
        said = "error[R001]: not a directory or a git revision"
        assert f"{given}: {said}: {reason}\n" in result.stderr

    @pytest.mark.parametrize("given", [":/first: x", "HEAD^{/first: x}"])
    def test_with_colons_of_their_own(self, repository: Path, given: str) -> None:
        """A commit by its message, in which a colon stands for itself."""
        git("checkout", "--quiet", "HEAD~1")
        who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        git(*who, "commit", "--quiet", "--amend", "-m", "first: x")
        write_drop(repository / "docs" / "specs", edited())
        arguments = [given, "docs/specs", "--specs", "docs/specs", "--format", "json"]
        assert kinds(run("diff", *arguments)) == ["property_added"]

    @pytest.mark.parametrize("named", [".git", None])
    def test_in_a_hook(
        self, repository: Path, monkeypatch: pytest.MonkeyPatch, named: str | None
    ) -> None:
        """Which git starts in the working folder, with the repository's name."""
        monkeypatch.setenv("GIT_DIR", named or str(repository / ".git"))
        for specs in ("docs/specs", repository / "docs" / "specs"):
            options = ["--specs", specs, "--format", "json"]
            for old in ("HEAD~1", "HEAD~1:docs/specs"):
                assert kinds(run("diff", old, "HEAD", *options)) == ["property_added"]

    def test_are_named_where_they_are_wrong(self, repository: Path) -> None:
        page = repository / "docs" / "specs" / "classes" / "zoo-api.md"
        page.write_text(page.read_text().replace("`GET /animal`", "nothing"))
        git("stash", "--quiet")
        result = run("diff", "stash@{0}:docs/specs", "docs/specs")
        assert result.exit_code == 1
        assert "stash@{0}:docs/specs/classes/zoo-api.md:" in result.stderr

    def test_are_read_as_they_are(self, repository: Path) -> None:
        """Attributes that leave files out of archives or change them do not count."""
        text = "* export-ignore\n*.md text eol=crlf\n"
        (repository / ".git" / "info" / "attributes").write_text(text)
        arguments = ["HEAD~1:docs/specs", "HEAD:docs/specs", "--format", "json"]
        assert kinds(run("diff", *arguments)) == ["property_added"]

    def test_with_links_that_lead_away(self, repository: Path, tmp_path: Path) -> None:
        secret = tmp_path / "secret.md"
        secret.write_text("# Secret")
        page = repository / "docs" / "specs" / "classes" / "zoo-api.md"
        page.unlink()
        page.symlink_to(secret)
        git("add", ".")
        who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        git(*who, "commit", "--quiet", "-m", "x")
        result = run("diff", "HEAD~1:docs/specs", "HEAD:docs/specs")
        assert result.exit_code == 1
        assert "error[D006]" in result.stderr

    def test_of_a_client(self, repository: Path, tmp_path: Path) -> None:
        run("generate", "--specs", "docs/specs", "--out", "client")
        git("add", ".")
        who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        git(*who, "commit", "--quiet", "-m", "x")
        # What it kept is all that is unpacked.
        (tmp_path / "unpacked").mkdir()
        found = find_tree("HEAD:client", repository)
        unpack_tree(*found, tmp_path / "unpacked", SNAPSHOT_FILE)
        assert [path.name for path in (tmp_path / "unpacked").iterdir()] == [
            SNAPSHOT_FILE
        ]
        arguments = ["HEAD:client", "HEAD~2:docs/specs", "--format", "json"]
        assert kinds(run("diff", *arguments)) == ["property_removed"]


def git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("place", ["specs/second", "second"])
def test_revisions_have_their_second_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    specs = with_second(tmp_path / "specs", "shop:pet:edit")
    (specs / "second").rename(place)
    path = Path(os.path.relpath(place, specs)).as_posix()
    (specs / "client.toml").write_text(f"[[documents.also]]\npath = '{path}'\n")
    commit_all()
    page = Path(place, "PetsApi.md")
    page.write_text(page.read_text("utf-8").replace("shop:pet:edit", "shop:pet:own"))
    as_json = ("--format", "json")
    assert kinds(run("diff", "HEAD", "specs", *as_json)) == ["permissions_changed"]
    commit_all()
    for names in (("HEAD~1", "HEAD"), ("HEAD~1:specs", "HEAD:./specs")):
        assert kinds(run("diff", *names, *as_json)) == ["permissions_changed"]


def test_revisions_read_no_second_documents_outside_their_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Revisions are unpacked below this directory.
    temporary = tmp_path / "temporary"
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    repository = tmp_path / "repository"
    specs = with_second(repository / "specs", "shop:pet:edit")
    (specs / "client.toml").write_text("[[documents.also]]\npath = '../../second'\n")
    temporary.mkdir()
    shutil.move(specs / "second", temporary / "second")
    monkeypatch.chdir(repository)
    git("init", "--quiet")
    commit_all()
    result = run("diff", "HEAD", "HEAD")
    assert (result.exit_code, "D001" in result.stderr) == (1, True)


def commit_all() -> None:
    git("add", ".")
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    git(*who, "commit", "--quiet", "-m", "x")
