"""Whatever the documents name, there is a diagnostic or a client that can be used.

The clients are rendered from nodes with any names that the reader lets pass, imported
and called; what goes out has the names of the documents. They share the runtime where
it lies, which every client carries byte for byte.
"""

import builtins
import importlib
import json
import keyword
import pkgutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import templates.runtime
from generator.config import Config, Package
from generator.confusables import is_visible
from generator.diagnostics import Diagnostics
from generator.model import ApiSpec, Paging, TypeRef
from generator.naming.identifiers import CLIENT_RESERVED, MODEL_RESERVED
from generator.parsing.wire_names import is_wire_name, is_word
from generator.portable_paths import check_paths
from generator.rendering import PublicNames, find_public_names, render_client
from tests import nodes

PLAIN_TRAPS = r"""
__class__ __init__ __slots__ __debug__ __dict__ __getattr__ os self cls None ../../x
CON con aux a/b C:\x id ID Id i-d i_d _id id_ $id i.d a$b A1 a1 $ _ -- ... 1 123 2fa
limit max_items resume_from body options field required Model model ClassVar Any
Mapping _m m Operation Response Pages typing json msgspec httpx api models shared
operations annotations datetime date property frozenset TYPE_CHECKING
user 用户 ユーザー größe grösse GRÖSSE हिन्दी ﬁle file Ångström
get_users iter_users getUsers iterUsers users raw
streamed List Str Int Client AsyncClient SharedAPI API UserAPI Exception Warning
ImportError AttributeError NotImplemented
"""
TRAPS = sorted(
    {
        *PLAIN_TRAPS.split(),
        *("\u00b2", "\u0661", "\uff49\uff46", "\uff53elf", "us\ufe0fer", "\u3164"),
        *("\u0443ser", "\u0130d", "J\u030cx", "\u0301a", "col\u00b7lecció"),
        *("\u212bngström", "\u2118", "x" * 200),
        *(name for name in dir(builtins) if name.islower() and name[0] != "_"),
        *keyword.kwlist,
        *keyword.softkwlist,
        *CLIENT_RESERVED,
        *MODEL_RESERVED,
    }
)

anything = st.one_of(
    st.sampled_from(TRAPS),
    st.text(st.characters(categories=["L", "M", "N", "Pc"]), min_size=1, max_size=12),
    st.text(min_size=1, max_size=12),
).filter(lambda name: "<!--" not in name and not any(map(str.isspace, name)))
words = anything.filter(is_word)
properties = anything.filter(is_wire_name)
parameters = properties.filter(lambda name: "`" not in name)
segments = parameters.filter(lambda name: not set(name) & set("{}/?#\\"))

Named = tuple[list[str], list[str], list[str], list[str], list[str], list[str]]
named = st.tuples(
    st.lists(words, min_size=2, max_size=2, unique=True),
    st.lists(words, min_size=2, max_size=3, unique=True),
    st.lists(segments, min_size=1, max_size=1),
    st.lists(parameters, min_size=2, max_size=3, unique=True),
    st.lists(words, min_size=2, max_size=2, unique=True),
    st.lists(properties, min_size=2, max_size=4, unique=True),
)


def make_drop(names: Named) -> ApiSpec:
    """Two classes and two definitions: one serves the first class, one both."""
    classes, methods, in_path, in_query, definitions, properties = names
    own, common = definitions
    paging = Paging(
        style="number",
        location="query",
        parameter=in_query[0],
        items="items of a page",
        item=nodes.refers(own),
        next="",
        last="",
    )
    return nodes.drop(
        *(
            nodes.api(
                class_,
                *(
                    nodes.operation(
                        method,
                        *(nodes.parameter(name, "path") for name in in_path),
                        *(nodes.parameter(name) for name in in_query),
                        path=f"/{number}/{{{in_path[0]}}}",
                        responses=(nodes.response("200", nodes.refers(answer)),),
                        paging=paging if answer == own and not number else None,
                    )
                    for number, method in enumerate(methods)
                ),
                file=f"classes/{at}-api.md",
            )
            for at, (class_, answer) in enumerate(
                zip(classes, definitions, strict=True)
            )
        ),
        nodes.definition(
            own,
            nodes.prop(
                "items of a page", TypeRef(name=own, array=True, definition=True)
            ),
            nodes.prop("common", nodes.refers(common)),
            *map(nodes.prop, properties),
        ),
        nodes.definition(common, *map(nodes.prop, reversed(properties))),
    )


NUMBERS = count()


def has_letters(name: str) -> bool:
    return any(is_visible(character) and character.isalnum() for character in name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where clients are imported from."""
    path = tmp_path_factory.mktemp("named")
    sys.path.insert(0, str(path))
    for module in pkgutil.walk_packages(
        templates.runtime.__path__, "templates.runtime."
    ):
        importlib.import_module(module.name)
    yield path
    sys.path.remove(str(path))
    for name in [name for name in sys.modules if name.startswith("named_")]:
        del sys.modules[name]


def make_client(
    drop: ApiSpec, folder: Path, explicit: dict[str, str] | None = None
) -> tuple[ModuleType, PublicNames] | None:
    """The imported client of a drop, and its names; None where there is an error."""
    package = f"named_{next(NUMBERS)}"
    config = Config(package=Package(name=package), names=explicit or {})
    diagnostics = Diagnostics()
    files = render_client(drop, config, diagnostics)
    if diagnostics.has_errors:
        assert files == {}
        assert {item.code for item in diagnostics.items} <= {"N001", "N002"}
        return None
    check_paths(files)
    assert max(map(len, files)) < 120
    for path, content in files.items():
        if "/_runtime/" not in path:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    shared = [
        name for name in sys.modules if f"{name}.".startswith("templates.runtime.")
    ]
    for name in shared:
        own = name.replace("templates.runtime", f"{package}._runtime")
        sys.modules[own] = sys.modules[name]
    importlib.invalidate_caches()
    return importlib.import_module(package), find_public_names(
        drop, config, Diagnostics()
    )


class Recorder:
    """Answers with nothing, and keeps the last request."""

    def __init__(self) -> None:
        self.path = ""
        self.query: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        parts = urlsplit(request.url.raw_path.decode())
        self.path, self.query = unquote(parts.path), parse_qsl(parts.query)
        return httpx.Response(200, json={})


def use(module: ModuleType, drop: ApiSpec, faces: PublicNames) -> None:
    """Call every operation, and make every model, by the names of the client."""
    for definition in drop.definitions:
        face = faces.definitions[definition.name]
        model = getattr(module.models, face.names.class_name)
        home = importlib.import_module(face.module)
        assert getattr(home, face.names.class_name) is model
        if definition.is_open:
            assert model is Any
            continue
        texts = {
            item.name: field
            for item, field in zip(
                definition.properties, face.names.fields, strict=True
            )
            if item.type == nodes.TEXT
        }
        made = model(**{field: field for field in texts.values()})
        assert made.to_dict() == texts
        assert model.from_json(json.dumps(texts)) == made
        assert made.copy_with(**dict.fromkeys(texts.values(), "other")) != made
        assert all(getattr(made, field) == field for field in texts.values())
    recorder = Recorder()
    client: Any = module.Client(
        access_token="token",
        base_url="https://api.example",
        rate_limit=None,
        http_client=httpx.Client(transport=httpx.MockTransport(recorder)),
    )
    for api in drop.apis:
        own = faces.apis[api.name].names
        for operation, face in zip(api.operations, own.operations, strict=True):
            arguments = [str(n) for n in range(len(face.arguments))]
            given_ = dict(zip(face.arguments, arguments, strict=True))
            getattr(getattr(client, own.attribute), face.method)(**given_)
            first, *rest = operation.parameters
            assert recorder.path == operation.path.replace(f"{{{first.name}}}", "0")
            assert recorder.query == [
                (item.name, text)
                for item, text in zip(rest, arguments[1:], strict=True)
            ]
            raw = getattr(client.with_raw_response, own.attribute)
            assert getattr(raw, face.method)(**given_).status == 200
            assert module.operations[f"{api.name}.{operation.name}"].path
            if face.iterator:
                iterator = getattr(getattr(client, own.attribute), face.iterator)
                assert list(iterator(**given_, **{face.max_items: 1})) == []


@settings(
    max_examples=40,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(names=named)
@example(
    names=(
        ["用户", "用户API"],
        ["a", "b"],
        ["self"],
        ["c", "d"],
        ["用户", "x"],
        ["e", "f"],
    )
)
def test_any_names(folder: Path, names: Named) -> None:
    drop = make_drop(names)
    made = make_client(drop, folder)
    if made is not None:
        use(made[0], drop, made[1])


def test_many_traps_at_once(folder: Path) -> None:
    """As parameters and properties beside each other, of which each is another name."""
    plain = {
        "".join(filter(str.isalnum, normalize("NFKC", trap).casefold())): trap
        for trap in TRAPS
        if has_letters(trap) and "\\" not in trap
    }
    traps = list(plain.values())
    assert len(traps) > 150
    drop = make_drop((["One", "Two"], ["get", "put"], ["p"], traps, ["A", "B"], traps))
    made = make_client(drop, folder)
    assert made is not None
    use(made[0], drop, made[1])


@pytest.mark.check
@pytest.mark.parametrize("trap", [trap for trap in TRAPS if is_word(trap)])
def test_each_trap_as_every_word(folder: Path, trap: str) -> None:
    drop = make_drop(
        ([trap, "Other"], [trap, "other"], ["p"], ["q", "r"], [trap, "Other"], ["s"])
    )
    made = make_client(drop, folder)
    if made is None:
        assert not has_letters(trap), trap
    else:
        use(made[0], drop, made[1])


@pytest.mark.check
@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_as_a_parameter_and_a_property(folder: Path, trap: str) -> None:
    slots = ["p"] if set(trap) & set("{}/?#\\") else [trap]
    # The parser refuses these in names of properties.
    fields = ["p"] if set(trap) & set('"\\') else [trap]
    drop = make_drop(
        (["One", "Two"], ["get", "put"], slots, ["q", f"{trap}2"], ["A", "B"], fields)
    )
    made = make_client(drop, folder)
    if made is None:
        assert not has_letters(trap), trap
    else:
        use(made[0], drop, made[1])
