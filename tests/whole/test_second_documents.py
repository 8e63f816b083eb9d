"""Second documents of a whole drop: nothing is lost, and all of it matches."""

import random
from pathlib import Path

import msgspec
import pytest

from generator.config import Config, Documents
from generator.diagnostics import Diagnostics
from generator.loading import read_documents, second_documents
from generator.model import Coverage
from generator.parsing import parse_documents
from generator.parsing.coverage import check_coverage
from generator.parsing.openapi_generator.canonical_form import canonicalize
from generator.parsing.openapi_generator.class_page import parse_class
from generator.parsing.openapi_generator.footer import parse_footer
from generator.parsing.openapi_generator.layout import SUFFIXES
from generator.parsing.openapi_generator.model_page import parse_model
from generator.parsing.page_lookup import PageLookup
from generator.parsing.page_source import PageSource


def test_every_character_is_accounted_for(second_docs: Path) -> None:
    diagnostics, coverage = Diagnostics(), Coverage()
    parse_documents(second_docs, Config(), diagnostics, coverage)
    assert not diagnostics.has_errors
    assert coverage.claimed + coverage.reported == coverage.characters
    assert coverage.reported < coverage.characters // 10_000


WORD = "Zz9garbage"
GARBAGE = (
    f" {WORD} ",
    f"|{WORD}",
    f"{WORD}|",
    f"`{WORD}`",
    f"**{WORD}**",
    f"[{WORD}](x.md)",
    f"\n{WORD}\n",
    f"\n\n{WORD}\n\n",
    f"\n## {WORD}\n",
    f"\n### {WORD}\n",
    f"\n* {WORD}\n",
    f"\n> {WORD}\n",
    f"\n| **{WORD}** |\n",
    f"\n| **{WORD}** | str | a | [optional] |\n",
    f"\n:::{WORD}\n",
)


@pytest.mark.parametrize("seed", range(4))
def test_garbage_becomes_a_fact_or_is_reported(second_docs: Path, seed: int) -> None:
    chance = random.Random(seed)
    paths = sorted(second_docs.glob("[A-Z]*.md"), key=lambda path: path.stat().st_size)
    lookup = PageLookup((path.name for path in paths), SUFFIXES)
    classes = [path for path in paths if path.name.endswith("Api.md")][:40]
    paths = chance.sample(paths, 40) + classes
    for path in chance.choices(paths, k=150):
        text, extra = path.read_text("utf-8"), chance.choice(GARBAGE)
        at = chance.randrange(len(text))
        page = text[:at] + extra + text[at:]
        source = PageSource(path.name, canonicalize(page), page)
        diagnostics = Diagnostics()
        end, version = parse_footer(source)
        parse = parse_class if path.name in {p.name for p in classes} else parse_model
        found = parse(source, end, version, lookup, diagnostics)
        coverage = check_coverage(source, diagnostics)
        assert coverage.claimed + coverage.reported == coverage.characters
        if found is not None and WORD in msgspec.json.encode(found).decode():
            continue
        line = first = page[: at + extra.index(WORD)].count("\n")
        # A row may run over lines; what is said of it stands where it begins.
        while first and not source.lines[first].startswith(("|", "#")):
            first -= 1
        told = {n for lines in source.coverage.reported for n in range(*lines)}
        told |= {item.span.line - 1 for item in diagnostics.items}
        is_code = line in source.inert
        assert is_code or told & {*range(first, line + 1)}, (path.name, page[:at][-80:])


def test_whole_documents_match(whole_drop: Path, second_docs: Path) -> None:
    diagnostics = Diagnostics()
    also = second_documents(whole_drop, None, Documents(), [second_docs])
    spec = read_documents(whole_drop, Config(), diagnostics, also=also)
    assert not diagnostics.has_errors
    fields = [p for each in spec.definitions for p in each.properties]
    fields += [
        p for api in spec.apis for each in api.operations for p in each.parameters
    ]
    unmatched = {f"{each.span}" for each in fields if each.also is None}
    listed = [item.details for item in diagnostics.items if item.code == "D405"]
    told = {detail.partition(": ")[0] for details in listed for detail in details}
    ambiguous = {f"{i.span}" for i in diagnostics.items if i.code == "D406"}
    assert unmatched <= told | ambiguous
    assert len(unmatched) < len(fields) / 1000
