"""A generation that follows itself: its aliases stay, and there is nothing to say.

So what a cache keeps for the next generation of the same shape is known without trying.
"""

from typing import NamedTuple

from hypothesis import event, given, settings
from hypothesis import strategies as st

from generator.caching import Cache, Layered, NoCache
from generator.config import Config, Naming, Package
from generator.diagnostics import Diagnostic, Diagnostics
from generator.model import Drop, Operation, Paging
from generator.rendering import Kept, Previous
from generator.rendering.following import aliases_of, names_of
from generator.rendering.kept import encode_kept
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
def _operations(draw: st.DrawFn) -> list[Operation]:
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
        for name, path in zip(draw(_NAMES), _PATHS, strict=False)
        if draw(st.integers(0, 3))
    ]


@st.composite
def _generations(draw: st.DrawFn) -> Generation:
    apis = [nodes.api(name, *draw(_operations())) for name in ("XAPI", "YAPI")]
    keys = st.sampled_from(["XAPI.getA", "XAPI.getB", "XAPI.getA.iterator", "XAPI.c"])
    names = st.sampled_from(["get_a", "get_b", "iter_a", "iter_get_a", "other"])
    version = draw(st.sampled_from(["1.0.0", "1.0.1", "1.1.0", "1.2.0"]))
    config = Config(
        package=Package(version=version),
        naming=Naming(aliases=draw(st.sampled_from([True, True, True, False]))),
        names=dict(draw(st.sampled_from([(), (), ((draw(keys), draw(names)),)]))),
    )
    return Generation(nodes.drop(*draw(st.permutations(apis)), _PAGE), config)


_HISTORIES = st.lists(_generations(), min_size=2, max_size=3).flatmap(
    lambda pool: st.lists(st.sampled_from(pool), min_size=3, max_size=6)
)


class Made(NamedTuple):
    """What a generation decided, and what it said."""

    kept: Kept
    said: tuple[Diagnostic, ...]
    said_of_the_last: tuple[Diagnostic, ...]

    @property
    def is_there(self) -> bool:
        """Whether no error stopped the generation, so that the last one stays."""
        return not any(item.severity == "error" for item in self.said)


def _made(generation: Generation, previous: bytes | None, cache: Cache) -> Made:
    drop, config = generation
    shape, said, of_the_last = shape_of(drop, config), Diagnostics(), Diagnostics()
    names = names_of(drop, config, said, shape, cache)
    before = None if previous is None else Previous(previous, cache)
    aliases = aliases_of(before, drop, names, config, of_the_last, shape, cache)
    kept = Kept(format=1, config=config, names=names, aliases=aliases, drop=drop)
    return Made(kept, said.items, of_the_last.items)


@settings(deadline=None)
@given(_HISTORIES)
def test_a_generation_that_follows_itself_says_nothing(
    history: list[Generation],
) -> None:
    previous: bytes | None = None
    for generation in history:
        made = _made(generation, previous, NoCache())
        if made.is_there:
            event(f"{len(made.kept.aliases)} aliases")
            previous = encode_kept(made.kept)
            again = _made(generation, previous, NoCache())
            assert again == made._replace(said_of_the_last=())


@settings(deadline=None)
@given(_HISTORIES)
def test_whatever_came_before_is_followed_as_without_a_cache(
    history: list[Generation],
) -> None:
    cache = Layered(NoCache())
    previous: bytes | None = None
    for generation in history:
        for _ in range(2):
            made = _made(generation, previous, NoCache())
            assert _made(generation, previous, cache) == made
            if made.is_there:
                previous = encode_kept(made.kept, cache=cache)
