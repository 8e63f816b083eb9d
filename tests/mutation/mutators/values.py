"""Facts written as other people write them, or wrongly."""

import re
from collections.abc import Callable
from random import Random

from ..mutant import Change, Edit, edit, mutator
from ..page import Page, Sort

STATUSES = (
    "2XX",
    "2xx",
    "200-299",
    "200, 201",
    "OK",
    "999",
    "099",
    "",
    "default",
    "Default",
    "*",
    "200 OK",
    "4XX",
    "599",
    "20",
    "2000",
    "\u0662\u0660\u0660",
)
FLAGS = (
    "yes",
    "YES",
    "Y",
    "true",
    "TRUE",
    "No",
    "Yes",
    "NO",
    "no",
    "1",
    "\u2713",
    "",
    "[x]",
    "**Yes**",
    "`Yes`",
    "Yes*",
    "Yes (if x)",
    "Required",
    "Optional",
    "-",
)
TYPES = (
    "integer",
    "String",
    "STRING",
    "int",
    "float",
    "string[]",
    "number",
    "array",
    "Array",
    "Array[]",
    "List<string>",
    "string | null",
    "object[]",
    "any",
    "",
    "string?",
    "`string`",
    "[string]",
    "map",
    "`string`[]",
    "string[][]",
    "file",
)
METHODS = ("get", "Get", "POST", "TRACE", "QUERY", "CONNECT", "GETS", "", "GET POST")
PATHS = (
    "/zebra",
    "zebra",
    "/zebra/{id}",
    "/zebra/{id",
    "/zebra?x={y}",
    "",
    "/a b",
    "https://example.com/zebra",
    "/zebra/:id",
    "/zebra/<id>",
    "//",
    "/../x",
    "/%7B",
)


def _replace(
    name: str, sort: Sort, pattern: str, values: tuple[str, ...], among: str = ""
) -> None:
    """A mutator that puts another value where a pattern matches.

    ``among`` is what a line must hold for that.
    """
    compiled = re.compile(pattern)

    @mutator(name)
    def replace(page: Page, random: Random) -> Change | None:
        found = [
            (at, match)
            for at in page.sorts.get(sort, ())
            if among in page.lines[at] and (match := compiled.search(page.lines[at]))
        ]
        if not found:
            return None
        at, match = random.choice(found)
        line, new = page.lines[at], random.choice(values)
        return edit(at, at + 1, (line[: match.start(1)] + new + line[match.end(1) :],))


_replace("status", "row", r"^\| `(\w+)` \|", STATUSES)
_replace("status with its marks", "row", r"^\| (`\w+`) \|", STATUSES)
_replace("required flag", "row", r" \| (Yes|No) \|", FLAGS)
_replace("flag of a parameter", "bullet", r", (required|optional)\)\*\*", FLAGS)
_replace("flag with its comma", "bullet", r"(, (?:required|optional))\)\*\*", ("", ","))
_replace("type", "row", r"^\| [^|]+ \| ([^|]*) \|", TYPES)
_replace("type of a parameter", "bullet", r"\*\*\((.*?),", TYPES)
_replace("name of a property", "row", r"^\| ([^|`]+) \|", ("zebra", "", "a b", "`z`"))
_replace(
    "name of a parameter", "bullet", r"^- `([^`]+)`", ("zebra", "", "query.", "q.z")
)
_replace("case of a parameter", "bullet", r"^- `(q)uery\.", ("Q",))
_replace(
    "separator of a parameter", "bullet", r"`( - )\*", (": ", " ", " -- ", " \u2013 ")
)
_replace(
    "marks of a parameter", "bullet", r"(\*\*\()", ("(", "**", "*(", "** (", "__(")
)
_replace("HTTP method", "text", r"^`([A-Z]+) /", METHODS)
_replace("path", "text", r"^`[A-Z]+ (/\S*)`", PATHS)
_replace(
    "variable of a path", "text", r"^`[A-Z]+ /[^{`]*\{(\w+)\}", ("zebra", "", "a/b")
)
_replace(
    "name of a method", "heading", r"^### `(\w+)`", ("zebra", "", "a b", "__init__")
)
_replace("name in the list", "entry", r"^- \[`(\w+)`\]", ("zebra", "", "a b", "GetX"))
_replace("anchor in the list", "entry", r"\]\((#\w+)\)", ("#zebra", "", "x.md", "#a b"))
_replace("summary in the list", "entry", r"\) (- .+)$", ("", "- Zebra.", "Zebra", "-"))
_replace("name in the title", "title", r"`(\w+)`", ("Zebra", "", "a b", "Pets[]"))
_replace(
    "kind in the title", "title", r"` (\w+)$", ("class", "Schema", "", "Definition")
)
_replace(
    "text of a link", "row", r"\[`?(\w+)(?:\[\])?`?\]\(", ("Zebra", "", "a b", "X[]")
)
_replace(
    "target of a link", "row", r"\]\(([^()]*)\)", ("", "zebra-definition.md", "#x")
)


def _all(name: str, sort: Sort, change: Callable[[str], str]) -> None:
    """A mutator that writes all lines of a sort in another way."""

    @mutator(name)
    def change_all(page: Page, random: Random) -> Change | None:
        edits = [
            Edit(at, at + 1, (change(page.lines[at]),))
            for at in page.sorts.get(sort, ())
        ]
        return Change(tuple(edits), means_the_same=True) if edits else None


_all(
    "statuses without marks", "row", lambda line: re.sub(r"^\| `(\w+)`", r"| \1", line)
)
_all("flags in lower case", "row", lambda line: re.sub(r"\| (Yes|No) \|", _lower, line))
_all("names with marks", "row", lambda line: re.sub(r"^\| (\w+) \|", r"| `\1` |", line))
_all(
    "types without marks", "row", lambda line: re.sub(r"\| `(\w+)` \|", r"| \1 |", line)
)
_all("ticks in links", "bullet", lambda line: re.sub(r"\[(\w+)\]\(", r"[`\1`](", line))
_all("no bold", "bullet", lambda line: line.replace("**", ""))
_all("links from the root", "row", lambda line: line.replace("](../", "](/"))


def _lower(match: re.Match[str]) -> str:
    return match[0].lower()
