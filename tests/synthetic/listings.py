"""Listings: answers of which there are several pages, in all the ways there are."""

from typing import Any

from .definitions import Definitions
from .texts import share

Fact = dict[str, Any]

# Of 2,587 endpoints: what the answer has beside its items, and what turns the page.
_STYLES: tuple[tuple[dict[str, str], str, int], ...] = (
    ({"entities": "X[]", "pageCount": "number"}, "pageNumber", 255),
    ({"entities": "X[]", "nextUri": "string"}, "after", 38),
    ({"entities": "X[]", "nextUri": "string"}, "", 37),
    ({"conversations": "X[]", "cursor": "string"}, "cursor", 6),
    ({"entities": "X[]", "after": "string"}, "after", 4),
    ({"Resources": "X[]", "totalResults": "number"}, "startIndex", 4),
    ({"results": "X[]"}, "pageNumber", 1),
)
_POSTED: tuple[tuple[dict[str, str], str, int], ...] = (
    ({"results": "X[]", "pageCount": "number"}, "pageNumber", 20),
    ({"entities": "X[]", "after": "string"}, "after", 2),
    ({"results": "X[]"}, "pageNumber", 3),
)
_OF = 2_587


def make_listings(classes: list[Fact], defined: Definitions) -> None:
    """Turn some operations into listings, and what they answer with into pages."""
    operations = [operation for api in classes for operation in api["operations"]]
    # An operation that two classes document is one: all its pages say the same.
    copies: dict[tuple[str, str], list[Fact]] = {}
    for operation in operations:
        key = operation["method"], operation["path"]
        copies.setdefault(key, []).append(operation)
    taken: set[str] = set()
    for styles, method in ((_STYLES, "GET"), (_POSTED, "POST")):
        fitting = [o for o in operations if _fits(o, method, defined)]
        defined.random.shuffle(fitting)
        for properties, parameter, count in styles:
            for _ in range(share(count, _OF, len(operations))):
                while fitting:
                    operation = fitting.pop()
                    answer = _answer(operation)
                    if answer not in taken:
                        taken.add(answer)
                        key = operation["method"], operation["path"]
                        for each in copies[key]:
                            _page(each, answer, properties, parameter, defined)
                        break


def _fits(operation: Fact, method: str, defined: Definitions) -> bool:
    if operation["method"] != method or _answer(operation) not in defined.by_name:
        return False
    body = [p["type"] for p in operation["parameters"] if p["in"] == "body"]
    return method == "GET" or (bool(body) and body[0] in defined.by_name)


def _answer(operation: Fact) -> str:
    """The type of the one row of success; empty where there are several or none."""
    rows = [r for r in operation["responses"] if r["status"].startswith("2")]
    return str(rows[0]["type"] or "") if len(rows) == 1 else ""


def _page(
    operation: Fact,
    answer: str,
    properties: dict[str, str],
    parameter: str,
    defined: Definitions,
) -> None:
    for name, type_ in properties.items():
        defined.add(answer, name, type_)
    if not parameter:
        return
    if operation["method"] == "POST":
        body = next(p["type"] for p in operation["parameters"] if p["in"] == "body")
        defined.add(body, parameter, "number" if parameter != "after" else "string")
    elif all(p["name"] != parameter for p in operation["parameters"]):
        operation["parameters"].append(
            {
                "in": "query",
                "name": parameter,
                "type": "string" if parameter in ("after", "cursor") else "number",
                "required": False,
                "description": "Turns the page.",
            }
        )
