"""Inline markup: emphasis, code, links, HTML, escapes and entities.

A name, a type or a flag is what a reader of the rendered page sees. These functions
remove the markup that they know. The rest stays, and the checks of names refuse it.
"""

import re
from functools import lru_cache
from html import unescape

_LONGEST = 500
"""Longer texts are prose: no mark around them is looked for."""

PUNCTUATION = r"!-/:-@\[-`{-~"
_ESCAPE = re.compile(rf"\\([{PUNCTUATION}])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CODE = re.compile(r"(?P<ticks>`+)(?P<inner>(?:(?!(?P=ticks)).)+)(?P=ticks)")
_TAGS = r"(?:a|b|code|em|i|kbd|mark|samp|small|span|strong|tt|u|var)"
_ELEMENT = re.compile(
    rf"<(?P<tag>{_TAGS})(?:\s[^<>]*)?>(?P<inner>.*)</(?P=tag)\s*>", re.IGNORECASE
)
_EMPTY = re.compile(r"<(a|span)\b[^<>]*(?:/>|>\s*</\1\s*>)", re.IGNORECASE)
_BREAK = re.compile(r"^(?:<br\s*/?>\s*)+|(?:\s*<br\s*/?>)+$", re.IGNORECASE)
_HREF = re.compile(
    r"<a\s[^<>]*?\bhref\s*=\s*(?P<quote>[\"'])(?P<url>[^\"'<>\s]*)(?P=quote)[^<>]*>"
    r"(?P<text>.*?)</a\s*>",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<inner>.+)(?<=\S)(?P=mark)")
_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019", "\xab": "\xbb"}
_NOTE = re.compile(r"(?:\s?\[\^[^\[\]\s]+\]|<sup\b[^<>]*>[^<>]*</sup>)+$")
_ATTRIBUTES = re.compile(r"\s*\{:?\s*[#.][^{}]*\}$")

DESTINATION = r"(?:<(?P<angled>[^<>\n]*)>|(?P<target>[^()\s<>]*))"
TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?"
LINK = re.compile(
    r"\[(?P<text>(?:[^\[\]]|\\[\[\]]|\[\]|\[[^\[\]\n]*\])*)\]"
    rf"\([ \t]*{DESTINATION}{TITLE}[ \t]*\)"
)


def target_of(link: re.Match[str]) -> str:
    """Return the target of a link, without angle brackets and escapes."""
    target = link["target"] if link["angled"] is None else link["angled"]
    return unescaped(target)


def unescaped(text: str) -> str:
    """Return a text with its escapes and entities decoded."""
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: unescape(match[0]), text)
    return text


def links_as_markdown(text: str) -> str:
    """Return a text with HTML links as Markdown, without empty anchors."""
    if "<" in text:
        text = _EMPTY.sub("", text)
        text = _HREF.sub(r"[\g<text>](\g<url>)", text)
    return text


def strip_marks(text: str) -> str:
    """Return a short text without the markup around it.

    Code is literal: markup in it is text.
    """
    if len(text) > _LONGEST:
        return text
    while True:
        text = _NOTE.sub("", _ATTRIBUTES.sub("", text.strip())).strip()
        code = _CODE.fullmatch(text)
        if code:
            return code["inner"].strip()
        bare = _unwrapped(text)
        if bare == text:
            return unescaped(text).strip()
        text = bare


def _unwrapped(text: str) -> str:
    """Return a text without the outermost pair of marks."""
    text = _BREAK.sub("", links_as_markdown(text)) if "<" in text else text
    for pattern in (_ELEMENT, _EMPHASIS):
        match = pattern.fullmatch(text)
        if match and _pairs(match):
            return match["inner"]
    link = LINK.fullmatch(text)
    if link:
        return link["text"]
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1]
    return text


def _pairs(match: re.Match[str]) -> bool:
    """Return True if the two marks belong together, and do not each to another one."""
    groups = match.groupdict()
    tag, mark = groups.get("tag"), groups.get("mark")
    if tag is not None:
        return f"</{tag}" not in match["inner"]
    inner, sign = match["inner"], str(mark)[0]
    if sign == "_":
        return not re.search(r"(?<!\w)_|_(?!\w)", inner)
    return inner[0] != sign != inner[-1] and str(mark) not in inner


_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LIGHT = re.compile(r"(\*|(?<!\w)_)(?=\S)(.+?)(?<=\S)(?:\1(?!\w)|\1)")


@lru_cache(maxsize=512)  # Pages have the same headings and heads of tables.
def heading_text(text: str) -> str:
    """Return a heading without marks, those around its words included."""
    if len(text) > _LONGEST:
        return text
    text = strip_marks(_EMPTY.sub("", text))
    text = re.sub(r"\s*\[[#\u00b6\U0001f517]?\]\(#[^()]*\)$", "", text)
    text = LINK.sub(lambda link: link["text"], text)
    text = _CODE.sub(lambda code: code["inner"].strip(), text)
    text = _LIGHT.sub(r"\2", _STRONG.sub(r"\2", text))
    text = re.sub(rf"</?{_TAGS}\b[^<>]*>", "", text, flags=re.IGNORECASE)
    return " ".join(unescaped(text).split())


# Code and a star in quotes stay as they are. A backslash before what needs none is
# a character.
_NEEDLESS = re.compile(
    r"(?P<code>(?P<ticks>`+)(?:(?!(?P=ticks)).)+(?P=ticks)(?!`))"
    r"|(?P<quote>['\"])\\\*(?P=quote)"
    r"|\\(?P<escaped>[][*_<>&~#!+=:@`-]|(?<=\d\\)[.)]|(?<=\w\\)\.(?=\w))"
    r"|<(?P<url>(?:https?://|mailto:)[^\s<>]*|[\w.+-]+@[\w.-]+)>"
    rf"|(?P<entity>{_ENTITY.pattern})"
    r"|(?<!\w)_(?P<light>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
)
_MARKED = re.compile(r"[\\<&]|(?<!\w)_[^\s_]")
_LEADING = re.compile(r"[ \t]*(?:\\[-#+>~=|*]|[0-9]{1,9}\\[.)])")


def normalize_prose(line: str) -> str:
    """Return a line of text in its plainest spelling.

    Escapes and entities are decoded, unless the result would be markup: a pipe, or the
    start of a block. Emphasis becomes stars.
    """
    if not _MARKED.search(line):
        return line
    head = ""
    if leading := _LEADING.match(line):
        head, line = leading[0], line[leading.end() :]
    if line.endswith("\\") and not line.endswith("\\\\"):
        line = line[:-1].rstrip()
    return head + _NEEDLESS.sub(_plain_form, line)


def _plain_form(match: re.Match[str]) -> str:
    if match["escaped"]:
        return match["escaped"]
    if match["url"]:
        return match["url"]
    if match["light"]:
        return f"*{match['light']}*"
    if match["entity"]:
        character = unescape(match["entity"])
        return match[0] if character in "|`\\\n\r" or "&" in character else character
    return match[0]
