"""Calls leave nothing behind, however they end."""

from __future__ import annotations

import contextlib
import gc
from collections import Counter
from itertools import count

import pytest

from templates.runtime.errors import APIError
from tests.runtime.server import Answer, Request, grant_at, serving
from tests.runtime.tiny import Tiny

WAYS = 6


def grown(rounds: int) -> Counter[str]:
    """Return what there is more of after so many rounds of failures and renewals."""
    numbers = count()

    def respond(request: Request) -> Answer:
        number = next(numbers)
        if request.target.startswith("/oauth"):
            return Answer(200, {"access_token": f"t{number}", "expires_in": 3600})
        ways = [
            Answer(200, {"name": "x"}),
            Answer(500, {"message": "x"}),
            Answer(cut=True),
            Answer(401, {"code": "bad.credentials"}),
            Answer(200, content=b"x" * 100, cut_after=10),
            Answer(404),
        ]
        return ways[number % WAYS]

    def play(client: Tiny, calls: int) -> Counter[str]:
        for number in range(calls):
            with contextlib.suppress(APIError):
                client.pet.get_pet(str(number))
        server.requests.clear()
        gc.collect()
        return Counter(type(one).__name__ for one in gc.get_objects())

    with (
        serving(respond) as server,
        Tiny(**grant_at(server.url), rate_limit=None, max_retries=0) as client,
    ):
        before = play(client, 5 * WAYS)
        after = play(client, rounds * WAYS)
    after.subtract(before)
    return Counter({name: more for name, more in after.items() if more > 0})


def test_calls_that_fail_leave_nothing_behind() -> None:
    assert grown(10).total() < 80


@pytest.mark.long
def test_many_calls_that_fail_leave_nothing_behind() -> None:
    assert grown(3400).total() < 100
