"""Pages changed as a whole: encodings, ends of lines, tabs."""

from collections.abc import Callable, Sequence
from random import Random

from ..mutant import Change, Edit, edit, line_mutator, mutator
from ..page import Page


def _bytes(name: str, change: Callable[[str], bytes]) -> None:
    """A mutator that makes other bytes of the same text."""

    @mutator(name)
    def other_bytes(page: Page, random: Random) -> Change | None:
        return Change((), means_the_same=True, encode=change)


_bytes("CRLF", lambda text: text.replace("\n", "\r\n").encode())
_bytes("CR", lambda text: text.replace("\n", "\r").encode())
_bytes("BOM", lambda text: b"\xef\xbb\xbf" + text.encode())
_bytes(
    "BOM and CRLF", lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
)
_bytes("two BOMs", lambda text: b"\xef\xbb\xbf" * 2 + text.encode())
_bytes("UTF-16", lambda text: text.encode("utf-16"))
_bytes("UTF-16 without BOM", lambda text: text.encode("utf-16-le"))
_bytes("UTF-32", lambda text: text.encode("utf-32"))
_bytes("final newline", lambda text: f"{text.rstrip()}\n".encode())
_bytes("final newlines", lambda text: f"{text.rstrip()}\n\n\n".encode())
_bytes("blank lines doubled", lambda text: text.replace("\n\n", "\n\n\n\n").encode())
_bytes("spaces at all ends", lambda text: text.replace("\n", "  \n").encode())
_bytes("no bytes", lambda text: b"")
_bytes("NUL at the end", lambda text: text.encode() + b"\0")
_bytes("Ctrl-Z at the end", lambda text: text.encode() + b"\x1a")


@mutator("lines doubled")
def doubled(page: Page, random: Random) -> Change | None:
    """A blank line below each, as bad conversions of CRLF make it."""
    made = [part for line in page.lines for part in (line, "")]
    return edit(0, len(page.lines), made, means_the_same=True)


@mutator("CRLF in some lines")
def mixed(page: Page, random: Random) -> Change | None:
    chosen = [at for at in range(len(page.lines) - 1) if random.random() < 0.3]
    edits = [Edit(at, at + 1, (page.lines[at] + "\r",)) for at in chosen]
    return Change(tuple(edits), means_the_same=True) if edits else None


@mutator("two CRs")
def two_returns(page: Page, random: Random) -> Change | None:
    """What a text file becomes that is converted twice."""
    made = [f"{line}\r\r" for line in page.lines]
    return edit(0, len(page.lines), made, means_the_same=True)


@line_mutator("NBSP for all spaces of a line")
def no_break(line: str, random: Random) -> Sequence[str] | None:
    made = line.replace(" ", "\u00a0")
    return (made,)


@line_mutator("tabs for all spaces of a line", means_the_same=True)
def tabs(line: str, random: Random) -> Sequence[str] | None:
    made = line.replace(" ", "\t")
    return (made,)


@mutator("page indented")
def indented(page: Page, random: Random) -> Change | None:
    """As a whole page is when it is pasted into something else."""
    indent = random.choice((" ", "  ", "   ", "    ", "\t"))
    made = [indent + line if line else line for line in page.lines]
    return edit(0, len(page.lines), made, means_the_same=True)


@line_mutator("Windows-1252 bytes")
def windows(line: str, random: Random) -> Sequence[str] | None:
    column = random.randrange(len(line) + 1)
    byte = random.choice("\udc92\udc93\udce9\udc96\udca0")
    return (line[:column] + byte + line[column:],)


@line_mutator("UTF-8 read as Windows-1252")
def mojibake(line: str, random: Random) -> Sequence[str] | None:
    column = random.randrange(len(line) + 1)
    return (f"{line[:column]}\u00e2\u20ac\u2122{line[column:]}",)


@mutator("page cut within a character")
def cut_bytes(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines))
    return edit(at, len(page.lines), (page.lines[at] + "\udce2\udc80",))
