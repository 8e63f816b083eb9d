"""Own templates: what they change, and what is known of the plan they are given."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.rendering import Templates, templates
from generator.rendering.templates import PLAN_VERSION
from tests.conftest import Golden
from tests.trees import files_in

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
DOCS = ROOT / "docs/templates.md"
SHAPES = ROOT / "generator/rendering/plan/plan_types.py"


def generate(out: Path, own: Path, *options: str) -> tuple[int, str]:
    arguments = ["--specs", str(SPECS), "--out", str(out), "--templates", str(own)]
    result = CliRunner().invoke(app, ["generate", *arguments, *options])
    return result.exit_code, result.output


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "plan.toml").write_text(f"version = {PLAN_VERSION}\n")
    return folder


def test_copies_of_all_templates_make_the_same_client(tmp_path: Path) -> None:
    own = tmp_path / "own"
    copied = CliRunner().invoke(app, ["templates", "--copy", str(own)])
    assert (copied.exit_code, copied.output) == (0, "")
    assert generate(tmp_path / "ours", tmp_path / "own")[0] == 0
    made = files_in(tmp_path / "ours")
    usual = CliRunner().invoke(
        app, ["generate", "--specs", str(SPECS), "--out", str(tmp_path / "usual")]
    )
    assert usual.exit_code == 0
    assert made == files_in(tmp_path / "usual")


def test_a_template_and_a_macro_are_replaced(own: Path, tmp_path: Path) -> None:
    (own / "macros").mkdir()
    macro = (ROOT / "templates/macros/method.j2").read_text()
    call = "{{ operation.constant }}.with_values("
    assert call in macro
    (own / "macros/method.j2").write_text(macro.replace(call, f"{call} # why?\n"))
    (own / "distribution").mkdir()
    (own / "distribution/README.md.j2").write_text(
        "# {{ client.config.package.title | markdown }}\n"
    )
    (own / "distribution/NOTICE.j2").write_text("Ours\n")
    code, said = generate(tmp_path / "out", own)
    assert code == 0
    assert "NOTICE.j2: note[T003]" in said
    made = files_in(tmp_path / "out")
    assert made["README.md"] == b"# Genesys Cloud Platform API\n"
    assert made["NOTICE"] == b"Ours\n"
    # Black has been over what the macro printed.
    assert "(  # why?\n" in made["genesys_cloud/api/license.py"].decode()


def test_the_list_has_what_can_be_replaced_and_nothing_else() -> None:
    listed = CliRunner().invoke(app, ["templates", "--list"]).output.split()
    assert "macros/method.j2" in listed
    assert all(name.endswith(".j2") for name in listed)
    assert "distribution/package/api/api.py.j2" in listed
    assert listed == sorted(listed) == list(Templates().names)
    unknown = CliRunner().invoke(app, ["templates", "nothing.j2"])
    assert unknown.exit_code == 2


def test_copies_replace_nothing(tmp_path: Path) -> None:
    arguments = ["templates", "--copy", str(tmp_path), "macros/method.j2"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (tmp_path / "macros/method.j2").write_text("mine")
    again = CliRunner().invoke(app, [*arguments, "macros/client.j2"])
    assert again.exit_code == 1
    assert (tmp_path / "macros/method.j2").read_text() == "mine"
    assert not (tmp_path / "macros/client.j2").exists()


def _documented_plan() -> str:
    """The structs of the plan with their fields, as tables."""
    tree = ast.parse(SHAPES.read_text("utf-8"))
    lines = [f"## The plan, version {PLAN_VERSION}", ""]
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or node.name == "Plan":
            continue
        text = " ".join((ast.get_docstring(node) or "").split())
        lines += [
            f"### {node.name}",
            "",
            text,
            "",
            "| Field | Type | |",
            "|---|---|---|",
        ]
        rows = [*node.body, None]
        for item, after in pairwise(rows):
            if isinstance(item, ast.AnnAssign):
                kind = ast.unparse(item.annotation).replace("|", "\\|")
                lines.append(
                    f"| `{ast.unparse(item.target)}` | `{kind}` | {said(after)} |"
                )
        lines.append("")
    return "\n".join(lines)


def said(node: ast.stmt | None) -> str:
    """The text below a field."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split())
    return ""


def test_the_plan_is_documented(golden: Golden) -> None:
    prose, _, _ = DOCS.read_text("utf-8").partition("## The plan, version")
    golden(DOCS, f"{prose.rstrip()}\n\n{_documented_plan()}")


def test_errors_of_our_own_templates_are_bugs(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> str:
        raise ValueError("a bug")

    monkeypatch.setitem(templates._FILTERS, "docstring", broken)
    code, said = generate(tmp_path / "out", own, "--no-cache")
    assert code == 70
    assert "This is a bug in mdclient" in said
