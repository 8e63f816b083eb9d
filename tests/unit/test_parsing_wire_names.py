"""Marks around a name never reach the wire: they are read as marks, or told."""

import re
from pathlib import Path

import pytest

from generator.model import ApiSpec

from .test_parsing_canonical_form import BASE, Pages, drop_of, sub

MARKS = [
    "**{}**",
    "***{}***",
    "``{}``",
    "**`{}`**",
    "<b>{}</b>",
    '<span class="x">{}</span>',
    "[{}](https://pets.example)",
    "[`{}`](#x)",
    '"{}"',
    "\u201c{}\u201d",
    "{}[^1]",
    "`{}`<sup>1</sup>",
    "{}<br>",
    '<a id="x"></a>{}',
    "~~{}~~",
    "{}\\*",
    "{}*",
    "{}\u2020",
    "`**{}**`",
    "`<b>{}</b>`",
    "`[{}](x)`",
    "`&quot;{}&quot;`",
    "``**{}**``",
    "<font>{}</font>",
    "<!-- x -->{}",
    "=={}==",
    "{}\u00b9",
    "{}:",
    "{},",
    "{};",
    "{}.",
    "{}?",
    "{}!",
    "{}+",
    "{}-",
    "!{}",
    "-{}",
    "+{}",
    "?{}",
    "~{}",
    "({})",
    "[{}]",
    "{{{}}}",
    "{}...",
    "{}\u2026",
    "{}^1^",
    "{}~2~",
    "{}(s)",
    "{}[^1]",
    "{}\u1d43",
    "{}\u2460",
    "{}\u2122",
    "{}\u2020\u2020",
    "\u2192{}",
    "`{}:`",
    "`({})`",
    "`{}*`",
    "`{}\u00b9`",
    "`{}?`",
    "**{}:**",
    "**{}**:",
    "*{}*,",
    "_{}_:",
]
IN_PATHS = {"{}-", "-{}", "+{}", "~{}"}
"""Marks that are ordinary text beside a variable of a path."""
PLACES = {
    "property": r"(?<=^\| )(?P<name>tag_name)(?= \|)",
    "parameter": r"(?<=^- )`(?P<name>query\.page_size)`",
    "header": r"(?<=^- )`(?P<name>headers\.If-Match)`",
    "method": r"(?<=^### )`(?P<name>putPet)`",
    "entry": r"(?<=^- \[)`(?P<name>putPet)`",
    "definition": r"(?<=^# )`(?P<name>Pet)`",
    "class": r"(?<=^# )`(?P<name>PetsAPI)`",
    "type": r"(?<=\| \[)(?P<name>Pet)(?=\]\(pet-)",
    "path": r"(?<=pets/)(?P<name>\{petId\})(?=`$)",
}


def names(drop: ApiSpec) -> list[str]:
    """All names of a drop that go over the wire, and those that types have."""
    found = [api.name for api in drop.apis]
    for definition in drop.definitions:
        kinds = [each.type for each in definition.properties]
        found += [definition.name, *(each.name for each in definition.properties)]
        found += [kind.name for kind in kinds if kind]
    for api in drop.apis:
        for operation in api.operations:
            found += [operation.name, operation.path, operation.method]
            found += [each.name for each in operation.parameters]
    return sorted(found)


@pytest.mark.parametrize(
    ("place", "marks"),
    [
        (place, marks)
        for place in PLACES
        for marks in MARKS
        if not (place == "path" and marks in IN_PATHS)
    ],
)
def test_marks_are_read_or_told(place: str, marks: str, tmp_path: Path) -> None:
    pages: Pages = {
        name: sub(PLACES[place], lambda match: marks.format(match["name"]))(text)
        for name, text in BASE.items()
    }
    assert pages != BASE
    expected, _ = drop_of(tmp_path / "as-it-was", BASE)
    drop, diagnostics = drop_of(tmp_path / "marked", pages)
    if not diagnostics.has_errors:
        assert names(drop) == names(expected)
    assert not re.search("D124|D125", diagnostics.render())


@pytest.mark.parametrize(
    "name",
    [
        "ids[]",
        "filter[name]",
        "filter[a.b][$eq]",
        "items[].id",
        "x:y",
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "https://pets.example/claims/kind",
        "kubernetes.io/name",
        "$schema",
        "$",
        "$$hash",
        "$.id",
        "@type",
        "@odata.type",
        "odata@type",
        ".tag",
        "#text",
        "+1",
        "-1",
        "_id",
        "__typename",
        "id_",
        "a-b",
        "a$",
        "cpu%",
        "R&D",
        "a+b",
        "\u540d\u524d",
        "\u0928\u093e\u092e",
        "gr\xf6\xdfe",
    ],
)
@pytest.mark.parametrize("place", ["property", "parameter"])
def test_names_of_real_apis_are_read_as_they_stand(
    place: str, name: str, tmp_path: Path
) -> None:
    old = "tag_name" if place == "property" else "page_size"
    shown = f"`{name}`" if place == "property" else name
    pages = {file: text.replace(old, shown) for file, text in BASE.items()}
    drop, diagnostics = drop_of(tmp_path, pages)
    assert diagnostics.items == ()
    assert name in names(drop)
