"""Pages changed as a whole: encodings, ends of lines, tabs."""

from collections.abc import Callable
from random import Random

from ..mutant import Change, Edit, edit, mutator
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


@mutator("NBSP for all spaces of a line")
def no_break(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    made = page.lines[at].replace(" ", "\u00a0")
    return edit(at, at + 1, (made,))


@mutator("tabs for all spaces of a line")
def tabs(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    made = page.lines[at].replace(" ", "\t")
    return edit(at, at + 1, (made,), means_the_same=True)


@mutator("page indented")
def indented(page: Page, random: Random) -> Change | None:
    """As a whole page is when it is pasted into something else."""
    indent = random.choice((" ", "  ", "   ", "    ", "\t"))
    made = [indent + line if line else line for line in page.lines]
    return edit(0, len(page.lines), made, means_the_same=True)


@mutator("Windows-1252 bytes")
def windows(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    line = page.lines[at]
    column = random.randrange(len(line) + 1)
    byte = random.choice("\udc92\udc93\udce9\udc96\udca0")
    return edit(at, at + 1, (line[:column] + byte + line[column:],))


@mutator("UTF-8 read as Windows-1252")
def mojibake(page: Page, random: Random) -> Change | None:
    at = page.pick(random)
    if at is None:
        return None
    line = page.lines[at]
    column = random.randrange(len(line) + 1)
    return edit(at, at + 1, (f"{line[:column]}\u00e2\u20ac\u2122{line[column:]}",))


@mutator("page cut within a character")
def cut_bytes(page: Page, random: Random) -> Change | None:
    at = random.randrange(1, len(page.lines))
    return edit(at, len(page.lines), (page.lines[at] + "\udce2\udc80",))
