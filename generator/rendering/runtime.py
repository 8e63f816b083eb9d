"""The runtime: ordinary Python that every client carries byte for byte."""

import ast
from collections.abc import Iterator

from .templates import Templates

_FOLDER = "runtime/"

_PUBLIC = {
    "credentials": (
        "PKCE",
        "AccessToken",
        "AuthorizationCode",
        "ClientCredentials",
        "RefreshToken",
        "SAML2Bearer",
    ),
    "places": ("Gateway",),
    "token_store": ("FileTokenStore", "MemoryTokenStore", "StoredToken", "TokenStore"),
    "events": (
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
    ),
    "mismatches": ("ResponseMismatch", "ResponseMismatchWarning"),
    "model": ("NULL", "Model"),
    "operation": ("Operation",),
    "options": ("RequestOptions",),
    "pages": ("AsyncPages", "Pages"),
    "raw": ("RawResponse",),
    "streaming": (
        "AsyncStreamedResponse",
        "AsyncStreaming",
        "StreamedResponse",
        "Streaming",
    ),
    "request_info": ("RequestInfo",),
    "retries": ("RetryPolicy",),
    "stats": ("Stats",),
    "timeouts": ("Timeout",),
}


def runtime_files(templates: Templates) -> Iterator[tuple[str, str]]:
    """Names and texts of the modules."""
    for name in templates.names:
        if name.startswith(_FOLDER):
            yield name.removeprefix(_FOLDER), templates.text(name)


def runtime_exports(templates: Templates) -> dict[str, tuple[str, ...]]:
    """What a client gives away of its runtime, by module: errors and a few more."""
    tree = ast.parse(templates.text(f"{_FOLDER}errors.py"))
    classes = (node.name for node in tree.body if isinstance(node, ast.ClassDef))
    errors = tuple(sorted(name for name in classes if not name.startswith("_")))
    return dict(sorted({"errors": errors, **_PUBLIC}.items()))
