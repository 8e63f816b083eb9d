"""Allowed warnings: how they are shown, and what they let pass."""

import json
from pathlib import Path

import pytest

from generator.allowances import apply_allowances
from generator.config import Allowance
from generator.diagnostics import Diagnostics, SourceSpan
from generator.pipeline import SpecSource, generate, is_stopped
from generator.progress import silent

CASES = Path(__file__).parents[1] / "cases" / "parsing"
PLACE = SourceSpan("definitions/pet-definition.md", 3, 7)


def told(*allowances: Allowance, named: bool = True) -> Diagnostics:
    """A warning of the documents and one of names, with these allowances."""
    diagnostics = Diagnostics()
    diagnostics.add("D116", PLACE)
    diagnostics.add("N003", SourceSpan("client.toml", 0), key="Pet")
    apply_allowances(allowances, diagnostics, named=named)
    return diagnostics


def severities(diagnostics: Diagnostics) -> dict[str, str]:
    return {item.code: item.severity for item in diagnostics.items}


@pytest.mark.parametrize(
    ("allowance", "allowed"),
    [
        (Allowance(code="D116", reason="r"), {"D116"}),
        (Allowance(code="D116", place="definitions/*", reason="r"), {"D116"}),
        (Allowance(place="definitions/???-definition.md", reason="r"), {"D116"}),
        (Allowance(place="*", reason="r"), {"D116", "N003"}),
        (Allowance(place="*", text="'Pet'", reason="r"), {"N003"}),
        (Allowance(code="D116", place="Definitions/*", reason="r"), set()),
        (Allowance(code="D116", place="pet-definition.md", reason="r"), set()),
        (Allowance(code="D116", text="'Pet'", reason="r"), set()),
        (Allowance(code="D302", reason="r"), set()),
    ],
)
def test_all_that_is_given_must_fit(allowance: Allowance, allowed: set[str]) -> None:
    found = severities(told(allowance))
    assert {code for code, severity in found.items() if severity == "note"} == allowed
    assert ("C202" in found) == (not allowed)


def test_the_reason_is_shown_in_every_format() -> None:
    diagnostics = told(Allowance(code="D116", reason="50%\nof it \x1b"))
    assert "note[D116]: deprecation" in diagnostics.render()
    assert "\n  allowed: 50%\\nof it \\x1b\n  hint: " in diagnostics.render()
    rows = json.loads(diagnostics.render("json"))["diagnostics"]
    by_code = {row["code"]: row for row in rows}
    assert by_code["D116"]["allowed"] == "50%\nof it \x1b"
    assert "allowed" not in by_code["N003"]
    notice = [
        line for line in diagnostics.render("github").splitlines() if "D116" in line
    ]
    assert notice[0].startswith("::notice ")
    assert "%0Aallowed: 50%25\\nof it \\x1b%0Ahint: " in notice[0]


def test_a_strict_run_passes_what_is_allowed_and_stops_at_the_rest(
    tmp_path: Path,
) -> None:
    diagnostics = Diagnostics()
    specs = CASES / "allowed" / "docs"
    config = tmp_path / "client.toml"
    text = (specs / "client.toml").read_text("utf-8")
    config.write_text(text, "utf-8")
    source = SpecSource(specs=specs, config=config)
    outcome = generate(source, tmp_path / "out", diagnostics, silent, strict=True)
    assert outcome.written is None
    assert is_stopped(diagnostics, strict=True)
    config.write_text(
        text + '[[allow]]\ncode = "D302"\ntext = "\'Cat\'"\nreason = "Later."\n',
        "utf-8",
    )
    diagnostics = Diagnostics()
    outcome = generate(source, tmp_path / "out", diagnostics, silent, strict=True)
    assert outcome.written is not None
    assert severities(diagnostics).items() >= {"D302": "note", "D320": "note"}.items()
    assert diagnostics.count("warning") == 0
