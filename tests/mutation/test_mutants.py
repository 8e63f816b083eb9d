"""No mutant of a page is lost silently, and the oracle sees what readers do wrong."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Diagnostics
from generator.model import Coverage, TemporalFormat, TypeRef
from generator.parsing import formats
from generator.parsing.platform import class_page, definition_page, footer, page
from generator.parsing.platform.operations import OperationParser
from generator.parsing.tables import Row, TableParser
from tests.mutation.drops import CHANGES
from tests.mutation.fuzz import Fuzzer
from tests.mutation.mutant import MUTATORS
from tests.mutation.oracle import Outcome, Reader
from tests.mutation.page import Page, load_pages
from tests.mutation.shrink import shrink
from tests.synthetic import make_drop

SEED = 1
COUNT = 3000


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    folder = tmp_path_factory.mktemp("small")
    make_drop(folder, classes=6, operations=120, definitions=300)
    return load_pages(folder)


def test_nothing_is_lost_silently(pages: list[Page], tmp_path: Path) -> None:
    tally = Fuzzer(pages, tmp_path, SEED).run(range(COUNT))
    assert tally.losses == {}
    assert set(tally.outcomes) == set(MUTATORS)
    total = sum(tally.outcomes.values(), Counter[Outcome]())
    assert all(total[outcome] > 100 for outcome in ("same", "differs", "diagnosed"))


def test_nothing_is_lost_between_pages(pages: list[Page], tmp_path: Path) -> None:
    tally = Fuzzer(pages, tmp_path, SEED).run_drops(range(60))
    assert tally.losses == {}
    assert len(tally.outcomes) == len(CHANGES)


def test_a_number_is_one_mutant(pages: list[Page], tmp_path: Path) -> None:
    cases = [Fuzzer(pages, tmp_path, SEED).case(7) for _ in range(2)]
    assert cases[0].mutant == cases[1].mutant
    assert cases[0].mutant != Fuzzer(pages, tmp_path, SEED + 1).case(7).mutant


Break = Callable[[pytest.MonkeyPatch], None]


def rows(change: Callable[[TableParser, Row], Row | None]) -> Break:
    """A reader that alters the rows of tables, or leaves them out."""
    real = TableParser.rows

    def broken(self: TableParser, *args: Any) -> Iterator[Row]:
        for row in real(self, *args):
            changed = change(self, row)
            if changed is not None:
                yield changed

    return lambda monkeypatch: monkeypatch.setattr(TableParser, "rows", broken)


def cells(change: Callable[[list[str]], list[str]]) -> Break:
    def altered(_: TableParser, row: Row) -> Row:
        return Row(row.line, row.end, change(row.cells), row.layout)

    return rows(altered)


def silence(*codes: str) -> Break:
    """A reader that does not say what it should."""
    real = Diagnostics.add

    def add(self: Diagnostics, code: str, *args: Any, **fields: Any) -> None:
        if code not in codes:
            real(self, code, *args, **fields)

    return lambda monkeypatch: monkeypatch.setattr(Diagnostics, "add", add)


def below_a_blank_line(self: TableParser, row: Row) -> Row | None:
    above = self._source.lines[row.line - 1].strip()
    return row if above else None


def put(target: object, name: str, value: object) -> Break:
    return lambda monkeypatch: monkeypatch.setattr(target, name, value)


def both(*breaks: Break) -> Break:
    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        for each in breaks:
            each(monkeypatch)

    return plant


def on_one_line(kind: TypeRef | None, text: str) -> TemporalFormat | None:
    return formats.temporal_format(kind, re.sub(r"[^\S ]", "|", text))


PLANTED: dict[str, tuple[Break, Sequence[str]]] = {
    "the last cell is dropped": (
        cells(lambda cells: [*cells[:-1], ""]),
        ("replace a word", "delete a word", "duplicate a word"),
    ),
    "rows below a blank line are ignored": (
        rows(below_a_blank_line),
        ("blank lines in a table", "insert a blank line"),
    ),
    "a row that comes twice is swallowed": (
        silence("D301"),
        ("duplicate a line", "duplicate some lines"),
    ),
    "a wrapped line is lost": (
        cells(lambda cells: [cell.partition("\n")[0] for cell in cells]),
        ("wrap a line", "wrap a line all over"),
    ),
    "names lose their case": (
        cells(lambda cells: [cells[0].lower(), *cells[1:]]),
        ("case of a word", "replace a word"),
    ),
    "texts lose their last character": (
        cells(lambda cells: [*cells[:-1], cells[-1][:-1]]),
        ("type a character", "drop a character", "cut a line"),
    ),
    "what is no flag is No": (silence("D203"), ("required flag",)),
    "what is no type is none": (silence("D201", "D202"), ("type", "drop a bracket")),
    "what is no status is left out": (
        silence("D204"),
        ("status", "status with its marks"),
    ),
    "what is no parameter is left out": (
        silence("D207", "D105", "D118"),
        ("marks of a parameter", "mark of a list item", "drop a backtick"),
    ),
    "rows that lack cells are left out": (silence("D112"), ("cell less", "cut a line")),
    "text between rows is left out": (
        silence("D105"),
        ("split table", "insert a stray line"),
    ),
    "comments are left out": (
        silence("D119", "D120"),
        ("comment around lines", "comment inside of a line"),
    ),
    "rows within texts are not told of": (silence("D118"), ("two rows in one",)),
    "columns that are unknown are left out": (silence("D110"), ("column more",)),
    "the list of methods is not compared": (
        put(class_page, "_check_list", lambda *args: None),
        ("summary in the list", "name in the list", "delete a line"),
    ),
    "descriptions are left out": (
        put(OperationParser, "_description", lambda *args: ""),
        ("replace a word", "delete a word", "swap two characters"),
    ),
    "every end of a page is a footer": (
        both(put(footer, "_is_footer", lambda text: True), silence("D127")),
        ("text below the footer", "footer in another way"),
    ),
    "headings that come twice are left out": (
        silence("D103", "D105", "D118"),
        ("title of a section", "insert a heading"),
    ),
    "dates are not known over lines": (
        put(definition_page, "temporal_format", on_one_line),
        ("wrap a line", "tabs for all spaces of a line"),
    ),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_the_oracle_sees_a_reader_that_is_wrong(
    bug: str, pages: list[Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The account would tell of most; the oracle needs no help.
    monkeypatch.setattr(page, "check_coverage", lambda *args: Coverage())
    plant, names = PLANTED[bug]
    fuzzer = Fuzzer(pages, tmp_path, SEED, names)
    assert fuzzer.run(range(40)).losses == {}
    plant(monkeypatch)
    assert any(fuzzer.case(number).verdict.outcome == "loss" for number in range(400))


@pytest.mark.parametrize(
    ("codes", "name"),
    [
        (("D302", "D320"), "drop: delete a page"),
        (("D307", "D308"), "drop: row of the index"),
        (("D303", "D314"), "drop: title of a page"),
    ],
)
def test_a_reading_that_compares_no_pages_is_seen(
    codes: tuple[str, ...],
    name: str,
    pages: list[Page],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silence(*codes)(monkeypatch)
    tally = Fuzzer(pages, tmp_path, SEED).run_drops(range(90))
    assert any(reason.startswith(name) for reason in tally.losses.values())


def test_a_loss_is_shown_at_its_least(
    pages: list[Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence("D118")(monkeypatch)
    fuzzer = Fuzzer(pages, tmp_path, SEED, ["two rows in one"])
    case = next(
        case
        for case in map(fuzzer.case, range(50))
        if case.verdict.outcome == "loss" and len(case.page.lines) > 12
    )
    page, _ = shrink(Reader(()), case.page, case.change)
    assert len(page.lines) < len(case.page.lines) / 2
