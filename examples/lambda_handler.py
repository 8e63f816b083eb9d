"""An AWS Lambda handler that keeps the client between invocations.

Shows one client for the life of the process: the first invocation requests a token,
and the next ones reuse it with the open connection. A deadline keeps each call within
the time of the invocation.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from genesys_cloud import APIStatusError, GenesysCloud, RequestOptions


class Context(Protocol):
    """The part of the context of an invocation that this handler uses."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda stops the invocation."""
        ...


@cache
def shared_client() -> GenesysCloud:
    """Return the client of this process, with credentials of the environment."""
    return GenesysCloud()


def handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the licenses of the user ``event["user_id"]``."""
    seconds = context.get_remaining_time_in_millis() / 1000
    options = RequestOptions(deadline=max(0.1, seconds - 0.5))
    try:
        user = shared_client().license.get_license_user(
            event["user_id"], options=options
        )
    except APIStatusError as error:
        # The id finds the request in the logs of the platform.
        return {"statusCode": error.status, "correlationId": error.correlation_id}
    return {"statusCode": 200, "licenses": [one.id for one in user.licenses or []]}
