"""Files behind presigned URLs, which take no bearer token."""

from __future__ import annotations

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class Storage:
    """Files of an object store.

    Attributes:
        files: Content by name.
        leaked_headers: ``Authorization`` headers that should not have come here.
        ranges: ``Range`` headers that came.
        cut_after: Cut the next responses after so many bytes.
        redirects: Where names lead that are elsewhere.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.leaked_headers: list[str] = []
        self.ranges: list[str] = []
        self.cut_after: list[int] = []
        self.redirects: dict[str, str] = {}

    def response(
        self, method: str, name: str, request: Request, body: bytes
    ) -> Response:
        """Take (PUT) or give (GET) a file."""
        authorization = request.headers.get("authorization")
        if authorization is not None:
            # As object stores do: two ways to sign in are one too many.
            self.leaked_headers.append(authorization)
            return Response("Only one auth mechanism is allowed", 400)
        if name in self.redirects:
            return Response(status_code=302, headers={"Location": self.redirects[name]})
        if method == "PUT":
            self.files[name] = body
            return Response(status_code=200, headers={"ETag": _tag(body)})
        content = self.files.get(name)
        if content is None:
            return Response("NoSuchKey", 404)
        return self._part(content, request)

    def _part(self, content: bytes, request: Request) -> Response:
        headers = {"ETag": _tag(content), "Accept-Ranges": "bytes"}
        range_header = request.headers.get("range", "")
        if range_header:
            self.ranges.append(range_header)
        same = request.headers.get("if-range", headers["ETag"]) == headers["ETag"]
        found = _RANGE.fullmatch(range_header)
        if not found or not same:
            return Response(content, headers=headers, media_type="application/binary")
        start, size = int(found[1]), len(content)
        stop = min(int(found[2] or size - 1) + 1, size)
        if start >= size:
            return Response(
                status_code=416, headers={"Content-Range": f"bytes */{size}"}
            )
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        return Response(content[start:stop], 206, headers, "application/binary")


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
