"""Documents of a size or shape that nobody writes.

Each is a function from a size to pages by path; the documents grow with the size alone.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

Pages = Mapping[str, str]

_FOOTER: Final = "\n---\n\n*Made on Monday*"
_ID: Final = "- `petId` - **(string, required)** Id\n"
_OK: Final = "| `200` | [Pet](../definitions/pet-definition.md) | ok |\n"


def _method(
    name: str,
    *,
    path: str = "/pets/{petId}",
    description: str = "x",
    parameters: str = _ID,
    rows: str = _OK,
) -> str:
    return (
        f"### `{name}`\n\nGet.\n\n#### Description\n\n{description}\n\n"
        f"#### Endpoint\n\n`GET {path}`\n\n#### Parameters\n\n{parameters}\n"
        "#### Returns\n\nA promise that settles.\n\n"
        f"| HTTP Status Code | Returned type | Description |\n|---|---|---|\n{rows}\n"
    )


def _class(name: str, methods: Mapping[str, str]) -> str:
    listed = "".join(
        f"- [`{method}`](#{method.lower()}) - Get.\n" for method in methods
    )
    return f"# `{name}` Class\n\nPets.\n\n## Methods\n\n{listed}\n" + "".join(
        (*methods.values(), _FOOTER)
    )


def _definition(name: str, rows: str, text: str = "") -> str:
    return (
        f"# `{name}` Definition\n\n{text}\n\n| Property | Type | Required | "
        f"Description |\n|---|---|---|---|\n{rows}{_FOOTER}"
    )


def _row(text: str, name: str = "text", kind: str = "`string`") -> str:
    return f"| {name} | {kind} | No | {text} |\n"


_PET: Final = {"definitions/pet-definition.md": _definition("Pet", _row("x"))}


def _pets(method: str) -> Pages:
    return {"classes/pets-api.md": _class("PetsAPI", {"getPet": method}), **_PET}


def _description(text: str) -> Pages:
    return _pets(_method("getPet", description=text))


def _rows(rows: Iterable[str]) -> Pages:
    page = _definition("Pet", "".join(rows))
    return {**_pets(_method("getPet")), "definitions/pet-definition.md": page}


def _index(names: Iterable[str]) -> str:
    rows = "".join(f"| [`{name}API`]({name.lower()}-api.md) | x |\n" for name in names)
    return f"# Classes\n\n| Class Name | Description |\n|---|---|\n{rows}{_FOOTER}"


def _methods(size: int) -> Pages:
    names = [f"getPet{number}" for number in range(250 * size)]
    methods = {name: _method(name, path=f"/{name}/{{petId}}") for name in names}
    return {"classes/pets-api.md": _class("PetsAPI", methods), **_PET}


def _parameters(size: int) -> Pages:
    rows = "".join(
        f"- `headers.P{number}` - **(string, optional)** x\n"
        for number in range(1_000 * size)
    )
    own = "- `headers` - **(object)** Headers\n"
    return _pets(_method("getPet", parameters=_ID + own + rows))


def _statuses(size: int) -> Pages:
    """Rows of one status: all but the first are errors."""
    return _pets(_method("getPet", rows=_OK * (5_000 * size)))


def _chain(size: int) -> Pages:
    count = 500 * size
    pages = {
        f"definitions/d{number}-definition.md": _definition(
            f"D{number}",
            (
                _row("x", kind=f"[D{number + 1}](d{number + 1}-definition.md)")
                if number + 1 < count
                else _row("x")
            ),
        )
        for number in range(count)
    }
    first = _OK.replace("Pet", "D0").replace("pet-", "d0-")
    classes = {
        f"classes/c{number}-api.md": _class(
            f"C{number}API", {"get": _method("get", path=f"/{number}", rows=first)}
        ).replace(_ID, "This method does not have any parameters.\n")
        for number in range(count // 5)
    }
    return {**pages, **classes}


def _same_endpoint(size: int) -> Pages:
    names = [f"C{number}" for number in range(150 * size)]
    pages = {
        f"classes/{name.lower()}-api.md": _class(
            f"{name}API",
            {"getPet": _method("getPet", rows=_OK.replace("200", str(200 + at % 90)))},
        )
        for at, name in enumerate(names)
    }
    return {**pages, "classes/api-classes.md": _index(names), **_PET}


def _long_index(size: int) -> Pages:
    names = [f"C{number}" for number in range(5_000 * size)]
    return {**_pets(_method("getPet")), "classes/api-classes.md": _index(names)}


def _many_properties(size: int) -> Pages:
    return _rows(_row("x", f"field{number}") for number in range(2_500 * size))


def _open_rows(size: int) -> Pages:
    return _rows(
        f"| field{number} | `string` | No | x\n" for number in range(2_500 * size)
    )


def _without_pages(size: int) -> Pages:
    return _rows(
        _row("x", f"f{number}", f"[T{number}](t{number}-definition.md)")
        for number in range(1_000 * size)
    )


def _links(size: int) -> Pages:
    links = (f"[x](x{number}-definition.md)" for number in range(10_000 * size))
    return _description(" ".join(links))


def _lists(size: int) -> Pages:
    lines = (f"{' ' * (number % 190)}- x\n" for number in range(5_000 * size))
    return _description("".join(lines))


def _text(text: str, times: int) -> Callable[[int], Pages]:
    """A description of a method."""
    return lambda size: _description(text * (times * size))


def _cell(text: str, times: int) -> Callable[[int], Pages]:
    """A description of a property, in the cell of its row."""
    return lambda size: _rows([_row(text * (times * size))])


ODD: Final[Mapping[str, Callable[[int], Pages]]] = {
    "line of 4 MB": _cell("word ", 200_000),
    "word of 2 MB": _text("x", 500_000),
    "400,000 lines": _text("A line.\n", 100_000),
    "200,000 paragraphs": _text("A line.\n\n", 50_000),
    "800,000 pipes": _cell("|", 200_000),
    "400,000 open brackets": _text("[", 100_000),
    "200,000 half links": _text("](", 50_000),
    "40,000 links to nowhere": _links,
    "400,000 backticks": _text("x`", 100_000),
    "200,000 marks of emphasis": _text("**_a", 50_000),
    "400,000 quotation marks": _text('""" ', 33_333),
    "400,000 backslashes": _text("\\", 100_000),
    "200,000 control characters": _text("\x01", 50_000),
    "400,000 dashes": _text("- ", 100_000),
    "80,000 comments": _text("<!-- x -->\n", 20_000),
    "80,000 comments without an end": _text("<!-- x\n", 20_000),
    "40,000 fences": _text("```\n", 10_000),
    "40,000 quotes": _text("> x\n\n", 10_000),
    "20,000 items of lists, up to 95 deep": _lists,
    "40,000 headings": _text("## x\n", 10_000),
    "1,000 methods": _methods,
    "4,000 parameters": _parameters,
    "20,000 rows of one status": _statuses,
    "10,000 properties": _many_properties,
    "10,000 rows without an end": _open_rows,
    "4,000 types without a page": _without_pages,
    "2,000 definitions in a chain, for 400 classes": _chain,
    "one endpoint in 600 classes": _same_endpoint,
    "20,000 entries of the index": _long_index,
}
"""The documents of a size, by what they are at size 4."""
