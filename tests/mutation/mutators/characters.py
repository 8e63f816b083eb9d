"""Single characters that are dropped, added, or exchanged for others."""

from collections.abc import Callable, Sequence
from random import Random

from ..mutant import Change, Edit, edit, line_mutator, mutator
from ..page import Page


def _positions(line: str, characters: str) -> list[int]:
    return [number for number, one in enumerate(line) if one in characters]


def _with(page: Page, random: Random, characters: str) -> tuple[int, int] | None:
    """A line that has one of the characters, and where."""
    for _ in range(8):
        at = page.pick(random)
        if at is None:
            return None
        found = _positions(page.lines[at], characters)
        if found:
            return at, random.choice(found)
    return None


def _drop(characters: str) -> Callable[[Page, Random], Change | None]:
    def change(page: Page, random: Random) -> Change | None:
        found = _with(page, random, characters)
        if found is None:
            return None
        at, column = found
        line = page.lines[at]
        return edit(at, at + 1, (line[:column] + line[column + 1 :],))

    return change


def _exchange(pairs: dict[str, tuple[str, ...]]) -> Callable[..., Change | None]:
    """One occurrence, or all in the line, become something else."""

    def change(page: Page, random: Random) -> Change | None:
        found = _with(page, random, "".join(key[0] for key in pairs))
        if found is None:
            return None
        at, column = found
        line = page.lines[at]
        old = next((key for key in pairs if line.startswith(key, column)), None)
        if old is None:
            return None
        new = random.choice(pairs[old])
        if random.random() < 0.5:
            return edit(at, at + 1, (line.replace(old, new),))
        return edit(at, at + 1, (line[:column] + new + line[column + len(old) :],))

    return change


mutator("drop a pipe")(_drop("|"))
mutator("drop a backtick")(_drop("`"))
mutator("drop a hash")(_drop("#"))
mutator("drop a bracket")(_drop("[](){}"))
mutator("drop an asterisk")(_drop("*"))
mutator("drop a dash")(_drop("-"))
mutator("drop a comma")(_drop(","))
mutator("drop a mark of a quote")(_drop(">!"))
mutator("drop a space")(_drop(" "))

mutator("escape a character")(
    _exchange({mark: (f"\\{mark}",) for mark in "|`*_[]()#-!{}<>."})
)
mutator("double a character")(_exchange({mark: (mark * 2,) for mark in "|`*[](){}#->"}))
mutator("look-alikes")(
    _exchange(
        {
            "|": ("\uff5c", "\u2502", "\u00a6", "l", "\u01c0"),
            "`": ("'", "\u2018", "\u00b4", "\uff40"),
            "*": ("\u2217", "_", "\uff0a"),
            "#": ("\uff03", "\u266f"),
            "(": ("\uff08", "["),
            ")": ("\uff09", "]"),
            "[": ("\uff3b", "("),
            "]": ("\uff3d", ")"),
        }
    )
)
mutator("typography")(
    _exchange(
        {
            "-": ("\u2013", "\u2014", "\u2011", "\u2212"),
            "'": ("\u2019",),
            '"': ("\u201c", "\u201d"),
            "...": ("\u2026",),
            "->": ("\u2192",),
            " ": ("\u00a0", "\u2003", "\u202f", "\u3000", "\u200b"),
        }
    )
)
mutator("entities")(
    _exchange(
        {
            "|": ("&#124;", "&vert;"),
            "<": ("&lt;",),
            ">": ("&gt;",),
            "&": ("&amp;",),
            "*": ("&#42;",),
            "`": ("&#96;",),
            " ": ("&nbsp;",),
        }
    )
)


@mutator("tab for a space")
def tab(page: Page, random: Random) -> Change | None:
    found = _with(page, random, " ")
    if found is None:
        return None
    at, column = found
    line = page.lines[at]
    return edit(at, at + 1, (line[:column] + "\t" + line[column + 1 :],))


@mutator("two spaces for one")
def two_spaces(page: Page, random: Random) -> Change | None:
    found = _with(page, random, " ")
    if found is None:
        return None
    at, column = found
    line = page.lines[at]
    made = line[:column] + random.choice(("  ", "   ")) + line[column + 1 :]
    # Only what is more than three spaces from the margin becomes another thing.
    return edit(at, at + 1, (made,), means_the_same=bool(line[:column].strip()))


@line_mutator("drop a character", least=1)
def drop_any(line: str, random: Random) -> Sequence[str] | None:
    column = random.randrange(len(line))
    return (line[:column] + line[column + 1 :],)


@line_mutator("swap two characters", least=2)
def swap_characters(line: str, random: Random) -> Sequence[str] | None:
    column = random.randrange(len(line) - 1)
    swapped = line[column + 1] + line[column]
    return (line[:column] + swapped + line[column + 2 :],)


@line_mutator("type a character")
def type_any(line: str, random: Random) -> Sequence[str] | None:
    column = random.randrange(len(line) + 1)
    typed = random.choice("abcXYZ019 |`*#-[](){}<>!.,;:'\"\\/_~+=\t&%$@^?")
    return (line[:column] + typed + line[column:],)


@line_mutator("invisible characters")
def invisible(line: str, random: Random) -> Sequence[str] | None:
    column = random.choice((0, len(line), random.randrange(len(line) + 1)))
    typed = random.choice("\u200b\ufeff\u00ad\u200e\u202e\u2060\x00\x07\x1b\x7f")
    return (line[:column] + typed + line[column:],)


@mutator("backslash at the end of a line")
def backslash(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    return None if at is None else edit(at, at + 1, (page.lines[at] + "\\",))


@mutator("delete a word")
def delete_word(page: Page, random: Random) -> Change | None:
    return _word(page, random, lambda word: ())


@mutator("duplicate a word")
def duplicate_word(page: Page, random: Random) -> Change | None:
    return _word(page, random, lambda word: (word, word))


@mutator("replace a word")
def replace_word(page: Page, random: Random) -> Change | None:
    new = random.choice(("Zebra", "x|y", "`code`", "**bold**", "<b>", "\u00e9t\u00e9"))
    return _word(page, random, lambda word: (new,))


@mutator("case of a word")
def case(page: Page, random: Random) -> Change | None:
    how = random.choice((str.upper, str.lower, str.title))
    return _word(page, random, lambda word: (how(word),))


@mutator("emphasis of a word")
def emphasis(page: Page, random: Random) -> Change | None:
    mark = random.choice(("**", "*", "_", "`", "~~", "__"))
    return _word(page, random, lambda word: (mark + word + mark,))


def _word(
    page: Page, random: Random, change: Callable[[str], tuple[str, ...]]
) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    words = page.lines[at].split(" ")
    number = random.randrange(len(words))
    words[number : number + 1] = change(words[number])
    return edit(at, at + 1, (" ".join(words),))


@mutator("replace everywhere")
def everywhere(page: Page, random: Random) -> Change | None:
    """What search and replace does to a page: every line with a word."""
    at = page.pick(random, "row", "bullet", "text")
    if at is None:
        return None
    word = random.choice(page.lines[at].split(" "))
    if not word.isalpha():
        return None
    return Change(
        tuple(
            Edit(number, number + 1, (line.replace(word, "Zebra"),))
            for number, line in enumerate(page.lines)
            if word in line
        )
    )
