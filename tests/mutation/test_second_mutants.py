"""No mutant of a page by openapi-generator is lost silently."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from generator.parsing.openapi_generator import fields
from generator.parsing.openapi_generator.notes import Notes
from tests.mutation.second import MUTATORS, Reader, mutants, silent_loss

COUNT = 20_000
SAMPLES = 400
_LONGEST = 15_000


def test_nothing_is_lost_silently(second_docs: Path) -> None:
    random = Random(1)
    paths = [
        path
        for path in sorted(second_docs.glob("[A-Z]*.md"))
        if path.stat().st_size < _LONGEST
    ]
    classes = [path for path in paths if path.name.endswith("Api.md")]
    chosen = [*classes, *random.sample(paths, SAMPLES)]
    reader = Reader([path.name for path in sorted(second_docs.glob("*.md"))])
    texts = {path.name: path.read_text("utf-8") for path in chosen}
    bases = {name: reader.read(name, text) for name, text in texts.items()}
    tried, outcomes = 0, Counter[str]()
    while tried < COUNT:
        name = random.choice(list(texts))
        for mutator, text in mutants(texts[name], random):
            mutant = reader.read(name, text)
            loss = silent_loss(bases[name], mutant)
            assert not loss, (name, mutator, loss)
            outcomes[mutator if mutant.said != bases[name].said else "unseen"] += 1
            tried += 1
    assert set(outcomes) == {*MUTATORS, "unseen"}


def test_the_oracle_sees_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).parents[1] / "cases/parsing/openapi-generator/docs/PetsApi.md"
    text = page.read_text("utf-8")
    reader = Reader([path.name for path in page.parent.glob("*.md")])
    base = reader.read(page.name, text)
    assert silent_loss(base, reader.read(page.name, text)) == ""

    def forgetful(cell: str) -> Notes:
        return Notes(required="optional" not in cell)

    monkeypatch.setattr(fields, "parse_notes", forgetful)
    assert "25" in silent_loss(base, reader.read(page.name, text)).split()
