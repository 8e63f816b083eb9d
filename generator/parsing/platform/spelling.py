"""Canonical spelling of cells, items, list entries and endpoints.

Text that these functions do not understand stays unchanged.
"""

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Literal

from ..inline import (
    LINK,
    heading_text,
    links_as_markdown,
    normalize_prose,
    strip_marks,
    target_of,
)

Kind = Literal["index", "class", "definition"]
Normalizer = Callable[[str], str]
"""Brings a cell into form."""

TYPE = (
    r"(?:\[(?:\w++(?:\[\])?|`\w++(?:\[\])?`)\]\([\w./-]++\)"
    r"|\w++(?:\[\])?|`\w++(?:\[\])?`)"
)
_BULLET = r"(?P<indent>[ \t]*)(?:[-*+\u2022]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?"
_DASH = r"(?:--|[-:\u2013\u2014\uff1a]|&[mn]dash;)"
_MARKS = r"(?:[*_`]|</?\w+>)*"
_INLINE_LINK = r"\[(?:[^\[\]\n]|\[\])*\]\([^()\n]*\)"
_ITEM = re.compile(
    rf"{_BULLET}(?P<name>(?=\S)(?:{_INLINE_LINK}|[^()])*?)"
    rf"[ \t]*(?:(?<=[ \t]){_DASH}|[:\uff1a])?[ \t]*"
    rf"(?P<open>{_MARKS})(?:\((?P<inside>(?:{_INLINE_LINK}|[^()])*)\)"
    r"|\[(?P<square>\w+(?:\[\])?[ ]*,[ ]*(?i:required|optional)[ ]*)\](?!\())"
    rf"(?P<close>(?:[ \t]+(?:\*\*|__)(?=[ \t]))?{_MARKS})"
    rf"(?:(?P<dash>[ \t]*{_DASH})(?=[ \t]|$))?(?P<rest>.*)",
    re.DOTALL,
)
# The bold type may begin with the name.
_BOLD_HEAD = re.compile(r"^([ \t]*\S+[ \t]+)\*\*([^*()]+?)[ \t]+-[ \t]+(\([^*]*\))\*\*")
_FLAG = "required|optional"
_BETWEEN = r"(?:[ \t]*[,;:|/][ \t]*|[ \t]+(?:[-\u2013\u2014][ \t]+)?)"
_INSIDE = re.compile(
    rf"(?:[*_`]*(?P<first>{_FLAG})[*_`]*{_BETWEEN})?(?P<type>\S.*?)"
    rf"(?:{_BETWEEN}[*_`]*(?P<flag>(?<!not )(?:{_FLAG}))[*_`]*)?[ \t]*",
    re.IGNORECASE,
)
ENTRY = re.compile(
    rf"{_BULLET}(?P<name>[*_`]*\[.*?\]\(.*?\)[*_`]*|{_MARKS}[\w.$-]+{_MARKS})"
    rf"(?:[ \t]*{_DASH}[ \t]+(?P<text>\S.*)|[ \t]*:?[ \t]*)"
)

_ENDPOINT = re.compile(r"[*_`]*(?P<method>[A-Za-z]+):?[*_`]*:?\s+(?P<path>\S+)")
_LEAD = re.compile(
    r"^(?:[-*+>][ \t]+|<pre>(?=.*</pre>$)|[*_]*(?:endpoint|path|request|route|ur[il])"
    r"(?::[*_]*|[*_]+:)[ \t]+)|</pre>$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"(?<=/):(?P<name>[A-Za-z_][\w-]*)(?=/|$)")
_ANGLED = re.compile(r"(?<=/)(?:\\?<|&lt;)(?P<name>[A-Za-z_][\w.-]*)\\?(?:>|&gt;)")

PIPE = re.compile(r"(?<!\\)\|")
DASHES = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*")
_NO_TYPE = frozenset({"", "-", "--", "\u2013", "\u2014", "n/a", "none", "\xa0"})
_FLAGS = {
    **dict.fromkeys(
        ("yes", "y", "true", "required", "[x]", *"\u2713\u2714\u2705\u2611"), "Yes"
    ),
    **dict.fromkeys(
        ("no", "n", "false", "optional", "[ ]", *"\u2717\u2718\u2716\u274c\u2610"), "No"
    ),
}
_STATUS = re.compile(
    r"(?P<status>[1-5][0-9]{2}|default)"
    r"(?:\s*[-:.\u2013\u2014]?\s+(?P<phrase>\w.*|\(.*\))|:)?",
    re.IGNORECASE,
)
_PHRASES = {str(status.value): {status.phrase.casefold()} for status in HTTPStatus}
# These have had other names, which Python knows from its version on.
for _code, _names in {
    "413": ("payload too large", "content too large", "request entity too large"),
    "414": ("uri too long", "request-uri too long"),
    "416": ("range not satisfiable", "requested range not satisfiable"),
    "422": ("unprocessable entity", "unprocessable content"),
}.items():
    _PHRASES[_code].update(_names)
WORD = re.compile(r"[\w.$-]*\w[\w.$-]*")
_SIMPLE = re.compile(r"(?:[\w.$:@-]|\\_)+")
_ANCHOR = re.compile(r"#[^()\s]*")
_URL = re.compile(r"https?://[^\s<>()]+", re.IGNORECASE)
_BRACKETS = re.compile(r"(?P<name>.*?)\s*(?P<array>\\?\[\\?\])?", re.DOTALL)
_TYPE_CELL = re.compile(TYPE)
_AROUND = re.compile(
    r"(?:[*_`\s]|</?\w+>)*\0(?:[*_`\s]|</?\w+>)*(?P<array>\\?\[\\?\])?(?:[*_`\s]|</?\w+>)*"
)
_CLASSES = re.compile(r"(?<=\))\{:?[ ]*[.#][^{}]*\}")
_ODD_TARGET = re.compile(r"[()\s|]")


def add_outer_pipes(line: str, width: int = 0) -> str:
    """Return a row with the pipes at its ends; the last of its cells may be empty."""
    closed = line.endswith("|") and not line.endswith("\\|")
    if closed and not line.startswith("|") and len(PIPE.findall(line)) == width - 1:
        closed = False
    return f"{'' if line.startswith('|') else '| '}{line}{'' if closed else ' |'}"


def normalize_row(line: str, normalizers: "Sequence[Normalizer | None]") -> str:
    """Return a row whose cells are in the form of their columns."""
    parts = PIPE.split(line)
    width, text = len(normalizers), (
        normalizers.index(None) if None in normalizers else len(normalizers)
    )
    last = len(parts) - (not parts[-1].strip())
    for at in range(1, len(parts)):
        normalizer = normalizers[at - 1] if at <= width else None
        if normalizer is None:
            parts[at] = normalize_prose(parts[at])
        elif at <= text or last == width + 1:
            cell = parts[at].strip()
            new = normalizer(cell)
            if new != cell and not PIPE.search(new):
                parts[at] = f" {new} "
    return "|".join(parts)


def _name(cell: str) -> str:
    """Return a property's name; a simple one as it stands."""
    if _SIMPLE.fullmatch(cell) or (cell.count("`") == 2 and cell[0] == cell[-1] == "`"):
        return cell
    name = strip_marks(cell)
    if name in ("", cell) or any(map(str.isspace, name)) or "`" in name or "|" in name:
        return cell
    return name if WORD.fullmatch(name) else f"`{name}`"


def _array(text: str) -> str:
    """Return a type without marks, of which an array's brackets may be none."""
    match = _BRACKETS.fullmatch(strip_marks(text))
    assert match is not None
    return strip_marks(match["name"]) + ("[]" if match["array"] else "")


def _type(cell: str) -> str:
    """Return a type: a plain name, a link, or nothing."""
    if _TYPE_CELL.fullmatch(cell):
        return cell
    text = _CLASSES.sub("", links_as_markdown(cell))
    link = LINK.search(text)
    if link is None:
        kind = _array(text)
        return "" if kind.casefold() in _NO_TYPE else kind
    around = _AROUND.fullmatch(f"{text[: link.start()]}\0{text[link.end() :]}")
    target = target_of(link)
    if around is None or _ODD_TARGET.search(target):
        return cell
    name = _array(link["text"])
    if around["array"]:
        name += "[]"
    return f"[{name}]({target})"


def _flag(cell: str) -> str:
    return _FLAGS.get(strip_marks(cell).casefold().rstrip("\ufe0f"), cell)


def _status(cell: str) -> str:
    """Return a status without its phrase, if that is the one that belongs to it."""
    match = _STATUS.fullmatch(heading_text(cell))
    if match is None:
        return cell
    status, phrase = match["status"].lower(), match["phrase"]
    if phrase and phrase.strip("()").casefold() not in _PHRASES.get(status, ()):
        return cell
    return status if status == cell else f"`{status}`"


def _class_link(cell: str) -> str:
    link = LINK.fullmatch(_unmarked(links_as_markdown(cell)))
    if link is None:
        return cell
    return f"[`{strip_marks(link['text'])}`]({target_of(link)})"


def normalize_web_link(cell: str) -> str:
    """Return a link to the vendor, or nothing."""
    text = _unmarked(links_as_markdown(cell))
    if text.casefold() in _NO_TYPE:
        return ""
    if link := LINK.fullmatch(text):
        return f"[{strip_marks(link['text'])}]({target_of(link)})"
    url = text.removeprefix("<").removesuffix(">")
    return f"[]({url})" if _URL.fullmatch(url) else cell


def _unmarked(text: str) -> str:
    """Return a link without the emphasis around it."""
    return text.strip().strip("*_`")


def normalize_entry(line: str) -> str:
    """Return an item of the list of methods."""
    match = ENTRY.fullmatch(line)
    if match is None:
        return normalize_prose(line)
    plain = _unmarked(links_as_markdown(match["name"]))
    link = LINK.fullmatch(plain)
    name = strip_marks(link["text"] if link else match["name"])
    target = target_of(link) if link else f"#{name.lower()}"
    if not WORD.fullmatch(name) or not _ANCHOR.fullmatch(target):
        return normalize_prose(line)
    text = f" - {normalize_prose(match['text'])}" if match["text"] else ""
    return f"{match['indent']}- [`{name}`]({target}){text}"


def normalize_item(line: str) -> str:
    """Return an item of the list of parameters."""
    # A space that does not break is one.
    plain = links_as_markdown(line).replace("&nbsp;", " ").replace("\xa0", " ")
    match = _ITEM.fullmatch(_BOLD_HEAD.sub(r"\1**\2** - **\3**", plain))
    inside = match and _INSIDE.fullmatch(match["inside"] or match["square"] or "")
    if not match or not inside:
        return normalize_prose(line)
    name, kind = strip_marks(match["name"].rstrip(": \t")).rstrip(":"), _type(
        inside["type"].strip()
    )
    flag = inside["flag"] or inside["first"]
    if (
        (inside["flag"] and inside["first"])
        or any(map(str.isspace, name))
        or "`" in name
        or not (flag or kind == "object")
    ):
        return normalize_prose(line)
    dash, rest = match["dash"] or "", normalize_prose(match["rest"])
    if dash:
        dash = " -" if name == "body" else ""
    group = f"{kind}, {flag.lower()}" if flag else kind
    return f"{match['indent']}- `{name}` - **({group})**{dash}{rest}"


def normalize_endpoint(text: str) -> str | None:
    """Return a method and a path as a line of code; None for anything else."""
    plain = _ANGLED.sub(r"{\g<name>}", _LEAD.sub("", text))
    plain = re.sub(r"\{ *([\w.-]+) *\}", r"{\1}", plain)
    match = _ENDPOINT.fullmatch(strip_marks(plain))
    if match is None:
        return None
    path = strip_marks(match["path"].strip("*`"))
    if not path.startswith("/") or "`" in path:
        return None
    path = _VARIABLE.sub(r"{\g<name>}", path)
    return f"`{match['method'].upper()} {path}`"


COLUMNS: dict[Kind, dict[str, tuple[str, Normalizer | None]]] = {
    "definition": {
        "property": ("Property", _name),
        "type": ("Type", _type),
        "required": ("Required", _flag),
        "description": ("Description", None),
    },
    "class": {
        "http status code": ("HTTP Status Code", _status),
        "returned type": ("Returned type", _type),
        "description": ("Description", None),
    },
    "index": {
        "class name": ("Class Name", _class_link),
        "description": ("Description", None),
    },
}
