"""Public errors of requests without a response."""

from typing import Any

from ..errors import APIConnectionError, APIError, APITimeoutError, DecodeError
from ..transport.messages import TransportFailure


def connection_error(failure: TransportFailure, who: str, **context: Any) -> APIError:
    """Return the public error of a request without a response."""
    attempts = context["attempts"]
    tried = f" ({attempts} attempts)" if attempts > 1 else ""
    if failure.kind == "content":
        if (response := failure.response) is not None:
            context["status"] = response.status
            context["headers"] = response.headers
            context["content"] = response.content
        return DecodeError(
            f"{who}: cannot decompress the response{tried}: {failure}", **context
        )
    cls = APITimeoutError if failure.kind == "timeout" else APIConnectionError
    what = "timeout" if failure.kind == "timeout" else "connection failed"
    hint = "" if not failure.reached else "; the server may have processed it"
    return cls(
        f"{who}: {what}{tried}: {failure}{hint}", reached=failure.reached, **context
    )
