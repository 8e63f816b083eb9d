"""A generation that follows itself: its aliases stay, and there is nothing to say.

So what a cache keeps for the next generation of the same shape is known without trying.
"""

from typing import NamedTuple

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from generator.caching import Cache, Layered, NoCache
from generator.config import Config, Naming, Package
from generator.diagnostics import Diagnostic, Diagnostics
from generator.model import Drop, Operation, Paging
from generator.rendering import Kept, Previous
from generator.rendering.following import aliases_of, names_of
from generator.rendering.kept import encode_kept
from generator.rendering.plan import Alias, Names
from generator.rendering.shape import shape_of
from tests import nodes

_PAGING = Paging(
    style="number",
    location="query",
    parameter="page",
    items="entities",
    item=nodes.refers("Page"),
    next="",
    last="",
)
_PAGE = nodes.definition("Page", nodes.prop("entities"), nodes.prop("userId"))
_NAMES = st.permutations(["getA", "getB", "iterA", "c"])
_ORDERS = st.permutations("xy")
_PATHS = ("/a", "/b", "/b")


class Generation(NamedTuple):
    """What a client is made from."""

    drop: Drop
    config: Config


@st.composite
def _operations(draw: st.DrawFn, names: list[str]) -> list[Operation]:
    """Endpoints that stay, two of them alike, and names that come, go and change."""
    return [
        nodes.operation(
            name,
            *(nodes.parameter(n, "path") for n in draw(_ORDERS)),
            *draw(st.sampled_from([(), (nodes.parameter("body", "body"),)])),
            path="/".join([path, *(f"{{{n}}}" for n in draw(_ORDERS))]),
            responses=(nodes.response("200", nodes.refers("Page")),),
            paging=draw(st.sampled_from([None, _PAGING])),
        )
        for name, path in zip(names, _PATHS, strict=False)
        if draw(st.sampled_from([True, True, True, True, False]))
    ]


@st.composite
def _generations(draw: st.DrawFn, names: list[list[str]]) -> Generation:
    apis = [
        nodes.api(name, *draw(_operations(draw(st.sampled_from(names)))))
        for name in ("XAPI", "YAPI")
    ]
    keys = st.sampled_from(["XAPI.getA", "XAPI.getB", "XAPI.getA.iterator", "XAPI.c"])
    values = st.sampled_from(["get_a", "get_b", "iter_a", "iter_get_a", "other"])
    version = draw(st.sampled_from(["1.0.0", "1.0.1", "1.1.0", "1.2.0"]))
    config = Config(
        package=Package(version=version),
        naming=Naming(aliases=draw(st.sampled_from([True, True, True, False]))),
        names=dict(draw(st.sampled_from([(), (), ((draw(keys), draw(values)),)]))),
    )
    return Generation(nodes.drop(*draw(st.permutations(apis)), _PAGE), config)


@st.composite
def _histories(draw: st.DrawFn) -> list[tuple[str, Generation]]:
    """Generations of one client and of another one; some come again."""
    names = draw(st.lists(_NAMES, min_size=1, max_size=2))
    pool = draw(st.lists(_generations(names), min_size=2, max_size=3))
    steps = st.tuples(st.sampled_from(["one", "other"]), st.sampled_from(pool))
    return draw(st.lists(steps, min_size=4, max_size=8))


class Made(NamedTuple):
    """What a generation decided, and what it said."""

    kept: Kept
    said: tuple[Diagnostic, ...]
    said_of_the_last: tuple[Diagnostic, ...]

    @property
    def is_there(self) -> bool:
        """Whether no error stopped the generation, so that the last one stays."""
        return not any(item.severity == "error" for item in self.said)


def _followed(
    generation: Generation,
    names: Names,
    previous: Previous | None,
    cache: Cache,
    said: Diagnostics,
) -> tuple[Alias, ...]:
    drop, config = generation
    shape = shape_of(drop, config)
    return aliases_of(previous, drop, names, config, said, shape, cache)


def _made(generation: Generation, previous: bytes | None, cache: Cache) -> Made:
    drop, config = generation
    shape, said, of_the_last = shape_of(drop, config), Diagnostics(), Diagnostics()
    names = names_of(drop, config, said, shape, cache)
    before = None if previous is None else Previous(previous, cache)
    aliases = _followed(generation, names, before, cache, of_the_last)
    kept = Kept(format=1, config=config, names=names, aliases=aliases, drop=drop)
    return Made(kept, said.items, of_the_last.items)


@settings(deadline=None)
@given(_histories())
def test_a_generation_that_follows_itself_says_nothing(
    history: list[tuple[str, Generation]],
) -> None:
    previous: dict[str, bytes] = {}
    for client, generation in history:
        made = _made(generation, previous.get(client), NoCache())
        if made.is_there:
            event(f"{len(made.kept.aliases)} aliases")
            previous[client] = encode_kept(made.kept)
            again = _made(generation, previous[client], NoCache())
            assert again == made._replace(said_of_the_last=())


@settings(deadline=None)
@given(_histories())
def test_whatever_came_before_is_followed_as_without_a_cache(
    history: list[tuple[str, Generation]],
) -> None:
    cache = Layered(NoCache())
    previous: dict[str, bytes] = {}
    for client, generation in history:
        for _ in range(2):
            made = _made(generation, previous.get(client), NoCache())
            assert _made(generation, previous.get(client), cache) == made
            if made.is_there:
                previous[client] = encode_kept(made.kept, cache=cache)


def _generation(name: str, **names: str) -> Generation:
    drop = nodes.drop(nodes.api("XAPI", nodes.operation(name)))
    return Generation(drop, Config(names={f"XAPI.{k}": v for k, v in names.items()}))


def test_what_follows_itself_is_not_even_decoded() -> None:
    cache = Layered(NoCache())
    previous: bytes | None = None
    for generation in (_generation("getA"), _generation("getB")):
        made = _made(generation, previous, cache)
        previous = encode_kept(made.kept, cache=cache)
        last = Previous(previous, cache)
        _followed(generation, made.kept.names, last, cache, Diagnostics())
        assert "kept" not in vars(last)


def test_another_generator_may_have_named_the_last_client() -> None:
    """As this one names it by another configuration, which is known."""
    cache = Layered(NoCache())
    plain, named = _generation("getA"), _generation("getA", getA="fetch_a")
    other = _made(named, None, cache).kept
    previous = encode_kept(msgspec.structs.replace(other, config=plain.config))
    made = _made(plain, previous, cache)
    assert made == _made(plain, previous, NoCache())
    assert [alias.method for alias in made.kept.aliases] == ["fetch_a"]


def test_what_is_said_of_a_change_is_said_each_time() -> None:
    """Though one generation is as the last but one, and all names stay."""
    cache = Layered(NoCache())
    previous: bytes | None = None
    rows = [nodes.parameter(name, "path") for name in "xy"]
    for path in ("/{x}/{y}", "/{y}/{x}") * 3:
        moved = nodes.drop(nodes.api("XAPI", nodes.operation("a", *rows, path=path)))
        made = _made(Generation(moved, Config()), previous, cache)
        codes = [item.code for item in made.said_of_the_last]
        assert codes == ["N011"] * (previous is not None)
        previous = encode_kept(made.kept, cache=cache)


def test_two_clients_of_one_shape_have_aliases_of_their_own() -> None:
    cache = Layered(NoCache())
    before, now = _generation("getA"), _generation("getB")
    first = _made(before, None, cache)
    renamed = _made(now, encode_kept(first.kept, cache=cache), cache)
    new = _made(now, None, cache)
    for made, aliases in ((renamed, ["get_a"]), (new, [])):
        again = _made(now, encode_kept(made.kept, cache=cache), cache)
        assert [alias.method for alias in again.kept.aliases] == aliases


@pytest.mark.parametrize("change", ["place of a parameter", "pages"])
def test_what_names_depend_on_beside_names(change: str) -> None:
    """The place of a parameter is a part of its key, and pages have an iterator."""
    cache = Layered(NoCache())
    here, there = nodes.parameter("x"), nodes.parameter("x", "header")
    answer = nodes.response("200", nodes.refers("Page"))
    plain = nodes.operation("a", here, responses=(answer,))
    other = {
        "place of a parameter": msgspec.structs.replace(plain, parameters=(there,)),
        "pages": msgspec.structs.replace(plain, paging=_PAGING),
    }[change]
    config = Config(names={"XAPI.a.query.x": "y"})
    found = [
        _made(Generation(nodes.drop(nodes.api("XAPI", each), _PAGE), config), None, to)
        for to in (cache, NoCache())
        for each in (plain, other)
    ]
    assert found[:2] == found[2:]
    assert found[0].kept.names != found[1].kept.names
