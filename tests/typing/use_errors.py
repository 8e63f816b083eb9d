"""How users of the committed client handle errors. Nothing here runs."""

from typing import Any, assert_type

from genesys_cloud import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DecodeError,
    ForbiddenError,
    GenesysCloud,
    NotFoundError,
    RateLimitError,
    ServerError,
    TokenRequestError,
    UnauthorizedError,
)
from genesys_cloud.models import ErrorBody

STATUSES: tuple[type[APIStatusError], ...] = (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitError,
    ServerError,
    UnauthorizedError,
)
OTHERS: tuple[type[APIError], ...] = (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    TokenRequestError,
    ConfigurationError,
    DecodeError,
)
# Not everything that can happen is an answer of the server.
WRONG: type[APIStatusError] = APITimeoutError  # type: ignore[assignment]


def handle(client: GenesysCloud) -> str | None:
    try:
        client.license.get_license_user("u1")
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
    except NotFoundError as error:
        if isinstance(error.body, ErrorBody):
            assert_type(error.body.message, str | None)
            return error.body.message
    except APIStatusError as error:
        assert_type(error.status, int)
        assert_type(error.code, str | None)
        assert_type(error.correlation_id, str | None)
        assert_type(error.content, bytes)
        assert_type(error.headers.get("retry-after"), str | None)
        assert_type(error.documented, bool)
        body: Any = error.body
        return str(body)
    except APITimeoutError as error:
        assert_type(error.reached, bool)
        assert_type(error.status, int)
    except APIError as error:
        assert_type(error.message, str)
        assert_type(error.operation, str | None)
        assert_type(error.attempts, int)
    return None
