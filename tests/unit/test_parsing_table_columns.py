"""Columns are known by their titles, in each kind of table."""

from itertools import permutations
from pathlib import Path

import pytest

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec
from generator.parsing import parse_documents

INDEX = (
    ("Class Name", "Description", "Documentation"),
    ("[`PetsAPI`](pets-api.md)", "All about pets.", "[Click here](https://x.example)"),
)
RETURNS = (
    ("HTTP Status Code", "Returned type", "Description"),
    ("`200`", "[Pet](../definitions/pet-definition.md)", "the pet"),
)
PROPERTIES = (
    ("Property", "Type", "Required", "Description"),
    ("tags", "`string[]`", "Yes", "Its tags."),
)
Table = tuple[tuple[str, ...], tuple[str, ...]]
TABLES = (INDEX, RETURNS, PROPERTIES)
CLASS = """# `PetsAPI` Class

All about pets.

## Methods

- [`getPet`](#getpet) - Get a pet.

### `getPet`

Get a pet.

#### Endpoint

`GET /pet`

#### Parameters

This method does not have any parameters.

#### Returns

"""


def table(rows: Table, order: tuple[int, ...]) -> str:
    head, row = ([cells[at] for at in order] for cells in rows)
    lines = (head, ["---"] * len(order), row)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def read(
    folder: Path, tables: tuple[Table, ...], orders: dict[int, tuple[int, ...]]
) -> tuple[ApiSpec, list[str]]:
    """A drop of three tables, and what was said: file and code."""
    texts = [
        table(rows, orders.get(at, tuple(range(len(rows[0])))))
        for at, rows in enumerate(tables)
    ]
    pages = {
        "classes/api-classes.md": f"# Classes\n\n{texts[0]}",
        "classes/pets-api.md": CLASS + texts[1],
        "definitions/pet-definition.md": f"# `Pet` Definition\n\n{texts[2]}",
    }
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    diagnostics = Diagnostics()
    drop = parse_documents(folder, Config(), diagnostics)
    return drop, [f"{one.span.file}: {one.code}" for one in diagnostics.items]


FILES = (
    "classes/api-classes.md",
    "classes/pets-api.md",
    "definitions/pet-definition.md",
)


ORDERS = [
    (at, order)
    for at, (titles, _) in enumerate(TABLES)
    for order in permutations(range(len(titles)))
]
NEEDED = [
    (at, title)
    for at, (titles, _) in enumerate(TABLES)
    for title in titles
    if title != "Documentation"  # The index does without links.
]


@pytest.mark.parametrize(("at", "order"), ORDERS)
def test_any_order_means_the_same(
    at: int, order: tuple[int, ...], tmp_path: Path
) -> None:
    expected, said = read(tmp_path / "a", TABLES, {})
    assert said == []
    assert read(tmp_path / "b", TABLES, {at: order}) == (expected, [])


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_column_more_is_told_of_and_changes_nothing(
    at: int, place: int, tmp_path: Path
) -> None:
    expected, _ = read(tmp_path / "a", TABLES, {})
    tables = list(TABLES)
    head, row = (list(cells) for cells in TABLES[at])
    head.insert(place, "Since")
    row.insert(place, "1.0")
    tables[at] = tuple(head), tuple(row)
    drop, said = read(tmp_path / "b", tuple(tables), {})
    assert drop == expected
    assert said == [f"{FILES[at]}: D110"]


@pytest.mark.parametrize(("at", "missing"), NEEDED)
def test_a_column_less_is_an_error(at: int, missing: str, tmp_path: Path) -> None:
    titles = TABLES[at][0]
    order = tuple(at for at, title in enumerate(titles) if title != missing)
    _, said = read(tmp_path, TABLES, {at: order})
    assert f"{FILES[at]}: D109" in said
