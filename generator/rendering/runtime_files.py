"""The runtime: ordinary Python that every client carries byte for byte."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ..resources import templates_directory

_PUBLIC = {
    "auth.credentials": (
        "PKCE",
        "AccessToken",
        "AuthorizationCode",
        "ClientCredentials",
        "RefreshToken",
        "SAML2Bearer",
    ),
    "config.hosts": ("Gateway",),
    "auth.token_store": (
        "FileTokenStore",
        "MemoryTokenStore",
        "StoredToken",
        "TokenStore",
    ),
    "telemetry.events": (
        "CallAdded",
        "CallEnded",
        "CallEvent",
        "CallRemoved",
        "CallRetried",
        "CallStarted",
        "ClientState",
        "Event",
        "RateLimited",
        "ResponseMismatched",
        "StateChanged",
        "TokenDeleted",
        "TokenDeleteStarted",
        "TokenRefreshEnded",
        "TokenRefreshStarted",
        "UndocumentedFieldReceived",
    ),
    "responses.mismatches": ("UndocumentedField",),
    "model": ("NULL", "Model"),
    "operation": ("Operation", "PermissionSet"),
    "config.options": ("RequestOptions",),
    "pagination": ("AsyncPages", "Pages"),
    "records": ("records",),
    "responses.raw": ("RawResponse",),
    "streaming.response": (
        "AsyncStreamedResponse",
        "AsyncStreaming",
        "StreamedResponse",
        "Streaming",
    ),
    "retry": ("RetryPolicy",),
    "telemetry.stats": ("Stats",),
    "timeouts": ("Timeout",),
}


def runtime_files() -> Iterator[tuple[str, str]]:
    """Yield the relative paths and texts of the runtime's files."""
    for file in sorted(_directory().rglob("*.py")):
        yield file.relative_to(_directory()).as_posix(), file.read_text("utf-8")


def runtime_exports() -> dict[str, tuple[str, ...]]:
    """Return the names that a client exports from its runtime, by module."""
    tree = ast.parse((_directory() / "errors.py").read_text("utf-8"))
    errors = [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    return dict(sorted({"errors": tuple(sorted(errors)), **_PUBLIC}.items()))


def _directory() -> Path:
    return templates_directory() / "runtime"
