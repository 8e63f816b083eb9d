"""Raw responses, with status, headers and bytes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from ..headers import Headers
from ..public import public
from ..transport.messages import HttpResponse

T_co = TypeVar("T_co", covariant=True)


@public
class RawResponse(Generic[T_co]):
    """Raw 2xx response.

    Attributes:
        status: HTTP status.
        headers: Headers by case-insensitive name.
        correlation_id: Id of the call in the platform's logs, if the response has one.
        content: Decompressed body.
        elapsed: Seconds of the last attempt, from sending to the end of the response.
    """

    __slots__ = (
        "_decode",
        "content",
        "correlation_id",
        "elapsed",
        "headers",
        "status",
    )

    def __init__(
        self,
        response: HttpResponse,
        correlation_id: str | None,
        decode: Callable[[], T_co],
    ) -> None:
        self.status: int = response.status
        self.headers: Headers = response.headers
        self.correlation_id: str | None = correlation_id
        self.content: bytes = response.content
        self.elapsed: float = response.elapsed
        self._decode = decode

    def __repr__(self) -> str:
        return f"<RawResponse {self.status}, {len(self.content)} bytes>"

    def parse(self) -> T_co:
        """Decode the body, again for each call.

        Raises:
            DecodeError: The body is not what the documents say.
        """
        return self._decode()
