"""Lines that go, come twice, change places, break or run together."""

from collections.abc import Sequence
from random import Random

from ..mutant import Change, Edit, edit, line_mutator, mutator
from ..page import Page

WORDS = ("Zebra", "quux-7", "see below", "TODO: check this", "(new in v3)")


@mutator("delete a line")
def delete_line(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    return None if at is None else edit(at, at + 1, ())


@mutator("delete some lines")
def delete_lines(page: Page, random: Random) -> Change | None:
    at = random.randrange(len(page.lines))
    return edit(at, min(at + random.randint(2, 12), len(page.lines)), ())


@mutator("duplicate a line")
def duplicate_line(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    # Behind the original, or as far below as a clumsy paste would be.
    below = min(at + random.choice((1, 1, 2, 5)), len(page.lines))
    return edit(below, below, (page.lines[at],))


@mutator("duplicate some lines")
def duplicate_lines(page: Page, random: Random) -> Change | None:
    at = random.randrange(len(page.lines))
    end = min(at + random.randint(2, 12), len(page.lines))
    return edit(end, end, page.lines[at:end])


@mutator("swap two lines")
def swap_lines(page: Page, random: Random) -> Change | None:
    first, second = page.pick(random), page.pick(random)
    if first is None or second is None or first == second:
        return None
    first, second = sorted((first, second))
    lines = page.lines
    return Change(
        (
            Edit(first, first + 1, (lines[second],)),
            Edit(second, second + 1, (lines[first],)),
        )
    )


@mutator("swap neighbours")
def swap_neighbours(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None or at + 1 >= len(page.lines):
        return None
    return edit(at, at + 2, (page.lines[at + 1], page.lines[at]))


@mutator("move a line")
def move_line(page: Page, random: Random) -> Change | None:
    first, second = page.pick(random), page.pick(random)
    if first is None or second is None or first == second:
        return None
    there = Edit(second, second, (page.lines[first],))
    gone = Edit(first, first + 1, ())
    return Change((gone, there) if first < second else (there, gone))


@line_mutator("cut a line", least=2)
def cut_line(line: str, random: Random) -> Sequence[str] | None:
    return (line[: random.randrange(1, len(line))],)


@line_mutator("cut the beginning of a line", least=2)
def cut_beginning(line: str, random: Random) -> Sequence[str] | None:
    cut = random.choice((random.randrange(1, 6), random.randrange(1, len(line))))
    return (line[cut:],)


@mutator("join two lines")
def join_lines(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None or at + 1 >= len(page.lines):
        return None
    glue = random.choice((" ", "", " ", "\r", "\f", "\u2028", "\x0b", "\x85"))
    return edit(at, at + 2, (page.lines[at] + glue + page.lines[at + 1],))


@mutator("join a paragraph")
def join_paragraph(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    end = at + 1
    while end < len(page.lines) and page.lines[end].strip() and end < at + 5:
        end += 1
    return edit(at, end, (" ".join(page.lines[at:end]),)) if end > at + 1 else None


@line_mutator("wrap a line")
def wrap_line(line: str, random: Random) -> Sequence[str] | None:
    spaces = [number for number, char in enumerate(line) if char == " " and number]
    if not spaces:
        return None
    cut = random.choice(spaces)
    indent = random.choice(("", "", "  ", "    ", "\t"))
    return (line[:cut], indent + line[cut + 1 :])


@line_mutator("wrap a line all over", least=60)
def wrap_all(line: str, random: Random) -> Sequence[str] | None:
    width = random.choice((40, 60, 80))
    made, last = list[str](), ""
    for word in line.split(" "):
        if last and len(last) + len(word) > width:
            made.append(last)
            last = word
        else:
            last = f"{last} {word}" if last else word
    return (*made, last)


@line_mutator("break a line anywhere", least=2)
def break_line(line: str, random: Random) -> Sequence[str] | None:
    cut = random.randrange(1, len(line))
    middle = random.choice(((), (), ("",)))
    return (line[:cut], *middle, line[cut:])


@mutator("insert a blank line")
def insert_blank(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines) + 1)
    return edit(at, at, [random.choice(("", "", "   ", "\t", "\u00a0"))])


@mutator("delete a blank line")
def delete_blank(page: Page, random: Random) -> Change | None:
    blank = [number for number, line in enumerate(page.lines) if not line.strip()]
    if not blank:
        return None
    at = random.choice(blank)
    return edit(at, at + 1, ())


@mutator("insert a stray line")
def insert_stray(page: Page, random: Random) -> Change | None:
    at = random.randrange(len(page.lines) + 1)
    text = random.choice(WORDS)
    mark = random.choice(("", "", "", "    ", "- ", "  - ", "> ", "| ", "* ", "1. "))
    around = random.choice(((), ("",)))
    return edit(at, at, (*around, mark + text, *around))


@mutator("insert a line of elsewhere")
def insert_other(page: Page, random: Random) -> Change | None:
    first, at = page.pick(random), random.randrange(len(page.lines) + 1)
    if first is None:
        return None
    line = page.lines[first].replace("a", "zz", 1).replace("e", "qq", 1)
    return edit(at, at, (line,))


@line_mutator("indent a line")
def indent_line(line: str, random: Random) -> Sequence[str] | None:
    indent = random.choice((" ", "  ", "   ", "    ", "\t", "\u00a0", "        "))
    return (indent + line,)


@line_mutator("spaces at the end of a line", means_the_same=True)
def trailing_spaces(line: str, random: Random) -> Sequence[str] | None:
    spaces = random.choice((" ", "  ", "\t", "   "))
    return (line + spaces,)


@mutator("marks of a merge conflict")
def conflict(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines))
    end = min(at + random.randint(1, 3), len(page.lines))
    old = page.lines[at:end]
    new = [line.replace("e", "3") for line in old]
    made = ("<<<<<<< HEAD", *old, "=======", *new, ">>>>>>> main")
    return edit(at, end, made)


@mutator("cut the page")
def cut_page(page: Page, random: Random) -> Change | None:
    at = random.randrange(len(page.lines))
    kept = page.lines[at][: random.randrange(len(page.lines[at]) + 1)]
    return edit(at, len(page.lines), (kept,))


@mutator("cut the beginning of the page")
def cut_head(page: Page, random: Random) -> Change | None:
    return edit(0, random.randint(1, min(12, len(page.lines))), ())
