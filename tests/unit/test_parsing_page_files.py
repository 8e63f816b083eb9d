"""Documents whose files lead elsewhere, or are called oddly."""

import os
import sys
from pathlib import Path

import pytest

from generator.config import Documents
from generator.diagnostics import Diagnostics
from generator.parsing.page_files import PageFile, check_nesting, read_bytes
from generator.parsing.page_source import PageSource
from generator.pipeline import SpecSource as Origin
from generator.pipeline import generate, inspect
from generator.progress import silent

from .test_parsing_parser import pages


class _Watch:
    """Notes what is opened below a folder, whoever opens it."""

    def __init__(self) -> None:
        self.root = ""
        self.opened: list[str] = []
        # There is no taking it back, so there is one for all tests.
        sys.addaudithook(self._tell)

    def _tell(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.root and event in {"open", "os.scandir", "os.listdir"}:
            name = arguments[0] if arguments else None
            if isinstance(name, (str, bytes, os.PathLike)):
                path = os.path.realpath(os.fsdecode(name))
                if path.startswith(self.root):
                    self.opened.append(os.path.relpath(path, self.root))


_WATCH = _Watch()


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A small drop in two folders, beside a folder that is none of its business."""
    docs, outside = tmp_path / "docs", tmp_path / "outside"
    for kind in ("classes", "definitions"):
        (docs / kind).mkdir(parents=True)
    pages(docs)
    (docs / "pets-api.md").rename(docs / "classes" / "pets-api.md")
    (docs / "pet-definition.md").rename(docs / "definitions" / "pet-definition.md")
    (outside / "folder").mkdir(parents=True)
    for name in ("x-definition.md", "folder/x-definition.md"):
        (outside / name).write_text("# `Secret` Definition\n\nSecret.\n", "utf-8")
    (outside / "client.toml").write_text("secret = 1", "utf-8")
    (outside / "overlay.toml").write_text("secret = 1", "utf-8")
    return docs


def run(docs: Path) -> tuple[set[str], str, list[str]]:
    """Codes, everything that is said, and what was opened beside the output."""
    diagnostics, again = Diagnostics(), Diagnostics()
    _WATCH.root, _WATCH.opened = os.path.realpath(docs.parent), []
    try:
        view = inspect(Origin(specs=docs), diagnostics, silent)
        generate(Origin(specs=docs), docs.parent / "out", again, silent)
    finally:
        _WATCH.root = ""
    said = diagnostics.render() + again.render() + (view or b"").decode()
    opened = [path for path in _WATCH.opened if not path.startswith("out/")]
    return {item.code for item in diagnostics.items}, said, opened


@pytest.mark.parametrize(
    ("place", "target", "code"),
    [
        ("definitions/x-definition.md", "../../outside/x-definition.md", "D006"),
        ("definitions/x-definition.md", "{}/x-definition.md", "D006"),
        ("definitions/x-definition.md", "../link", "D006"),
        ("definitions/x-definition.md", "/dev/zero", "D006"),
        ("definitions/x-definition.md", "../../outside/folder", "D008"),
        ("definitions/folder", "../../outside/folder", "D008"),
        ("definitions/x.md", "../../outside/x-definition.md", "D007"),
        ("x-definition.md", "../outside/x-definition.md", "D006"),
        ("classes/api-classes.md", "../../outside/x-definition.md", "D006"),
        ("client.toml", "../outside/client.toml", "C001"),
        ("client.toml", "{}/client.toml", "C001"),
        ("client.toml", "../outside/nothing.toml", "C001"),
        ("client.toml", "nothing.toml", "C001"),
        ("client.toml", "client.toml", "C001"),
        ("client.toml", "classes", "C001"),
        ("overlays", "../outside", "C001"),
    ],
)
def test_nothing_outside_of_the_documents_is_read(
    docs: Path, place: str, target: str, code: str
) -> None:
    outside = docs.parent / "outside"
    (docs / "link").symlink_to("../outside/x-definition.md")
    (docs / place).symlink_to(target.format(outside))
    codes, said, opened = run(docs)
    assert code in codes
    assert "ecret" not in said
    assert "docs/classes/pets-api.md" in opened or codes != {"C001"}
    assert not [path for path in opened if path.startswith("outside")]


def test_the_configuration_of_the_documents_is_no_pipe(docs: Path) -> None:
    os.mkfifo(docs / "client.toml")
    assert "C001" in run(docs)[0]


def test_a_link_to_a_page_of_the_documents_is_that_page(docs: Path) -> None:
    (docs / "shared").mkdir()
    page = docs / "definitions" / "pet-definition.md"
    page.rename(docs / "shared" / "pet.txt")
    page.symlink_to("../shared/pet.txt")
    codes, said, opened = run(docs)
    assert codes == {"D010"}
    assert '"name": "Pet"' in said
    assert "docs/shared/pet.txt" in opened


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("../../outside/x-definition.md", "D312"),
        ("..%2F..%2Foutside%2Fx-definition.md", "D312"),
        ("../../outside/pet-definition.md", "D321"),
        ("..%2F..%2Foutside%2Fpet-definition.md", "D321"),
        ("%2e%2e%2f%2e%2e%2foutside/pet-definition.md", "D321"),
        ("%252e%252e%252f%252e%252e%252foutside/pet-definition.md", "D321"),
        ("..%5c..%5coutside%5cpet-definition.md", "D321"),
        ("%2Fetc%2Fpet-definition.md", "D321"),
        ("/etc/x-definition.md", "D202"),
        ("file:///etc/x-definition.md", "D202"),
    ],
)
def test_a_target_is_looked_for_among_the_pages_alone(
    docs: Path, target: str, code: str
) -> None:
    page = docs / "classes" / "pets-api.md"
    text = page.read_text("utf-8")
    changed = text.replace("(pet-definition.md)", f"({target})")
    assert changed != text
    page.write_text(changed, "utf-8")
    codes, _, opened = run(docs)
    assert code in codes
    assert not [path for path in opened if path.startswith("outside")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CON", "D314"),
        ("a b", "D314"),
        ("a\\b", "D314"),
        ("-rf", "D314"),
        ("é", "D314"),
        ("e\u0301", "D314"),
        ("%2e%2e%2f", "D314"),
        ("{{ 7*7 }}", "D314"),
        ("x" * 200, "D314"),
        ("x\ny", "D016"),
        ("\x1b[31m", "D016"),
        ("\u202eevil", "D016"),
        ("\udcff", "D016"),
    ],
)
@pytest.mark.parametrize("kind", ["definition", "class"])
def test_odd_names_of_files_are_only_names(
    docs: Path, kind: str, name: str, code: str
) -> None:
    path, first = f"classes/{name}-api.md", "classes/pets-api.md"
    if kind == "definition":
        path = f"definitions/{name}-definition.md"
        first = "definitions/pet-definition.md"
    text = (docs / first).read_text("utf-8")
    text = text.replace("`Pet`", "`Odd`").replace("Pets", "Odd")
    text = text.replace("/pets/", "/odd/")
    (docs / path).write_text(text, "utf-8")
    codes, said, _ = run(docs)
    assert codes == ({"D016"} if code == "D016" else {"D010", "D314"})
    assert "\x1b" not in said
    assert "\u202e" not in said
    made = {part for file in (docs.parent / "out").rglob("*") for part in file.parts}
    assert bool(made) == (code != "D016")
    assert name.lower() not in {part.partition(".")[0].lower() for part in made}


def test_a_page_that_is_too_large_is_not_opened(docs: Path) -> None:
    page = docs / "definitions" / "pet-definition.md"
    os.truncate(page, 3 * 2**30)  # it takes no room on the disk
    codes, said, opened = run(docs)
    assert codes == {"D012", "D014"}
    assert f"bytes, not {3 * 2**30}" in said
    assert not [path for path in opened if path.endswith(".md")]


def test_pages_that_are_too_many_are_not_opened(docs: Path) -> None:
    (docs / "client.toml").write_text("[documents]\npages = 1", "utf-8")
    codes, _, opened = run(docs)
    assert codes == {"D013"}
    assert not [path for path in opened if path.endswith(".md")]


def test_a_page_that_grew_is_read_no_further(docs: Path) -> None:
    limits = Documents(page_bytes=400)
    diagnostics = Diagnostics()
    page = docs / "definitions" / "pet-definition.md"
    found = PageFile(str(page), "definitions/pet-definition.md", "definition", 300)
    page.write_bytes(b"x" * 400)
    assert read_bytes(found, limits, diagnostics) == b"x" * 400
    page.write_bytes(b"x" * 401)
    assert read_bytes(found, limits, diagnostics) is None
    assert [item.code for item in diagnostics.items] == ["D012"]


def test_a_configuration_that_is_too_large_is_read_no_further(docs: Path) -> None:
    (docs / "client.toml").write_text("# " + "x" * 20_000_000, "utf-8")
    codes, said, _ = run(docs)
    assert codes >= {"C001"}
    assert "16777216 bytes" in said


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (">" * 100 + " x", 100),
        (">" * 101 + " x", 101),
        ("> " * 101 + "x", 101),
        ("- " * 101 + "x", 101),
        ("> 1. * " * 34 + "x", 102),
        (" " * 200 + "- x", 101),
        ("\t" * 50 + "- x", 101),
        (" " * 1000 + "x", 0),
        ("- " * 1000, 0),
        ("-" * 1000 + " x", 0),
        ("1.5 " * 100, 0),
        ("```\n" + ">" * 101 + " x\n```", 0),
    ],
)
def test_how_deep_a_line_is(text: str, depth: int) -> None:
    diagnostics = Diagnostics()
    check_nesting(PageSource("x.md", f"text\n{text}\n"), 100, diagnostics)
    said = [item.message for item in diagnostics.items]
    assert said == (
        [f"quotes and lists must nest at most 100 deep, not {depth}"]
        if depth > 100
        else []
    )
