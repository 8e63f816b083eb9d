"""The rules of CONTRIBUTING.md, "Language": names and texts keep to them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import typer.main

from generator.cli import app
from generator.diagnostics.codes import CATALOGUE

ROOT = Path(__file__).parents[2]
# What templates print, beside the texts of the documents.
PRINTED = ("*.py", "models/__init__.py", "_raw/*.py", "_streaming/*.py")
FILES = [
    *(p for d in ("generator", "templates/runtime") for p in (ROOT / d).rglob("*.py")),
    *(p for glob in PRINTED for p in (ROOT / "generated/genesys_cloud").glob(glob)),
]
RETIRED = re.compile(
    r"""\b(?:
      answer(?:s|ed)?                       # response
    | folders?                              # directory
    | renew(?:s|ed|al|als|ing)?             # refresh
    | lanes? | pacer | pacing               # connection pool, rate limiter
    | hush(?:ed)? | farewell                # redact, revoke
    | rescue[ds]? | tolerant                # lenient decoding
    | turner | watcher | heirs?             # paginator, emitter, successor
    | stale | anew | own[ ]templates?       # out of date, again, custom templates
    | goes[ ]round                          # pagination loop
    | told | tells | tells?[ ]of | speaks?[ ]of | (?:is|are)[ ]said | be[ ]had
    | (?<!there[ ])(?:is|are)[ ]no[ ](?!longer|more)    # X must be Y, not Z
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
PRIVATE = re.compile(r"\b(?:nobody|account|claimed|facts?)\b")
"""Words for texts of people, which code may use."""
FIELD = re.compile(r"\{[^{}]*\}")
START = re.compile(r"(?:the|this|there|it|something|what)\b")
QUESTION = re.compile(r"(?:What|Whether|How|Where|Which|When|Who|Whom|Whose|Why)\b")
RAISED = re.compile(r"(?:Error|Exceeded|Failure|Refused|Unreadable|UnusableToken)$")
LOGGED = {"debug", "info", "warning", "exception", "warn", "warn_caller"}


def words_of(name: str) -> str:
    """Return the words of an identifier, with spaces between."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", name)


def names(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield the names of a module, its classes, functions and variables."""
    yield path.stem
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.AnnAssign(target=ast.Name(name)) | ast.Assign([ast.Name(name)]):
                yield name
            case _:
                pass


def messages(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of exceptions, warnings and log messages."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in LOGGED or RAISED.search(name):
            for inner in ast.walk(node):
                match inner:
                    case ast.Constant(value=str(text)):
                        yield text
                    case _:
                        pass


def docstrings(tree: ast.Module) -> Iterator[str]:
    """Yield the first lines of the texts about a module and what is in it."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield text.strip().partition("\n")[0]
            case _:
                pass


def test_names_messages_and_docstrings_are_in_words_of_the_glossary() -> None:
    wrong: list[tuple[str, str]] = []
    for path in FILES:
        tree = ast.parse(path.read_bytes())
        lines = list(docstrings(tree))
        texts = [*map(words_of, names(path, tree)), *messages(tree), *lines]
        found = [text for text in texts if RETIRED.search(text)]
        found += [line for line in lines if QUESTION.match(line)]
        wrong += [(path.relative_to(ROOT).as_posix(), text) for text in found]
    assert wrong == []


def test_diagnostics_and_hints_are_clauses_in_words_of_the_glossary() -> None:
    wrong: list[tuple[str, str]] = []
    for code, entry in sorted(CATALOGUE.items()):
        for text in (entry.message, entry.hint):
            plain = FIELD.sub("", text)
            if RETIRED.search(plain) or PRIVATE.search(plain):
                wrong.append((code, text))
            if START.match(text) or text[-1] == ".":
                wrong.append((code, text))
    assert wrong == []


def help_texts(command: click.Command) -> Iterator[str]:
    """Yield what ``--help`` prints of a command."""
    yield command.help or ""
    for parameter in command.params:
        yield getattr(parameter, "help", None) or ""
    for below in getattr(command, "commands", {}).values():
        yield from help_texts(below)


def test_help_is_in_words_of_the_glossary() -> None:
    printed = [*help_texts(typer.main.get_command(app))]
    assert len(printed) > 40
    wrong = [t for t in printed if RETIRED.search(t) or PRIVATE.search(t)]
    assert wrong == []
