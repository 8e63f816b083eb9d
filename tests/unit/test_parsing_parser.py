"""Whole drops: what does not show in the model of a case."""

import os
from pathlib import Path

import pytest

from generator.config import Config
from generator.diagnostics import Diagnostics, SourceSpan
from generator.model import ApiSpec
from generator.parsing import parse_documents
from generator.parsing.page_lookup import PageLookup
from generator.parsing.platform.layout import SUFFIXES

ROOT = Path(__file__).parents[2]
FOOTER = "\n---\n\n*Made on {}*"


def pages(folder: Path, date: str = "2025-01-06") -> None:
    """A small drop: one class with one method, one definition."""
    footer = FOOTER.format(date)
    (folder / "pets-api.md").write_text(
        "# `PetsAPI` Class\n\nPets.\n\n## Methods\n\n- [`getPet`](#getpet) - Get.\n\n"
        "### `getPet`\n\nGet.\n\n#### Endpoint\n\n`GET /pets/{id}`\n\n"
        "#### Parameters\n\n- `id` - **(string, required)** Id\n\n#### Returns\n\n"
        "A promise that settles.\n\n| HTTP Status Code | Returned type | Description |"
        "\n|---|---|---|\n| `200` | [Pet](pet-definition.md) | ok |\n" + footer,
        "utf-8",
    )
    (folder / "pet-definition.md").write_text(
        "# `Pet` Definition\n\n| Property | Type | Required | Description |\n"
        "|---|---|---|---|\n| born | `string` | No | Dates are represented as an "
        "ISO-8601 string. |\n" + footer,
        "utf-8",
    )


def read(folder: Path) -> tuple[ApiSpec, list[str]]:
    diagnostics = Diagnostics()
    drop = parse_documents(folder, Config(), diagnostics)
    return drop, [item.code for item in diagnostics.items]


def test_every_node_has_its_place(tmp_path: Path) -> None:
    pages(tmp_path)
    drop, said = read(tmp_path)
    assert said == ["D010"]
    operation = drop.apis[0].operations[0]
    assert drop.apis[0].span == SourceSpan("pets-api.md", 1, 1)
    assert operation.span == SourceSpan("pets-api.md", 9, 1)
    assert operation.parameters[0].span == SourceSpan("pets-api.md", 19, 1)
    assert operation.responses[0].span == SourceSpan("pets-api.md", 27, 1)
    assert drop.definitions[0].span == SourceSpan("pet-definition.md", 1, 1)
    assert drop.definitions[0].properties[0].span.line == 5
    assert drop.definitions[0].properties[0].format == "date"


def test_the_date_of_the_pages_does_not_matter(tmp_path: Path) -> None:
    pages(tmp_path, "2025-01-06")
    before = read(tmp_path)
    pages(tmp_path, "2025-01-07")
    assert read(tmp_path) == before


def test_the_model_can_be_a_key(tmp_path: Path) -> None:
    pages(tmp_path)
    assert len({read(tmp_path)[0], read(tmp_path)[0]}) == 1


def test_a_folder_behind_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    pages(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    assert read(tmp_path / "link")[1] == ["D010"]


def test_a_folder_of_pages_may_not_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    pages(tmp_path / "elsewhere")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "classes").symlink_to("../elsewhere")
    drop, said = read(tmp_path / "docs")
    assert said == ["D006"]
    assert drop == ApiSpec(apis=(), definitions=())


@pytest.mark.parametrize("name", ["pet-definition.md", "classes", "definitions"])
def test_a_link_to_itself_is_an_error(tmp_path: Path, name: str) -> None:
    pages(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).symlink_to(name)
    diagnostics = Diagnostics()
    parse_documents(tmp_path, Config(), diagnostics)
    assert [(item.code, item.span.file) for item in diagnostics.items][-1] == (
        "D005",
        name,
    )


def test_a_folder_that_is_a_link_to_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to("docs")
    assert read(tmp_path / "docs")[1] == ["D005"]


@pytest.mark.parametrize("folder", ["", "definitions"])
def test_a_pipe_among_the_pages_is_an_error(tmp_path: Path, folder: str) -> None:
    pages(tmp_path)
    (tmp_path / folder).mkdir(exist_ok=True)
    # To open it would wait for a writer.
    os.mkfifo(tmp_path / folder / "dog-definition.md")
    assert read(tmp_path)[1] == ["D011"]


def test_the_text_of_a_deprecation_is_in_the_model(tmp_path: Path) -> None:
    pages(tmp_path)
    page = tmp_path / "pets-api.md"
    text = page.read_text("utf-8")
    assert read(tmp_path)[0].apis[0].operations[0].deprecation == ""
    block = (
        "\nGet.\n\n> [!WARNING]\n> This method is\n>   deprecated.\n\n"
        "> This method is deprecated. *Use* another.\n"
    )
    page.write_text(text.replace("\nGet.\n", block), "utf-8")
    operation = read(tmp_path)[0].apis[0].operations[0]
    assert operation.deprecated
    assert operation.summary.split() == ["Get.", "*Use*", "another."]
    assert operation.deprecation == " ".join(["This method is deprecated."] * 2)


def test_the_documents_of_the_project_are_clean() -> None:
    drop, said = read(ROOT / "specs")
    assert said == ["D322", *["D216"] * 2]  # notes
    assert [len(api.operations) for api in drop.apis] == [9]
    assert len(drop.definitions) == 13


def test_one_class_page_alone_is_enough(tmp_path: Path) -> None:
    page = ROOT / "specs" / "classes" / "license-api.md"
    (tmp_path / page.name).write_bytes(page.read_bytes())
    drop, said = read(tmp_path)
    assert len(drop.apis[0].operations) == 9
    assert drop.definitions == ()
    assert sorted(said) == ["D010"] + ["D216"] * 2 + ["D302"] * 7
    infer = drop.apis[0].operations[5]
    assert infer.name == "postLicenseInfer"
    assert infer.parameters[0].description.startswith("The body of the request.")


def big(rows: str, text: str = "") -> str:
    return (
        f"# `Pet` Definition\n\n{text}\n\n"
        "| Property | Type | Required | Description |\n"
        f"|---|---|---|---|\n{rows}"
    )


@pytest.mark.parametrize(
    "page",
    [
        big("".join(f"| p{i} | `string` | No | d |\n" for i in range(100_000))),
        big("| p | `string` | No | d\n" + "\nx\n" * 10_000),
        big("| p | [" + "[" * 10_000 + "](x) | No | " + "[" * 10_000 + " |\n"),
        big("| p | `string` | No | " + "x" * 1_000_000 + " |\n"),
        big("", "> " * 10_000 + "x\n" + "- " * 10_000 + "x\n"),
        big("", "some [text](x) *and* `code`\n" * 200_000),
        big("```\n| p | `string` | No | d |\n```\n" * 10_000),
        big("| p | `string` | No | ```\n" * 10_000),
        big("| p | `string` | No | <!-- d |\n" * 10_000 + "\n-->"),
        big("| p | `string` | No | d\n" + "| q |\n" * 5_000 + "\n\nx" * 10_000),
        big("| p | `string` | No | d\n" + "<!-- x -->\n" * 5_000),
        big("| p | `string` | No | " + "<!-- d -->" * 10_000 + " |\n"),
        big("<!--" + "\n" * 500_000 + "-->"),
        big("|" * 100_000 + "\n" + "\\|" * 100_000),
    ],
)
def test_pages_of_any_size_and_depth_end_in_a_result(tmp_path: Path, page: str) -> None:
    pages(tmp_path)
    (tmp_path / "pet-definition.md").write_text(page, "utf-8")
    drop, said = read(tmp_path)
    assert len(drop.definitions) == 1
    assert len(said) <= 20_010


@pytest.mark.parametrize(
    "quote",
    [
        "> [!WARNING]\n" + "> not deprecated\n" * 50_000,
        "> " + "x " * 200_000 + "deprecated" + "\n",
        "> [!WARNING]" + "\nx" * 100_000 + "\n",
    ],
)
def test_quotes_of_any_size_end_in_a_result(tmp_path: Path, quote: str) -> None:
    pages(tmp_path)
    page = tmp_path / "pets-api.md"
    text = page.read_text("utf-8").replace("\nGet.\n", f"\nGet.\n\n{quote}")
    page.write_text(text, "utf-8")
    assert "D117" in read(tmp_path)[1]


def test_suggestions_are_for_the_first_few() -> None:
    lookup = PageLookup(["pet-definition.md", "pets-api.md", "a.md"], SUFFIXES)
    assert lookup.suggest("pett-definition.md") == "pet-definition.md"
    assert lookup.suggest("petts-api.md") == "pets-api.md"
    assert lookup.suggest("dog-definition.md") is None
    found = [lookup.suggest("pet-definition.mdx") for _ in range(18)]
    assert found == ["pet-definition.md"] * 17 + [None]
