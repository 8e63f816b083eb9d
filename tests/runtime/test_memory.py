"""Calls leave nothing behind, however they end."""

from __future__ import annotations

import contextlib
import gc
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

from templates.runtime.errors import APIError
from tests.runtime.server import Answer, Request, grant_at, serving
from tests.runtime.tiny import Tiny

WAYS = 6


def failing() -> Callable[[Request], Answer]:
    """Return a server whose responses end in all ways by turns."""
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

    return respond


def grown(rounds: int) -> Counter[str]:
    """Return what there is more of after so many rounds of failures and renewals."""

    def play(client: Tiny, calls: int) -> Counter[str]:
        for number in range(calls):
            with contextlib.suppress(APIError):
                client.pet.get_pet(str(number))
        server.requests.clear()
        gc.collect()
        return Counter(type(one).__name__ for one in gc.get_objects())

    with (
        serving(failing()) as server,
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


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sync", "asyncio", "aiohttp"])
def test_the_memory_of_a_process_levels_off(kind: str) -> None:
    """Between the halves of 20,000 calls, it grows by next to nothing."""
    with serving(failing()) as server:
        run = [sys.executable, "-m", "tests.runtime.many_calls", kind, server.url]
        done = subprocess.run([*run, "20000"], check=True, stdout=subprocess.PIPE)
    sizes = json.loads(done.stdout)
    print([f"{size / 1e6:.1f} MB" for size in sizes])
    assert sizes[-1] - sizes[4] < 2_000_000
