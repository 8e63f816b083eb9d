"""Whatever lies in a folder of own templates: told with its place, or used."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.resources import templates_directory
from tests.synthetic import write_drop
from tests.twins import facts

README = "distribution/README.md.j2"
API = "distribution/package/api/api.py.j2"
METHOD = "macros/method.j2"

Setup = Callable[[Path], object]
Texts = dict[str, str | bytes]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_drop(Path("specs"), facts())
    put({"plan.toml": "version = 1\n"})
    return Path("own")


def put(texts: Texts, folder: Path = Path("own")) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def ours(name: str) -> str:
    return (templates_directory() / name).read_text("utf-8")


def generate(*options: str) -> tuple[int, str]:
    arguments = ["--specs", "specs", "--out", "out", "--templates", "own", *options]
    result = CliRunner().invoke(app, ["generate", *arguments])
    return result.exit_code, result.output


def said(text: str) -> list[str]:
    """What is said, without the hints."""
    return re.findall(r"^own.*: (?:error|note)\[.*$", text, re.M)


def link(name: str, target: str) -> Setup:
    def make(own: Path) -> None:
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).symlink_to(target)

    return make


def fifo(name: str) -> Setup:
    def make(own: Path) -> None:
        (own / name).parent.mkdir(parents=True)
        os.mkfifo(own / name)

    return make


NESTED = "".join(f"{{% for a{n} in [1] %}}" for n in range(25))
ENDED = "{% endfor %}" * 25
DEEP = "(" * 5000 + ")" * 5000

REFUSED: dict[str, tuple[Texts | Setup, str]] = {
    "dangling link": (link(README, "nowhere"), f"own/{README}: error[T008]: .*No such"),
    "link to itself": (link(README, "README.md.j2"), f"own/{README}: error[T008]"),
    "link to a folder": (link("macros/all", "/"), r"own/macros/all: error\[T002\]"),
    "pipe": (fifo(METHOD), f"own/{METHOD}: error[T008]: .*not a regular file"),
    "file as folder": ({"macros": ""}, r"own/macros: error\[T002\]"),
    "other folder": ({"Macros/method.j2": ""}, r"own/Macros/method.j2: error\[T002\]"),
    "module of the runtime by its name": (
        {"runtime/errors.py": ""},
        r"own/runtime/errors.py: error\[T002\]",
    ),
    "notes": ({"distribution/a.txt": ""}, r"own/distribution/a.txt: error\[T002\]"),
    "no text": ({README: b"one\n\xff"}, f"own/{README}:2:1: error[T008]"),
    "no text in the plan": (
        {"plan.toml": b"\n\xff"},
        r"own/plan.toml:2:1: error\[T008",
    ),
    "version of another kind": (
        {"plan.toml": "version = true"},
        r"own/plan.toml: error\[T007\]",
    ),
    "deep plan": ({"plan.toml": "a = " + "[" * 9999}, r"own/plan.toml: error\[T008\]"),
    "macro that ends early": (
        {METHOD: ours(METHOD) + "{% macro more() %}"},
        rf"own/{METHOD}:\d+:1: error\[T004\]",
    ),
    "unknown filter": ({README: "\n{{ 1 | nope }}"}, f"own/{README}:2:1: error[T004]"),
    "deep template": ({README: f"{{{{ {DEEP} }}}}"}, f"own/{README}: error[T004]"),
    "many loops": ({README: NESTED + ENDED}, f"own/{README}: error[T004]"),
    "arguments twice": (
        {"macros/x.j2": "{% macro x(a, a) %}{% endmacro %}"},
        r"own/macros/x.j2: error\[T004\]",
    ),
    "huge number": ({README: "{{ " + "9" * 5000 + " }}"}, f"own/{README}: error[T004]"),
    "missing include": (
        {README: '\n{% include "nope.j2" %}'},
        rf"own/{README}:2:1: error\[T005\]: .*unknown template 'nope.j2'",
    ),
    "missing import": (
        {README: '\n{% from "nope.j2" import a %}'},
        rf"own/{README}:2:1: error\[T005\]: .*'nope.j2'",
    ),
    "missing parent": (
        {README: '\n{% extends "nope.j2" %}'},
        rf"own/{README}:2:1: error\[T005\]: .*'nope.j2'",
    ),
    "include of what is no template": (
        {README: '\n{% include "plan.toml" %}'},
        rf"own/{README}:2:1: error\[T005\]: .*'plan.toml'",
    ),
    "include of the runtime": (
        {README: '{% include "runtime/errors.py" %}'},
        rf"own/{README}:1:1: error\[T005\]: .*'runtime/errors.py'",
    ),
    "include by another name": (
        {README: '{% include "../own/x.j2" %}'},
        f"own/{README}:1:1: error[T005]",
    ),
    "its own parent": (
        {README: f'{{% extends "{README}" %}}'},
        rf"own/{README}:1:1: error\[T005\]: .*too deeply",
    ),
    "macro without end": (
        {README: "{% macro a() %}\n{{ a() }}{% endmacro %}{{ a() }}"},
        f"own/{README}:2:1: error[T005]: .*too deeply",
    ),
    "missing name in a macro": (
        {METHOD: ours(METHOD).replace("operation.name", "operation.nome")},
        rf"own/{METHOD}:\d+:1: error\[T005\]: .*'nome'",
    ),
    "missing name in a parent": (
        {
            README: '{% extends "macros/base.j2" %}{% block a %}{% endblock %}',
            "macros/base.j2": "{% block a %}{% endblock %}\n{{ nobody }}",
        },
        r"own/macros/base.j2:2:1: error\[T005\]: .*'nobody'",
    ),
    "missing name in a block": (
        {
            README: '{% extends "macros/base.j2" %}\n'
            "{% block a %}{{ b }}{% endblock %}",
            "macros/base.j2": "{% block a %}{% endblock %}",
        },
        rf"own/{README}:2:1: error\[T005\]: .*'b'",
    ),
    "empty macros": (
        {METHOD: ""},
        rf"own/{METHOD}: error\[T005\]: .*no attribute 'method', in ",
    ),
    "macro with fewer arguments": (
        {
            METHOD: "\n{% macro method(a) %}{% endmacro %}{% macro iterator(a, b) %}"
            "{% endmacro %}"
        },
        rf"own/{METHOD}: error\[T005\]: .* more than 1 argument.*, in ",
    ),
    "macro that is a number": (
        {METHOD: "{% set method = 1 %}{% set iterator = 1 %}"},
        rf"own/{METHOD}: error\[T005\]: .*not callable, in {API} line \d+",
    ),
    "half a character": (
        {README: '{{ "\\ud800" }}'},
        f"own/{README}: error[T005]: .*surrogates",
    ),
    "half a character in Python": (
        {API: '"{{ "\\ud800" }}"'},
        f"own/{API}: error[T005]: .*surrogates",
    ),
    "no Python": (
        {API: "for = 1"},
        f"own/{API}: error[T006]: .*api/.*line 1.*'for = 1'",
    ),
    "no Python by a macro": (
        {METHOD: ours(METHOD).replace("return {{ send }}(", "return for (")},
        rf"own/{METHOD}: error\[T006\]: .*'return for",
    ),
    "null byte in Python": ({API: '{{ "\\x00" }}'}, f"own/{API}: error[T006]"),
    "deep Python": ({API: '{{ "-" * 200000 }}1'}, f"own/{API}: error[T006]"),
    "manifest": (
        {"distribution/manifest.json.j2": ""},
        r"own/.*json.j2: error\[T011\]",
    ),
    "kept model": (
        {"distribution/model.json.gz.j2": ""},
        r"own/.*gz.j2: error\[T011\]",
    ),
    "device": ({"distribution/con.py.j2": ""}, r"own/.*: error\[T011\]: .*device"),
    "colon": ({"distribution/a:b.txt.j2": ""}, r"own/.*a:b.txt.j2: error\[T011\]"),
    "folder of ours": ({"distribution/.mdclient/x.j2": ""}, r"own/.*: error\[T011\]"),
    "no name": ({"distribution/.j2": ""}, r"own/distribution/.j2: error\[T011\]"),
    "another case": (
        {"distribution/package/api/Zoo.py.j2": ""},
        r"own/.*Zoo.py.j2: error\[T011\]: .*zoo.py",
    ),
    "module of a class": (
        {"distribution/package/api/zoo.py.j2": ""},
        r"own/.*zoo.py.j2: error\[T011\]: .*already generated",
    ),
    "module of the runtime": (
        {"distribution/package/_runtime/retry.py.j2": ""},
        r"own/.*retry.py.j2: error\[T011\]: .*already generated",
    ),
    "marker": ({"distribution/package/py.typed.j2": ""}, r"own/.*: error\[T011\]"),
    "below a file": ({f"{README[:-3]}/x.j2": ""}, r"own/.*x.j2: error\[T011\]"),
    "one file twice": (
        {
            "distribution/package/x.txt.j2": "",
            "distribution/api_client/x.txt.j2": "",
        },
        r"own/.*x.txt.j2: error\[T011\]: .*already generated",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_told_with_its_place(own: Path, case: str) -> None:
    setup, expected = REFUSED[case]
    if callable(setup):
        setup(own)
    else:
        put(setup)
    pattern = re.sub(r"error\[(T\d+)\]", r"error\\[\1\\]", expected)
    for options in ((), ("--no-cache",)):
        code, text = generate(*options)
        assert code == 1, text
        assert any(re.match(pattern, line) for line in said(text)), text
        assert not Path("out").exists()


PASSED_OVER = (
    "distribution/.#README.md.j2",
    "distribution/README.md.j2~",
    "distribution/#README.md.j2#",
    "distribution/._README.md.j2",
    "distribution/.README.md.j2.swp",
    "distribution/README.md.j2.orig",
    "macros/.method.j2",
    "macros/__pycache__/method.j2",
    ".git/HEAD",
)


def test_what_editors_leave_is_passed_over(own: Path) -> None:
    put(dict.fromkeys(PASSED_OVER, b"\xff{% if"))
    link("distribution/.#LICENSE.j2", "somebody@host")(own)
    code, text = generate()
    assert (code, said(text)) == (0, [])
    before = set(Path("out").rglob("*"))
    shutil.rmtree("out")
    shutil.rmtree("own")
    put({"plan.toml": "version = 1\n"})
    assert generate()[0] == 0
    assert before == set(Path("out").rglob("*"))


def test_hidden_templates_count_where_clients_have_hidden_files(own: Path) -> None:
    put(
        {
            "distribution/.gitattributes.j2": "* text\n",
            "distribution/.ci/run.yml.j2": "run: {{ client.config.package.name }}\n",
        }
    )
    code, text = generate()
    assert code == 0
    assert [line.partition(": ")[0] for line in said(text)] == [
        "own/distribution/.ci/run.yml.j2"
    ]
    assert Path("out/.gitattributes").read_text() == "* text\n"
    assert Path("out/.ci/run.yml").read_text() == "run: api_client\n"
    put({"distribution/.gitattributes.j2": "{{ nobody }}"})
    assert "own/distribution/.gitattributes.j2:1:1: error[T005]" in generate()[1]


def test_the_mark_of_some_editors_gets_into_no_client(own: Path) -> None:
    for name in ("plan.toml", README):
        text = "version = 1\n" if name == "plan.toml" else ours(name)
        put({name: b"\xef\xbb\xbf" + text.encode()})
    code, text = generate()
    assert (code, said(text)) == (0, [])
    made = [path for path in Path("out").rglob("*") if path.suffix in (".md", ".py")]
    assert made
    assert not any(path.read_bytes().startswith(b"\xef") for path in made)


def test_parents_includes_and_empty_files_are_right(own: Path) -> None:
    put(
        {
            README: '{% extends "macros/base.j2" %}{% block a %}B{% endblock %}',
            "macros/base.j2": "A{% block a %}{% endblock %}"
            '{% include "macros/c.j2" %}{% include "nope.j2" ignore missing %}',
            "macros/c.j2": "C",
            "distribution/REFERENCE.md.j2": "",
        }
    )
    code, text = generate()
    assert (code, said(text)) == (0, [])
    assert Path("out/README.md").read_text() == "ABC"
    assert Path("out/REFERENCE.md").read_text() == ""


@pytest.mark.parametrize("kind", ["file", "top"])
def test_linked_files_are_followed(own: Path, kind: str) -> None:
    real = Path("real")
    put({README: "one", "plan.toml": "version = 1\n"}, real)
    if kind == "top":
        shutil.rmtree(own)
        own.symlink_to("real")
    else:
        link(README, f"../../real/{README}")(own)
    assert generate()[0] == 0
    assert "up to date" in generate()[1]
    put({README: "two"}, real)
    code, text = generate()
    assert code == 0
    assert "up to date" not in text
    assert Path("out/README.md").read_text() == "two"
    put({README: "{{"}, real)
    assert f"own/{README}:1:1: error[T004]" in generate()[1]


def test_a_text_is_read_once(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the cache would keep a text under the hash of another."""
    put({README: "one"})
    read = Path.read_text

    def edit(path: Path, *args: str, **kwargs: str) -> str:
        text = read(path, *args, **kwargs)
        if path.name == "README.md.j2" and own in path.parents:
            path.write_text("two")
        return text

    monkeypatch.setattr(Path, "read_text", edit)
    assert generate()[0] == 0
    assert read(Path("out/README.md")) == "one"
