"""Descriptions that documents are known to hold, in invented words.

The sentences about dates are the exception: what they say is what a reader infers
formats from, so their key wording is that of the documents.
"""

from collections.abc import Callable

from .words import Words

DATE_TIME = (
    "Date time is represented as an ISO-8601 string. "
    "For example: yyyy-MM-ddTHH:mm:ss[.mmm]Z"
)
LOCAL_DATE_TIME = (
    "Date time is represented as an ISO-8601 string without a timezone. "
    "For example: yyyy-MM-ddTHH:mm:ss.SSS"
)
DATE = "Dates are represented as an ISO-8601 string. For example: yyyy-MM-dd"

# These mention ISO-8601 too and stay strings.
INTERVAL = (
    "Intervals are represented as an ISO-8601 string. "
    "For example: YYYY-MM-DDThh:mm:ss/YYYY-MM-DDThh:mm:ss"
)
PERIOD = "Periods are represented as an ISO-8601 string. For example: P1D or P1DT12H"
TIME = (
    "Time is represented as an ISO-8601 string without a timezone. "
    "For example: HH:mm:ss.SSS"
)

Maker = Callable[[Words], str]


def lines(count: int) -> Maker:
    """A text of several lines, some of which end in a space."""

    def make(words: Words) -> str:
        return "\n".join(
            words.sentence() + " " * (number % 2) for number in range(1, count)
        ) + ("\n" + words.sentence())

    return make


def paragraphs(words: Words) -> str:
    """Two paragraphs and a line, with markup inside."""
    return (
        f"{words.sentence()} \n**{words.sentence()}**\n\n"
        f"{words.sentence()}\n`{words.word()}`, *{words.word()}*, [{words.word()}]"
    )


def code_like(words: Words) -> str:
    """A text with an indented block that looks like code."""
    return (
        f"{words.sentence()}\n{{ \n"
        f'    "{words.word()}": "XYZZY", \n'
        f'    "{words.word()}": false \n}}'
    )


def indented_paragraph(words: Words) -> str:
    """A text whose second paragraph is indented as a code block."""
    return f"{words.sentence()}\n\n    {words.word()} -> {words.word()}\n\nAnd on."


def pipes(words: Words) -> str:
    """A text with pipes that no backslash escapes."""
    return (
        f"{words.sentence()} ( {words.word()}_1 || {words.word()}_2 || ... ), "
        f"'{words.word()}|{words.word()}' | {words.word()}."
    )


def trailing_pipe(words: Words) -> str:
    """A text that itself ends in a pipe, after all that is special in Markdown."""
    return f'{words.sentence()} None of: \\{{^}}%`]">[~<#|'


def markup(words: Words) -> str:
    """A text with what looks like HTML."""
    return f"{words.sentence()} See the <{words.word()}> tag, <br/> or &amp; &lt;b&gt;."


def less_than(words: Words) -> str:
    """A text with an angle bracket that opens nothing."""
    return f"{words.sentence()} If {words.word()} < 3 or <= {words.word()} <-."


def backslashes(words: Words) -> str:
    """A text with backslashes, one at its end."""
    return f"{words.sentence()} Allowed is '\\*', C:\\{words.word()}\\N{{DASH}}\\"


def trailing_quote(words: Words) -> str:
    """A text that ends in a quotation mark."""
    return f'{words.sentence()} Marked "{words.word()}"'


def non_ascii(words: Words) -> str:
    """A text with letters beyond ASCII, and beyond the first plane."""
    return (
        f"{words.sentence()} The {words.word()}\u2019s \u201c\xf1and\xfa\u201d "
        "\u2013 \u65e5\u672c \U0001d518."
    )


def hostile(words: Words) -> str:
    """A text that tries to leave a Python literal and a Jinja template."""
    return f"{words.sentence()} \"\"\" ''' {{{{ {words.word()} }}}} {{% raw %}} # $x"


# How many cells of 21,212 hold each, and how many lines a multi-line cell has.
CELLS: tuple[tuple[Maker, int], ...] = (
    (lines(2), 10),
    (lines(3), 7),
    (lines(6), 5),
    (pipes, 12),
    (trailing_pipe, 6),
    (markup, 13),
    (less_than, 22),
    (backslashes, 7),
    (trailing_quote, 5),
    (non_ascii, 9),
    (hostile, 5),
)
CELLS_OF = 21_212

# How many strings of 10,981 end in each sentence.
FORMATS: tuple[tuple[str, int], ...] = (
    (DATE_TIME, 820),
    (DATE, 150),
    (LOCAL_DATE_TIME, 4),
    (INTERVAL, 45),
    (PERIOD, 20),
    (TIME, 3),
)
FORMATS_OF = 10_981

# How many operations of 2,705 have a description of each kind.
DESCRIPTIONS: tuple[tuple[Maker, int], ...] = (
    (Words.text, 370),
    (lines(2), 4),
    (lines(5), 2),
    (paragraphs, 4),
    (code_like, 2),
    (indented_paragraph, 2),
    (trailing_quote, 2),
    (hostile, 2),
)
DESCRIPTIONS_OF = 2_705


def share(count: int, of: int, total: int) -> int:
    """``count`` in ``of``, scaled to ``total``; never none."""
    return max(1, round(count * total / of))
