"""The rules of CONTRIBUTING.md, "Language": messages and docstrings keep to them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

from generator.cli import app
from generator.diagnostics.codes import CATALOGUE

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("generator", "templates/runtime")
    for path in (ROOT / folder).rglob("*.py")
)
FIELD = re.compile(r"\{[^{}]*\}")
START = re.compile(r"(?:the|this|there|it|something|what)\b")
QUESTION = re.compile(r"(?:What|Whether|How|Where|Which|When|Who|Whom|Whose|Why)\b")
RETIRED = re.compile(
    r"\b(?:folders?|stale|anew|nobody|account|claimed|facts?|own templates?"
    r"|(?:is|are|be) (?:told|said|had)|speaks? of|tells? of|is no(?! longer)|are no)\b"
)


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """The texts that explain a module, its classes, functions and attributes."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text.strip()
            case _:
                pass


def test_docstrings_ask_nothing() -> None:
    asking = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in FILES
        for line, text in docstrings(path)
        if QUESTION.match(text)
    ]
    assert asking == []


def test_messages_and_hints_are_clauses_in_words_of_the_glossary() -> None:
    wrong = [
        (code, text)
        for code, entry in sorted(CATALOGUE.items())
        for text in (entry.message, entry.hint)
        if RETIRED.search(FIELD.sub("", text)) or START.match(text) or text[-1] == "."
    ]
    assert wrong == []


def texts(command: click.Command) -> Iterator[str]:
    """What ``--help`` prints of a command."""
    yield command.help or ""
    for parameter in command.params:
        yield getattr(parameter, "help", None) or ""
    for below in getattr(command, "commands", {}).values():
        yield from texts(below)


def test_help_is_in_words_of_the_glossary() -> None:
    printed = [*texts(typer.main.get_command(app))]
    assert len(printed) > 40
    assert [text for text in printed if RETIRED.search(text)] == []
