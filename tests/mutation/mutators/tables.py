"""Tables with other columns, in other layouts, or broken."""

from collections.abc import Callable, Sequence
from random import Random

from ..mutant import Change, edit, line_mutator, mutator
from ..page import Page

Cells = list[str]


def _split(line: str) -> Cells:
    return [cell.strip() for cell in line.strip()[1:].removesuffix("|").split("|")]


def _join(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(page: Page, random: Random) -> tuple[int, int, list[Cells]] | None:
    """A table all of whose rows are lines of as many cells as the head has."""
    tables = page.tables()
    if not tables:
        return None
    head, end = random.choice(tables)
    rows = [_split(line) for line in page.lines[head:end]]
    width = len(rows[0])
    whole = end > head + 2 and all(
        line.startswith("|") for line in page.lines[head:end]
    )
    return (head, end, rows) if whole and all(len(r) == width for r in rows) else None


def _row(page: Page, random: Random) -> tuple[int, Cells] | None:
    at = page.pick(random, "row")
    return None if at is None else (at, _split(page.lines[at]))


@mutator("order of the columns")
def column_order(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, rows = found
    order = list(range(len(rows[0])))
    random.shuffle(order)
    made = [_join([row[number] for number in order]) for row in rows]
    return edit(head, end, made, means_the_same=True)


@mutator("order of the titles")
def title_order(page: Page, random: Random) -> Change | None:
    """The head alone: what the rows mean is changed by whoever does it."""
    at = page.pick(random, "head")
    if at is None:
        return None
    cells = _split(page.lines[at])
    random.shuffle(cells)
    end = next(end for head, end in page.tables() if head == at)
    lines = [_join(cells), *page.lines[at + 1 : end]]
    return edit(at, end, lines, moves=True)


@mutator("column more")
def add_column(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, rows = found
    at = random.randint(0, len(rows[0]))
    title = random.choice(("Since", "Example", "Default", "Notes", "#"))
    made = list[str]()
    for number, row in enumerate(rows):
        cell = (title, "---")[number] if number < 2 else random.choice(("", "zebra"))
        made.append(_join([*row[:at], cell, *row[at:]]))
    return edit(head, end, made)


@mutator("column less")
def remove_column(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, rows = found
    at = random.randrange(len(rows[0]))
    return edit(head, end, [_join([*row[:at], *row[at + 1 :]]) for row in rows])


@mutator("column twice")
def column_twice(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, rows = found
    at = random.randrange(len(rows[0]))
    return edit(head, end, [_join([*row, row[at]]) for row in rows])


@line_mutator("title of a column", "head")
def column_title(line: str, random: Random) -> Sequence[str] | None:
    cells = _split(line)
    number = random.randrange(len(cells))
    old = cells[number]
    ways = (
        *("Name", "Field", "Mandatory", "Details", "Status", "Type", "Required", ""),
        *(old.upper(), old.lower(), f"**{old}**", f"`{old}`", f"{old}s", f"{old}:"),
        *(f"*{old}*", f"{old} (optional)", old.replace(" ", "  "), f"{old}<br>"),
    )
    cells[number] = random.choice(ways)
    return (_join(cells),)


def _layout(name: str, change: Callable[[str], str]) -> None:
    """A mutator that lays a whole table out in another way."""

    @mutator(name)
    def layout(page: Page, random: Random) -> Change | None:
        found = _table(page, random)
        if found is None:
            return None
        head, end, _ = found
        made = [change(line) for line in page.lines[head:end]]
        return edit(head, end, made, means_the_same=True)


_layout("rows without leading pipes", lambda line: line.removeprefix("|").lstrip())
_layout("rows without closing pipes", lambda line: line.rstrip().removesuffix("|"))
_layout("rows without outer pipes", lambda line: line.strip().strip("|").strip())
_layout("indented table", lambda line: f"   {line}")
_layout("deeply indented table", lambda line: f"    {line}")
_layout("table with tabs", lambda line: line.replace(" | ", "\t|\t"))
_layout("tight table", lambda line: line.replace(" | ", "|"))
_layout("wide table", lambda line: line.replace(" | ", "    |    "))
_layout("loose table", lambda line: f"{line}\n".rstrip() + " ")


@mutator("blank lines in a table")
def blank_rows(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, _ = found
    made = [part for line in page.lines[head:end] for part in (line, "")]
    return edit(head, end, made, means_the_same=True)


@line_mutator("line of dashes", "dashes")
def dashes(line: str, random: Random) -> Sequence[str] | None:
    width = len(_split(line))
    ways: tuple[tuple[str, ...], ...] = (
        (),
        (_join([":---:"] * width),),
        ("-" * 20,),
        (_join(["---"] * (width + 1)),),
        (_join(["---"] * (width - 1)),),
        ("", line),
        (line, line),
        (_join(["\u2014"] * width),),
        (_join([""] * width),),
        (_join(["==="] * width),),
    )
    return random.choice(ways)


@mutator("head once more")
def head_again(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, _ = found
    at = random.randint(head + 2, end)
    lines = page.lines[head : head + random.choice((1, 2))]
    before = random.choice(((), ("",)))
    return edit(at, at, (*before, *lines))


@mutator("split table")
def split_table(page: Page, random: Random) -> Change | None:
    found = _table(page, random)
    if found is None:
        return None
    head, end, _ = found
    at = random.randint(head + 2, end)
    text = random.choice(("Zebra:", "#### Zebra", "**Zebra**", "---"))
    return edit(at, at, ("", text, ""))


@mutator("cell less")
def remove_cell(page: Page, random: Random) -> Change | None:
    found = _row(page, random)
    if found is None:
        return None
    at, cells = found
    del cells[random.randrange(len(cells))]
    return edit(at, at + 1, (_join(cells),))


@mutator("cell more")
def add_cell(page: Page, random: Random) -> Change | None:
    found = _row(page, random)
    if found is None:
        return None
    at, cells = found
    cells.insert(random.randint(0, len(cells)), random.choice(("", "zebra", "-")))
    return edit(at, at + 1, (_join(cells),))


@mutator("empty cell")
def empty_cell(page: Page, random: Random) -> Change | None:
    found = _row(page, random)
    if found is None:
        return None
    at, cells = found
    cells[random.randrange(len(cells))] = random.choice(("", "", "-", "n/a", "\u2014"))
    return edit(at, at + 1, (_join(cells),))


@mutator("swap two cells")
def swap_cells(page: Page, random: Random) -> Change | None:
    """Whoever writes another thing into each cell moves words on purpose."""
    found = _row(page, random)
    if found is None or len(found[1]) < 2:
        return None
    at, cells = found
    one, other = random.sample(range(len(cells)), 2)
    cells[one], cells[other] = cells[other], cells[one]
    return edit(at, at + 1, (_join(cells),), moves=True)


@mutator("row over two lines")
def break_row(page: Page, random: Random) -> Change | None:
    found = _row(page, random)
    if found is None or len(found[1]) < 2:
        return None
    at, cells = found
    cut = random.randrange(1, len(cells))
    first, second = " | ".join(cells[:cut]), " | ".join(cells[cut:])
    ways = (
        (f"| {first}", f"| {second} |"),
        (f"| {first} |", f"{second} |"),
        (f"| {first} |", f"| {second} |"),
        (f"| {first} | \\", f"{second} |"),
        (f"| {first} |", "", f"| {second} |"),
    )
    return edit(at, at + 1, random.choice(ways))


@line_mutator("pipe in a text", "row", "bullet", "entry", "text")
def pipe_in_text(line: str, random: Random) -> Sequence[str] | None:
    words = line.split(" ")
    words.insert(random.randrange(len(words) + 1), random.choice(("|", "\\|", "||")))
    return (" ".join(words),)


@mutator("two rows in one")
def two_rows(page: Page, random: Random) -> Change | None:
    at = page.pick(random, "row")
    if at is None or at + 1 not in page.sorts["row"]:
        return None
    first, second = page.lines[at : at + 2]
    glue = random.choice((" ", "", "<br>"))
    made = first.rstrip() + glue + second.lstrip(random.choice(("", "| ")))
    return edit(at, at + 2, (made,))
