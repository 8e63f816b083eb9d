import json
import string

import pytest

from generator.diagnostics import Diagnostics, Format, SourceSpan, printable
from generator.diagnostics.codes import CATALOGUE

PLACE = SourceSpan("classes/x-api.md", 3, 7)


def collect(text: str, place: SourceSpan = PLACE) -> Diagnostics:
    diagnostics = Diagnostics()
    diagnostics.add("D105", place, text=text)
    return diagnostics


def test_text_rendering() -> None:
    diagnostics = Diagnostics()
    diagnostics.add("D203", PLACE, value="Maybe")
    assert diagnostics.render() == (
        "classes/x-api.md:3:7: error[D203]: required must be Yes or No, not 'Maybe'\n"
        "  hint: write Yes or No\n"
    )


def test_nothing_to_say_is_nothing() -> None:
    assert Diagnostics().render("text") == ""
    assert Diagnostics().render("github") == ""
    assert json.loads(Diagnostics().render("json")) == {"diagnostics": []}


def test_a_file_as_a_whole_has_no_line() -> None:
    assert collect("x", SourceSpan("docs", 0)).render().startswith("docs: error[D105]")
    assert "line=" not in collect("x", SourceSpan("docs", 0)).render("github")


def test_a_suggestion_comes_before_the_hint() -> None:
    diagnostics = Diagnostics()
    diagnostics.add("D203", PLACE, suggestion="Yes", value="yes")
    assert "hint: did you mean 'Yes'? write Yes or No" in diagnostics.render()


def test_items_are_sorted_by_place() -> None:
    diagnostics = Diagnostics()
    for file, line, column in [("b", 1, 1), ("a", 10, 1), ("a", 9, 5), ("a", 9, 4)]:
        diagnostics.add("D107", SourceSpan(file, line, column))
    places = [str(item.span) for item in diagnostics.items]
    assert places == ["a:9:4", "a:9:5", "a:10:1", "b:1:1"]


def test_errors_are_told_from_the_rest() -> None:
    diagnostics = Diagnostics()
    diagnostics.add("D311", PLACE, name="x")
    diagnostics.add("D116", PLACE)
    assert not diagnostics.has_errors
    other = Diagnostics()
    other.add("D107", PLACE)
    diagnostics.extend(other.items)
    assert diagnostics.has_errors
    counts = [diagnostics.count(level) for level in ("error", "warning", "note")]
    assert counts == [1, 1, 1]


def test_unknown_codes_and_missing_fields_are_bugs() -> None:
    with pytest.raises(KeyError):
        Diagnostics().add("D999", PLACE)
    with pytest.raises(KeyError):
        Diagnostics().add("D105", PLACE)


def test_printable_text_stays() -> None:
    assert printable("naïve — 数") == "naïve — 数"


def test_braces_in_documents_are_text() -> None:
    assert "'{0} {x!r} {{'" in collect("{0} {x!r} {{").render()


def test_long_texts_are_cut() -> None:
    assert len(collect("x" * 100_000).render()) < 300


def test_github_rendering_escapes_its_own_syntax() -> None:
    text = collect("50%,\n::error::", SourceSpan("a,b:c%.md", 2, 1)).render("github")
    command, _, message = text.partition("title=D105::")
    assert command == "::error file=a%2Cb%3Ac%25.md,line=2,col=1,"
    assert message.startswith("unrecognized text: '50%25,\\n::error::'%0Ahint: ")
    assert message.count("\n") == 1


def test_github_names_its_own_severities() -> None:
    diagnostics = Diagnostics()
    diagnostics.add("D311", PLACE, name="x")
    diagnostics.add("D116", PLACE)
    lines = diagnostics.render("github").splitlines()
    assert sorted(line.split(" ")[0] for line in lines) == ["::notice", "::warning"]


def test_json_rendering() -> None:
    assert json.loads(collect("x").render("json"))["diagnostics"] == [
        {
            "file": "classes/x-api.md",
            "line": 3,
            "column": 7,
            "severity": "error",
            "code": "D105",
            "message": "unrecognized text: 'x'",
            "hint": CATALOGUE["D105"].hint,
        }
    ]


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_entry_is_sound(code: str) -> None:
    entry = CATALOGUE[code]
    assert code[0].isupper()
    assert code[1:].isdecimal()
    assert entry.hint
    for template in (entry.message, entry.hint):
        fields = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        assert all(map(str.isidentifier, fields))
        # These are parameters of `add` itself.
        assert not fields & {"code", "span", "suggestion"}
        assert template.endswith("...") or not template.endswith(".")


@pytest.mark.parametrize("form", ["text", "github"])
@pytest.mark.parametrize(
    "name",
    [
        "\x1b]0;title\x07-api.md",
        "a\u2028b-api.md",
        "a\nb\r::error::c-api.md",
        "\x9b31m\u202e\ud800-api.md",
    ],
)
def test_names_of_files_are_shown_without_what_acts(form: Format, name: str) -> None:
    diagnostics = Diagnostics()
    diagnostics.add("D005", SourceSpan(name), reason=name)
    shown = diagnostics.render(form).rstrip("\n")
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown.split("\n")) == (2 if form == "text" else 1)


@pytest.mark.parametrize("name", ["::add-mask::x-api.md", "##[error]x-api.md"])
def test_a_text_begins_with_no_command_of_a_runner(name: str) -> None:
    diagnostics = Diagnostics()
    diagnostics.add("D005", SourceSpan(name), reason="x")
    assert diagnostics.render().startswith(f"./{name}:1:1: ")
