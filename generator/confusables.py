"""Misleading characters: hidden ones, and letters that look alike.

The tables are excerpts of Unicode's: UAX #44 (properties), UTS #39 (security).
"""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Characters that Python calls printable though they show nothing."""

_LIKE = {
    "A": "\u0391\u0410\u13aa",
    "B": "\u0392\u0412\u13f4",
    "C": "\u03f9\u0421\u13df",
    "D": "\u13a0",
    "E": "\u0395\u0415\u13ac",
    "G": "\u050c\u13c0",
    "H": "\u0397\u041d\u13bb",
    "I": "\u0399\u0406\u04c0",
    "J": "\u0408\u13ab",
    "K": "\u039a\u041a\u13e6",
    "L": "\u13de",
    "M": "\u039c\u041c\u13b7",
    "N": "\u039d",
    "O": "\u039f\u041e\u0555",
    "P": "\u03a1\u0420\u13e2",
    "Q": "\u051a",
    "R": "\u13d2",
    "S": "\u0405\u054d\u054f\u13da",
    "T": "\u03a4\u0422\u13a2",
    "U": "\u0531",
    "V": "\u0474\u13d9",
    "W": "\u051c\u13b3",
    "X": "\u03a7\u0425",
    "Y": "\u03a5\u0423\u04ae",
    "Z": "\u0396\u13c3",
    "a": "\u0251\u03b1\u0430",
    "c": "\u03f2\u0441",
    "d": "\u0501",
    "e": "\u0435",
    "g": "\u0261\u0581",
    "h": "\u04bb\u0570",
    "i": "\u0131\u0269\u03b9\u0456",
    "j": "\u03f3\u0458",
    "l": "\u0196\u04cf",
    "n": "\u0578",
    "o": "\u03bf\u043e\u0585",
    "p": "\u03c1\u0440",
    "q": "\u051b\u0566",
    "s": "\u0455",
    "u": "\u03c5\u057d",
    "v": "\u028b\u03bd\u0475",
    "w": "\u051d",
    "x": "\u0445",
    "y": "\u03b3\u0443\u04af",
}
"""Letters of ASCII, and those of other scripts and of phonetics that look like them."""

_LOOKS = {ord(like): letter for letter, all_like in _LIKE.items() for like in all_like}

_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
"""Scripts that are written together (UTS #39, 5.2, "highly restrictive")."""


def is_visible(text: str) -> bool:
    """Return True if every character of a text is visible."""
    return text.isprintable() and (text.isascii() or not _UNSEEN.search(text))


def describe_character(character: str) -> str:
    """Return the number and the name of a character: ``U+200B ZERO WIDTH SPACE``."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


def without_invisible(text: str) -> str:
    """Return a text without the hidden characters that Python allows in names."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def skeleton(name: str) -> str:
    """Return one text for all names that look alike (UTS #39, section 4, in short)."""
    if name.isascii() and name.isprintable():
        return name
    seen = "".join(filter(is_visible, unicodedata.normalize("NFKC", name)))
    return unicodedata.normalize("NFKC", seen.translate(_LOOKS))


def mixed_scripts(name: str) -> tuple[str, ...]:
    """Return the scripts of a name that are not written together.

    The standard library knows no scripts, but the names of letters begin with them.
    """
    if name.isascii():
        return ()
    letters = filter(str.isalpha, unicodedata.normalize("NFKC", name))
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in letters}
    scripts -= {"", "MODIFIER"}
    if len(scripts) < 2 or any(scripts <= together for together in _TOGETHER):
        return ()
    return tuple(sorted(scripts))
