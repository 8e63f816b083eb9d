"""Files behind presigned URLs, which take no bearer token."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from random import Random
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

PREFIX = "/storage/"
LINK_LIFE = 3600
"""Seconds until a presigned URL expires, at least; at most it is twice as many."""

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})", re.ASCII)
_ROWS = 4_000
_KEY = b"sandbox"


_OTHER_NAMES = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def storage_origin(origin: str) -> str:
    """Return the origin of the object store.

    It is another host than the API if it can be, so that clients send it no token.
    """
    host = urlsplit(origin).hostname or ""
    return origin.replace(f"//{host}", f"//{_OTHER_NAMES.get(host, host)}", 1)


class Storage:
    """Files of an object store.

    Attributes:
        files: Content by name.
        leaked_headers: ``Authorization`` headers that should not have come here.
        ranges: ``Range`` headers that came.
        cut_after: Cut the next responses after so many bytes.
        redirects: Where names lead that are elsewhere.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.files: dict[str, bytes] = {}
        self.leaked_headers: list[str] = []
        self.ranges: list[str] = []
        self.cut_after: list[int] = []
        self.redirects: dict[str, str] = {}

    def presigned_path(self, name: str) -> str:
        """Return the path and query of a URL that reads or writes a file.

        Links of the same file are the same for some time, so that responses are. A GET
        of a file that nobody has written gets a list in CSV.
        """
        expires = str((int(self._clock()) // LINK_LIFE + 2) * LINK_LIFE)
        query = {"expires": expires, "signature": self._signature(name, expires)}
        return f"{PREFIX}{quote(name)}?{urlencode(query)}"

    def _signature(self, name: str, expires: str) -> str:
        text = f"{name}\n{expires}".encode()
        return hmac.new(_KEY, text, hashlib.sha256).hexdigest()

    def _is_expired(self, name: str, expires: str, signature: str) -> bool:
        """Return True if a link has expired, or was never valid."""
        expected = self._signature(name, expires)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return True
        return int(expires) <= self._clock()

    def response(
        self, method: str, name: str, request: Request, body: bytes
    ) -> Response:
        """Take (PUT) or give (GET) a file."""
        authorization = request.headers.get("authorization")
        has_own_host = request.url.hostname in _OTHER_NAMES
        if authorization is not None and has_own_host:
            # As object stores do: two ways to sign in are one too many.
            self.leaked_headers.append(authorization)
            return Response("Only one auth mechanism is allowed", 400)
        query = request.query_params
        if "signature" in query:
            if self._is_expired(name, query.get("expires", ""), query["signature"]):
                return Response("Request has expired", 403)
            if method == "GET":
                self.files.setdefault(name, _sample(name))
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
        start, size = int(found[1]) if found else 0, len(content)
        last = int(found[2] or max(start, size)) if found else size
        # A server ignores a range that is not one (RFC 9110, section 14.2).
        if not found or not same or last < start:
            return Response(content, headers=headers, media_type="application/binary")
        stop = min(last + 1, size)
        if start >= size:
            return Response(
                status_code=416, headers={"Content-Range": f"bytes */{size}"}
            )
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        return Response(content[start:stop], 206, headers, "application/binary")


def _sample(name: str) -> bytes:
    """Return a list in CSV, the same for the same name."""
    random = Random(name)
    ids = (UUID(int=random.getrandbits(128), version=4) for _ in range(_ROWS))
    rows = (f"{number},{one}\r\n" for number, one in enumerate(ids, 1))
    return "".join(["number,id\r\n", *rows]).encode()


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
