"""Markdown that says the same is read the same: one page in many spellings."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import msgspec
import pytest

from generator.config import Config
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec
from generator.parsing import parse_documents

INDEX = """# Pets API Classes

| Class Name | Description | Vendor |
|---|---|---|
| [`PetsAPI`](pets-api.md) | Pets of the house | [Documentation](http://pets.example) |

---

*This file was generated on 2025-04-24T15:04:25.457Z*
"""
CLASS = """# `PetsAPI` Class

Pets of the house

## Methods

- [`getPet`](#getpet) - Get a pet.
- [`putPet`](#putpet) - Put a pet.

### `getPet`

Get a pet.

#### Description

Long as [a leash].

#### Endpoint

`GET /api/v2/pets/{petId}`

#### Parameters

- `petId` - **(string, required)** Pet ID
- `query` - **(object)**
- `query.page_size` - **(number, optional)** How many
- `query.expand` - **(string[], optional)** What to expand
- `headers` - **(object)**
- `headers.If-Match` - **(string, optional)** ETag

#### Returns

A promise that settles to an answer.

| HTTP Status Code | Returned type | Description |
|---|---|---|
| `200` | [Pet](../definitions/pet-definition.md) | successful operation |
| `202` |  | Accepted |
| `404` | [Pet[]](../definitions/pet-definition.md) | Not [%s] found |

### `putPet`

Put a pet.

#### Endpoint

`PUT /api/v2/pets/{petId}`

#### Parameters

- `petId` - **(string, required)** Pet ID
- `body` - **([Pet](../definitions/pet-definition.md), required)** - The pet

#### Returns

A promise that settles to an answer.

| HTTP Status Code | Returned type | Description |
|---|---|---|
| `200` | [Pet](../definitions/pet-definition.md) | successful operation |

---

*This file was generated on 2025-04-24T15:04:25.457Z*
"""
DEFINITION = """# `Pet` Definition

A pet

| Property | Type | Required | Description |
|---|---|---|---|
| id | `string` | Yes | The ID |
| tag_name | `string[]` | No | Tags [%s] |
| mother | [Pet](pet-definition.md) | No | Another |
| pups | [Pet[]](pet-definition.md) | No |  |
| _type | `string` | No | Kind |
| $ref | `object` | No | Ref |

---

*This file was generated on 2025-04-24T15:04:25.457Z*
"""
Pages = dict[str, str]
BASE: Pages = {
    "classes/api-classes.md": INDEX,
    "classes/pets-api.md": CLASS,
    "definitions/pet-definition.md": DEFINITION,
}
Change = Callable[[str], str]


def read(folder: Path, pages: Pages) -> tuple[object, Diagnostics]:
    """What pages say, without places, and what is said about them."""
    drop, diagnostics = drop_of(folder, pages)
    return facts(drop), diagnostics


def drop_of(folder: Path, pages: Pages) -> tuple[ApiSpec, Diagnostics]:
    """The drop of these pages, and what is said about them."""
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    diagnostics = Diagnostics()
    return parse_documents(folder, Config(), diagnostics), diagnostics


def facts(drop: ApiSpec) -> object:
    def without_places(value: object) -> object:
        match value:
            case dict():
                return {
                    key: without_places(item)
                    for key, item in cast("dict[str, object]", value).items()
                    if key != "span"
                }
            case list() | tuple():
                items = cast("Sequence[object]", value)
                return [without_places(item) for item in items]
            case str():
                return " ".join(value.split())
            case _:
                return value

    return without_places(msgspec.to_builtins(drop))


def sub(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Change:
    return lambda text: re.sub(pattern, replacement, text, flags=re.MULTILINE)


def both(*changes: Change) -> Change:
    def change(text: str) -> str:
        for each in changes:
            text = each(text)
        return text

    return change


def references(text: str) -> str:
    """Links by reference, with what they refer to at the end of the page."""
    targets: list[str] = []

    def link(match: re.Match[str]) -> str:
        targets.append(match[2])
        return f"[{match[1]}][Ref {len(targets)}]"

    text = re.sub(r"\[((?:[^\[\]]|\[\])*)\]\(([^()]*)\)", link, text)
    lines = [f'[ref {n}]: <{url}> "Title"' for n, url in enumerate(targets, 1)]
    return text + "\n" + "\n".join(lines) + "\n"


def bare_rows(text: str) -> str:
    return sub(r"^\| ?(.*?) ?\|$", r"\1")(text).replace("---|---", "--- | ---")


NAME = r"`(getPet|putPet|petId|query\.\w+|query|headers\.[\w-]+|headers|body)` - "
CELL = r"^\| (id|tag_name|mother|pups|\$ref) \|"
LINK = r"\]\(([^()]+)\)"
HEADING = r"^(#+) (.*)$"

FORMS: dict[str, Change] = {
    "stars": sub(r"^- ", "* "),
    "pluses": sub(r"^- ", "+ "),
    "numbers": sub(r"^- ", "1. "),
    "numbers in brackets": sub(r"^- ", "12) "),
    "four spaces after bullets": sub(r"^- ", "-    "),
    "a tab after bullets": sub(r"^- ", "-\t"),
    "indented bullets": sub(r"^- ", "  - "),
    "underscores for bold": sub(r"\*\*", "__"),
    "code for bold": sub(r"\*\*\((.*?)\)\*\* ", r"`(\1)` "),
    "no bold": sub(r"\*\*", ""),
    "light flags": sub(r"\*\*", "*"),
    "HTML for bold": sub(r"\*\*(\(.*\))\*\*", r"<strong>\1</strong>"),
    "bold names": sub(NAME, r"**\1** - "),
    "bold code": sub(NAME, r"**`\1`** - "),
    "light names": sub(NAME, r"*\1* - "),
    "double backticks": sub(NAME, r"``\1`` - "),
    "HTML names": sub(NAME, r"<code>\1</code> - "),
    "names in quotes": sub(NAME, r'"\1" - '),
    "names without marks": sub(NAME, r"\1 - "),
    "linked names": sub(r"^- " + NAME, r"- [`\1`](https://pets.example/x) - "),
    "names with footnotes": sub(NAME, r"`\1`[^1] - "),
    "names with breaks": sub(NAME, r"`\1`<br> - "),
    "escaped names": both(sub(NAME, r"\1 - "), sub("page_size", r"page\\_size")),
    "names as entities": both(sub(NAME, r"\1 - "), sub("page_size", "page&#95;size")),
    "em dashes": sub(r"(?<=[`)]) - ", " \u2014 "),
    "en dashes": sub(r"(?<=[`)]) - ", " \u2013 "),
    "entities for dashes": sub(r"(?<=[`)]) - ", " &mdash; "),
    "colons": sub(r"(?<=[`)]) - (?=[*A-Z])", ": "),
    "colons in bold": sub(NAME + r"(?=\*\*\()", r"**\1:** "),
    "colons after types": sub(r"\)\*\*(?: -)? (?=\w)", r")**: "),
    "flags without a space": sub(r", (required|optional)\)", r",\1)"),
    "flags in capitals": sub(r", (required|optional)\)", lambda m: m[0].upper()),
    "bold flags": sub(r"\*\*\((.*), (required|optional)\)\*\*", r"(\1, **\2**)"),
    "types as code": sub(r"\*\*\((string|number)", r"**(`\1`"),
    "bold cells": sub(CELL, r"| **\1** |"),
    "strong cells": sub(CELL, r"| __\1__ |"),
    "light cells": sub(CELL, r"| *\1* |"),
    "code cells": sub(CELL, r"| `\1` |"),
    "double backticks in cells": sub(CELL, r"| ``\1`` |"),
    "bold code in cells": sub(CELL, r"| **`\1`** |"),
    "HTML in cells": sub(CELL, r"| <b>\1</b> |"),
    "HTML with attributes": sub(CELL, r'| <span class="name">\1</span> |'),
    "anchors in cells": sub(CELL, r'| <a id="\1"></a>\1 |'),
    "links in cells": sub(CELL, r"| [\1](#x) |"),
    "HTML links in cells": sub(CELL, r'| <a href="#x">\1</a> |'),
    "footnotes in cells": sub(CELL, r"| \1[^2] |"),
    "quotes in cells": sub(CELL, r'| "\1" |'),
    "curly quotes in cells": sub(CELL, "| \u201c\\1\u201d |"),
    "entities in cells": sub(r"\| tag_name", "| tag&#95;name"),
    "escapes in cells": sub(r"\| tag_name", r"| tag\\_name"),
    "escaped brackets": both(
        sub(r"`(string)\[\]`", r"\1\\[\\]"), sub(r"Pet\[\]", r"Pet\\[\\]")
    ),
    "a bracket escaped": both(
        sub(r"`(string)\[\]`", r"\1\\[]"), sub(r"Pet\[\]", r"Pet\\[]")
    ),
    "escaped prose": sub(r"\[(%s|a leash)\]", r"\\[\1]"),
    "brackets behind links": sub(r"\[Pet\[\]\](\(\S*\.md\))", r"[Pet]\1[]"),
    "bold types": sub(r"\| `(string|object)` \|", r"| **\1** |"),
    "plain types": sub(r"\| `(.*?)` \|(?= \w+ \|)", r"| \1 |"),
    "HTML types": sub(r"\| `(.*?)` \|(?= \w+ \|)", r"| <code>\1</code> |"),
    "bold links": sub(r"(\[Pet\]\(\S*\.md\))", r"**\1**"),
    "code in links": sub(r"\[Pet\]\(", "[`Pet`]("),
    "bold in links": sub(r"\[Pet\]\(", "[**Pet**]("),
    "HTML links": sub(r"\[(Pet(?:\[\])?)\]\((\S*\.md)\)", r'<a href="\2">\1</a>'),
    "references": references,
    "titles": sub(LINK, r'](\1 "Title")'),
    "titles in single quotes": sub(LINK, r"](\1 'Title')"),
    "angle brackets": sub(LINK, r"](<\1>)"),
    "angle brackets and titles": sub(LINK, r'](<\1> "Title")'),
    "escaped targets": sub(LINK, lambda m: "](" + m[1].replace("-", "\\-") + ")"),
    "no link in the list": sub(r"\[(`\w+`)\]\(#\w+\)", r"\1"),
    "no backticks in the list": sub(r"\[`(\w+)`\]", r"[\1]"),
    "bold in the list": sub(r"\[`(\w+)`\]", r"[**\1**]"),
    "bold links in the list": sub(r"^- (\[`\w+`\]\(#\w+\))", r"- **\1**"),
    "yes and no": both(sub(r"\| Yes \|", "| yes |"), sub(r"\| No \|", "| no |")),
    "capitals": both(sub(r"\| Yes \|", "| YES |"), sub(r"\| No \|", "| NO |")),
    "true and false": both(
        sub(r"\| Yes \|", "| true |"), sub(r"\| No \|", "| false |")
    ),
    "Required": both(
        sub(r"\| Yes \|", "| Required |"), sub(r"\| No \|", "| Optional |")
    ),
    "bold cells of flags": sub(r"\| (Yes|No) \|", r"| **\1** |"),
    "code for flags": sub(r"\| (Yes|No) \|", r"| `\1` |"),
    "titles in lower case": sub(
        r"^\| (Property|HTTP|Class) .*", lambda m: m[0].lower()
    ),
    "bold titles": sub(r"\b(Property|HTTP Status Code|Class Name)\b", r"**\1**"),
    "aligned": sub(r"\|---", "|:---:"),
    "no outer pipes": bare_rows,
    "no outer pipes and wide": both(bare_rows, sub(r" \| ", "   |   ")),
    "padded": sub(r" \| ", "      | "),
    "indented tables": sub(r"^\|", "   |"),
    "phrases": sub("`200`", "200 OK"),
    "phrases as code": sub("`200`", "`200 OK`"),
    "phrases with a dash": sub("`200`", "200 - OK"),
    "bold statuses": sub("`(200|404)`", r"**\1**"),
    "plain statuses": sub("`(200|202|404)`", r"\1"),
    "a dash for no type": sub(r"\|  \| Acc", "| - | Acc"),
    "an em dash for no type": sub(r"\|  \| Acc", "| \u2014 | Acc"),
    "n/a for no type": sub(r"\|  \| Acc", "| N/A | Acc"),
    "none for no type": sub(r"\|  \| Acc", "| *none* | Acc"),
    "a space for no type": sub(r"\|  \| Acc", "| &nbsp; | Acc"),
    "closed headings": sub(HEADING, r"\1 \2 \1"),
    "ids": sub(HEADING, r"\1 \2 {#some-id}"),
    "kramdown's ids": sub(HEADING, r"\1 \2 {: #some-id .x}"),
    "anchors": sub(HEADING, r'\1 <a name="x"></a>\2'),
    "permalinks": sub(HEADING, '\\1 \\2 [\u00b6](#x "Permanent link")'),
    "colons behind headings": sub(r"^(##+ .*)$", r"\1:"),
    "bold headings": sub(HEADING, r"\1 **\2**"),
    "headings without backticks": sub(HEADING, lambda m: m[0].replace("`", "")),
    "headings as HTML": sub(r"^#### (.*)$", r"<h4>\1</h4>"),
    "indented headings": sub(HEADING, r"  \1 \2"),
    "sections in lower case": sub(r"^#### .*$", lambda m: m[0].lower()),
    "bold for headings": sub(r"^#### (.*)$", r"**\1**"),
    "bold and a colon for headings": sub(r"^#### (.*)$", r"**\1:**"),
    "bold for methods": sub(r"^### `(.*)`$", r"**\1**"),
    "underlined": both(
        sub(r"^# (.*)$", r"\1\n==="), sub(r"^## (.*)$", r"\1\n---------")
    ),
    "fenced endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"```http\n\1\n```"),
    "tildes around endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"~~~\n\1\n~~~"),
    "indented endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"    \1"),
    "bold endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"**\1**"),
    "bold code for endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"**`\1`**"),
    "bold methods": sub(r"^`(GET|PUT) (.*)`$", r"**\1** `\2`"),
    "methods as code": sub(r"^`(GET|PUT) (.*)`$", r"`\1` `\2`"),
    "methods with a colon": sub(r"^`(GET|PUT) (.*)`$", r"**\1:** `\2`"),
    "plain endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"\1"),
    "escaped endpoints": sub(r"^`((?:GET|PUT) .*)\{(.*)\}`$", r"\1\\{\2\\}"),
    "HTML endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"<code>\1</code>"),
    "colons in paths": sub(r"\{petId\}", ":petId"),
    "angles in paths": sub(r"\{petId\}", "<petId>"),
    "entities in paths": both(
        sub(r"^`((?:GET|PUT) .*)`$", r"\1"), sub(r"\{petId\}", "&lt;petId&gt;")
    ),
    "front matter": lambda text: f"---\ntitle: Pets\ntags:\n  - a\n---\n\n{text}",
    "empty front matter": lambda text: f"---\n---\n{text}",
    "another rule": sub(r"^---$", "***"),
    "a longer rule": sub(r"^---$", "_" * 70),
    "emphasis of the footer": sub(r"^\*(This file.*)\*$", r"_\1_"),
    "no blank lines below headings": sub(r"^(#.*)\n\n", r"\1\n"),
    "more blank lines": sub(r"^(#.*)$", r"\n\n\1\n\n"),
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "links of the vendor as they are": sub(r"\[Documentation\]\((h.*?)\)", r"\1"),
    "links of the vendor in angles": sub(r"\[Documentation\]\((h.*?)\)", r"<\1>"),
}
FORMS |= {
    "phrases behind code": sub("`200`", "`200` OK"),
    "phrases in brackets": sub("`200`", "200 (OK)"),
    "numbered headings": sub(r"^###(#?) (.*)$", r"###\1 1.2 \2"),
    "light text for headings": sub(r"^#### (.*)$", r"*\1*"),
    "spaces that do not break": sub(r"` - \*\*", "`\xa0- **"),
    "two dashes": sub(r"` - \*\*", "` -- **"),
    "bold from the name on": sub(
        r"^- `(petId)` - \*\*\((.*?)\)\*\*", r"- **`\1` - (\2)**"
    ),
    "endpoints in a list": sub(r"^`((?:GET|PUT) .*)`$", r"- `\1`"),
    "endpoints in a quote": sub(r"^`((?:GET|PUT) .*)`$", r"> `\1`"),
    "classes of links": sub(r"(\[Pet\]\([^)]*\))", r"\1{.ref}"),
    "flags first": sub(r"\((.*), (required|optional)\)", r"(\2, \1)"),
    "flags without a comma": sub(r", (required|optional)\)", r" \1)"),
    "square brackets": sub(r"\*\*\((\w+), (\w+)\)\*\*", r"[\1, \2]"),
    "a space before the end of bold": sub(r"\)\*\*(?= \w)", r") **"),
    "dashes after types": sub(r"\)\*\* (?=\w)", r")** - "),
    "types in capitals": sub(r"\b(string|number)\b", lambda m: m[0].title()),
    "check marks": both(sub(r"\| Yes", "| \u2714\ufe0f"), sub(r"\| No ", "| \u2717 ")),
    "calls for methods": sub(r"^### `(.*)`$", r"### `\1()`"),
    "titles in quotes": sub(r"^# `(\w+)` ", r'# "\1" '),
    "tasks": sub(r"^- ", "- [ ] "),
    "tasks that are done": sub(r"^- ", "- [x] "),
    "methods in lower case": sub(r"^`(GET|PUT) ", lambda m: m[0].lower()),
    "labels before endpoints": sub(r"^`((?:GET|PUT) .*)`$", r"**Endpoint:** \1"),
    "headings with pictures": sub(r"^#### (.*)$", "#### \U0001f517 \\1"),
    "headings with names of pictures": sub(r"^## (.*)$", r"## :link: \1"),
    "deeper headings": sub(HEADING, r"#\1 \2"),
    "deeper headings below the title": sub(r"^##", "###"),
    "shallower headings": sub(r"^##", "#"),
    "one heading deeper": sub(r"^#### (End|Ret)", r"##### \1"),
    "TOML above": lambda text: f"+++\ntitle = 'Pets'\n[menu]\n+++\n\n{text}",
}
PARTS = {
    "lists": (
        "four spaces after bullets",
        "underscores for bold",
        "bold code",
        "em dashes",
        "flags in capitals",
    ),
    "rows": (
        "bold code in cells",
        "escaped brackets",
        "bold links",
        "capitals",
        "aligned",
        "bold statuses",
    ),
    "headings": ("ids", "bold for headings", "underlined"),
    "endpoints": ("colons in paths", "fenced endpoints"),
    "page": ("references", "another rule", "front matter"),
}


def check(folder: Path, change: Change) -> None:
    changed = {name: change(text) for name, text in BASE.items()}
    assert changed != BASE
    expected, _ = read(folder / "as-it-was", BASE)
    found, diagnostics = read(folder / "changed", changed)
    # A name that may have the underscores itself is read, and told.
    assert {item.code for item in diagnostics.items} <= {"D215"}, diagnostics.render()
    assert found == expected


def test_the_page_is_read(tmp_path: Path) -> None:
    _, diagnostics = read(tmp_path, BASE)
    assert diagnostics.render() == ""


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str, tmp_path: Path) -> None:
    check(tmp_path, FORMS[form])


@pytest.mark.parametrize("part", PARTS)
def test_forms_together(part: str, tmp_path: Path) -> None:
    check(tmp_path, both(*(FORMS[form] for form in PARTS[part])))


def test_all_forms_together(tmp_path: Path) -> None:
    forms = [form for part in PARTS.values() for form in part]
    check(tmp_path, both(*(FORMS[form] for form in forms)))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        # The place of what is wrong, in lines whose spelling is another one.
        (
            "- `petId` - **(string, r",
            "+   **petId** \u2014 __(strng, r",
            "pets-api.md:24:20",
        ),
        ("| `202` |  |", "| **202** | strng |", "pets-api.md:38:13"),
        ("| `202` |", "|   **2O2** |", "pets-api.md:38:5"),
        ("`GET /api/v2/pets/{petId}`", "```\nGET api/v2/pets\n```", "pets-api.md:20:1"),
        (
            "| id | `string` | Yes",
            "id | string\\[\\] | Perhaps",
            "pet-definition.md:7:19",
        ),
    ],
)
def test_places_are_those_of_the_page_as_written(
    old: str, new: str, place: str, tmp_path: Path
) -> None:
    pages = {name: text.replace(old, new, 1) for name, text in BASE.items()}
    if "\\[" in new:
        pages = {name: bare_rows(text) for name, text in pages.items()}
    _, diagnostics = read(tmp_path, pages)
    assert [str(item.span).rpartition("/")[2] for item in diagnostics.items] == [place]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("- `petId` - **(string, required)**", "- petId is required", "D207"),
        ("- `headers` - **(object)**", "- headers", "D207"),
        ("- [`getPet`](#getpet) - Get a pet.", "- Get a pet", "D212"),
        ("`GET /api/v2/pets/{petId}`", "`GET pets`", "D206"),
        ("| `404` |", "| `404 Perhaps` |", "D204"),
        ("| id |", "| ~~id~~ |", "D209"),
        ("headers.If-Match", "headers.**If-Match**", "D214"),
        ("#### Endpoint", "#### Endpiont", "D102"),
        ("#### Endpoint", "#### Request", "D102"),
        ("#### Endpoint\n\n`", "**Endpoint:** `", "D102"),
        ("#### Parameters", "#### Params", "D102"),
        ("### `putPet`", "### ~~`putPet`~~", "D213"),
        ("### `getPet`", "### `getPet` (old)", "D213"),
        *(
            ("### `getPet`", heading, code)
            for heading, code in {
                "### getPet\u2020": "D213",
                "### `getPet\u2020`": "D213",
                "### getPet\xb9": "D213",
                "### Get a pet": "D213",
                "## `getPet` / `putPet`": "D213",
                "### getDog": "D104",
                "###": "D213",
                "**getPet\u2020**": "D104",
                "": "D104",
            }.items()
        ),
        ("### `putPet`", "### putPet\u2020", "D213"),
        ("### `putPet`", "**putPet\u2020**", "D104"),
        ("#### Returns", "##### Response", "D102"),
        ("# `Pet` Definition", "# `Pet\u2020` Definition", "D213"),
        ("pets/{petId}`", "pets/${petId}`", "D206"),
        ("optional)** How", "optional)(required)** How", "D118"),
        ("optional)** How", "optional)**, required. How", "D118"),
        (
            "| `404` | [Pet[]](../definitions/pet-definition.md) | Not [%s] found |",
            "| `404` | | [Pet[]](../definitions/pet-definition.md) |",
            "D118",
        ),
        (
            "| mother | [Pet](pet-definition.md) | No | Another |",
            "| mother | | No | [Pet](pet-definition.md) |",
            "D118",
        ),
        ("- `query` - **(object)**", "- `query` - **(object, required)**", "D310"),
    ],
)
def test_one_cause_is_told_once(old: str, new: str, code: str, tmp_path: Path) -> None:
    pages = {
        name: (
            text.replace(old, new, 1)
            if name.endswith(("pets-api.md", "n.md"))
            else text
        )
        for name, text in BASE.items()
    }
    _, diagnostics = read(tmp_path, pages)
    assert [item.code for item in diagnostics.items] == [code]


def test_settings_that_may_say_something_are_told(tmp_path: Path) -> None:
    pages = {
        **BASE,
        "classes/pets-api.md": f"---\ntitle: x\nretired: yes\n---\n{CLASS}",
    }
    _, diagnostics = read(tmp_path, pages)
    assert [(item.code, item.span.line) for item in diagnostics.items] == [
        ("D127", 2 + 1)
    ]
