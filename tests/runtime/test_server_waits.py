"""A deadline that comes before the server wants to be asked again."""

from __future__ import annotations

import httpx
import pytest

from templates.runtime.config.options import RequestOptions
from templates.runtime.errors import (
    APIStatusError,
    APITimeoutError,
    RateLimitError,
    ServiceUnavailableError,
)
from tests.runtime.conftest import Make

BODY = {"name": "Rex"}


def answering(status: int, **headers: str) -> httpx.MockTransport:
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.MockTransport(
        lambda _: httpx.Response(status, headers=lines, json={"message": "slow down"})
    )


@pytest.mark.parametrize(
    ("status", "kind"), [(429, RateLimitError), (503, ServiceUnavailableError)]
)
def test_the_server_has_asked_for_a_longer_wait(
    make_client: Make, status: int, kind: type[APIStatusError]
) -> None:
    transport = answering(status, Retry_After="10", X_Correlation_Id="c1")
    face = make_client(transport=transport, region="north-1")
    with pytest.raises(kind) as caught:
        face.call("post_pet", BODY, options=RequestOptions(deadline=2))
    error = caught.value
    assert (error.status, error.retry_after) == (status, 10.0)
    assert (error.correlation_id, error.attempts) == ("c1", 1)
    assert error.message == "slow down"
    assert "asked to wait 10 s, more than the deadline (2 s)" in str(error)
    assert "may have processed" not in str(error)


def test_what_was_turned_away_has_not_been_acted_on(make_client: Make) -> None:
    face = make_client(transport=answering(429, Retry_After="0.2"), region="north-1")
    face.client._context.rate_limiter._limit = 1
    face.client._context.rate_limiter._capacity = 1
    with pytest.raises(APITimeoutError) as caught:
        face.call("post_pet", BODY, options=RequestOptions(deadline=2))
    assert not caught.value.reached
    assert "may have processed" not in str(caught.value)
