"""Updates of what others change meanwhile, by a clock that passes by sleeping alone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from templates.runtime.errors import ConflictError, ForbiddenError, NotFoundError
from tests.runtime.test_polling import KINDS, Desk, not_plain

CONFLICT = httpx.Response(409, json={"message": "stale"})
FAILED = httpx.Response(412)
WRITTEN = httpx.Response(200, json={"id": "p1", "name": "written"})


def pet(name: str) -> httpx.Response:
    return httpx.Response(200, json={"id": "p1", "name": name})


class Update:
    """An update by a desk, and the bodies that it writes."""

    def __init__(self, kind: str, responses: list[httpx.Response]) -> None:
        self.desk = Desk(kind, responses)
        self.bodies: list[Any] = []

    def run(self, **settings: Any) -> Any:
        given = {"get": self._get, "change": self._change, "put": self._put, **settings}
        functions = [given.pop(name) for name in ("get", "change", "put")]
        return self.desk.do("update", *functions, **given)

    def _get(self) -> Any:
        return self.desk.client.pet.get_pet("p1")

    def _change(self, current: Any) -> dict[str, str]:
        return {"name": f"{current.name}!"}

    def _put(self, body: Any) -> Any:
        self.bodies.append(body)
        return self.desk.client.pet.put_pet("p1", body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_conflict_reads_anew(kind: str) -> None:
    update = Update(kind, [pet("a"), CONFLICT, pet("b"), FAILED, pet("c"), WRITTEN])
    assert update.run().name == "written"
    assert update.bodies == [{"name": "a!"}, {"name": "b!"}, {"name": "c!"}]
    # The longest waits of the retry policy.
    assert update.desk.slept == [0.5, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_conflicts_are_bounded(kind: str) -> None:
    update = Update(kind, [pet("a"), CONFLICT] * 11)
    with pytest.raises(ConflictError, match="stale"):
        update.run()
    assert len(update.desk.slept) == 10
    for most in (0, 2):
        update = Update(kind, [pet("a"), CONFLICT] * (most + 1))
        with pytest.raises(ConflictError):
            update.run(max_conflicts=most)
        assert update.desk.responses == []


@pytest.mark.parametrize("kind", KINDS)
def test_other_errors_end_an_update(kind: str) -> None:
    update = Update(kind, [pet("a"), httpx.Response(403)])
    with pytest.raises(ForbiddenError):
        update.run()
    update = Update(kind, [httpx.Response(404)])
    with pytest.raises(NotFoundError):
        update.run()
    # A conflict of the read is none of the write.
    update = Update(kind, [CONFLICT])
    with pytest.raises(ConflictError):
        update.run()
    assert update.bodies == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"get": "get_pet"}, TypeError),
        ({"change": None}, TypeError),
        ({"change": not_plain}, TypeError),
        ({"put": {"name": "x"}}, TypeError),
        ({"max_conflicts": -1}, ValueError),
        ({"max_conflicts": True}, TypeError),
        ({"max_conflicts": 1.5}, TypeError),
    ],
)
def test_bad_arguments_of_an_update_are_refused_before_traffic(
    kind: str, settings: dict[str, Any], error: type[Exception]
) -> None:
    update = Update(kind, [pet("a")])
    with pytest.raises(error, match=next(iter(settings))):
        update.run(**settings)
    assert update.desk.requests == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_that_returns_nothing_is_refused_before_the_write(kind: str) -> None:
    update = Update(kind, [pet("a")])
    with pytest.raises(TypeError, match="change must return the body"):
        update.run(change=lambda current: None)
    assert (update.bodies, update.desk.requests) == ([], 1)


@pytest.mark.parametrize("name", ["get", "put"])
def test_functions_of_the_other_kind_are_refused_by_an_update(name: str) -> None:
    update = Update("sync", [pet("a")])
    with pytest.raises(TypeError, match=f"{name} must be a plain function"):
        update.run(**{name: not_plain})
    assert update.desk.requests == 0
    update = Update("asyncio", [pet("a")])
    with pytest.raises(TypeError, match=f"{name} must return an awaitable"):
        update.run(**{name: lambda *given: 5})
