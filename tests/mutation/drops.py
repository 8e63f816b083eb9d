"""Whole drops, changed file by file: what pages say about each other.

A drop is small, a few classes and what they refer to, and is read as a whole. What is
lost of it has to be told of at a file that was changed, or in words that name it.
"""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from random import Random

import msgspec

from generator.config import Config
from generator.diagnostics import Diagnostic, Diagnostics
from generator.model import ApiClass, ApiSpec, Definition
from generator.parsing import parse_documents

from .oracle import Verdict
from .page import Page, excerpt

Files = dict[str, str]
_LINK = re.compile(r"\]\((?:[^()\s]*/)?([^()/\s]+-definition\.md)\)")
_TITLE = re.compile(r"^# `(\w+)`")
_INDEX = "classes/api-classes.md"


@dataclass(frozen=True)
class Swap:
    """Files of a drop with other texts; None removes one.

    ``unseen`` says why nothing in the drop could tell, where that is so.
    """

    files: dict[str, str | None]
    unseen: str = ""


def small_drop(pages: Sequence[Page], random: Random) -> Files:
    """A few methods of two classes, and the definitions that these name."""
    by_name = {basename(page.file): page for page in pages}
    classes = random.sample([page for page in pages if page.kind == "class"], 2)
    files = {page.file: excerpt(page, random, 2).text for page in classes}
    wanted = {name for text in files.values() for name in _LINK.findall(text)}
    for name in sorted(wanted):
        files[by_name[name].file] = by_name[name].text
    rows = (line for line in by_name["api-classes.md"].lines)
    kept = [
        line
        for line in rows
        if "-api.md)" not in line
        or any(f"({basename(page.file)})" in line for page in classes)
    ]
    files[_INDEX] = "\n".join(kept)
    return files


Change = Callable[[Files, Random], Swap]
CHANGES: dict[str, Change] = {}


def change(name: str) -> Callable[[Change], Change]:
    """Register a way to change a drop."""

    def register(function: Change) -> Change:
        CHANGES[name] = function
        return function

    return register


def _pick(files: Files, random: Random, kind: str = "") -> str:
    return random.choice([name for name in sorted(files) if kind in name])


def _two(files: Files, random: Random) -> list[str]:
    """Two pages of one kind."""
    kind = random.choice(("-api.md", "-definition.md"))
    names = [name for name in sorted(files) if kind in name]
    if len(names) < 2:
        names = [name for name in sorted(files) if "-api.md" in name]
    return random.sample(names, 2)


@change("delete a page")
def delete(files: Files, random: Random) -> Swap:
    return Swap({_pick(files, random): None})


@change("rename a page")
def rename(files: Files, random: Random) -> Swap:
    name = _pick(files, random, "-")
    new = random.choice(
        (
            name.replace("-", "s-", 1),
            name.replace(".md", ".markdown"),
            name.replace(".md", ".txt"),
            name.replace(".md", " (1).md"),
            name.replace(".md", ".md.bak"),
            name.replace("/", "/old/"),
            name.replace("/", "/."),
            name.upper(),
            f"{name}.md",
            re.sub(r"-(?:definition|api)", "", name),
        )
    )
    return Swap({name: None, new: files[name]})


@change("swap two pages")
def swap(files: Files, random: Random) -> Swap:
    one, other = _two(files, random)
    return Swap({one: files[other], other: files[one]})


@change("one page in the place of another")
def overwrite(files: Files, random: Random) -> Swap:
    one, other = _two(files, random)
    return Swap({one: files[other]})


@change("copy a page")
def copy(files: Files, random: Random) -> Swap:
    name = _pick(files, random, "-")
    return Swap({name.replace("-", "copy-", 1): files[name]})


@change("merge two pages")
def merge(files: Files, random: Random) -> Swap:
    one, other = _two(files, random)
    glue = random.choice(("", "\n", "\n\n"))
    gone = {other: None} if random.random() < 0.5 else {}
    return Swap({one: files[one] + glue + files[other], **gone})


@change("title of a page")
def title(files: Files, random: Random) -> Swap:
    name = _pick(files, random, "-")
    text = _TITLE.sub(random.choice((r"# `\1s`", "# `Zebra`")), files[name])
    unseen = ""
    if not any(basename(name) in other for other in files.values()):
        unseen = "nothing refers to the page by its name"
    return Swap({name: text}, unseen)


@change("empty page")
def empty(files: Files, random: Random) -> Swap:
    return Swap({_pick(files, random): random.choice(("", "\n", "---\n"))})


@change("page of something else")
def other_text(files: Files, random: Random) -> Swap:
    texts = ("<html><body>404</body></html>", "{}", "# Page not found\n\nSorry.\n")
    return Swap({_pick(files, random): random.choice(texts)})


@change("page in the other folder")
def other_folder(files: Files, random: Random) -> Swap:
    name = _pick(files, random)
    folders = ("classes/", "definitions/")
    first, second = folders if name.startswith("classes/") else folders[::-1]
    return Swap({name: None, name.replace(first, second): files[name]})


def _line(files: Files, random: Random, name: str, part: str) -> tuple[list[str], int]:
    lines = files[name].split("\n")
    return lines, random.choice([at for at, line in enumerate(lines) if part in line])


@change("row of the index")
def index_row(files: Files, random: Random) -> Swap:
    lines, at = _line(files, random, _INDEX, "-api.md)")
    ways: tuple[tuple[str, ...], ...] = (
        (),
        (lines[at], lines[at]),
        (lines[at].replace("API`", "APIs`"),),
        (lines[at].replace("-api.md)", "s-api.md)"),),
        (lines[at].replace("| [", "| Zebra ["),),
        (re.sub(r"\) \|[^|]*\|", ") | Zebra. |", lines[at]),),
    )
    lines[at : at + 1] = random.choice(ways)
    return Swap({_INDEX: "\n".join(lines)})


@change("link to a definition")
def link(files: Files, random: Random) -> Swap:
    names = [name for name in sorted(files) if _LINK.search(files[name])]
    if not names:
        return Swap({}, "there is none")
    name = random.choice(names)
    lines, at = _line(files, random, name, "-definition.md)")
    ways = (
        (r"\[(`?)\w+(\[\])?(`?)\]\(", r"[\1Zebra\2\3]("),
        (r"-definition\.md\)", r"s-definition.md)"),
        (r"\]\(([^()]*?)(\w)-definition\.md\)", r"](\1-definition.md)"),
        (r"\]\(([^()]*?)(\w+)-definition\.md\)", r"](\1zebra-definition.md)"),
    )
    lines[at] = re.sub(*random.choice(ways), lines[at], count=1)
    return Swap({name: "\n".join(lines)})


class DropReader:
    """Reads drops from a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "drop"

    def read(self, files: Files) -> tuple[ApiSpec, tuple[Diagnostic, ...]]:
        """Write a drop, and read it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        for name, text in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        diagnostics = Diagnostics()
        return parse_documents(self._folder, Config(), diagnostics), diagnostics.items


def try_drop(
    reader: DropReader, pages: Sequence[Page], name: str, random: Random
) -> Verdict:
    """Change a small drop in one way, and judge what is read."""
    files = small_drop(pages, random)
    done = CHANGES[name](files, random)
    texts = {**files, **done.files}
    changed = {key: text for key, text in texts.items() if text is not None}
    before, known = reader.read(files)
    after, said = reader.read(changed)
    nodes, others = _nodes(before), _nodes(after)
    differing = {key for key in nodes | others if nodes.get(key) != others.get(key)}
    new = {(one.code, one.message) for one in said} - {
        (one.code, one.message) for one in known
    }
    names = _names(done, files)
    near = [
        one
        for one in said
        if (one.code, one.message) in new
        and (
            one.span.file in {*done.files, *differing}
            or not one.span.line  # of the folder as a whole
            or any(each in one.message for each in names)
        )
    ]
    if near:
        return Verdict("diagnosed", " ".join(sorted({one.code for one in near})))
    if not differing:
        return Verdict("same")
    if done.unseen and all(key in done.files for key in differing):
        return Verdict("differs", done.unseen)
    return Verdict("loss", f"{sorted(done.files)}: {sorted(differing)[:4]}")


def _nodes(drop: ApiSpec) -> dict[str, ApiClass | Definition]:
    """The pages by their files, wherever their lines are."""
    every: list[ApiClass | Definition] = [*drop.apis, *drop.definitions]
    return {node.file: _placeless(node) for node in every}


def _placeless(node: ApiClass | Definition) -> ApiClass | Definition:
    text = re.sub(
        rb'"span":\{[^{}]*\}', b'"span":{"file":""}', msgspec.json.encode(node)
    )
    return msgspec.json.decode(text, type=type(node))


def _names(done: Swap, files: Files) -> set[str]:
    """What the changed files are called, and what they are about."""
    names = {basename(name) for name in done.files}
    for text in (*(files.get(name) or "" for name in done.files), *done.files.values()):
        names.update(_TITLE.findall(text or ""))
    return names
