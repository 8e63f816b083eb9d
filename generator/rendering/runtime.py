"""The runtime: ordinary Python that every client carries byte for byte."""

import ast
from collections.abc import Iterator

from ..diagnostics import Diagnostics, SourceSpan
from .templates import Templates

_FOLDER = "runtime/"
_ERRORS = f"{_FOLDER}errors.py"
_OPERATIONS = "operations"
"""What every package has beside its clients and what comes from the runtime."""

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
        "UndocumentedFieldReceived",
    ),
    "mismatches": ("ResponseMismatch", "ResponseMismatchWarning", "UndocumentedField"),
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
    errors = {node.name for node in _classes(templates)}
    return dict(sorted({"errors": tuple(sorted(errors)), **_PUBLIC}.items()))


def check_errors(templates: Templates, diagnostics: Diagnostics) -> None:
    """Tell of errors, which are public, that have the name of something else."""
    taken = {_OPERATIONS, *(name for names in _PUBLIC.values() for name in names)}
    for node in _classes(templates):
        if node.name in taken:
            span = SourceSpan(templates.file(_ERRORS).as_posix(), node.lineno)
            reason = f"the package has something else called {node.name!r}"
            diagnostics.add("T004", span, reason=reason)


def _classes(templates: Templates) -> Iterator[ast.ClassDef]:
    for node in ast.parse(templates.text(_ERRORS)).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node
