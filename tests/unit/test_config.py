from pathlib import Path

import pytest

from generator.config import Config, load_config
from generator.diagnostics import Diagnostics
from generator.toml_utils import place_of


def load(path: Path, text: str) -> tuple[Config, list[tuple[str, int, int, str]]]:
    """The configuration, and what was said: code, line, column, message."""
    file = path / "client.toml"
    file.write_bytes(text.encode("utf-8"))
    diagnostics = Diagnostics()
    config = load_config(file, diagnostics)
    return config, [
        (item.code, item.span.line, item.span.column, item.message + " " + item.hint)
        for item in diagnostics.items
    ]


def test_values_are_read_with_marks_and_line_breaks_of_windows(tmp_path: Path) -> None:
    config, said = load(
        tmp_path,
        '\ufeff[package]\r\nname = "pets"\r\n[server.regions]\r\neu = "a.example"\r\n'
        "[limits]\r\nrequests_per_minute = 300\r\n"
        '[naming]\r\nacronyms = ["OAuth"]\r\n',
    )
    assert said == []
    assert config.package.name == "pets"
    assert config.server.regions == {"eu": "a.example"}
    assert config.limits.requests_per_minute == 300
    assert config.naming.acronyms == ("OAuth",)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[environment]\nregion = "pets region"', ""),
        ('[environment]\nregion = ""', ""),
        ('[environment]\nregoin = "PETS_REGION"', "did you mean 'region'"),
        ('[oauth]\ntoken_path = "token"', ""),
        ('[oauth]\nauthorize_path = "/a?b"', ""),
        ('[oauth]\nrevoke_path = "me"', ""),
        ('[oauth]\nrevoke = "/me"', "did you mean 'revoke_path'"),
    ],
)
def test_what_cannot_be_a_path_or_a_variable(
    tmp_path: Path, text: str, hint: str
) -> None:
    _, said = load(tmp_path, text)
    assert [item[0] for item in said] == ["C003" if hint else "C004"]
    assert hint in said[0][3]


def test_all_mistakes_are_found_in_one_run(tmp_path: Path) -> None:
    text = '[package]\ntitel = "x"\nname = 3\n\n[srver]\n\n[limits]\nretry_after = -1\n'
    config, said = load(tmp_path, text)
    assert config == Config()
    places = [item[:3] for item in said]
    assert places == [
        ("C003", 2, 1),
        ("C004", 3, 1),
        ("C003", 5, 2),
        ("C004", 8, 1),
    ]
    assert "did you mean 'title'" in said[0][3]
    assert "did you mean 'server'" in said[2][3]


@pytest.mark.parametrize(
    "line",
    [
        'name = "../x"',
        'name = "a.b"',
        'name = "x\\n"',
        'name = "class"',
        'name = ""',
        'client = "A B"',
        'client = "AsyncClient"',
        'distribution = "-x"',
        'distribution = "a/b"',
        'version = "1"\nname = "1x"',
        'version = "one"',
    ],
)
def test_names_that_cannot_be_are_refused(tmp_path: Path, line: str) -> None:
    _, said = load(tmp_path, f"[package]\n{line}\n")
    assert [item[0] for item in said] == ["C004"]


def test_places_are_no_keys(tmp_path: Path) -> None:
    _, said = load(tmp_path, "[names_at]\n")
    assert [item[:2] for item in said] == [("C003", 1)]


def test_nesting_ends_in_a_diagnostic(tmp_path: Path) -> None:
    _, said = load(tmp_path, "x = " + "[" * 100_000)
    assert [item[0] for item in said] == ["C002"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("a", "b"), (2, 1)),
        (("a", "c", "d"), (3, 3)),
        # Not written anywhere: its table is as near as it gets.
        (("a", "x", "y"), (4, 2)),
        (("a", "x", "z.z"), (5, 1)),
        (("inline", "key"), (1, 1)),
        (("nowhere",), (1, 1)),
    ],
)
def test_places_of_keys(path: tuple[str, ...], place: tuple[int, int]) -> None:
    text = "inline = { key = 1 }\na.b = 1\n  a.c.d = 2\n[a.x]\n'z.z' = 1\n[[t]]\n"
    assert place_of(text, path) == place


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("rule", "0"), (1, 3)),
        (("rule", "0", "name"), (2, 1)),
        (("rule", "1"), (5, 3)),
        (("rule", "1", "name"), (6, 1)),
        (("rule", "0", "more", "name"), (4, 1)),
        (("rule", "1", "more", "name"), (8, 1)),
        (("rule", "1", "deep", "0", "name"), (10, 1)),
        # Not written anywhere: its own table, and no other of the array, is near.
        (("rule", "1", "style"), (5, 3)),
    ],
)
def test_places_in_arrays_of_tables(
    path: tuple[str, ...], place: tuple[int, int]
) -> None:
    rule = "[[rule]]\nname = 1\n[rule.more]\nname = 2\n"
    assert place_of(rule + rule + "[[rule.deep]]\nname = 3\n", path) == place


def test_every_table_of_an_array_is_checked(tmp_path: Path) -> None:
    text = """
[[paging.rules]]
style = "number"
[[paging.rules]]
stile = "number"
[[paging.rules]]
style = "numbers"
next = 1
"""
    _, said = load(tmp_path, text)
    assert [item[:3] for item in said] == [
        ("C004", 4, 3),
        ("C003", 5, 1),
        ("C004", 7, 1),
        ("C004", 8, 1),
    ]
    assert "invalid value for 'paging.rules.style': it is required" in said[0][3]
    assert "unknown key 'stile' in [paging.rules]" in said[1][3]
    assert "did you mean 'style'" in said[1][3]


@pytest.mark.parametrize("rules", ["1", "[1]"])
def test_an_array_of_tables_that_is_none(tmp_path: Path, rules: str) -> None:
    _, said = load(tmp_path, f"[paging]\nrules = {rules}")
    assert [item[:3] for item in said] == [("C004", 2, 1)]


def test_the_base_of_all_errors_has_a_name_of_its_own(tmp_path: Path) -> None:
    text = '[package]\nclient = "Pets"\nerror = "%s"\n'
    (wrong,) = load(tmp_path, text % "Pets")[1]
    assert wrong[0] == "C004"
    assert "it must differ from the clients' names" in wrong[3]
    assert load(tmp_path, text % "PetsError")[0].package.error == "PetsError"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[documents]\n\npages = 99999999999999999999", "C004"),
        ("[limits]\n\nrequests_per_minute = 9223372036854775808", "C004"),
        ("[limits]\n\nretry_after = inf", "C004"),
        ("[limits]\n\nretry_after = 99999999999999999999", "C004"),
        (f"[documents]\n\npages = {'9' * 5000}", "C002"),
    ],
)
def test_numbers_that_nothing_can_hold_are_told(
    tmp_path: Path, text: str, code: str
) -> None:
    _, said = load(tmp_path, text)
    assert [item[:2] for item in said] == [(code, 3)]


@pytest.mark.parametrize("key", ["idempotency_header", "correlation_header"])
@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "proxy-authorization",
        "COOKIE",
        "Set-Cookie",
        "Content-Type",
        "content-length",
        "Host",
        "Connection",
        "Transfer-Encoding",
        "User-Agent",
        "Accept-Encoding",
        "X Y",
        "X:Y",
        "Zo\u00eb",
        "X\\r\\nY",
    ],
)
def test_headers_that_mean_something_else_are_refused(
    tmp_path: Path, key: str, name: str
) -> None:
    _, said = load(tmp_path, f'[wire]\n{key} = "{name}"')
    assert [item[:2] for item in said] == [("C004", 2)]


def test_a_header_names_one_thing(tmp_path: Path) -> None:
    wire = '[wire]\nidempotency_header = "X-A"\ncorrelation_header = "x-a"'
    assert [item[:2] for item in load(tmp_path, wire)[1]] == [("C004", 3)]
    assert load(tmp_path, '[wire]\ncorrelation_header = "X-B"')[1] == []
